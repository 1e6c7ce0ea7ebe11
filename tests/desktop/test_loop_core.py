"""asyncio's promises, held by asyncio's own loop and by the one inside Qt alike."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
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


# Start and stop


def test_the_loop_runs_again_after_it_ran(loop: Loop) -> None:
    async def number(value: int) -> int:
        await asyncio.sleep(0)
        return value

    assert [loop.run_until_complete(number(value)) for value in (1, 2, 3)] == [1, 2, 3]


def test_what_was_scheduled_while_the_loop_stood_still_runs(loop: Loop) -> None:
    seen: list[str] = []
    loop.call_soon(seen.append, "soon")
    loop.call_later(0.001, seen.append, "timer")
    loop.run_until_complete(asyncio.sleep(0.005))
    assert seen == ["soon", "timer"]


def test_stop_ends_after_the_round_and_the_rest_keeps(loop: Loop) -> None:
    seen: list[str] = []

    def first() -> None:
        loop.stop()
        seen.append("first")
        loop.call_soon(seen.append, "next run")

    loop.call_soon(first)
    loop.call_soon(seen.append, "same round")
    loop.run_forever()
    assert seen == ["first", "same round"]
    loop.run_until_complete(asyncio.sleep(0))
    assert seen == ["first", "same round", "next run"]


def test_stop_before_the_start_runs_one_round(loop: Loop) -> None:
    seen: list[str] = []
    loop.call_soon(seen.append, "round")
    loop.stop()
    loop.run_forever()
    assert seen == ["round"]


def test_stop_from_a_thread(loop: Loop) -> None:
    thread = threading.Thread(target=lambda: loop.call_soon_threadsafe(loop.stop))
    loop.call_soon(thread.start)
    loop.run_forever()
    thread.join()
    assert not loop.is_running()


def test_a_future_that_is_not_done_when_the_loop_stops_is_an_error(loop: Loop) -> None:
    future = loop.create_future()
    loop.call_soon(loop.stop)
    with pytest.raises(RuntimeError, match="stopped before Future completed"):
        loop.run_until_complete(future)


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_an_exit_raised_in_a_callback_ends_the_run_and_leaves_the_loop_usable(
    loop: Loop, ending: type[BaseException]
) -> None:
    def leave() -> None:
        raise ending

    seen: list[str] = []
    loop.call_soon(leave)
    loop.call_soon(seen.append, "kept")
    with pytest.raises(ending):
        loop.run_forever()
    assert not loop.is_running()
    loop.run_until_complete(asyncio.sleep(0))
    assert seen == ["kept"]


def test_a_running_loop_is_neither_started_nor_closed(loop: Loop) -> None:
    async def misuse() -> None:
        assert loop.is_running()
        with pytest.raises(RuntimeError, match="running"):
            loop.run_forever()
        with pytest.raises(RuntimeError, match="running"):
            loop.close()

    loop.run_until_complete(misuse())


def test_a_closed_loop_refuses_everything(loop: Loop) -> None:
    loop.close()
    loop.close()
    assert loop.is_closed()
    calls: list[Callable[[], object]] = [
        lambda: loop.call_soon(print),
        lambda: loop.call_soon_threadsafe(print),
        lambda: loop.call_later(1, print),
        lambda: loop.run_in_executor(None, print),
        loop.run_forever,
    ]
    for call in calls:
        with pytest.raises(RuntimeError, match="closed"):
            call()


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are counted the POSIX way")
@pytest.mark.parametrize("name", list(LOOPS))
def test_a_closed_loop_leaves_no_descriptor(name: str) -> None:
    LOOPS[name]().close()
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208  it lists itself, always once
    for _ in range(5):
        loop = LOOPS[name]()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
    assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208


# Generators, debug mode, signals, processes


async def numbers(closed: asyncio.Event) -> AsyncGenerator[int]:
    try:
        yield 1
        yield 2
    finally:
        closed.set()


async def test_generators_left_open_are_closed_by_the_loop() -> None:
    closed = asyncio.Event()
    generator = numbers(closed)
    assert await anext(generator) == 1
    await asyncio.get_running_loop().shutdown_asyncgens()
    assert closed.is_set()


async def test_a_generator_dropped_is_closed_by_the_loop() -> None:
    closed = asyncio.Event()
    assert await anext(numbers(closed)) == 1
    gc.collect()
    async with asyncio.timeout(DEADLINE):
        await closed.wait()


def test_debug_mode_names_slow_callbacks(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    loop.call_soon(sorted, [3, 2, 1])
    loop.run_until_complete(asyncio.sleep(0))
    assert "sorted" in caplog.text
    assert "took" in caplog.text


def test_debug_mode_notices_a_wrong_thread(loop: Loop) -> None:
    loop.set_debug(True)

    async def main() -> None:
        for schedule in (loop.call_soon, lambda callback: loop.call_later(1, callback)):
            with pytest.raises(RuntimeError, match="Non-thread-safe"):
                await asyncio.to_thread(schedule, print)

    loop.run_until_complete(main())


async def test_debug_mode_can_be_switched_on_while_running() -> None:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    await asyncio.sleep(0)
    assert sys.get_coroutine_origin_tracking_depth() > 0
    loop.set_debug(False)
    await asyncio.sleep(0)
    assert sys.get_coroutine_origin_tracking_depth() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
async def test_a_signal_wakes_a_loop_that_waits() -> None:
    loop = asyncio.get_running_loop()
    seen = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, seen.set)
    threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    async with asyncio.timeout(DEADLINE):
        await seen.wait()
    assert loop.remove_signal_handler(signal.SIGUSR1)


async def test_a_process_runs_and_is_waited_for() -> None:
    async with asyncio.timeout(DEADLINE):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "print(input()[::-1])",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate(b"tset")
    assert out.strip() == b"test"
    assert process.returncode == 0
