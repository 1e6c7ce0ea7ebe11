"""Access tokens as Dovecot can verify them by itself: JSON Web Tokens with a shared key (RFC 7519, HS256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Final

from postroom.model.secret import Secret

_KEY: Final = b"an HMAC key that only the tests and their servers know"


def token(user: str, *, lifetime: int = 3600) -> Secret:
    """Make a token for `user` that ends in `lifetime` seconds; a negative one has ended already."""
    now = int(time.time())
    header = _encode({"alg": "HS256", "typ": "JWT"})
    claims = _encode({"sub": user, "iat": min(now, now + lifetime) - 1, "exp": now + lifetime})
    signature = hmac.digest(_KEY, f"{header}.{claims}".encode(), hashlib.sha256)
    return Secret(f"{header}.{claims}.{_base64url(signature)}")


def write_key(folder: Path) -> None:
    """Put the key where Dovecot's local validation looks for it: <client>/<algorithm>/<key id>."""
    place = folder / "default" / "HS256" / "default"
    place.parent.mkdir(parents=True)
    place.write_bytes(base64.b64encode(_KEY))


def _encode(part: dict[str, object]) -> str:
    return _base64url(json.dumps(part).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
