"""What may be decided about incidents: each rule reads the board and answers with events, or refuses."""

from dispatch.incidents.rules.alerts import alert, answer, chance_together, fall_due, next_due, withdraw
from dispatch.incidents.rules.calls import correct_call, note, report_ambulance, require_inside, take_call
from dispatch.incidents.rules.escalation import escalate
from dispatch.incidents.rules.groups import merge, part, require_whole
from dispatch.incidents.rules.progress import NEXT, close, report
from dispatch.incidents.rules.safety import (
    check_back,
    clear_hazard,
    name_lead,
    note_hazard,
    report_trouble,
    set_stand_off,
    want_companion,
)
from dispatch.incidents.rules.scene import believed, doubted, note_care, read_correction, write_slip
from dispatch.incidents.rules.things import find_alert, find_assignment, find_incident
from dispatch.incidents.rules.topping import hold, needs_tending, tended_from, top_up

__all__ = [
    "NEXT",
    "alert",
    "answer",
    "believed",
    "chance_together",
    "check_back",
    "clear_hazard",
    "close",
    "correct_call",
    "doubted",
    "escalate",
    "fall_due",
    "find_alert",
    "find_assignment",
    "find_incident",
    "hold",
    "merge",
    "name_lead",
    "needs_tending",
    "next_due",
    "note",
    "note_care",
    "note_hazard",
    "part",
    "read_correction",
    "report",
    "report_ambulance",
    "report_trouble",
    "require_inside",
    "require_whole",
    "set_stand_off",
    "take_call",
    "tended_from",
    "top_up",
    "want_companion",
    "withdraw",
    "write_slip",
]
