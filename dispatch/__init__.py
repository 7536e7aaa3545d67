"""Fifteen: dispatch software for community responders."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatch.config import Config
    from dispatch.web.app import App


def create_app(config: "Config | None" = None) -> "App":
    """One running server of a centre, as a WSGI app. Its threads run until `close()`.

    Imports what it joins only now: `dispatch times` and every other command pass through this file, too.
    """
    from dispatch.config import Config
    from dispatch.web.app import App

    return App(config or Config.from_env())
