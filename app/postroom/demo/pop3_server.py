"""The demo's POP3 server: the dialogue on a connection."""

from __future__ import annotations

import asyncio
import ssl

from postroom.demo.door import Door
from postroom.demo.listeners import Listeners
from postroom.demo.pop3 import GREETING, Dialogue
from postroom.model.endpoint import Security


async def listen(listeners: Listeners, security: Security, context: ssl.SSLContext, door: Door) -> int:
    """Start a POP3 server and give its port. With STLS it takes no login before TLS."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        dialogue = Dialogue(door, stls=security is Security.STARTTLS)
        await _say(writer, GREETING)
        while not dialogue.over and (line := await reader.readline()):
            offered = dialogue.stls
            await _say(writer, dialogue.answer(line.decode("utf-8", "replace").rstrip("\r\n")))
            if offered and not dialogue.stls:
                await writer.start_tls(context)

    return await listeners.listen_with(serve, context if security is Security.TLS else None)


async def _say(writer: asyncio.StreamWriter, reply: str) -> None:
    writer.write(reply.encode() + b"\r\n")
    await writer.drain()
