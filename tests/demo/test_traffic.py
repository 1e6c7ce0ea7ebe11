"""The mail of the demo: varied, believable, and the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice

import pytest

from postroom.demo.kinds import LARGE
from postroom.demo.letters import KB
from postroom.demo.scenarios import READY, Mail
from postroom.demo.stage import PASSWORD, DemoAccount
from postroom.demo.traffic import MOST, PAUSE, Posting, Traffic
from postroom.model.account import Account, Server
from postroom.model.endpoint import Security
from postroom.model.mail_fate import MailFate
from postroom.model.ready_message import read_ready
from postroom.protocol.normalise import normalise

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ACCOUNTS = tuple(
    DemoAccount(
        Account(name=name, smtp=Server("localhost", 25, Security.NONE)), "", PASSWORD, READY, READY, mail
    )
    for name, mail in {
        "one": Mail.WELL,
        "other": Mail.WELL,
        "slow": Mail.SLOW,
        "locked": Mail.LOCKED,
        "busy": Mail.BUSY,
        "left alone": Mail.NONE,
    }.items()
)


def traffic(accounts: Sequence[DemoAccount] = ACCOUNTS) -> Traffic:
    return Traffic(accounts, lambda: NOW)


@pytest.fixture(scope="module")
def opening() -> list[Posting]:
    return traffic().opening()


def test_the_same_mail_comes_each_time(opening: list[Posting]) -> None:
    one, other = traffic(), traffic()
    assert one.opening() == other.opening() == opening
    assert list(islice(one.later(), 20)) == list(islice(other.later(), 20))


def test_the_queue_opens_with_all_that_can_become_of_a_message(opening: list[Posting]) -> None:
    assert 35 <= len(opening) <= 50
    assert {posting.expected for posting in opening} == set(MailFate) - {MailFate.DISCARDED}
    assert {posting.account.name for posting in opening} == {"one", "other", "slow", "locked", "busy"}
    assert [each.expected for each in opening if each.is_held] == [MailFate.HELD] * 3


def test_the_messages_differ(opening: list[Posting]) -> None:
    assert len({str(posting.envelope.sender) for posting in opening}) >= 4
    assert len({posting.message.split(b"Subject: ")[1].split(b"\r\n")[0] for posting in opening}) >= 30
    assert {len(posting.envelope.recipients) for posting in opening} == {1, 2, 3}
    sizes = sorted(len(posting.message) for posting in opening)
    assert sizes[0] < 2 * KB
    assert 0.95 * LARGE < sizes[-1] < 1.05 * LARGE


def test_every_message_is_well_formed(opening: list[Posting]) -> None:
    for posting in opening:
        wire, facts = normalise(posting.message)
        assert wire == posting.message
        assert facts.remarks == ()
        ready = read_ready(posting.message)
        assert ready.sender == posting.envelope.sender
        assert set(ready.recipients) == {each.address for each in posting.envelope.recipients}
        assert ready.subject


def test_more_comes_in_but_not_for_ever() -> None:
    later = list(traffic().later())
    assert len(later) == MOST
    assert all(PAUSE[0] <= pause <= PAUSE[1] for pause, _ in later)
    assert {MailFate.SENT, MailFate.DELAYED, MailFate.FAILED} <= {posting.expected for _, posting in later}


def test_no_mail_comes_for_accounts_that_are_not_there() -> None:
    nobody = traffic(ACCOUNTS[-1:])
    assert nobody.opening() == []
    assert list(nobody.later()) == []
