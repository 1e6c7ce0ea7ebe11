"""A real Postfix on loopback, with a port for every way of taking SMTP sessions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path

from tests.support.ca import Identity
from tests.support.daemon import Daemon
from tests.support.ports import LOOPBACK, free_ports
from tests.support.postfix_files import SERVICES, PostfixPorts, write_files
from tests.support.require import require, require_root


@dataclass(frozen=True, slots=True)
class Postfix:
    """A Postfix that runs on `LOOPBACK`. It accepts mail and discards it."""

    ports: PostfixPorts
    daemon: Daemon = field(repr=False)


@contextmanager
def running_postfix(identity: Identity, auth_socket: Path) -> Iterator[Postfix]:
    """Start a Postfix of our own, apart from the system's, and stop it at the end. Only root can."""
    master = require("master", "postfix")
    require_root("Postfix")
    folder = Path(tempfile.mkdtemp(prefix="postroom-postfix-"))
    try:
        folder.chmod(0o755)
        ports = PostfixPorts(*free_ports(len(SERVICES)))
        write_files(folder, identity, auth_socket, ports)
        daemon = Daemon([master, "-s", "-c", folder], folder)
        try:
            daemon.wait_until_listening((LOOPBACK, port) for port in astuple(ports))
            yield Postfix(ports, daemon)
        finally:
            daemon.stop()
    finally:
        shutil.rmtree(folder)
