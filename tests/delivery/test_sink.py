"""Postfix's smtp-sink with each of its faults: every message ends in the right state, with the right words."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from postroom.model.envelope import Recipient
from postroom.model.message import MessageState, RecipientOutcome
from tests.delivery.engines import ACCOUNT, BOB, MESSAGE, account_for, letter_to, sending
from tests.support.smtp_sink import running_smtp_sink

SENT, DEFERRED = MessageState.SENT, MessageState.DEFERRED
FAILED, UNCERTAIN = MessageState.FAILED, MessageState.UNCERTAIN
OUTCOMES: Final = {
    SENT: RecipientOutcome.SENT,
    DEFERRED: RecipientOutcome.WAITING,
    FAILED: RecipientOutcome.FAILED,
    UNCERTAIN: RecipientOutcome.UNCERTAIN,
}
EXPLAINED: Final = {
    SENT: "The server took it for its recipient at",
    DEFERRED: "The last attempt did not get through: {words}.",
    FAILED: "It could not be delivered: {words}.",
    UNCERTAIN: "it may have arrived. Nothing happens until you decide",
}

TAKEN, HARD, SOFT, CLOSING = (
    "250 2.0.0 Ok",
    "500 5.3.0 Error: command failed",
    "450 4.3.0 Error: command failed",
    "421 4.0.0 Server closing connection",
)
NOT_SENT = "The server ended the connection. The message was not sent."
NEXT, RESTS, SLOW = "The next attempt, number 2, is at", "The account main rests until", "asked to slow down"
NOTHING_MORE = "Nothing more happens by itself"

FAULTS: Final = (
    ("-f CONNECT", DEFERRED, HARD, RESTS),
    ("-f EHLO", SENT, TAKEN, ""),
    ("-f EHLO,HELO", DEFERRED, HARD, RESTS),
    ("-f MAIL", FAILED, HARD, NOTHING_MORE),
    ("-f RCPT", FAILED, HARD, NOTHING_MORE),
    ("-f DATA", FAILED, HARD, NOTHING_MORE),
    ("-f .", FAILED, HARD, NOTHING_MORE),
    ("-f RSET", SENT, TAKEN, ""),
    ("-f QUIT", SENT, TAKEN, ""),
    ("-r CONNECT", DEFERRED, SOFT, RESTS),
    ("-r EHLO", DEFERRED, SOFT, RESTS),
    ("-r MAIL", DEFERRED, SOFT, NEXT),
    ("-r RCPT", DEFERRED, SOFT, NEXT),
    ("-r DATA", DEFERRED, SOFT, NEXT),
    ("-r .", DEFERRED, SOFT, NEXT),
    ("-q CONNECT", DEFERRED, "closed it without a greeting.", RESTS),
    ("-q EHLO", DEFERRED, "closed the connection instead of answering EHLO.", RESTS),
    ("-q MAIL", DEFERRED, NOT_SENT, RESTS),
    ("-q RCPT", DEFERRED, NOT_SENT, RESTS),
    ("-q DATA", DEFERRED, NOT_SENT, RESTS),
    ("-q .", UNCERTAIN, "The server may have the message.", ""),
    ("-q QUIT", SENT, TAKEN, ""),
    ("-Q CONNECT", DEFERRED, CLOSING, RESTS),
    ("-Q EHLO", DEFERRED, CLOSING, RESTS),
    ("-Q MAIL", DEFERRED, CLOSING, SLOW),
    ("-Q RCPT", DEFERRED, CLOSING, SLOW),
    ("-Q DATA", DEFERRED, CLOSING, SLOW),
    ("-Q .", DEFERRED, CLOSING, SLOW),
    ("-A 0", FAILED, "550 This violates SMTP", NOTHING_MORE),
    ("-e", SENT, TAKEN, ""),
    ("-p", SENT, TAKEN, ""),
    ("-E", SENT, TAKEN, ""),
    ("-P", SENT, TAKEN, ""),
    ("-w 1", SENT, TAKEN, ""),
    ("-H 1", SENT, TAKEN, ""),
)
"""The options of the sink, how the message ends, what its list says, and what more its explanation does."""


@pytest.mark.parametrize(("options", "state", "words", "explained"), FAULTS, ids=[each[0] for each in FAULTS])
async def test_a_message_ends_in_the_right_state(
    options: str, state: MessageState, words: str, explained: str, tmp_path: Path
) -> None:
    with running_smtp_sink(*options.split()) as sink:
        async with sending(tmp_path, account_for(sink.port)) as running:
            fate = await running.fate(await running.submit())
    assert fate.state is state, sink.daemon.log
    assert words in fate.words
    assert EXPLAINED[state].format(words=fate.words.rstrip(".")) in fate.explanation
    assert explained in fate.explanation
    assert fate.outcomes == {BOB: OUTCOMES[state]}
    assert [attempt.summary for attempt in fate.attempts] == [fate.words]
    if words in {TAKEN, HARD, SOFT, CLOSING}:
        assert fate.replies == {BOB: words}


@pytest.mark.parametrize(
    ("options", "message", "words"),
    [
        ("-8", MESSAGE + "Grüße\r\n".encode(), "it does not offer 8BITMIME"),
        ("-e", MESSAGE + "Grüße\r\n".encode(), "it does not offer 8BITMIME"),
        ("-p", "Subject: Grüße\r\n\r\nHello\r\n".encode(), "it does not offer SMTPUTF8"),
    ],
)
async def test_what_the_server_cannot_take_is_refused_before_it_is_asked(
    options: str, message: bytes, words: str, tmp_path: Path
) -> None:
    with running_smtp_sink(options) as sink:
        async with sending(tmp_path, account_for(sink.port)) as running:
            fate = await running.fate(await running.submit(message=message))
    assert fate.state is FAILED
    assert words in fate.words
    assert words in fate.explanation
    assert fate.replies == {BOB: ""}


async def test_a_notification_that_nobody_can_give_is_refused_before_it_is_asked_for(tmp_path: Path) -> None:
    wanted = letter_to(envelope_id="QQ314159")
    assert wanted.recipients == (Recipient(wanted.recipients[0].address),)
    with running_smtp_sink("-N") as sink:
        async with sending(tmp_path, account_for(sink.port)) as running:
            number = (await running.engine.submit(ACCOUNT, wanted, MESSAGE)).id
            fate = await running.fate(number)
    assert fate.state is FAILED
    assert "it does not offer DSN" in fate.words


async def test_many_messages_pass_over_few_connections(tmp_path: Path) -> None:
    with running_smtp_sink("-c", "-D", "dump") as sink:
        async with sending(tmp_path, account_for(sink.port)) as running:
            numbers = [await running.submit() for _ in range(200)]
            await running.until_empty()
            counts = running.engine.spooler.counts
            assert (await running.fate(numbers[0])).state is SENT
        assert counts.total([SENT]) == counts.total() == 200
        assert sink.messages == 200
        assert sink.dumped.count(b"How are you?") == 200
