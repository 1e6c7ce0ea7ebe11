"""From the start of the process to the painted window, against an empty window of PySide6, on a screen of our own.

python3 packaging/dev.py bench start
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from postroom.engine.engine import Engine
from postroom.model.account import Account, KeepSecret, Server
from postroom.model.merge import Duplicates
from postroom.settings.folders import Folders
from tests.benchmarks.process import Command, as_installed
from tests.benchmarks.screen import running_screen
from tests.benchmarks.side_by_side import Subject, compare

ROUNDS: Final = 15
AIM: Final = 2.5
ACCOUNTS: Final = 50


def measure(title: str, home: Path, screen: Mapping[str, str]) -> None:
    """Compare with the settings that are under `home`."""
    environment = as_installed(home, **screen)

    def command(what: str) -> Command:
        return Command((sys.executable, "-m", "tests.benchmarks.painted", what), environment)

    subjects = [
        Subject("postroom, seen", command("first"), AIM),
        Subject("postroom, whole", command("whole"), AIM),
        Subject("an empty window", command("empty")),
    ]
    compare(title, subjects, rounds=ROUNDS)


def write_accounts(home: Path) -> None:
    """Save accounts as somebody has them who minds many."""
    engine = Engine.start(Folders.under(home))
    names = (f"user{number}@mail{number % 7}.example.com" for number in range(ACCOUNTS))
    accounts = [
        Account(
            name=name,
            user=name,
            pop3=Server(f"pop.{name.partition('@')[2]}", 995),
            smtp=Server(f"smtp.{name.partition('@')[2]}", 587),
            keep_secret=KeepSecret.ASK,
        )
        for name in names
    ]
    engine.merge_accounts(accounts, Duplicates.REFUSE)


def main() -> None:
    """Print a table for an empty settings folder and one for many accounts."""
    with tempfile.TemporaryDirectory(prefix="postroom-benchmark-") as folder, running_screen() as screen:
        home = Path(folder)
        measure("without accounts", home, screen)
        write_accounts(home / "postroom")
        measure(f"with {ACCOUNTS} accounts", home, screen)


if __name__ == "__main__":
    main()
