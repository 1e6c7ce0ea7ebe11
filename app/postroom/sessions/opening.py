"""Opening a session: the steps of its plan, one after the other, until a command proves that it is ready.

The order is the plan's. What a step does is the same for all protocols, and the dialogue within it is the driver's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Final

from postroom.model.plan import SessionPlan
from postroom.model.redacted import cleaned
from postroom.model.step import Step
from postroom.model.text import say
from postroom.model.tls import TlsFacts
from postroom.net.deadlines import within
from postroom.net.dial import Dialled
from postroom.net.errors import DialFailed
from postroom.net.transcript import Transcript
from postroom.sessions.connection import Connection
from postroom.sessions.court import CertificateRejected
from postroom.sessions.driver import Driver
from postroom.sessions.remarks import mechanism_reason, notes_on, tls_in_a_line, trust_notes, unproved_by
from postroom.sessions.timeline import StepNotes, Timeline

_Take = Callable[[StepNotes], Awaitable[None]]


class Opening:
    """Takes the steps of one plan, in the language of `speak`. `redact` takes secrets out of what a server says."""

    def __init__(
        self,
        plan: SessionPlan,
        connection: Connection,
        timeline: Timeline,
        transcript: Transcript,
        speak: type[Driver],
        redact: Callable[[str], str],
    ) -> None:
        self._plan = plan
        self._connection = connection
        self._timeline = timeline
        self._transcript = transcript
        self._speak = speak
        self._redact = redact
        self._takes: Final[dict[Step, _Take]] = {
            Step.RESOLVE: self._resolve,
            Step.CONNECT: self._connect,
            Step.TLS: partial(self._within, self._encrypt),
            Step.GREETING: partial(self._within, self._greet),
            Step.HELLO: partial(self._within, self._hello),
            Step.AUTH: partial(self._within, self._log_in),
            Step.READY: partial(self._within, self._prove),
        }

    async def run(self) -> None:
        """Take all steps. Raises what `faults.facts_of` knows; the connection is released then."""
        try:
            for step in self._plan.steps:
                with self._timeline.step(step) as notes:
                    await self._takes[step](notes)
        except Exception:
            self._connection.release()
            raise

    async def _within(self, take: _Take, notes: StepNotes) -> None:
        """Take a step within the plan's time. Resolving and dialling see to it themselves, and keep their facts."""
        async with within(self._plan.timeout):
            await take(notes)

    async def _resolve(self, notes: StepNotes) -> None:
        await self._connection.resolve()
        notes.detail = ", ".join(address.text for address in self._connection.addresses)

    async def _connect(self, notes: StepNotes) -> None:
        try:
            dialled = await self._connection.dial(self._speak)
        except DialFailed as error:
            notes.attempts = error.attempts
            raise
        notes.attempts = dialled.attempts
        notes.detail = dialled.address.text
        self._timeline.change(address=dialled.address.text)
        self._tell_detour(dialled)

    async def _encrypt(self, notes: StepNotes) -> None:
        self._timeline.change(capabilities=())
        try:
            judged = await self._connection.secure()
        except CertificateRejected as rejected:
            self._tell_tls(rejected.tls, notes)
            raise
        self._tell_tls(judged.tls, notes)

    async def _greet(self, notes: StepNotes) -> None:
        notes.detail = await self._connection.driver.greet()

    async def _hello(self, notes: StepNotes) -> None:
        driver = self._connection.driver
        notes.detail = await driver.hello()
        self._timeline.change(capabilities=cleaned(driver.capabilities, self._redact))

    async def _log_in(self, notes: StepNotes) -> None:
        assert self._plan.credentials is not None, "the plan has this step only with credentials"
        try:
            notes.detail = await self._connection.driver.log_in(
                self._plan.credentials, self._connection.clearance
            )
        finally:
            self._tell_choice()
        self._timeline.change(authenticated=True)

    async def _prove(self, notes: StepNotes) -> None:
        driver = self._connection.driver
        notes.detail = await driver.prove()
        remarks = notes_on(self._plan, driver.choice, bare_line_feeds=driver.bare_line_feeds)
        self._timeline.change(
            mailbox=driver.mailbox,
            notes=(*self._timeline.snapshot.notes, *remarks),
            unproved=tuple(unproved_by(self._plan, self._timeline.snapshot.tls)),
        )

    def _tell_detour(self, dialled: Dialled) -> None:
        """Say so where the first address is not the one that took the connection."""
        first, taken = dialled.attempts[0], dialled.address.text
        if first.error is not None:
            words = {"first": first.address, "error": first.error, "taken": taken}
            self._timeline.note(say("{first} did not take the connection ({error}), {taken} did.", **words))

    def _tell_tls(self, tls: TlsFacts, notes: StepNotes) -> None:
        """Say what was agreed on, and what is wrong with the certificate, also where it was let through."""
        tls = cleaned(tls, self._redact)
        notes.detail = tls_in_a_line(tls)
        self._transcript.note(notes.detail)
        self._timeline.change(tls=tls)
        for remark in trust_notes(self._plan, tls):
            self._transcript.note(remark)
            self._timeline.note(remark)

    def _tell_choice(self) -> None:
        choice = self._connection.driver.choice
        if choice is not None:
            shown = replace(choice, offered=cleaned(choice.offered, self._redact))
            reason = mechanism_reason(shown, self._plan)
            self._timeline.change(mechanism=choice.chosen, mechanism_reason=reason)
