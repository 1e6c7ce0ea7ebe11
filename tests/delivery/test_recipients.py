"""Servers that treat each recipient, and each command, in their own way: nobody's trouble is another's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.sending_rules import SendingRules, UncertainPolicy
from postroom.model.spool_commands import Chosen, Command, Seen
from tests.delivery.engines import ADA, BOB, CARL, EVE, IMPATIENT, MESSAGE, account_for, sending
from tests.spool.samples import Clock
from tests.support.answers import (
    CLOSING,
    DROP,
    GREYLISTED,
    LATER,
    LOST,
    MAILBOX_FULL,
    OK,
    REFUSED,
    RESET,
    STALL,
    TOO_MANY,
    UNKNOWN,
    Answer,
)
from tests.support.receiver import EXTENSIONS, Manners, Receiver

SENT, DEFERRED = MessageState.SENT, MessageState.DEFERRED
FAILED, UNCERTAIN = MessageState.FAILED, MessageState.UNCERTAIN
ONE_BY_ONE = Manners(extensions=EXTENSIONS[1:])
MINUTES = timedelta(minutes=2)
IN_HASTE = {"patience": IMPATIENT}

both_ways = pytest.mark.parametrize("manners", [Manners(), ONE_BY_ONE], ids=["pipelined", "one by one"])


@both_ways
async def test_each_recipient_has_an_outcome_of_its_own(manners: Manners, tmp_path: Path) -> None:
    plan = {CARL: (GREYLISTED,), EVE: (UNKNOWN,)}
    with Receiver(plan, manners=manners) as receiver:
        async with sending(tmp_path, account_for(receiver.port)) as running:
            fate = await running.fate(await running.submit(BOB, CARL, EVE))
    assert fate.state is DEFERRED
    assert fate.outcomes == {
        BOB: RecipientOutcome.SENT,
        CARL: RecipientOutcome.WAITING,
        EVE: RecipientOutcome.FAILED,
    }
    assert fate.replies == {
        BOB: "250 2.0.0 Ok: queued as 4711",
        CARL: "450 4.7.1 Greylisted, come back later",
        EVE: "550 5.1.1 No such user here",
    }
    assert "1 of 3 recipients has it" in fate.explanation
    assert [letter.recipients for letter in receiver.letters] == [(BOB,)]


@both_ways
async def test_who_waits_is_tried_again_and_nobody_else(manners: Manners, tmp_path: Path) -> None:
    clock = Clock()
    plan = {BOB: (OK, REFUSED), CARL: (GREYLISTED, MAILBOX_FULL, OK), EVE: (UNKNOWN,)}
    with Receiver(plan, manners=manners) as receiver:
        async with sending(tmp_path, account_for(receiver.port), clock=clock) as running:
            number = await running.submit(BOB, CARL, EVE)
            fate = await running.fate(number)
            for attempts in (1, 2):
                assert (fate.state, len(fate.attempts)) == (DEFERRED, attempts)
                clock.advance(timedelta(minutes=10))
                await running.engine.spooler.nudge()
                await running.until_attempts(number, attempts + 1)
                fate = await running.fate(number)
    assert fate.state is FAILED
    assert fate.outcomes == {
        BOB: RecipientOutcome.SENT,
        CARL: RecipientOutcome.SENT,
        EVE: RecipientOutcome.FAILED,
    }
    assert [letter.recipients for letter in receiver.letters] == [(BOB,), (CARL,)]
    assert "2 of 3 recipients have it" in fate.explanation


async def test_a_server_that_takes_few_recipients_at_once_gets_the_rest_at_once(tmp_path: Path) -> None:
    plan = {"RCPT": (OK, OK, TOO_MANY, TOO_MANY, OK)}
    with Receiver(plan) as receiver:
        async with sending(tmp_path, account_for(receiver.port)) as running:
            number = await running.submit(BOB, CARL, EVE, ADA)
            await running.until_attempts(number, 2)
            fate = await running.fate(number)
    assert fate.state is SENT
    assert [letter.recipients for letter in receiver.letters] == [(BOB, CARL), (EVE, ADA)]
    assert {letter.content for letter in receiver.letters} == {MESSAGE}


@pytest.mark.parametrize(
    ("point", "answers", "state", "taken", "words"),
    [
        ("MAIL", [REFUSED], FAILED, 0, "554 5.7.1 We do not want this"),
        ("MAIL", [LATER], DEFERRED, 0, "451 4.3.0 Try again later"),
        ("MAIL", [RESET], DEFERRED, 0, "The message was not sent."),
        ("RCPT", [CLOSING], DEFERRED, 0, "421 4.3.2 Closing down"),
        ("RCPT", [DROP], DEFERRED, 0, "The message was not sent."),
        ("DATA", [REFUSED], FAILED, 0, "554 5.7.1 We do not want this"),
        ("DATA", [RESET], DEFERRED, 0, "The message was not sent."),
        ("CONTENT", [DROP], UNCERTAIN, 0, "The server may have the message."),
        (".", [REFUSED], FAILED, 0, "554 5.7.1 We do not want this"),
        (".", [LATER], DEFERRED, 0, "451 4.3.0 Try again later"),
        (".", [DROP], UNCERTAIN, 0, "The connection was lost after the end of the message."),
        (".", [RESET], UNCERTAIN, 0, "The connection was lost after the end of the message."),
        (".", [LOST], UNCERTAIN, 1, "The connection was lost after the end of the message."),
        ("QUIT", [DROP], SENT, 1, "250 2.0.0 Ok: queued as 4711"),
    ],
)
@both_ways
async def test_trouble_at_one_point(
    manners: Manners,
    point: str,
    answers: Sequence[Answer],
    state: MessageState,
    taken: int,
    words: str,
    tmp_path: Path,
) -> None:
    with Receiver({point: answers}, manners=manners) as receiver:
        async with sending(tmp_path, account_for(receiver.port)) as running:
            fate = await running.fate(await running.submit(BOB, CARL))
    assert fate.state is state
    assert words in fate.words
    assert len(receiver.letters) == taken


@pytest.mark.parametrize(
    ("point", "state", "words"),
    [
        ("MAIL", DEFERRED, "The server did not answer in time. The message was not sent."),
        ("RCPT", DEFERRED, "The server did not answer in time. The message was not sent."),
        ("DATA", DEFERRED, "The server did not answer in time. The message was not sent."),
        (".", UNCERTAIN, "The server did not answer in time after the end of the message."),
    ],
)
@both_ways
async def test_a_server_that_says_nothing_more(
    manners: Manners, point: str, state: MessageState, words: str, tmp_path: Path
) -> None:
    with Receiver({point: [STALL]}, manners=manners) as receiver:
        async with sending(tmp_path, account_for(receiver.port), dispatching=IN_HASTE) as running:
            fate = await running.fate(await running.submit())
    assert fate.state is state
    assert words in fate.words


async def test_a_server_that_stops_reading_in_the_middle_of_a_message(tmp_path: Path) -> None:
    large = MESSAGE + b"x" * 70 * 200_000 + b"\r\n"
    with Receiver({"CONTENT": [STALL]}) as receiver:
        async with sending(tmp_path, account_for(receiver.port), dispatching=IN_HASTE) as running:
            fate = await running.fate(await running.submit(message=large))
    assert fate.state in {DEFERRED, UNCERTAIN}
    assert "The server did not answer in time" in fate.words
    assert receiver.letters == []


@pytest.mark.parametrize(
    ("policy", "state", "taken"),
    [(UncertainPolicy.ASK, UNCERTAIN, 1), (UncertainPolicy.SENT, SENT, 1), (UncertainPolicy.RESEND, SENT, 2)],
)
async def test_an_answer_that_got_lost_is_treated_as_the_account_wants_it(
    policy: UncertainPolicy, state: MessageState, taken: int, tmp_path: Path
) -> None:
    clock = Clock()
    with Receiver({".": [LOST, OK]}) as receiver:
        account = account_for(receiver.port, rules=SendingRules(uncertain=policy))
        async with sending(tmp_path, account, clock=clock) as running:
            number = await running.submit()
            fate = await running.fate(number)
            if policy is UncertainPolicy.RESEND:
                assert fate.state is DEFERRED
                clock.advance(MINUTES)
                await running.engine.spooler.nudge()
                await running.until_attempts(number, 2)
                fate = await running.fate(number)
    assert fate.state is state
    assert len(receiver.letters) == taken


@pytest.mark.parametrize(
    ("command", "taken"), [(Command.RESOLVE_RESEND, 2), (Command.RESOLVE_SENT, 1)], ids=["resend", "sent"]
)
async def test_an_administrator_decides_about_an_uncertain_message(
    command: Command, taken: int, tmp_path: Path
) -> None:
    with Receiver({".": [LOST, OK]}) as receiver:
        async with sending(tmp_path, account_for(receiver.port)) as running:
            number = await running.submit()
            assert (await running.fate(number)).state is UNCERTAIN
            changed = await running.engine.spooler.command(Chosen((Seen(number),)), command)
            await running.engine.spooler.nudge()
            await running.until_empty()
            fate = await running.fate(number)
    assert len(changed.refused) == 0
    assert fate.state is SENT
    assert len(receiver.letters) == taken


async def test_a_message_that_a_lost_connection_never_came_to_goes_out_over_the_next_one(
    tmp_path: Path,
) -> None:
    with Receiver({"MAIL": (OK, RESET, OK)}, manners=ONE_BY_ONE) as receiver:
        account = account_for(receiver.port, rules=SendingRules(connections=1))
        async with sending(tmp_path, account, send=False) as running:
            numbers = [await running.submit() for _ in range(2)]
            await running.engine.spooler.open(send=True)
            fates = [await running.fate(number) for number in numbers]
    assert [fate.state for fate in fates] == [SENT, SENT]
    assert [len(fate.attempts) for fate in fates] == [1, 1]
    assert receiver.register.connections == 2


async def test_one_message_needs_one_connection(tmp_path: Path) -> None:
    with Receiver() as receiver:
        async with sending(tmp_path, account_for(receiver.port)) as running:
            for _ in range(3):
                assert (await running.fate(await running.submit())).state is SENT
    assert receiver.register.connections == 1
    assert receiver.register.verbs().count("QUIT") == 1
