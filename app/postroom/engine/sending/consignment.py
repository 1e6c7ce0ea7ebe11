"""A claimed message as a parcel: its mark and its text come from the spool, and its outcome goes to its lane."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from postroom.model.envelope import Envelope
from postroom.model.message import RecipientOutcome
from postroom.model.spool_attempt import Claim
from postroom.sessions.parcel import Delivered


class Bodies(Protocol):
    """Where marks and bodies are kept."""

    def pass_dot(self, claim: Claim) -> Future[None] | None: ...
    def body(self, claim: Claim) -> Future[bytes]: ...


class Consignment:
    """One claim on its way. `finished` is told what became of it, or `put_back` that nothing did."""

    __slots__ = ("_bodies", "_finished", "_put_back", "claim", "content_trouble", "envelope", "settled")

    def __init__(
        self,
        claim: Claim,
        bodies: Bodies,
        finished: Callable[[Consignment, Delivered], None],
        put_back: Callable[[Consignment], None],
    ) -> None:
        self.claim = claim
        self.envelope = envelope_to_try(claim)
        self.settled = False
        self.content_trouble: BaseException | None = None
        """Why the text of the message could not be had."""
        self._bodies = bodies
        self._finished = finished
        self._put_back = put_back

    def mark(self) -> Future[None] | None:
        return self._bodies.pass_dot(self.claim)

    def content(self) -> bytes | Future[bytes]:
        if self.claim.body is not None:
            return self.claim.body
        content = self._bodies.body(self.claim)
        content.add_done_callback(self._look_at)
        return content

    def put_back(self) -> None:
        self.settled = True
        self._put_back(self)

    def settle(self, delivered: Delivered) -> None:
        self.settled = True
        self._finished(self, delivered)

    def _look_at(self, content: Future[bytes]) -> None:
        if not content.cancelled():
            self.content_trouble = content.exception()


def envelope_to_try(claim: Claim) -> Envelope:
    """Give the envelope with those recipients alone that still wait."""
    envelope, outcomes = claim.envelope, claim.outcomes
    if outcomes.count(RecipientOutcome.WAITING) == len(outcomes):
        return envelope
    return replace(envelope, recipients=tuple([envelope.recipients[place] for place in claim.places]))
