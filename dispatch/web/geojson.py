"""GeoJSON as it goes out, described for `/openapi.json`."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from dispatch.web.out import Out


class Feature(BaseModel):
    type: Literal["Feature"]
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class FeaturesOut(BaseModel):
    """GeoJSON, WGS-84."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


class RouteOut(Out):
    """`seconds`, `metres` and the line are null when there is no way, or one end of it is not known."""

    assignment: int
    seconds: float | None
    metres: float | None
    geometry: dict[str, Any] | None


class CircleMarkOut(Out):
    """One hour; null figures are not worked out yet. `people_shares`: of where people live, one for each cover."""

    at: datetime
    planned: bool
    people: int | None
    people_shares: list[float] | None
    area_share: float | None


class CircleDayOut(Out):
    marks: list[CircleMarkOut]
    complete: bool
