"""What the gateway says became of a message. Whoever knows the shared secret is the gateway."""

from hmac import compare_digest, new

from apiflask import APIBlueprint
from flask import Response, request

from dispatch.errors import Refused
from dispatch.ladder.model import AttemptState
from dispatch.web.answers import answer
from dispatch.web.auth import public
from dispatch.web.ladder_shapes import ReceiptIn, ReceiptOut
from dispatch.web.office import office

blueprint = APIBlueprint("receipts", __name__, url_prefix="/api/v1", tag="ladder")

SIGNATURE = "X-Fifteen-Signature"


def signature(body: bytes, secret: str) -> str:
    return f"sha256={new(secret.encode(), body, 'sha256').hexdigest()}"


def _require_signed() -> None:
    secret = office().config.gateway_secret
    if not secret:
        raise Refused("receipts_off")
    shown = request.headers.get(SIGNATURE, "")
    if not compare_digest(shown.encode(), signature(request.get_data(), secret).encode()):
        raise Refused("wrong_signature")


@blueprint.before_request
def _signed_first() -> None:
    """Before the body is even read as JSON."""
    _require_signed()


@blueprint.post("/receipts")
@blueprint.input(ReceiptIn, arg_name="body")
@blueprint.output(ReceiptOut)
@public
def receipt(body: ReceiptIn) -> Response:
    """Signed by `X-Fifteen-Signature: sha256=…`, the HMAC of the body. Twice, late or out of order changes nothing that
    it should not; `used` false: an answer that could not count, and why."""
    came = AttemptState(body.result)
    heard = office().ladder.receipt(body.message, came, key=body.key, text=body.text, at=body.at)
    return answer({"message": body.message, "used": heard.used, "reason": heard.reason})
