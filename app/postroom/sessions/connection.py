"""The way to a server: its addresses, the connection to one of them, TLS on it, and the dialogue that goes over it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence

from postroom.model.endpoint import Security, to_ascii
from postroom.model.plan import SessionPlan
from postroom.model.text import say
from postroom.net.address import Address
from postroom.net.clock import Clock
from postroom.net.dial import Dialled, dial
from postroom.net.errors import CertificateRejected
from postroom.net.resolve import RESOLVE_SECONDS, Resolver, resolve
from postroom.net.stream import Stream
from postroom.net.transcript import Transcript
from postroom.net.trust import TrustContext, contexts, is_unknown_issuer
from postroom.sessions.apart import apart
from postroom.sessions.driver import Driver


class Connection:
    """All that one session holds of the world outside. `release` lets go of it; its owner calls that in the end."""

    def __init__(
        self, plan: SessionPlan, transcript: Transcript, *, resolver: Resolver, clock: Clock
    ) -> None:
        self.addresses: tuple[Address, ...] = ()
        """Empty until they are resolved."""
        self._plan = plan
        self._transcript = transcript
        self._resolver = resolver
        self._clock = clock
        self._stream: Stream | None = None
        self._driver: Driver | None = None
        self._address: Address | None = None

    @property
    def stands(self) -> bool:
        """Whether there is a connection, open or not any more."""
        return self._driver is not None

    @property
    def driver(self) -> Driver:
        """The dialogue, once the connection stands."""
        assert self._driver is not None, "the connection stands"
        return self._driver

    async def resolve(self) -> None:
        """Find the addresses. Raises `ResolveFailed`."""
        deadline = min(RESOLVE_SECONDS, self._plan.timeout)
        endpoint = self._plan.endpoint
        self.addresses = await resolve(
            endpoint.host, endpoint.port, resolver=self._resolver, deadline=deadline
        )

    async def dial(self, speak: type[Driver]) -> Dialled:
        """Connect to one of the addresses, for a dialogue by `speak`. Raises `DialFailed`."""
        return await self._dial(self.addresses, speak)

    async def secure(self, remark: Callable[[str], None]) -> tuple[TrustContext, ssl.SSLObject]:
        """Bring the connection under TLS; give the list of authorities that vouches for the server, and the TLS itself.

        The lists are asked in order, the next only where the one before does not know the issuer: `remark` is told, and
        it takes another connection to the same address. Raises `CertificateRejected`, `TlsFailed`, `TrustUnavailable`
        and what the dialogue raises.
        """
        *ahead, last = contexts(self._plan.trust)
        for trust in ahead:
            try:
                return trust, await self._shake_hands(trust)
            except CertificateRejected as error:
                if not is_unknown_issuer(error):
                    raise
            remark(
                say("The authorities of {list} do not know the issuer: others were asked.", list=trust.name)
            )
            await self._start_again()
        return last, await self._shake_hands(last)

    def release(self) -> None:
        """Close the connection at once, if there is one."""
        if self._stream is not None:
            self._stream.close()

    async def _dial(self, addresses: Sequence[Address], speak: type[Driver]) -> Dialled:
        dialled = await dial(addresses, clock=self._clock, deadline=self._plan.timeout)
        self._address = dialled.address
        self._stream = await Stream.open(dialled.socket, self._transcript)
        where = {"address": dialled.address.text, "port": self._plan.endpoint.port}
        self._transcript.note(say("Connected to {address}, port {port}.", **where))
        self._driver = speak(self._stream, self._plan)
        return dialled

    async def _start_again(self) -> None:
        """Connect to the same address, and talk on to where TLS starts."""
        assert self._address is not None
        self.release()
        await self._dial([self._address], type(self.driver))
        if self._plan.endpoint.security is Security.STARTTLS:
            await self.driver.greet()
            await self.driver.hello()

    async def _shake_hands(self, trust: TrustContext) -> ssl.SSLObject:
        stream, driver = self.driver.stream, self.driver
        context = await apart(trust.context)
        host = to_ascii(self._plan.endpoint.host)
        if self._plan.endpoint.security is Security.STARTTLS:
            await driver.ask_for_tls()
            await stream.start_tls(context, host)
            driver.tls_established()
        else:
            await stream.start_tls(context, host, at_once=True)
        assert stream.tls is not None
        return stream.tls
