"""The door to the SASL mechanisms: from a name to the object that speaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from postroom.model.plan import Credentials
from postroom.protocol.bearer import OAuthBearer, XOAuth2
from postroom.protocol.errors import IllegalMove
from postroom.protocol.mechanism import Mechanism
from postroom.protocol.password import CramMd5, Login, Plain
from postroom.protocol.scram import ScramSha1, ScramSha256

_BY_NAME: Final[dict[str, Callable[[Credentials], Mechanism]]] = {
    each.name: each for each in (ScramSha256, ScramSha1, CramMd5, Plain, Login, XOAuth2)
}


def start(name: str, credentials: Credentials, *, host: str, port: int) -> Mechanism:
    """Begin a login by the mechanism `name`, which `choose` gave, at the server `host`. Raises `UnsafeArgument`."""
    name = name.upper()
    if name == OAuthBearer.name:
        return OAuthBearer(credentials, host=host, port=port)
    if name not in _BY_NAME:
        raise IllegalMove(f"{name} is no SASL mechanism of ours")
    return _BY_NAME[name](credentials)
