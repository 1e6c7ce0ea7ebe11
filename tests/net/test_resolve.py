"""From a host to the addresses to dial."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from postroom.model.endpoint import BadEndpoint
from postroom.net import resolve as module
from postroom.net.address import Address
from postroom.net.errors import ResolveFailed, ResolveTrouble
from postroom.net.resolve import SYSTEM_RESOLVER, resolve
from postroom.net.tasks import spawn
from tests.support.leaks import no_leaks


def v4(host: str) -> Address:
    return Address(socket.AF_INET, (host, 25))


class Table:
    """A resolver that knows what it was told, and what it was asked."""

    def __init__(self, **names: tuple[Address, ...]) -> None:
        self._names = names
        self.asked: list[str] = []

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        self.asked.append(name)
        return self._names.get(name, ())


class Silent:
    """A resolver that never answers."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        self.asked.set()
        await asyncio.get_running_loop().create_future()
        raise AssertionError


async def test_a_name_gives_all_its_addresses_with_the_families_in_turn() -> None:
    v6 = Address(socket.AF_INET6, ("2001:db8::1", 25, 0, 0))
    table = Table(mail=(v4("192.0.2.1"), v4("192.0.2.2"), v6))
    assert await resolve("mail", 25, resolver=table) == (v4("192.0.2.1"), v6, v4("192.0.2.2"))


async def test_numeric_addresses_are_not_looked_up() -> None:
    table = Table()
    assert await resolve("192.0.2.7", 25, resolver=table) == (v4("192.0.2.7"),)
    assert await resolve("2001:db8::7", 25, resolver=table) == (
        Address(socket.AF_INET6, ("2001:db8::7", 25, 0, 0)),
    )
    (link_local,) = await resolve("fe80::1%lo", 25, resolver=table)
    assert link_local.where == ("fe80::1", 25, 0, socket.if_nametoindex("lo"))
    assert table.asked == []


async def test_a_scope_that_does_not_exist_is_told() -> None:
    with pytest.raises(ResolveFailed) as caught:
        await resolve("fe80::1%nowhere0", 25)
    assert caught.value.host == "fe80::1%nowhere0"


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "localhost.localdomain"])
async def test_names_of_this_computer_are_not_looked_up(name: str) -> None:
    table = Table()
    addresses = await resolve(name, 25, resolver=table)
    assert [address.text for address in addresses] == ["127.0.0.1", "::1"]
    assert table.asked == []


async def test_a_name_is_asked_for_in_its_ascii_form() -> None:
    table = Table(**{"xn--mller-kva.example": (v4("192.0.2.1"),)})
    assert await resolve("müller.example", 25, resolver=table) == (v4("192.0.2.1"),)


async def test_a_name_that_dns_cannot_carry_is_told_by_name() -> None:
    with pytest.raises(BadEndpoint):
        await resolve("ü" * 80, 25, resolver=Table())


async def test_an_answer_without_an_address_is_told() -> None:
    with pytest.raises(ResolveFailed) as caught:
        await resolve("empty", 25, resolver=Table())
    assert caught.value.trouble is ResolveTrouble.NO_ADDRESS


async def test_a_resolver_that_does_not_answer_is_given_up_after_the_deadline() -> None:
    async with no_leaks():
        with pytest.raises(ResolveFailed) as caught:
            await resolve("silent", 25, resolver=Silent(), deadline=0.02)
    assert caught.value.trouble is ResolveTrouble.TIMEOUT
    assert caught.value.words == "no answer within 0.02 seconds"


async def test_cancelling_returns_at_once_although_the_system_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hang(*_: Any) -> tuple[Address, ...]:
        loop.call_soon_threadsafe(asked.set)
        go.wait(10)
        return ()

    monkeypatch.setattr(module, "_ask_system", hang)
    async with no_leaks():
        owner: set[asyncio.Task[Any]] = set()
        task = spawn(resolve("hung.example", 25), name="resolve", owner=owner)
        await asked.wait()
        task.cancel()
        began = loop.time()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert loop.time() - began < 0.1
    go.set()


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (socket.EAI_NONAME, ResolveTrouble.NOT_FOUND),
        (socket.EAI_NODATA, ResolveTrouble.NO_ADDRESS),
        (socket.EAI_AGAIN, ResolveTrouble.TEMPORARY),
        (socket.EAI_FAIL, ResolveTrouble.OTHER),
    ],
)
async def test_what_the_system_says_is_sorted_and_kept(
    monkeypatch: pytest.MonkeyPatch, number: int, trouble: ResolveTrouble
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _raising(socket.gaierror(number, "the system's words")))
    with pytest.raises(ResolveFailed) as caught:
        await resolve("some.example", 25)
    assert (caught.value.host, caught.value.trouble) == ("some.example", trouble)
    assert caught.value.words == "the system's words"


async def test_a_system_that_fails_otherwise_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _raising(OSError(24, "Too many open files")))
    with pytest.raises(ResolveFailed) as caught:
        await resolve("some.example", 25)
    assert (caught.value.trouble, caught.value.words) == (ResolveTrouble.OTHER, "Too many open files")


async def test_the_system_knows_its_own_names() -> None:
    addresses = await SYSTEM_RESOLVER.lookup("localhost", 25)
    assert {address.text for address in addresses} <= {"127.0.0.1", "::1"}
    assert addresses


def _raising(error: Exception) -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> Any:
        raise error

    return call
