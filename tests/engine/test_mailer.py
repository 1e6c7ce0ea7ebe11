"""Taking messages for sending: what is refused and how it is told, and what is sent at once."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.engine import admission
from postroom.engine.admission import Submitted
from postroom.engine.changes import SessionKey
from postroom.engine.mailer import SentNow
from postroom.model.account import Account, SmtpAuth
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.message import RecipientOutcome
from postroom.model.sending_rules import SendingRules
from postroom.model.session import SessionState
from postroom.model.spool_refusals import RefusalCode, Refused
from tests.delivery.engines import ACCOUNT, BOB, CARL, MESSAGE, Sending, account_for, letter_to, sending
from tests.support.answers import GREYLISTED, LOST, STALL, UNKNOWN
from tests.support.receiver import Manners, Receiver

KEY = SessionKey(ACCOUNT, Protocol.SMTP)
SENT, WAITING = RecipientOutcome.SENT, RecipientOutcome.WAITING


def account(port: int = 25, **rules: object) -> Account:
    return account_for(port, rules=SendingRules(**rules))  # type: ignore[arg-type]


async def refusal(running: Sending, message: bytes = MESSAGE, name: str = ACCOUNT) -> Refused:
    with pytest.raises(Refused) as refused:
        await running.engine.submit(name, letter_to(), message)
    assert running.engine.spooler.counts.total() == 0
    return refused.value


class TestRefusing:
    async def test_while_the_spooler_is_disabled(self) -> None:
        async with sending(None, account(), send=False) as running:
            await running.engine.spooler.disable()
            refused = await refusal(running)
            assert refused.code is RefusalCode.SPOOLER_DISABLED
            assert "enable it" in str(refused)
            await running.engine.spooler.enable()
            assert await running.submit() == 1

    async def test_an_account_that_nobody_knows(self) -> None:
        async with sending(None, account(), send=False) as running:
            refused = await refusal(running, name="nobody")
        assert refused.code is RefusalCode.UNKNOWN_ACCOUNT
        assert "There is no account nobody" in str(refused)

    async def test_an_account_that_only_receives(self) -> None:
        receives = account()
        receives = replace(receives, smtp=None, pop3=receives.smtp)
        async with sending(None, receives, send=False) as running:
            refused = await refusal(running)
        assert refused.code is RefusalCode.NO_SMTP
        assert "has no SMTP server" in str(refused)

    async def test_nothing_at_all(self) -> None:
        async with sending(None, account(), send=False) as running:
            assert (await refusal(running, b"")).code is RefusalCode.EMPTY

    async def test_what_is_larger_than_the_account_sends(self) -> None:
        async with sending(None, account(size_limit=1_000), send=False) as running:
            refused = await refusal(running, MESSAGE + b"x" * 2_000)
        assert refused.code is RefusalCode.TOO_LARGE
        assert "this account sends 1,000 at most" in str(refused)

    async def test_what_is_larger_than_the_server_takes_as_it_said_last(self) -> None:
        with Receiver(manners=Manners(extensions=("SIZE 500",))) as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                await running.engine.open(KEY)
                refused = await refusal(running, MESSAGE + b"x" * 2_000)
        assert refused.code is RefusalCode.TOO_LARGE
        assert "the server takes 500 at most" in str(refused)

    async def test_when_the_disk_is_nearly_full(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with sending(tmp_path, account(), send=False) as running:
            monkeypatch.setattr(admission, "RESERVE", 2**62)
            refused = await refusal(running)
        assert refused.code is RefusalCode.DISK_FULL
        assert "nearly full" in str(refused)

    async def test_when_the_spool_cannot_be_opened(self, tmp_path: Path) -> None:
        (tmp_path / "spool").write_text("no folder")
        async with sending(tmp_path, account(), send=False) as running:
            await running.engine.spooler.aclose()
            running.engine.spooler.folder = tmp_path / "spool"
            with pytest.raises(Refused) as refused:
                await running.engine.submit(ACCOUNT, letter_to(), MESSAGE)
        assert refused.value.code is RefusalCode.SPOOL_TROUBLE


class TestSendingAtOnce:
    async def test_over_a_session_of_its_own(self) -> None:
        with Receiver() as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                sent = await running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE)
                assert running.engine.snapshot(KEY) is None
                assert running.engine.spooler.counts.total() == 0
        assert sent.ok
        assert "queued as 4711" in sent.summary
        assert [letter.content for letter in receiver.letters] == [MESSAGE]
        assert receiver.register.verbs()[-1] == "QUIT"

    async def test_over_the_session_that_is_open(self) -> None:
        with Receiver() as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                await running.engine.open(KEY)
                for _ in range(2):
                    assert (await running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE)).ok
                snapshot = running.engine.snapshot(KEY)
                assert snapshot is not None
                assert snapshot.state is SessionState.READY
        assert receiver.register.connections == 1
        assert len(receiver.letters) == 2

    async def test_two_at_once_do_not_share_a_connection(self) -> None:
        with Receiver() as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                await running.engine.open(KEY)
                now = running.engine.submit_now
                tasks = [
                    running.engine.spawn(now(ACCOUNT, letter_to(), MESSAGE), name="send") for _ in range(2)
                ]
                both = [await task for task in tasks]
                snapshot = running.engine.snapshot(KEY)
                assert snapshot is not None
                assert snapshot.state is SessionState.READY
        assert [sent.ok for sent in both] == [True, True]
        assert receiver.register.connections == 2

    async def test_each_recipient_has_an_outcome(self) -> None:
        with Receiver({BOB: [GREYLISTED], CARL: [UNKNOWN]}) as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                sent = await running.engine.submit_now(ACCOUNT, letter_to(BOB, CARL), MESSAGE)
        assert not sent.ok
        assert sent.attempt is not None
        assert [each.outcome for each in sent.attempt.results] == [WAITING, RecipientOutcome.FAILED]
        assert sent.attempt.next_attempt_at is None

    async def test_a_lost_answer_is_told(self) -> None:
        with Receiver({".": [LOST]}) as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                sent = await running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE)
        assert not sent.ok
        assert "The server may have the message" in sent.summary

    async def test_no_session_is_an_outcome_too(self) -> None:
        with Receiver({"EHLO": [UNKNOWN]}) as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                sent = await running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE)
        assert not sent.ok
        assert sent.attempt is None
        assert sent.error is not None
        assert isinstance(sent.error.code, ErrorCode)
        assert sent.summary == sent.error.message

    async def test_without_its_password_it_is_refused(self) -> None:
        asks = replace(account(), smtp_auth=SmtpAuth.OWN, smtp_user="ada")
        async with sending(None, asks, send=False) as running:
            with pytest.raises(Refused) as refused:
                await running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE)
        assert refused.value.code is RefusalCode.PASSWORD_NEEDED
        assert "The password of ada is not known here" in str(refused.value)

    async def test_it_needs_neither_a_spool_nor_room_for_one(self, tmp_path: Path) -> None:
        with Receiver() as receiver:
            async with sending(tmp_path, account(receiver.port), send=False) as running:
                await running.engine.spooler.aclose()
                await asyncio.to_thread(shutil.rmtree, tmp_path)
                assert (await running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE)).ok

    async def test_cancelled_it_leaves_nothing(self) -> None:
        with Receiver({"MAIL": [STALL]}) as receiver:
            async with sending(None, account(receiver.port), send=False) as running:
                task = running.engine.spawn(
                    running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE), name="send"
                )
                register = receiver.register
                await asyncio.to_thread(register.wait_until, lambda: "MAIL" in register.verbs())
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
        assert receiver.letters == []


@pytest.mark.parametrize(("asynchronous", "kind"), [(True, Submitted), (False, SentNow)])
async def test_the_account_says_whether_a_message_is_queued(asynchronous: bool, kind: type) -> None:
    with Receiver() as receiver:
        ours = account(receiver.port, asynchronous=asynchronous)
        async with sending(None, ours, send=False) as running:
            assert isinstance(await running.engine.send(ACCOUNT, letter_to(), MESSAGE), kind)
            assert running.engine.spooler.counts.total() in {0, 1}
    assert len(receiver.letters) == (0 if asynchronous else 1)


async def test_a_disabled_spooler_refuses_what_is_to_be_queued_and_nothing_else() -> None:
    with Receiver() as receiver:
        async with sending(None, account(receiver.port, asynchronous=True), send=False) as running:
            await running.engine.spooler.disable()
            with pytest.raises(Refused) as refused:
                await running.engine.send(ACCOUNT, letter_to(), MESSAGE)
            assert refused.value.code is RefusalCode.SPOOLER_DISABLED
            assert (await running.engine.submit_now(ACCOUNT, letter_to(), MESSAGE)).ok
