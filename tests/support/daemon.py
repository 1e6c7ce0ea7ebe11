"""A server program as a child process: started, ready when its ports answer, and gone with everything it started."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

START_DEADLINE: Final = 15.0


class NotStarted(Exception):
    """A server did not come up; the message holds what it said."""


class Daemon:
    """A program that stays in the foreground, and its children.

    `folder` takes its output; what the program itself logs is expected in `folder/log`.
    """

    def __init__(
        self, args: Sequence[str | Path], folder: Path, *, user: pwd.struct_passwd | None = None
    ) -> None:
        self._folder = folder
        self._stopped = False
        with (folder / "output").open("wb") as output:
            self._process = subprocess.Popen(
                # The kernel ends it should the tests be killed.
                ["setpriv", "--pdeathsig", "TERM", *args],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                start_new_session=True,
                user=None if user is None else user.pw_uid,
                group=None if user is None else user.pw_gid,
                extra_groups=None if user is None else [],
            )

    def wait_until_listening(self, addresses: Iterable[tuple[str, int]]) -> None:
        """Return when every address takes connections. Raises `NotStarted`."""
        deadline = time.monotonic() + START_DEADLINE
        pause = threading.Event()
        for address in addresses:
            while not _answers(address):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise NotStarted(f"nobody listens at {address}\n{self.log}")
                pause.wait(0.01)

    @property
    def log(self) -> str:
        """What it has said so far."""
        files = (self._folder / "output", self._folder / "log")
        return "".join(file.read_text("utf-8", "replace") for file in files if file.exists())

    @property
    def processor_seconds(self) -> float:
        """How long it and its children have worked so far, those that have ended included."""
        ticks = 0
        for stat in filter(self._is_child, Path("/proc").glob("[0-9]*/stat")):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the program and its children; they have ended when it returns. Twice is harmless."""
        if self._stopped:
            return
        self._stopped = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        pause = threading.Event()
        while any(map(self._is_child, Path("/proc").glob("[0-9]*/stat"))):
            pause.wait(0.005)

    def _is_child(self, stat: Path) -> bool:
        """Tell whether a process belongs to the group and lives; one that only waits to be buried does not."""
        try:
            state, _, group, *_ = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return False  # it has just ended
        return int(group) == self._process.pid and state not in "ZX"


def _answers(address: tuple[str, int]) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(address) == 0
