"""Start, stop and end of a loop, and what only a running loop provides: alike on asyncio's own and inside Qt."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator

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
            loop.close()
        with pytest.raises(RuntimeError, match="running"):
            loop.run_until_complete(loop.create_future())

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


def test_debug_mode_notices_a_coroutine_where_a_callback_belongs(loop: Loop) -> None:
    loop.set_debug(True)
    for schedule in (loop.call_soon, lambda callback: loop.call_later(1, callback)):
        with pytest.raises(TypeError, match="coroutines cannot be used"):
            schedule(test_debug_mode_can_be_switched_on_while_running)


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
