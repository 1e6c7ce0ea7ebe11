"""Opening a session: the steps of its plan, one after the other, until a command proves that it is ready.

The order is the plan's. What a step does is the same for all protocols, and the dialogue within it is the driver's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from postroom.model.endpoint import Security, to_ascii
from postroom.model.plan import SessionPlan
from postroom.model.step import Step
from postroom.model.text import say
from postroom.model.tls import CertificateFacts, TlsFacts
from postroom.net.address import Address
from postroom.net.certificates import chain_as_sent
from postroom.net.clock import Clock
from postroom.net.dial import Dialled, dial
from postroom.net.errors import CertificateRejected, DialFailed
from postroom.net.examination.facts import certificate_facts
from postroom.net.resolve import RESOLVE_SECONDS, Resolver, resolve
from postroom.net.stream import Stream
from postroom.net.transcript import Transcript
from postroom.net.trust import TrustContext, contexts, is_unknown_issuer
from postroom.sessions.apart import apart
from postroom.sessions.driver import Driver
from postroom.sessions.remarks import mechanism_reason, notes_on, unproved_by
from postroom.sessions.timeline import StepNotes, Timeline

_Take = Callable[[StepNotes], Awaitable[None]]


class Opening:
    """Takes the steps of one plan. However `run` ends, `release` is for the caller to call."""

    def __init__(
        self,
        plan: SessionPlan,
        timeline: Timeline,
        transcript: Transcript,
        *,
        resolver: Resolver,
        clock: Clock,
    ) -> None:
        self.addresses: tuple[Address, ...] = ()
        self.driver: Driver | None = None
        """None until the connection stands."""
        self.stream: Stream | None = None
        """None until the connection stands."""
        self._plan = plan
        self._timeline = timeline
        self._transcript = transcript
        self._resolver = resolver
        self._clock = clock
        self._reading: asyncio.Future[tuple[CertificateFacts, ...]] | None = None
        self._takes: Final[dict[Step, _Take]] = {
            Step.RESOLVE: self._resolve,
            Step.CONNECT: self._connect,
            Step.TLS: partial(self._within, self._encrypt),
            Step.GREETING: partial(self._within, self._greet),
            Step.HELLO: partial(self._within, self._hello),
            Step.AUTH: partial(self._within, self._log_in),
            Step.READY: partial(self._within, self._prove),
        }

    async def run(self, speak: type[Driver]) -> None:
        """Take all steps in the language of `speak`. Raises what `faults.facts_of` knows."""
        self._speak = speak
        try:
            for step in self._plan.steps:
                with self._timeline.step(step) as notes:
                    await self._takes[step](notes)
        except Exception:
            self.release()
            await self._read_certificates()
            raise
        await self._read_certificates()

    def release(self) -> None:
        """Close the connection at once."""
        if self.stream is not None:
            self.stream.close()

    async def _within(self, take: _Take, notes: StepNotes) -> None:
        """Take a step within the plan's time. Resolving and dialling see to it themselves, and keep their facts."""
        async with asyncio.timeout(self._plan.timeout):
            await take(notes)

    async def _resolve(self, notes: StepNotes) -> None:
        endpoint = self._plan.endpoint
        self.addresses = await resolve(
            endpoint.host,
            endpoint.port,
            resolver=self._resolver,
            deadline=min(RESOLVE_SECONDS, self._plan.timeout),
        )
        notes.detail = ", ".join(address.text for address in self.addresses)

    async def _connect(self, notes: StepNotes) -> None:
        try:
            dialled = await self._dial(self.addresses)
        except DialFailed as error:
            notes.attempts = error.attempts
            raise
        notes.attempts = dialled.attempts
        notes.detail = dialled.address.text
        self._timeline.change(address=dialled.address.text)
        first = dialled.attempts[0]
        if first.error is not None:
            self._timeline.note(
                say(
                    "{address} did not take the connection ({error}), {taken} did.",
                    address=first.address,
                    error=first.error,
                    taken=dialled.address.text,
                )
            )

    async def _encrypt(self, notes: StepNotes) -> None:
        """Ask one list of authorities after the other, as long as none but the last knows the issuer."""
        *ahead, last = contexts(self._plan.trust)
        for trust in ahead:
            try:
                return await self._shake_hands(trust, notes)
            except CertificateRejected as error:
                if not is_unknown_issuer(error):
                    raise
            await self._start_again(trust)
        return await self._shake_hands(last, notes)

    async def _greet(self, notes: StepNotes) -> None:
        notes.detail = await self._talking.greet()

    async def _hello(self, notes: StepNotes) -> None:
        notes.detail = await self._talking.hello()
        self._timeline.change(capabilities=self._talking.capabilities)

    async def _log_in(self, notes: StepNotes) -> None:
        assert self._plan.credentials is not None
        try:
            notes.detail = await self._talking.log_in(self._plan.credentials)
        finally:
            self._tell_choice()
        self._timeline.change(authenticated=True)

    async def _prove(self, notes: StepNotes) -> None:
        driver = self._talking
        notes.detail = await driver.prove()
        remarks = notes_on(self._plan, driver.choice, bare_line_feeds=driver.bare_line_feeds)
        self._timeline.change(
            mailbox=driver.mailbox,
            notes=(*self._timeline.snapshot.notes, *remarks),
            unproved=tuple(unproved_by(self._plan)),
        )

    @property
    def _talking(self) -> Driver:
        assert self.driver is not None, "the connection stands"
        return self.driver

    async def _dial(self, addresses: Sequence[Address]) -> Dialled:
        """Connect, and begin a dialogue that knows nothing."""
        dialled = await dial(addresses, clock=self._clock, deadline=self._plan.timeout)
        self.stream = await Stream.open(dialled.socket, self._transcript)
        self._transcript.note(
            say(
                "Connected to {address}, port {port}.",
                address=dialled.address.text,
                port=self._plan.endpoint.port,
            )
        )
        self.driver = self._speak(self.stream, self._plan)
        return dialled

    async def _start_again(self, doubter: TrustContext) -> None:
        """Connect to the same address again, for another list than `doubter`, and talk on to where TLS starts."""
        self.release()
        words = say(
            "The issuer is unknown to the authorities of {list}: others were asked.", list=doubter.name
        )
        self._transcript.note(words)
        self._timeline.note(words)
        taken = self._timeline.snapshot.address
        await self._dial([address for address in self.addresses if address.text == taken])
        if self._plan.endpoint.security is Security.STARTTLS:
            await self._talking.greet()
            await self._talking.hello()

    async def _shake_hands(self, trust: TrustContext, notes: StepNotes) -> None:
        stream, driver, endpoint = self.stream, self._talking, self._plan.endpoint
        assert stream is not None
        context = await apart(trust.context)
        if endpoint.security is Security.STARTTLS:
            await driver.ask_for_tls()
            await stream.start_tls(context, to_ascii(endpoint.host))
            driver.tls_established()
        else:
            await stream.start_tls(context, to_ascii(endpoint.host), at_once=True)
        self._tell_tls(stream, trust, notes)

    def _tell_tls(self, stream: Stream, trust: TrustContext, notes: StepNotes) -> None:
        connection = stream.tls
        assert connection is not None
        version, cipher = connection.version() or "", (connection.cipher() or ("",))[0]
        notes.detail = say(
            "{version}, {cipher}, trusted by {trust}", version=version, cipher=cipher, trust=trust.name
        )
        self._transcript.note(notes.detail)
        # Reading certificates loads a library of its own: it goes on beside the next steps.
        self._reading = apart(partial(_read, chain_as_sent(connection)))
        self._timeline.change(tls=TlsFacts(version, cipher, trust.name, ()), capabilities=())

    async def _read_certificates(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            chain = await reading
            tls = self._timeline.snapshot.tls
            assert tls is not None
            self._timeline.change(tls=replace(tls, chain=chain))

    def _tell_choice(self) -> None:
        choice = self._talking.choice
        if choice is not None:
            self._timeline.change(
                mechanism=choice.chosen, mechanism_reason=mechanism_reason(choice, self._plan)
            )


@lru_cache(maxsize=64)
def _read(chain: tuple[bytes, ...]) -> tuple[CertificateFacts, ...]:
    """Read a chain, once: a server shows the same one every time."""
    return tuple(map(certificate_facts, chain))
