"""Who is asking, and whether their role may: denied unless the view says otherwise.

A request shows its token as `Authorization: Bearer …` or in the session cookie. A browser sends the cookie along with
whatever another site makes it send, so a write that relies on the cookie must also show that it comes from our pages:
by the Origin that browsers add and pages cannot forge, or by a header that no foreign page can set.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import Unauthorized

from dispatch.errors import Refused
from dispatch.web.audience import serves_at
from dispatch.web.office import office
from dispatch.web.principal import Principal, Role

View = TypeVar("View", bound=Callable[..., Any])

COOKIE = "fifteen_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EVERY_ROLE = tuple(Role)
PUBLIC_ENDPOINTS = frozenset({"static", "openapi.spec"})


def allow(*roles: Role) -> Callable[[View], View]:
    """Opens a view to these roles."""

    def mark(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Opens a view to everybody, known or not."""
    view.roles = None  # type: ignore[attr-defined]
    return view


def guard(app: Flask) -> None:
    app.before_request(_check)


def me() -> Principal:
    """Whoever asks; a view that is not public may rely on it."""
    principal: Principal = g.principal
    return principal


def acting() -> str | None:
    """The volunteer, when one acts for themselves; None for whoever acts from a desk."""
    return me().volunteer if me().role is Role.VOLUNTEER else None


def require_answers_for(volunteer: str) -> None:
    """Refuses with `not_yours`: volunteers act for themselves, duty officers for the people of their station."""
    who = me()
    if who.role is Role.VOLUNTEER and volunteer != who.volunteer:
        raise Refused("not_yours")
    if who.role is Role.DUTY_OFFICER and not serves_at(office().log.board(), volunteer, who.station):
        raise Refused("not_yours")


def token_shown(offered: object = None) -> str | None:
    """The token of this request: `offered` (a socket's auth object), the Authorization header, or the cookie."""
    if isinstance(offered, dict) and isinstance(offered.get("token"), str):
        return str(offered["token"])
    return _bearer() or request.cookies.get(COOKIE)


def set_session(answer: Response, token: str) -> Response:
    secure = office().config.secure_cookies
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=secure, path="/")
    return answer


def clear_session(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=office().config.secure_cookies, path="/")
    return answer


def known() -> Principal | None:
    """Who shows a valid token, if anyone."""
    token = token_shown()
    return office().accounts.principal(token) if token else None


def _check() -> None:
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
        return
    roles: frozenset[Role] | None = getattr(current_app.view_functions[request.endpoint], "roles", frozenset())
    if roles is None:
        return
    principal = known()
    if principal is None:
        raise Unauthorized
    if principal.role not in roles:
        raise Refused("wrong_role", role=principal.role)
    if request.method not in SAFE and _bearer() is None:
        _require_own_page()
    g.principal = principal


def _bearer() -> str | None:
    authorization = request.authorization
    return authorization.token if authorization and authorization.type == "bearer" else None


def _require_own_page() -> None:
    origin = request.headers.get("Origin")
    # The host alone: behind a proxy that ends HTTPS the scheme differs.
    own = urlsplit(origin).netloc == request.host if origin else "X-Requested-With" in request.headers
    if not own:
        raise Refused("cross_site")
