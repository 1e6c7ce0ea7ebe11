"""Which driver speaks which protocol. Each is loaded when it is needed, beside the loop: aiosmtplib takes its time."""

from __future__ import annotations

from typing import Final

from postroom.model.endpoint import Protocol
from postroom.sessions.apart import apart
from postroom.sessions.driver import Driver

_loaded: Final[dict[Protocol, type[Driver]]] = {}


async def driver_for(protocol: Protocol) -> type[Driver]:
    """Give the driver of `protocol`."""
    if protocol not in _loaded:
        _loaded[protocol] = await apart(_load_pop3 if protocol is Protocol.POP3 else _load_smtp)
    return _loaded[protocol]


def _load_pop3() -> type[Driver]:
    from postroom.sessions.pop3 import Pop3Driver

    return Pop3Driver


def _load_smtp() -> type[Driver]:
    from postroom.sessions.smtp import SmtpDriver

    return SmtpDriver
