"""JSON goes out gzipped where the client takes it: boards, zones and stations shrink several times."""

import gzip

from flask import Response, request

LEAST = 1024
LEVEL = 6
KINDS = frozenset({"application/json", "application/geo+json", "application/problem+json"})


def compress(answer: Response) -> Response:
    """Nothing of it is chosen by a foreign page that could watch its length grow: answers need a token, and our cookie
    does not come along with what another site asks for. So they are safe to compress beside secrets."""
    if answer.mimetype not in KINDS or answer.direct_passthrough:
        return answer
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0 and len(answer.get_data()) >= LEAST:
        answer.set_data(gzip.compress(answer.get_data(), LEVEL, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
        if (etag := answer.get_etag()[0]) is not None:
            answer.set_etag(etag, weak=True)  # the same content in other bytes
    return answer
