"""What the rules must know of the centre: its calendar, its area, and how long people take before they move."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dispatch.incidents.chance import Habits
from maps.settings import Mobilisation

NIGHT_HOURS = frozenset({22, 23, 0, 1, 2, 3, 4, 5})


@dataclass(frozen=True, slots=True)
class Centre:
    """`bounds`: west, south, east, north of the city's map, degrees."""

    timezone: ZoneInfo
    bounds: tuple[float, float, float, float]
    mobilisation: Mobilisation
    margin_deg: float = 0.05

    def day(self, at: datetime) -> date:
        return at.astimezone(self.timezone).date()

    def night(self, at: datetime) -> bool:
        return at.astimezone(self.timezone).hour in NIGHT_HOURS

    def turnout_s(self, at: datetime) -> float:
        extra = self.mobilisation.night_turnout_s if self.night(at) else 0
        return float(self.mobilisation.turnout_s + extra)

    def habits(self, at: datetime) -> Habits:
        return Habits(answer_s=self.mobilisation.answer_s, turnout_s=self.turnout_s(at))

    def contains(self, lon: float, lat: float) -> bool:
        """Whether a place lies in the city or so near its edge that a call from there is plausible."""
        west, south, east, north = self.bounds
        m = self.margin_deg
        return west - m <= lon <= east + m and south - m <= lat <= north + m
