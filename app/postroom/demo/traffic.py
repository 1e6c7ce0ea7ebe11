"""The mail of the demo: what stands in the queue when it opens, and what comes in while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Final

from postroom.demo.kinds import Kind, later, opening
from postroom.demo.letters import WRITERS, compose, someone
from postroom.demo.scenarios import Mail
from postroom.demo.stage import DemoAccount
from postroom.model.account import Account
from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Recipient
from postroom.model.mail_fate import MailFate

SEED: Final = 1845
MOST: Final = 300
"""How many messages come in while the demo runs."""
PAUSE: Final = (1.0, 2.0)
"""Seconds between two of them."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A message that the demo sends."""

    account: Account
    envelope: Envelope
    message: bytes
    kind: Kind

    @property
    def about(self) -> str:
        """What it is there to show, in a few words."""
        return self.kind.about

    @property
    def expected(self) -> MailFate:
        """What is to become of it in a few seconds."""
        return self.kind.expected

    @property
    def is_held(self) -> bool:
        """Whether it is to be held from the start."""
        return self.kind.is_held


class Traffic:
    """Writes messages for the accounts; the same ones each time, but for their dates."""

    def __init__(
        self, accounts: Iterable[DemoAccount], clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._random = Random(SEED)  # noqa: S311  nothing secret hangs on it
        self._accounts: dict[Mail, list[Account]] = {}
        for each in accounts:
            self._accounts.setdefault(each.mail, []).append(each.account)
        self._clock = clock
        self._numbers = count(101)

    def opening(self) -> list[Posting]:
        """Give the messages that stand in the queue when it opens."""
        kinds = [kind for kind, times in opening() if kind.mail in self._accounts for _ in range(times)]
        # The order of those for a busy server decides what becomes of each, and so it stays.
        places = [place for place, kind in enumerate(kinds) if kind.mail is not Mail.BUSY]
        order = dict(zip(places, self._random.sample(places, len(places)), strict=True))
        return [self._posting(kinds[order.get(place, place)]) for place in range(len(kinds))]

    def later(self) -> Iterator[tuple[float, Posting]]:
        """Give the messages that come in later, each with the seconds to wait before it."""
        shares = {kind: share for kind, share in later() if kind.mail in self._accounts}
        if not shares:
            return
        for kind in self._random.choices(list(shares), list(shares.values()), k=MOST):
            yield self._random.uniform(*PAUSE), self._posting(kind)

    def _posting(self, kind: Kind) -> Posting:
        random, writer = self._random, self._random.choice(WRITERS)
        recipients = [f"{name}+{someone(random)}" if name else someone(random) for name in kind.to]
        size = random.randint(writer.shortest, writer.longest) if kind.size is None else kind.size
        subject = random.choice(writer.subjects).format(n=next(self._numbers))
        return Posting(
            account=random.choice(self._accounts[kind.mail]),
            envelope=Envelope(
                parse_address(writer.address),
                tuple([Recipient(parse_address(to)) for to in recipients]),
                size=0,
            ),
            message=compose(writer, recipients, subject, size, self._clock()),
            kind=kind,
        )
