"""What is done for a patient before the ambulance is there, and what its crew is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CareAct(StrEnum):
    """One tap at the patient's side: the times of the slip come from these."""

    CPR_STARTED = "cpr_started"
    CPR_STOPPED = "cpr_stopped"
    AED_ON = "aed_on"
    SHOCK = "shock"
    PULSE_BACK = "pulse_back"


class PatientState(StrEnum):
    CONSCIOUS = "conscious"
    UNCONSCIOUS_BREATHING = "unconscious_breathing"
    NOT_BREATHING = "not_breathing"
    PULSE_BACK = "pulse_back"
    NO_PATIENT = "no_patient"


@dataclass(frozen=True, slots=True)
class Slip:
    """`shocks`: by the AED, as counted by whoever was there. `vehicle`: number or plate of the ambulance."""

    state: PatientState
    cpr: bool
    shocks: int
    vehicle: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is known of one assignment's care: acts with their own times, in the order of these, and the last slip."""

    acts: Sequence[tuple[CareAct, datetime]] = ()
    slip: Slip | None = None
    written_at: datetime | None = None
