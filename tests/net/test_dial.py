"""Dialling: who wins, what is written down about the others, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from postroom.net.address import Address
from postroom.net.dial import Dialled, dial
from postroom.net.errors import DialFailed, DialTrouble
from postroom.net.tasks import spawn
from tests.net.peers import stopwatch
from tests.support.leaks import no_leaks
from tests.support.ports import LOOPBACK, refusing_port, silent_port

SHORT = 0.03
LONG = 5.0


def loopback(port: int) -> Address:
    return Address(socket.AF_INET, (LOOPBACK, port))


@pytest.fixture
def listening() -> Iterator[int]:
    with closing(socket.create_server((LOOPBACK, 0))) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def refusing() -> Iterator[int]:
    with refusing_port() as port:
        yield port


@pytest.fixture(scope="module")
def silent() -> Iterator[int]:
    with silent_port() as port:
        yield port


class Counting:
    """A clock that tells when it was looked at so many times: once for each address that starts."""

    def __init__(self, looks: int, event: asyncio.Event) -> None:
        self._looks = looks
        self._event = event

    def __call__(self) -> float:
        self._looks -= 1
        if self._looks == 0:
            self._event.set()
        return 0.0


async def dialled(*ports: int, deadline: float = LONG, stagger: float = LONG) -> Dialled:
    return await dial(
        [loopback(port) for port in ports], clock=stopwatch(), deadline=deadline, stagger=stagger
    )


async def test_the_address_that_answers_is_taken(listening: int) -> None:
    async with no_leaks():
        result = await dialled(listening)
        with result.socket as sock:
            assert result.address == loopback(listening)
            assert [(attempt.address, attempt.error) for attempt in result.attempts] == [(LOOPBACK, None)]
            assert sock.getpeername() == (LOOPBACK, listening)
            assert not sock.getblocking()
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_the_next_one_starts_at_once_when_one_fails(refusing: int, listening: int) -> None:
    async with no_leaks():
        result = await dialled(refusing, refusing, listening)
        result.socket.close()
    refused = os.strerror(errno.ECONNREFUSED)
    assert [attempt.error for attempt in result.attempts] == [refused, refused, None]
    assert result.attempts[2].started < LONG


async def test_the_next_one_starts_beside_one_that_does_not_answer(silent: int, listening: int) -> None:
    async with no_leaks():
        result = await dialled(silent, listening, stagger=SHORT)
        result.socket.close()
    slow, fast = result.attempts
    assert result.address == loopback(listening)
    assert slow.error == "another address was faster"
    assert fast.started - slow.started >= SHORT
    assert slow.seconds >= SHORT


async def test_no_more_addresses_are_dialled_than_needed(listening: int, refusing: int) -> None:
    result = await dialled(listening, refusing)
    result.socket.close()
    assert len(result.attempts) == 1


async def test_when_all_fail_the_error_says_why_for_each(refusing: int, silent: int) -> None:
    async with no_leaks():
        with pytest.raises(DialFailed) as caught:
            await dialled(refusing, silent, deadline=SHORT)
    assert caught.value.troubles == (DialTrouble.REFUSED, DialTrouble.TIMEOUT)
    assert [attempt.error for attempt in caught.value.attempts] == [
        os.strerror(errno.ECONNREFUSED),
        f"no answer within {SHORT:g} seconds",
    ]
    assert caught.value.attempts[1].seconds > 0
    assert "127.0.0.1: Connection refused; 127.0.0.1: no answer" in str(caught.value)


async def test_without_an_address_it_fails_without_an_attempt() -> None:
    with pytest.raises(DialFailed) as caught:
        await dialled()
    assert caught.value.attempts == ()


async def test_a_family_that_does_not_work_here_is_told(
    monkeypatch: pytest.MonkeyPatch, listening: int
) -> None:
    real = socket.socket

    def without_ipv6(family: int = -1, *rest: Any, **more: Any) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
        return real(family, *rest, **more)

    monkeypatch.setattr(socket, "socket", without_ipv6)
    with pytest.raises(DialFailed) as caught:
        await dial([Address(socket.AF_INET6, ("2001:db8::1", 25, 0, 0))], clock=stopwatch(), deadline=LONG)
    assert caught.value.troubles == (DialTrouble.NO_ROUTE,)
    assert caught.value.attempts[0].address == "2001:db8::1"


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ECONNREFUSED, DialTrouble.REFUSED),
        (errno.EHOSTUNREACH, DialTrouble.UNREACHABLE),
        (errno.ENETUNREACH, DialTrouble.NO_ROUTE),
        (errno.EADDRNOTAVAIL, DialTrouble.NO_ROUTE),
        (errno.ETIMEDOUT, DialTrouble.TIMEOUT),
        (errno.EACCES, DialTrouble.DENIED),
        (errno.EMFILE, DialTrouble.OTHER),
    ],
)
async def test_each_failure_keeps_the_systems_words(
    monkeypatch: pytest.MonkeyPatch, number: int, trouble: DialTrouble
) -> None:
    fail_to_connect(monkeypatch, OSError(number, "Connect call failed"))
    async with no_leaks():
        with pytest.raises(DialFailed) as caught:
            await dialled(25)
    assert caught.value.troubles == (trouble,)
    assert caught.value.attempts[0].error == os.strerror(number)


async def test_a_failure_without_a_number_keeps_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_to_connect(monkeypatch, OSError("something else"))
    with pytest.raises(DialFailed) as caught:
        await dialled(25)
    assert caught.value.attempts[0].error == "something else"


async def test_the_completion_port_of_windows_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    error = OSError("The remote computer refused the network connection")
    error.winerror = 1225  # type: ignore[attr-defined]  # on Windows only
    fail_to_connect(monkeypatch, error)
    with pytest.raises(DialFailed) as caught:
        await dialled(25)
    assert caught.value.troubles == (DialTrouble.REFUSED,)


async def test_cancelled_it_ends_at_once_and_leaves_nothing(silent: int) -> None:
    loop = asyncio.get_running_loop()
    async with no_leaks():
        owner: set[asyncio.Task[Any]] = set()
        all_started = asyncio.Event()
        clock = Counting(3, all_started)
        addresses = [loopback(silent)] * 3
        task = spawn(dial(addresses, clock=clock, deadline=LONG, stagger=0.001), name="dial", owner=owner)
        await all_started.wait()
        began = loop.time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert loop.time() - began < 0.1


@pytest.mark.parametrize("turns", range(12))
async def test_cancelled_at_any_turn_of_the_loop_it_leaves_nothing(
    turns: int, listening: int, refusing: int, silent: int
) -> None:
    async with no_leaks():
        owner: set[asyncio.Task[Any]] = set()
        task = spawn(dialled(refusing, silent, listening, stagger=0.001), name="dial", owner=owner)
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result().socket.close()


async def test_of_two_that_answer_at_once_one_is_closed(
    monkeypatch: pytest.MonkeyPatch, listening: int
) -> None:
    both = asyncio.Event()
    loop = asyncio.get_running_loop()
    connect = loop.sock_connect
    started: list[Any] = []

    async def together(sock: socket.socket, where: Any) -> None:
        await connect(sock, where)
        started.append(sock)
        if len(started) == 2:
            both.set()
        await both.wait()

    monkeypatch.setattr(loop, "sock_connect", together)
    async with no_leaks():
        result = await dialled(listening, listening, stagger=SHORT)
        result.socket.close()
    assert [attempt.error for attempt in result.attempts] == [None, "another address was faster"]


def fail_to_connect(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    async def fail(*_: Any) -> None:
        raise error

    fails: Callable[..., Any] = fail
    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", fails)
