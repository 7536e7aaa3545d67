"""GeoJSON as it goes out, described for `/openapi.json`."""

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
