"""The opened spool of one command, and what goes wrong with it as a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from postroom.console.running import running_engine
from postroom.console.usage import Failure, UsageError
from postroom.console.words import mend_by_hand
from postroom.engine.engine import Engine
from postroom.engine.spooler import Spooler
from postroom.model.account_errors import UnknownAccount
from postroom.model.spool_errors import SpoolError
from postroom.model.text import say


@dataclass(frozen=True, slots=True)
class Desk:
    """An engine with its spool open; the loop runs only while the runner is called."""

    engine: Engine
    runner: asyncio.Runner

    @property
    def spooler(self) -> Spooler:
        return self.engine.spooler

    def check_account(self, name: str) -> None:
        """Make sure that there is such an account, or was one. Raises `UnknownAccount`."""
        if not any(account == name for account, _ in self.spooler.counts.numbers):
            self.engine.account(name)


@contextmanager
def opened_spool() -> Iterator[Desk]:
    """Open the spool to look and to steer. Raises `Failure`, and `UsageError` for an account that is not there."""
    with running_engine() as (engine, runner):
        try:
            runner.run(engine.spooler.open(send=False))
            yield Desk(engine, runner)
        except UnknownAccount as error:
            if engine.trouble is not None:
                raise Failure(mend_by_hand(engine.trouble)) from None
            raise UsageError(f"{error} {say('See postroom accounts list.')}") from None
        except SpoolError as error:
            raise Failure(str(error)) from error
