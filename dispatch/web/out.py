"""What every shape of an answer is made from."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """RFC 9457. `code` is for programs; members of its own stand beside it. `errors`: what was wrong with the input."""

    type: str
    title: str
    status: int
    code: str
    errors: list[dict[str, Any]] | None = None
