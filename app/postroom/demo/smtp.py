"""The demo's SMTP server: aiosmtpd in the running loop, with one user, and mail that is treated and thrown away."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import ssl
from typing import AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, TLSSetupException

from postroom.demo.authority import HOST
from postroom.demo.door import Door, Refusal
from postroom.demo.listeners import FAREWELL_SECONDS, Listeners
from postroom.demo.treatment import TAKEN, Allowance, Greylist, verdict_for
from postroom.model.endpoint import Security
from postroom.net.abort import abort
from postroom.net.deadlines import within

log = logging.getLogger(__name__)

# aiosmtpd writes every command of every client into this log.
logging.getLogger("mail.log").setLevel(logging.ERROR)


async def listen(
    listeners: Listeners,
    security: Security,
    context: ssl.SSLContext,
    door: Door,
    *,
    most_messages: int | None = None,
) -> int:
    """Start an SMTP server and give its port. With STARTTLS it takes no login before TLS.

    After `most_messages` over one connection it asks the client to slow down, and ends that connection.
    """
    greylist = Greylist()

    def make() -> _Connection:
        mail = _Mail(greylist, Allowance(most_messages))
        return _Connection(listeners, door, mail, context if security is Security.STARTTLS else None)

    return await listeners.listen(make, context if security is Security.TLS else None)


class _Connection(SMTP):
    """One client. `context` is for STARTTLS."""

    def __init__(self, listeners: Listeners, door: Door, mail: _Mail, context: ssl.SSLContext | None) -> None:
        super().__init__(
            mail,
            hostname=HOST,
            ident="Postroom demo",
            tls_context=context,
            auth_require_tls=context is not None,
            authenticator=self._let_in,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )
        self._listeners = listeners
        self._door = door
        self._lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        before_tls = self._original_transport is None
        super().connection_made(transport)
        if before_tls:
            assert isinstance(transport, asyncio.Transport)
            assert self._handler_coroutine is not None
            self._listeners.look_after(self._see_off(self._handler_coroutine, transport), transport)

    def connection_lost(self, error: Exception | None) -> None:
        if not self._lost.is_set():
            super().connection_lost(error)
            self._lost.set()

    async def _see_off(self, handler: asyncio.Task[None], transport: asyncio.Transport) -> None:
        """Return when the connection has ended; when cancelled, end it."""
        try:
            await asyncio.wait([handler])
            with contextlib.suppress(TimeoutError):
                async with within(FAREWELL_SECONDS):
                    await self._lost.wait()
        finally:
            abort(transport)
            await self._lost.wait()

    async def push(self, status: AnyStr) -> None:
        await super().push(status)
        if status[:3] in {"421", b"421"}:
            assert self.transport is not None
            self.transport.close()

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802  the name that aiosmtpd looks for
        try:
            await super().smtp_STARTTLS(arg)
        except TLSSetupException as error:
            # aiosmtpd 1.4.6 trips over the missing transport of a client that has turned the certificate down.
            self.connection_lost(error)

    async def auth_CRAM__MD5(self, _: object, args: list[str]) -> AuthResult:  # noqa: N802  as above
        challenge = f"<{secrets.token_hex(8)}@{HOST}>".encode()
        response = await self.challenge_auth(challenge)
        if isinstance(response, bytes):
            return _result(self._door.judge_cram_md5(challenge, response))
        return AuthResult(success=False, handled=True)

    def _let_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        user, password = (part.decode("utf-8", "replace") for part in data)
        return _result(self._door.judge(user, password))


class _Mail:
    """What becomes of the mail of one connection: in the end, nothing."""

    def __init__(self, greylist: Greylist, allowance: Allowance) -> None:
        self._greylist = greylist
        self._allowance = allowance

    async def handle_MAIL(  # noqa: N802  as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        busy = self._allowance.take()
        if busy is not None:
            return busy
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self._greylist.judge(envelope.mail_from or "", address)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        verdict = verdict_for(envelope.rcpt_tos)
        await asyncio.sleep(verdict.delay)
        if verdict.vanishes:
            assert isinstance(server.transport, asyncio.Transport)
            abort(server.transport)
            await asyncio.Event().wait()  # until this task is cancelled, since the connection is lost
        return TAKEN

    async def handle_exception(self, error: Exception) -> str:
        log.error("the demo's SMTP server failed", exc_info=error)
        return "451 4.3.0 The demo has failed"


def _result(refusal: Refusal | None) -> AuthResult:
    return AuthResult(
        success=refusal is None, handled=False, message=None if refusal is None else refusal.smtp
    )
