"""The lag meter says what a user would have waited."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from PySide6.QtWidgets import QApplication

from postroom.desktop.lag import PERIOD_MS, Lag, LagMeter, lag_logged
from postroom.desktop.loop import run

pytestmark = pytest.mark.qt_loop_only
DEADLINE = 10


async def ticks(meter: LagMeter, count: int) -> None:
    """Wait until the meter has so many more samples."""
    wanted = meter.lag().samples + count
    async with asyncio.timeout(DEADLINE):
        while meter.lag().samples < wanted:  # noqa: ASYNC110  the meter has no event of its own
            await asyncio.sleep(0.001)


def block(milliseconds: float) -> None:
    """Keep the processor and the thread, as a slow callback does."""
    end = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < end:
        pass


async def test_an_idle_loop_answers_in_time() -> None:
    meter = LagMeter()
    meter.start()
    await ticks(meter, 30)
    lag = meter.stop()
    assert lag.samples >= 30
    assert 0 <= lag.median <= lag.p95 <= lag.p99 <= lag.worst
    assert lag.median < 16


async def test_a_pause_counts_for_each_moment_that_it_lasted() -> None:
    meter = LagMeter()
    meter.start()
    await ticks(meter, 3)
    before = meter.lag()
    block(100)
    await ticks(meter, 1)
    lag = meter.stop()
    assert lag.samples - before.samples >= 90 / PERIOD_MS
    assert lag.worst >= 90
    assert lag.median >= 30


async def test_a_stopped_meter_measures_no_more() -> None:
    meter = LagMeter()
    meter.start()
    await ticks(meter, 3)
    lag = meter.stop()
    block(10)
    await asyncio.sleep(0.005)
    assert meter.lag() == lag


async def test_a_new_start_forgets_what_was() -> None:
    meter = LagMeter()
    meter.start()
    await ticks(meter, 3)
    meter.start()
    assert meter.stop() == Lag(samples=0, median=0, p95=0, p99=0, worst=0)


def test_a_lag_reads_like_a_sentence() -> None:
    text = str(Lag(samples=100, median=0.123, p95=1, p99=2.55, worst=20))
    assert text == "median 0.1 ms, 95 % 1.0 ms, 99 % 2.5 ms, worst 20.0 ms of 100"


async def nothing() -> int:
    await asyncio.sleep(0.01)
    return 0


def test_a_run_logs_its_lag_when_debug_messages_are_wanted(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "postroom.desktop.lag"):
        run(qapp, nothing())
    assert "Qt answered late by: median" in caplog.text


def test_otherwise_nothing_is_measured(qapp: QApplication, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "postroom.desktop.lag"), lag_logged():
        run(qapp, nothing())
    assert "late" not in caplog.text
