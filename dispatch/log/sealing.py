"""The key that seals personal content: without it the database tells nobody's name."""

import base64
import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from dispatch.errors import Refused


class Seal:
    """Fernet (AES-128-CBC with HMAC-SHA256) under one key of 32 bytes in URL-safe base64."""

    def __init__(self, key: str) -> None:
        try:
            self._fernet = Fernet(key)
            self._key = base64.urlsafe_b64decode(key)
        except ValueError:
            raise Refused("malformed_particulars_key") from None

    @classmethod
    def from_file(cls, path: Path) -> "Seal":
        """The key in `path`; a new one is made, readable by its owner alone, where there is none yet."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        if not path.exists():
            draft.touch(mode=0o600)
            draft.write_bytes(Fernet.generate_key())
            try:
                # A link never replaces what is there: two servers that start together take one key.
                path.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return cls(path.read_text(encoding="ascii").strip())

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for another purpose: HMAC-SHA-256 of its name, so that it tells nothing of this one."""
        return hmac.digest(self._key, purpose.encode(), "sha256")

    def close(self, content: bytes) -> bytes:
        return self._fernet.encrypt(content)

    def open(self, sealed: bytes) -> bytes | None:
        """None where it was sealed with another key, or altered since."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            return None
