"""Ends a connection at once, whatever has become of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress


def abort(transport: asyncio.WriteTransport) -> None:
    """End the connection now, without a farewell. Harmless where it has ended, or is ending by itself.

    Until Python 3.11.4 a transport under TLS that is closed when the peer has left already raises `AttributeError`
    when it is aborted after that.
    """
    with suppress(AttributeError):
        transport.abort()
