"""asyncio's promises, held by asyncio's own loop and by the one inside Qt alike."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import LOOPS

DEADLINE = 10
Loop = asyncio.AbstractEventLoop


@pytest.fixture(params=list(LOOPS))
def loop(request: pytest.FixtureRequest) -> Iterator[Loop]:
    """Give a loop that does not run."""
    made = LOOPS[request.param]()
    yield made
    made.close()


# Callbacks


async def test_ten_thousand_callbacks_keep_their_order() -> None:
    loop = asyncio.get_running_loop()
    seen: list[int] = []
    done = loop.create_future()
    for number in range(10_000):
        loop.call_soon(seen.append, number)
    loop.call_soon(done.set_result, None)
    await done
    assert seen == list(range(10_000))


async def test_what_a_callback_schedules_runs_in_the_next_round() -> None:
    loop = asyncio.get_running_loop()
    seen: list[str] = []
    done = loop.create_future()

    def first() -> None:
        seen.append("first")
        loop.call_soon(seen.append, "next round")
        loop.call_soon(done.set_result, None)

    loop.call_soon(first)
    loop.call_soon(seen.append, "same round")
    await done
    assert seen == ["first", "same round", "next round"]


async def test_a_timer_of_no_delay_comes_after_what_is_ready() -> None:
    loop = asyncio.get_running_loop()
    seen: list[str] = []
    done = loop.create_future()
    loop.call_later(0, seen.append, "timer")
    loop.call_later(0, done.set_result, None)
    loop.call_soon(seen.append, "soon")
    await done
    assert seen == ["soon", "timer"]


async def test_a_cancelled_callback_does_not_run_even_in_its_own_round() -> None:
    loop = asyncio.get_running_loop()
    seen: list[str] = []
    done = loop.create_future()
    victim: asyncio.Handle
    loop.call_soon(lambda: victim.cancel())  # noqa: PLW0108  there is no victim yet
    victim = loop.call_soon(seen.append, "cancelled")
    loop.call_soon(done.set_result, None)
    await done
    assert seen == []
    assert victim.cancelled()


async def test_a_callback_runs_in_its_context() -> None:
    loop = asyncio.get_running_loop()
    step: contextvars.ContextVar[str] = contextvars.ContextVar("step", default="none")
    seen: list[str] = []
    other = contextvars.copy_context()
    other.run(step.set, "other")
    step.set("here")
    done = loop.create_future()
    for schedule in (loop.call_soon, loop.call_soon_threadsafe):
        schedule(lambda: seen.append(step.get()))
        schedule(lambda: seen.append(step.get()), context=other)
    loop.call_later(0.001, lambda: seen.append(step.get()))
    loop.call_later(0.002, done.set_result, None)
    step.set("later")
    await done
    assert seen == ["here", "other", "here", "other", "here"]


async def test_callbacks_without_end_starve_neither_timers_nor_sockets() -> None:
    loop = asyncio.get_running_loop()
    spinning = True

    def spin() -> None:
        if spinning:
            loop.call_soon(spin)

    spin()
    async with asyncio.timeout(DEADLINE):
        await asyncio.sleep(0.005)
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b""
    spinning = False
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


def test_an_exception_goes_to_the_handler_and_the_loop_goes_on(loop: Loop) -> None:
    caught: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: caught.append(context))
    loop.call_soon(divmod, 1, 0)
    loop.call_later(0, divmod, 2, 0)
    loop.run_until_complete(asyncio.sleep(0.002))
    assert [type(context["exception"]) for context in caught] == [ZeroDivisionError, ZeroDivisionError]


def test_an_exception_without_a_handler_is_logged(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    loop.call_soon(divmod, 1, 0)
    loop.run_until_complete(asyncio.sleep(0))
    assert "ZeroDivisionError" in caplog.text


# Timers


@pytest.mark.parametrize("delay", [0, 0.0004, 0.0019, 0.0111, 0.0209, 0.0507, 0.101])
async def test_sleep_is_never_early(delay: float) -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    await asyncio.sleep(delay)
    assert loop.time() - started >= delay


async def test_timers_fire_in_the_order_of_their_deadlines() -> None:
    loop = asyncio.get_running_loop()
    seen: list[float] = []
    done = loop.create_future()
    now = loop.time()
    for delay in (0.006, 0.002, 0.004, -1.0):
        loop.call_at(now + delay, seen.append, delay)
    loop.call_at(now + 0.008, done.set_result, None)
    await done
    assert seen == [-1.0, 0.002, 0.004, 0.006]


async def test_an_earlier_timer_overtakes_the_one_that_was_set() -> None:
    loop = asyncio.get_running_loop()
    late = loop.call_later(3600, pytest.fail, "far too early")
    async with asyncio.timeout(DEADLINE):
        await asyncio.sleep(0.002)
    late.cancel()


async def test_a_delay_of_thirty_days_is_accepted() -> None:
    loop = asyncio.get_running_loop()
    timer = loop.call_later(30 * 86_400, pytest.fail, "far too early")
    await asyncio.sleep(0.002)
    timer.cancel()


async def test_a_timer_rejects_what_is_no_time() -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(TypeError):
        loop.call_later(None, print)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        loop.call_at(None, print)  # type: ignore[arg-type]


# Threads


async def test_threads_wake_a_loop_that_waits() -> None:
    loop = asyncio.get_running_loop()
    threads, calls = 4, 500
    seen: list[tuple[int, int]] = []
    done = asyncio.Event()

    def note(thread: int, call: int) -> None:
        seen.append((thread, call))
        if len(seen) == threads * calls:
            done.set()

    def work(thread: int) -> None:
        for call in range(calls):
            loop.call_soon_threadsafe(note, thread, call)

    workers = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
    for worker in workers:
        worker.start()
    async with asyncio.timeout(DEADLINE):
        await done.wait()
    for thread, worker in enumerate(workers):
        worker.join()
        assert [call for by, call in seen if by == thread] == list(range(calls))


async def test_a_blocking_call_runs_in_another_thread() -> None:
    assert await asyncio.to_thread(threading.get_ident) != threading.get_ident()


async def test_a_name_is_looked_up() -> None:
    found = await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 25)
    assert found[0][4] == ("127.0.0.1", 25)
