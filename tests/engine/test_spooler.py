"""The spooler as a whole: its states and its lanes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.engine import background
from postroom.model.account import Account, SmtpAuth
from postroom.model.endpoint import Protocol
from postroom.model.message import MessageState
from postroom.model.secret import Secret
from postroom.model.sending_rules import SendingRules
from postroom.model.spooler import SpoolerState
from tests.delivery.engines import ACCOUNT, DEADLINE, Sending, account_for, sending
from tests.support.answers import DROP, OK, REFUSED, STALL, Answer
from tests.support.leaks import no_leaks
from tests.support.receiver import Manners, Receiver

SENT, QUEUED = MessageState.SENT, MessageState.QUEUED


def state(running: Sending) -> SpoolerState:
    return running.engine.spooler.standing.state


def total(running: Sending, *states: MessageState) -> int:
    return running.engine.spooler.counts.total(states)


def reason(running: Sending, name: str = ACCOUNT) -> str:
    lane = running.engine.spooler.lanes.get(name)
    return "" if lane is None else lane.reason


async def empty(running: Sending) -> None:
    async with asyncio.timeout(DEADLINE):
        await running.engine.spooler.until_empty()


class TestStates:
    async def test_a_paused_one_accepts_and_sends_nothing(self) -> None:
        with Receiver() as receiver:
            async with no_leaks(), sending(None, account_for(receiver.port)) as running:
                await running.engine.spooler.pause()
                assert state(running) is SpoolerState.PAUSED
                number = await running.submit()
                assert (await running.engine.spooler.message(number)).row.state is QUEUED
                assert receiver.letters == []
                await running.engine.spooler.resume()
                await empty(running)
                assert state(running) is SpoolerState.RUNNING
        assert len(receiver.letters) == 1

    async def test_a_disabled_one_sends_what_waits_first(self) -> None:
        with Receiver() as receiver:
            async with sending(None, account_for(receiver.port), send=False) as running:
                for _ in range(5):
                    await running.submit()
                await running.engine.spooler.disable()
                assert state(running) is SpoolerState.DRAINING
                assert not running.engine.spooler.standing.accepts
                await running.engine.spooler.open(send=True)
                await running.until(lambda: state(running) is SpoolerState.DISABLED)
        assert len(receiver.letters) == 5

    async def test_switches_count_as_soon_as_they_are_set(self, tmp_path: Path) -> None:
        async with sending(tmp_path, account_for(1), send=False) as running:
            spooler = running.engine.spooler
            for _ in range(10):
                writing = [running.engine.spawn(running.submit(), name="write") for _ in range(5)]
                await spooler.disable()
                taken = [spooler.standing.accepts]
                await spooler.enable()
                assert [*taken, spooler.standing.accepts] == [False, True]
                await asyncio.wait(writing)

    async def test_offline_nothing_is_tried_for_servers_elsewhere(self) -> None:
        online = False
        account = account_for(25)
        assert account.smtp is not None
        account = replace(account, smtp=replace(account.smtp, host="mail.example.com"))
        async with sending(None, account, online=lambda: online) as running:
            number = await running.submit()
            await running.until(lambda: state(running) is SpoolerState.OFFLINE)
            assert await running.engine.spooler.attempts(number) == ()

    async def test_offline_a_server_on_this_computer_is_reached(self) -> None:
        with Receiver() as receiver:
            async with sending(None, account_for(receiver.port), online=lambda: False) as running:
                await running.submit()
                await empty(running)
        assert len(receiver.letters) == 1

    async def test_paused_in_the_middle_the_rest_stays(self) -> None:
        go_on = asyncio.Event()
        loop = asyncio.get_running_loop()

        def heard(command: str) -> None:
            if command == ".":
                loop.call_soon_threadsafe(go_on.set)

        with Receiver(heard=heard) as receiver:
            account = account_for(receiver.port, rules=SendingRules(connections=1, rate=60))
            async with sending(None, account, send=False) as running:
                for _ in range(10):
                    await running.submit()
                await running.engine.spooler.open(send=True)
                await go_on.wait()
                await running.engine.spooler.pause()
                await running.until(lambda: total(running, QUEUED, SENT) == 10)
                assert total(running, QUEUED) > 0
        assert total(running, SENT) in {0, len(receiver.letters)}

    async def test_emptied_while_it_sends_it_keeps_nothing_back(self, tmp_path: Path) -> None:
        with Receiver() as receiver:
            account = account_for(receiver.port, rules=SendingRules(rate=60))
            async with sending(tmp_path, account, send=False) as running:
                for _ in range(50):
                    await running.submit()
                await running.engine.spooler.open(send=True)
                await running.until(lambda: bool(receiver.letters))
                await running.engine.spooler.empty()
                await empty(running)
                assert total(running, SENT) == len(receiver.letters)
                assert total(running, SENT, MessageState.DISCARDED) == 50

    async def test_whoever_waits_for_the_end_hears_of_the_closing(self) -> None:
        async with sending(None, account_for(1), send=False) as running:
            await running.submit()
            waiting = running.engine.spawn(running.engine.spooler.until_empty(), name="wait")
            await asyncio.sleep(0)
            await running.engine.spooler.aclose()
            async with asyncio.timeout(DEADLINE):
                await asyncio.wait([waiting])


def with_login(port: int) -> Account:
    return replace(account_for(port), smtp_auth=SmtpAuth.OWN, smtp_user="ada")


class TestLanes:
    async def test_a_refused_login_holds_the_lane_and_burns_no_attempt(self) -> None:
        answers = {"AUTH": [Answer("535 5.7.8 Wrong password")]}
        offers = Manners(extensions=("AUTH PLAIN", "PIPELINING"))
        with Receiver(answers, manners=offers) as receiver:
            account = replace(with_login(receiver.port), clear_password=True)
            async with sending(None, account) as running:
                await running.engine.put_secret(ACCOUNT, Protocol.SMTP, Secret("tomato"))
                numbers = [await running.submit() for _ in range(5)]
                await running.until(lambda: ACCOUNT in held(running))
                await running.until(lambda: total(running, QUEUED) == 5)
                assert "535" in held(running)[ACCOUNT] or "refused" in held(running)[ACCOUNT]
                assert [await running.engine.spooler.attempts(each) for each in numbers] == [()] * 5
                connections = receiver.register.connections
                await running.engine.spooler.open_lane(ACCOUNT)
                await running.until(lambda: receiver.register.connections > connections)

    async def test_a_password_that_is_entered_lets_messages_go(self) -> None:
        offers = Manners(extensions=("AUTH PLAIN", "PIPELINING"))
        with Receiver({"AUTH": [Answer("235 2.7.0 Welcome")]}, manners=offers) as receiver:
            account = replace(with_login(receiver.port), clear_password=True)
            async with sending(None, account) as running:
                await running.submit()
                await running.until(lambda: "The password of ada is not known here" in reason(running))
                await running.engine.put_secret(ACCOUNT, Protocol.SMTP, Secret("tomato"))
                await empty(running)
        assert len(receiver.letters) == 1

    async def test_an_account_that_comes_back_sends_again(self) -> None:
        with Receiver() as receiver:
            account = account_for(receiver.port)
            async with sending(None, account, send=False) as running:
                await running.submit()
                await running.engine.remove_account(ACCOUNT)
                await running.engine.spooler.open(send=True)
                await running.until(lambda: "There is no account main any more" in reason(running))
                running.engine.add_account(account)
                await empty(running)
        assert len(receiver.letters) == 1

    async def test_an_edited_account_sends_over_its_new_server(self) -> None:
        with Receiver() as before, Receiver() as after:
            async with sending(None, account_for(before.port)) as running:
                await running.submit()
                await empty(running)
                await running.engine.replace_account(ACCOUNT, account_for(after.port))
                await running.submit()
                await empty(running)
        assert [len(before.letters), len(after.letters)] == [1, 1]

    async def test_a_broken_one_does_not_slow_another(self) -> None:
        with Receiver({"CONNECT": [STALL]}) as broken, Receiver() as sound:
            async with sending(
                None, account_for(broken.port, name="broken"), account_for(sound.port)
            ) as running:
                for _ in range(3):
                    await running.submit(account="broken")
                for _ in range(20):
                    await running.submit()
                await running.until(lambda: total(running, SENT) == 20)
        assert len(sound.letters) == 20

    async def test_a_lane_that_is_opened_at_once_after_it_was_held(self) -> None:
        with Receiver() as receiver:
            async with sending(None, account_for(receiver.port)) as running:
                spooler = running.engine.spooler
                await spooler.hold_lane(ACCOUNT, "wait")
                await running.submit()
                assert reason(running) == "wait"
                await spooler.open_lane(ACCOUNT)
                await empty(running)
        assert len(receiver.letters) == 1

    async def test_a_server_with_fewer_connections_than_allowed_is_no_broken_one(self) -> None:
        crowded = Answer("421 4.7.0 Too many connections", DROP.then)
        with Receiver({"CONNECT": [OK, crowded]}) as receiver:
            async with sending(None, account_for(receiver.port), send=False) as running:
                numbers = [await running.submit() for _ in range(30)]
                await running.engine.spooler.open(send=True)
                await empty(running)
                fates = [await running.fate(number) for number in numbers]
        assert {(fate.state, len(fate.attempts)) for fate in fates} == {(SENT, 1)}

    async def test_a_server_that_takes_one_message_a_connection(self) -> None:
        with Receiver({"MAIL": [OK, DROP] * 5 + [OK]}) as receiver:
            rules = SendingRules(connections=1)
            async with sending(None, account_for(receiver.port, rules=rules), send=False) as running:
                for _ in range(5):
                    await running.submit()
                await running.engine.spooler.open(send=True)
                await empty(running)
        assert len(receiver.letters) == 5

    @pytest.mark.parametrize("most", [1, 3])
    async def test_a_connection_carries_no_more_than_the_account_says(self, most: int) -> None:
        with Receiver() as receiver:
            rules = SendingRules(connections=2, messages_per_connection=most)
            async with sending(None, account_for(receiver.port, rules=rules), send=False) as running:
                for _ in range(12):
                    await running.submit()
                await running.engine.spooler.open(send=True)
                await empty(running)
        carried = [letter.connection for letter in receiver.letters]
        assert len(carried) == 12
        assert max(carried.count(number) for number in set(carried)) <= most

    async def test_a_rate_opens_no_connection_that_has_nothing_to_do(self) -> None:
        with Receiver() as receiver:
            rules = SendingRules(rate=1)
            account = account_for(receiver.port, rules=rules)
            async with sending(None, account, send=False, dispatching={"linger": 0.0}) as running:
                for _ in range(5):
                    await running.submit()
                await running.engine.spooler.open(send=True)
                await running.until(lambda: total(running, SENT) == 1)
                await running.until(lambda: not connected(running))
                assert receiver.register.connections == 1
                await running.engine.replace_account(ACCOUNT, account_for(receiver.port))
                await empty(running)
        assert len(receiver.letters) == 5


def held(running: Sending) -> dict[str, str]:
    lanes = running.engine.spooler.lanes
    return {name: lane.held for name, lane in lanes.items() if lane.held is not None}


def connected(running: Sending) -> bool:
    return any(lane.connections for lane in running.engine.spooler.lanes.values())


async def test_closing_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "STOP_SECONDS", 0.1)
    with Receiver({".": [STALL], "RCPT": [OK, REFUSED]}) as receiver:
        async with no_leaks():
            async with sending(None, account_for(receiver.port)) as running:
                for _ in range(5):
                    await running.submit()
                await asyncio.to_thread(
                    receiver.register.wait_until, lambda: "DATA" in receiver.register.verbs()
                )
