"""Districts, streets and communities, as the map draws them."""

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug import Response as WerkzeugResponse

from dispatch.web.auth import allow
from dispatch.web.geojson import FeaturesOut
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.rows import compact

blueprint = APIBlueprint("boundaries", __name__, url_prefix="/api/v1", tag="streets")

MAPPING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR, Role.ADMIN)
GEOJSON = "application/geo+json"


@blueprint.get("/boundaries")
@blueprint.output(FeaturesOut, content_type=GEOJSON)
@allow(*MAPPING)
def boundaries() -> WerkzeugResponse:
    """Every area that was imported, with its level and name; they change with `dispatch city boundaries` alone."""
    sent = Response(compact(office().city.boundaries.geojson()), mimetype=GEOJSON)
    sent.add_etag()
    sent.cache_control.no_cache = True
    return sent.make_conditional(request)
