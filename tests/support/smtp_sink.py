"""Postfix's `smtp-sink` on loopback: a receiver that throws mail away, as fast as it comes, with faults by option."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.daemon import Daemon
from tests.support.ports import LOOPBACK, free_ports
from tests.support.require import require

BACKLOG: Final = 1_000
_COUNTERS: Final = re.compile(r"sess=(\d+) quit=(\d+) mesg=(\d+)\r")


@dataclass(frozen=True, slots=True)
class SmtpSink:
    """A sink that runs on `LOOPBACK`."""

    port: int
    folder: Path
    """Where it works: relative names in its options lead here."""
    daemon: Daemon = field(repr=False)

    @property
    def messages(self) -> int:
        """How many messages it took until it last ended a session or a message; it counts with the option -c only."""
        counted = _COUNTERS.findall(self._last_words())
        return int(counted[-1][2]) if counted else 0

    def _last_words(self) -> str:
        with (self.folder / "output").open("rb") as output:
            output.seek(max(0, output.seek(0, os.SEEK_END) - 200))
            return output.read().decode("ascii", "replace")

    @property
    def dumped(self) -> bytes:
        """What it wrote down of the messages that it took, with the option `-D dump`."""
        dump = self.folder / "dump"
        return dump.read_bytes() if dump.exists() else b""


@contextmanager
def running_smtp_sink(*options: str) -> Iterator[SmtpSink]:
    """Start a sink with the options of smtp-sink(1), and stop it at the end. It runs as an ordinary user."""
    program = require("smtp-sink", "postfix")
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="postroom-sink-"))
    try:
        if root:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        (port,) = free_ports(1)
        command: list[str | Path] = [program, *options, f"inet:{LOOPBACK}:{port}", str(BACKLOG)]
        daemon = Daemon(command, folder, user=owner if root else None)
        try:
            daemon.wait_until_listening([(LOOPBACK, port)])
            yield SmtpSink(port, folder, daemon)
        finally:
            daemon.stop()
    finally:
        shutil.rmtree(folder)
