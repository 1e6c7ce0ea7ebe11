"""Which driver speaks which protocol. Each is loaded when it is needed, beside the loop: aiosmtplib takes its time."""

from __future__ import annotations

from postroom.model.endpoint import Protocol
from postroom.sessions.apart import apart
from postroom.sessions.driver import Driver


async def driver_for(protocol: Protocol) -> type[Driver]:
    """Give the driver of `protocol`."""
    return await apart(_load_pop3 if protocol is Protocol.POP3 else _load_smtp)


def _load_pop3() -> type[Driver]:
    from postroom.sessions.pop3 import Pop3Driver

    return Pop3Driver


def _load_smtp() -> type[Driver]:
    from postroom.sessions.smtp import SmtpDriver

    return SmtpDriver
