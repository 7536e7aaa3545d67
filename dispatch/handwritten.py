"""Files that people write by hand: read, held to a shape, refused by name; and followed as they change."""

import logging
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dispatch.errors import Refused

logger = logging.getLogger(__name__)

LARGEST_BYTES = 1_000_000
"""Nobody writes more by hand; fifty times that took forty seconds to refuse, whenever the list of drills was shown."""

S = TypeVar("S", bound=BaseModel)
T = TypeVar("T")


def read_text(file: Path, refusal: str) -> str:
    """Refused(`refusal`, file, reason) where it cannot be read."""
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise Refused(refusal, file=file.name, reason=f"larger than {LARGEST_BYTES // 1000} kB")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(refusal, file=file.name, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise Refused(refusal, file=file.name, reason=str(error)) from error


def shaped(
    shape: type[S], name: str, text: str, refusal: str, told: Callable[[ErrorDetails], str], *, at_once: int = 3
) -> S:
    """TOML as `shape`. Refused(`refusal`, file, reason) where it is not; the reason names `at_once` mistakes at most,
    each as `told` says it."""
    try:
        return shape.model_validate(tomllib.loads(text))
    except ValidationError as error:
        reason = "; ".join(told(one) for one in error.errors()[:at_once])
        raise Refused(refusal, file=name, reason=reason) from error
    except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
        raise Refused(refusal, file=name, reason=str(error)) from error


def what_is_wrong(error: ErrorDetails) -> str:
    return "unknown field" if error["type"] == "extra_forbidden" else error["msg"].removeprefix("Value error, ")


@dataclass(frozen=True, slots=True)
class Edition(Generic[T]):
    """One reading. `content` None: nobody could read the file. `trouble`: why it was refused; `says` is then what
    the reading before said."""

    file: Path
    content: bytes | None
    says: T
    trouble: Refused | None = None


class Followed(Generic[T]):
    """The centre's own file in `folder` where there is one, else the shipped one of the same name. A server that starts
    with a broken file of its own works by the shipped one, and says so."""

    def __init__(self, folder: Path, shipped: Path, load: Callable[[Path], T]) -> None:
        self._own, self._shipped, self._load = folder / shipped.name, shipped, load
        self.edition = Edition(shipped, shipped.read_bytes(), load(shipped))
        self.look()

    def look(self) -> bool:
        """Whether the file is another than at the last look. What was read counts for what comes after."""
        file = self._own if self._own.exists() else self._shipped
        content = _content(file)
        if (file, content) == (self.edition.file, self.edition.content):
            return False
        try:
            self.edition = Edition(file, content, self._load(file))
            logger.info("%s was read", file)
        except Refused as trouble:
            self.edition = Edition(file, content, self.edition.says, trouble)
            logger.warning("%s is broken, what it said before stays: %s", file, trouble.params["reason"])
        return True


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:  # `load` says why
        return None
