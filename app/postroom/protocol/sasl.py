"""The door to the SASL mechanisms: from a name to the object that speaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from postroom.model.plan import Credentials
from postroom.protocol.bearer import OAuthBearer, XOAuth2
from postroom.protocol.errors import IllegalMove
from postroom.protocol.mechanism import Mechanism
from postroom.protocol.password import CramMd5, Login, Plain

_BY_NAME: Final[dict[str, Callable[[Credentials], Mechanism]]] = {
    each.name: each for each in (CramMd5, Plain, Login, XOAuth2)
}


def start(name: str, credentials: Credentials, *, host: str, port: int) -> Mechanism:
    """Begin a login by the mechanism `name`, which `choose` gave, at the server `host`. Raises `UnsafeArgument`."""
    name = name.upper()
    if name == OAuthBearer.name:
        return OAuthBearer(credentials, host=host, port=port)
    known = _scram() if name.startswith("SCRAM-") else _BY_NAME
    if name not in known:
        raise IllegalMove(f"{name} is no SASL mechanism of ours")
    return known[name](credentials)


def _scram() -> dict[str, Callable[[Credentials], Mechanism]]:
    """Give those that take their time to load, for the tables of Unicode."""
    from postroom.protocol.scram import ScramSha1, ScramSha256

    return {each.name: each for each in (ScramSha256, ScramSha1)}
