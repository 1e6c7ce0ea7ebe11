"""What every store promises about messages that it accepts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.message import MessageState, RecipientOutcome, Status
from postroom.model.spool_errors import SpoolClosed, UnknownMessage
from postroom.model.spool_message import NewMessage
from postroom.spool.changes import SpoolChanges
from postroom.spool.store import Store
from tests.spool.samples import BODY, NOON, RICH_ENVELOPE, message
from tests.spool.spools import Ear, Spool, all_of


async def test_a_message_that_was_accepted_waits_and_is_due(store: Store) -> None:
    number = await store.submit(message("bob@example.org", "carl@example.org", subject="Hello\r\nWorld"))
    row = (await store.message(number)).row
    assert row.id == number
    assert (row.state, row.status, row.version) == (MessageState.QUEUED, Status.PENDING, 1)
    assert (row.account, row.sender, row.recipient, row.recipients) == (
        "main",
        "ada@example.com",
        "bob@example.org",
        2,
    )
    assert (row.subject, row.size, row.accepted_at) == ("Hello World", len(BODY), NOON)
    assert (row.attempts, row.next_attempt_at, row.last_reply) == (0, NOON, "")
    assert await store.agenda() == {"main": NOON}


async def test_the_envelope_comes_back_as_it_was(store: Store) -> None:
    number = await store.submit(NewMessage("main", RICH_ENVELOPE, "Hello", BODY))
    detail = await store.message(number)
    assert detail.envelope == RICH_ENVELOPE
    assert [each.recipient for each in detail.recipients] == list(RICH_ENVELOPE.recipients)
    assert {(each.outcome, each.reply) for each in detail.recipients} == {(RecipientOutcome.WAITING, None)}
    assert (detail.queued_at, detail.finished_at) == (NOON, None)


async def test_the_null_path_comes_back_too(store: Store) -> None:
    number = await store.submit(message(sender=None))
    detail = await store.message(number)
    assert (detail.envelope.sender, detail.row.sender) == (None, "")


@pytest.mark.parametrize(
    "body",
    [b"", BODY, bytes(range(256)) * 4, b"\r\n.\r\n", b"x" * 3_000_000],
    ids=lambda body: str(len(body)),
)
async def test_a_body_comes_back_octet_for_octet(store: Store, body: bytes) -> None:
    number = await store.submit(message(body=body))
    assert await store.body(number) == body


async def test_numbers_grow_and_are_never_used_again(store: Store) -> None:
    first = await all_of(store.submit(message()) for _ in range(5))
    assert first == sorted(set(first))
    later = await all_of([store.submit(message()), store.submit(message())])
    assert min(later) > max(first)


async def test_an_envelope_is_not_altered_by_odd_subjects(store: Store) -> None:
    odd = replace(message(), subject="\0 \ud800 \u202e' -- \U0001f4ee")
    row = (await store.message(await store.submit(odd))).row
    assert row.subject == "' -- \U0001f4ee"


async def test_what_is_not_there_is_said(store: Store) -> None:
    for asked in (store.message, store.attempts, store.body):
        with pytest.raises(UnknownMessage, match="no message 7"):
            await asked(7)


async def test_it_is_there_for_the_next_one_who_opens_the_spool(spool: Spool) -> None:
    first, second = await spool.open(), await spool.open()
    number = await first.submit(message())
    assert (await second.message(number)).row.id == number
    assert await second.submit(message()) > number


async def test_those_who_listen_hear_of_it_until_they_stop(store: Store) -> None:
    ear, other = Ear(store), Ear(store)
    number = await store.submit(message())
    assert await ear.next() == await other.next() == SpoolChanges(messages=frozenset({number}))
    ear.stop()
    ear.stop()
    await store.submit(message())
    await other.next()
    assert ear.is_quiet


async def test_closing_twice_is_harmless_and_later_calls_fail_with_one_error(store: Store) -> None:
    pending = store.submit(message())
    await store.close()
    assert await pending == 1
    await store.close()
    with pytest.raises(SpoolClosed):
        await store.submit(message())
    with pytest.raises(SpoolClosed):
        await store.counts()
    with pytest.raises(SpoolClosed):
        await store.page()


async def test_a_sound_store_has_no_findings(store: Store) -> None:
    await store.submit(message())
    assert await store.examine() == ()
