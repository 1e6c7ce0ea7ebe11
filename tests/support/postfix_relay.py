"""A Postfix of our own that takes mail into its queue and passes it on to one port, now or when it is told to."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.daemon import Daemon
from tests.support.ports import LOOPBACK, free_ports
from tests.support.postfix_files import HOSTNAME, make_queue
from tests.support.require import require, require_root

_HOLD: Final = "-o { smtpd_client_restrictions = check_client_access static:HOLD }"


class PostfixRelay:
    """A Postfix with the settings of its package. It runs from `accept` or `deliver` to the next of them, or `stop`."""

    def __init__(self, folder: Path, destination: int) -> None:
        self._folder = folder
        self._program = require("master", "postfix")
        self._daemon: Daemon | None = None
        (self.port,) = free_ports(1)
        (folder / "data").mkdir()
        shutil.chown(folder / "data", "postfix")
        make_queue(folder / "queue")
        (folder / "main.cf").write_text(_main(folder, destination))
        # Postfix waits until a file that has just been written has settled.
        os.utime(folder / "main.cf", (0, 0))

    def accept(self) -> None:
        """Take mail into the queue and deliver none of it."""
        self._start(_HOLD)

    def deliver(self) -> None:
        """Deliver what is in the queue, and all that comes."""
        self.stop()
        for message in (self._folder / "queue" / "hold").iterdir():
            message.rename(self._folder / "queue" / "incoming" / message.name)
        self._start("")

    @property
    def queued(self) -> int:
        """How many messages are in the queue."""
        queues = ("incoming", "active", "deferred", "hold")
        return sum(len(files) for name in queues for _, _, files in os.walk(self._folder / "queue" / name))

    @property
    def processor_seconds(self) -> float:
        """How long its processes have worked since it was started last."""
        return 0.0 if self._daemon is None else self._daemon.processor_seconds

    def stop(self) -> None:
        """End it. The queue stays."""
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None

    def _start(self, settings: str) -> None:
        self.stop()
        (self._folder / "master.cf").write_text(_master(self.port, settings))
        self._daemon = Daemon([self._program, "-s", "-c", self._folder], self._folder)
        self._daemon.wait_until_listening([(LOOPBACK, self.port)])


@contextmanager
def running_relay(destination: int) -> Iterator[PostfixRelay]:
    """Set up a Postfix that passes mail on to a port on loopback. Only root can."""
    require_root("Postfix")
    folder = Path(tempfile.mkdtemp(prefix="postroom-relay-"))
    try:
        folder.chmod(0o755)
        relay = PostfixRelay(folder, destination)
        try:
            yield relay
        finally:
            relay.stop()
    finally:
        shutil.rmtree(folder)


def _main(folder: Path, destination: int) -> str:
    return f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = {HOSTNAME}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = {LOOPBACK}
inet_protocols = ipv4
relayhost = [{LOOPBACK}]:{destination}
alias_maps =
alias_database =
smtpd_peername_lookup = no
"""


def _master(port: int, settings: str) -> str:
    return f"""{LOOPBACK}:{port} inet n - n - - smtpd {settings}
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
"""
