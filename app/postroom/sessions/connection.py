"""The way to a server: its addresses, the connection to one of them, TLS on it, and the dialogue that goes over it."""

from __future__ import annotations

from postroom.model.endpoint import Security, to_ascii
from postroom.model.plan import SessionPlan
from postroom.model.text import say
from postroom.net.address import Address
from postroom.net.clock import Clock
from postroom.net.dial import Dialled, dial
from postroom.net.resolve import RESOLVE_SECONDS, Resolver, resolve
from postroom.net.stream import Stream
from postroom.net.transcript import Transcript
from postroom.sessions.court import Clearance, Court, InClear, Judged
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
        self._court = Court(plan)
        self._judged: Judged | None = None

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
        if self._plan.endpoint.security is not Security.NONE:
            self._court.prepare()
        deadline = min(RESOLVE_SECONDS, self._plan.timeout)
        endpoint = self._plan.endpoint
        self.addresses = await resolve(
            endpoint.host, endpoint.port, resolver=self._resolver, deadline=deadline
        )

    async def dial(self, speak: type[Driver]) -> Dialled:
        """Connect to one of the addresses, for a dialogue by `speak`. Raises `DialFailed`."""
        dialled = await dial(self.addresses, clock=self._clock, deadline=self._plan.timeout)
        self._stream = await Stream.open(dialled.socket, self._transcript)
        where = {"address": dialled.address.text, "port": self._plan.endpoint.port}
        self._transcript.note(say("Connected to {address}, port {port}.", **where))
        self._driver = speak(self._stream, self._plan)
        return dialled

    async def secure(self) -> Judged:
        """Bring the connection under TLS and before the court.

        Raises `CertificateRejected`, `TlsFailed`, `TrustUnavailable`, `NoVerdict` and what the dialogue raises.
        """
        driver, stream = self.driver, self.driver.stream
        host = to_ascii(self._plan.endpoint.host)
        await self._court.ready()
        if self._plan.endpoint.security is Security.STARTTLS:
            await driver.ask_for_tls()
            await stream.start_tls(host)
            driver.tls_established()
        else:
            await stream.start_tls(host, at_once=True)
        self._judged = await self._court.judge(stream)
        return self._judged

    @property
    def clearance(self) -> Clearance:
        """What allows to log in. Raises `NotCleared` where nothing does."""
        return self._judged or InClear(self.driver.stream, self._plan)

    def release(self) -> None:
        """Close the connection at once, if there is one."""
        if self._stream is not None:
            self._stream.close()
