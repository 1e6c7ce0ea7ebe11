"""How late the window answers while much goes on, against the same window at rest, on a screen of our own.

python3 packaging/dev.py bench lag

Ten sessions open to servers that say nothing, a shown transcript, full to its bounds, grows by more than 1,000 lines a
second, and somebody types into its search field: first what is not there, so that the transcript follows its end, and
then what is.
"""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from PySide6.QtWidgets import QApplication

from postroom.desktop import loop
from postroom.desktop.app import open_window, shut_down
from postroom.desktop.lag import Lag, LagMeter
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.engine import Engine
from postroom.model.account import Account
from postroom.sessions.session import Session
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from postroom.settings.secrets import Secrets
from tests.benchmarks.busy_window import KEEP_ALIVE, BusyWindow, accounts
from tests.benchmarks.screen import running_screen
from tests.benchmarks.side_by_side import judged

ROUNDS: Final = 3
REST_SECONDS: Final = 4.0
LOAD_SECONDS: Final = 6.0
AIM_MS: Final = 16.0
TYPED: Final = {"at its end": "nowhere", "at what is found": "line 17 of what"}
"""What is typed, by where the transcript stands meanwhile."""


async def measure(busy: BusyWindow) -> None:
    """Print the lag at rest and under load, in turns."""
    print(f"\n{'How late Qt answers, in ms':<42}  median    95 %    99 %   worst   lines/s   aim for 99 %")
    p99: dict[str, list[float]] = {where: [] for where in TYPED}
    for _ in range(ROUNDS):
        meter = start_meter()
        await asyncio.sleep(REST_SECONDS)
        report("at rest", meter.stop())
        for where, typed in TYPED.items():
            lag, rate = await lag_under_load(busy, typed)
            report(f"under load, transcript {where}", lag, f"{rate:10.0f}   {judged(lag.p99, AIM_MS)}")
            p99[where].append(lag.p99)
    print("99 % in the median of the rounds:")
    for where, values in p99.items():
        print(f"  under load, transcript {where}: {median(values):.2f}, {judged(median(values), AIM_MS)}")


async def lag_under_load(busy: BusyWindow, typed: str) -> tuple[Lag, float]:
    """Give the lag, and how many lines a second the transcript grew by."""
    await busy.prepare()
    before, meter = busy.transcript.count, start_meter()
    await busy.work(typed, LOAD_SECONDS)
    lag, rate = meter.stop(), (busy.transcript.count - before) / LOAD_SECONDS
    await busy.calm_down()
    return lag, rate


def start_meter() -> LagMeter:
    meter = LagMeter()
    meter.start()
    return meter


def report(name: str, lag: Lag, rest: str = "") -> None:
    """Print one line."""
    figures = "".join(f"{value:8.2f}" for value in (lag.median, lag.p95, lag.p99, lag.worst))
    print(f"  {name:<40}{figures}{rest}", flush=True)


async def run(app: QApplication, home: Path, known: list[Account]) -> int:
    """Open the window, measure, and close it."""
    make = partial(Session, keep_alive=KEEP_ALIVE)
    engine = Engine(None, Secrets(Folders.under(home)), Preferences(), make_session=make)
    for account in known:
        engine.add_account(account)
    window = MainWindow()
    desk = await open_window(window, engine, Appearance(app))
    gc.freeze()  # as the program does
    busy = BusyWindow(desk, engine)
    await lag_under_load(busy, "warm-up")
    await measure(busy)
    await shut_down(desk, engine)
    window.hide()
    return 0


def main() -> None:
    """Open a window on a screen of its own and measure."""
    with ExitStack() as stack:
        os.environ |= stack.enter_context(running_screen())
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="postroom-benchmark-"))
        known = stack.enter_context(accounts())
        app = QApplication([])
        loop.run(app, run(app, Path(home), known))


if __name__ == "__main__":
    main()
