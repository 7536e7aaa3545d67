"""Nobody is sent alone at night, and anyone may ask for company."""

from dataclasses import replace
from datetime import datetime

from dispatch.incidents.centre import Centre
from dispatch.incidents.model import Call, Need, Response
from dispatch.incidents.plans import Plans

COMPANION = "companion"
TARGET = 0.30
"""Low, and the role comes last: for company nobody is taken from the patient, and few are woken."""


def response_to(call: Call, plans: Plans, centre: Centre, at: datetime) -> Response:
    """What the plan asks for; at night with a companion where it would send one person alone."""
    response = plans[call.type, call.level]
    alone = sum(need.count for need in response.needs) == 1
    return accompanied(response) if alone and response.care.pairs_at_night and centre.night(at) else response


def accompanied(response: Response) -> Response:
    """With one companion more, of any team."""
    wanted = next((need for need in response.needs if need.role == COMPANION), None)
    if wanted is None:
        return replace(response, needs=(*response.needs, Need(COMPANION, None, 1, target=TARGET)))
    more = replace(wanted, count=wanted.count + 1)
    return replace(response, needs=tuple(more if need is wanted else need for need in response.needs))
