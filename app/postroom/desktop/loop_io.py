"""Sockets and signals in the Qt loop: what differs between Windows and the rest.

On Windows a thread of qasync watches the completion port and hands its events to the GUI thread. Elsewhere asyncio's
own selector watches the sockets, and Qt watches the selector, whose descriptor is readable when one of them is ready:
one notifier for all sockets, never toggled.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import sys

from postroom.desktop.loop_signals import wakes
from postroom.desktop.loop_wakeup import Wakeup

os.environ["QT_API"] = "pyside6"  # qasync would take the first binding that it finds
import qasync  # type: ignore[import-untyped]

if sys.platform == "win32":

    class SystemLoop(qasync.QEventLoop):
        """qasync's loop with its completion port."""

        def watch(self, wakeup: Wakeup) -> None:
            wakeup.beat()

        def poll(self) -> None:
            """Do nothing: the thread of qasync delivers what is ready."""

else:

    class SystemLoop(qasync.QEventLoop):  # type: ignore[misc]
        """qasync's loop with asyncio's selector in place of a Qt notifier for each socket and direction."""

        _add_reader = asyncio.SelectorEventLoop._add_reader  # type: ignore[attr-defined]
        _remove_reader = asyncio.SelectorEventLoop._remove_reader  # type: ignore[attr-defined]
        _add_writer = asyncio.SelectorEventLoop._add_writer  # type: ignore[attr-defined]
        _remove_writer = asyncio.SelectorEventLoop._remove_writer  # type: ignore[attr-defined]

        def _make_self_pipe(self) -> None:
            # The constructor registers its first descriptor here; the selector must be the right one before that.
            self._selector = selectors.DefaultSelector()
            super()._make_self_pipe()

        def watch(self, wakeup: Wakeup) -> None:
            """Let Qt tell `wakeup` when a socket is ready."""
            wakeup.watch(self._selector.fileno())

        def poll(self) -> None:
            """Make the callbacks of the sockets that are ready now ready to run."""
            self._process_events(self._selector.select(0))

        def run_forever(self) -> None:
            with wakes(self._csock.fileno()):
                super().run_forever()
