"""Starts and ends the demo servers, whose accounts stand beside the saved ones, and whose mail fills the queue."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from postroom.desktop.window.presenter import Presenter
from postroom.engine.engine import Engine
from postroom.model.text import say


class DemoCommands(QObject):
    """Does what the actions ask for about the demo.

    `complain` tells what could not be done; `open_spool` lets what the demo has put into the queue be sent.
    """

    def __init__(
        self,
        engine: Engine,
        presenter: Presenter,
        complain: Callable[[str], None],
        open_spool: Callable[[], None],
    ) -> None:
        super().__init__(presenter)
        self._open_spool = open_spool
        self._engine = engine
        self._presenter = presenter
        self._complain = complain

    @Slot()
    def start(self) -> None:
        """Start the servers, and show the first of their accounts."""
        self._engine.spawn(self._start(), name="start the demo")

    @Slot()
    def end(self) -> None:
        """Stop the servers; their accounts go."""
        self._engine.spawn(self._engine.stop_demo(), name="end the demo")

    async def _start(self) -> None:
        before = {account.name for account in self._engine.accounts}
        try:
            await self._engine.start_demo(mail=True)
        except OSError as error:
            self._complain(say("The demo servers could not be started: {error}", error=error))
        self._open_spool()
        self._presenter.show_accounts()
        new = [account.name for account in self._engine.accounts if account.name not in before]
        if new:
            self._presenter.choose(new[0])
