"""A real Dovecot on loopback: POP3 in clear, with STLS and with TLS, and SASL for Postfix."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.daemon import Daemon
from tests.support.dovecot_files import ELSEWHERE, DovecotOptions, User, write_files
from tests.support.ports import LOOPBACK, free_ports
from tests.support.require import require


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A Dovecot that runs. Its ports are open on `LOOPBACK` and on `ELSEWHERE`."""

    options: DovecotOptions
    port: int
    """POP3 in clear; STLS where it has TLS."""
    tls_port: int
    """POP3 with TLS from the first byte; nobody listens where it has no TLS."""
    auth_socket: Path
    """Where Postfix asks it about logins."""
    daemon: Daemon = field(repr=False)

    @contextmanager
    def open_mailbox(self, user: User) -> Iterator[None]:
        """Keep a session of `user` open."""
        with closing(socket.socket()) as holder:
            holder.connect((LOOPBACK, self.port))
            with holder.makefile("rb") as replies:
                for command in (
                    "",
                    f"USER {user.name}\r\n",
                    f"PASS {user.password.reveal()}\r\n",
                    "STAT\r\n",
                ):
                    holder.sendall(command.encode())
                    reply = replies.readline()
                    assert reply.startswith(b"+OK"), f"{reply!r}\n{self.daemon.log}"
                yield


@contextmanager
def running_dovecot(options: DovecotOptions) -> Iterator[Dovecot]:
    """Start a Dovecot and stop it at the end. It runs as an ordinary user, also where the tests run as root."""
    program = require("dovecot", "dovecot-core", "dovecot-pop3d")
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="postroom-dovecot-"))
    try:
        port, tls_port = free_ports(2)
        write_files(folder, options, owner, port, tls_port)
        folder.chmod(0o755)
        if root:
            _give_to(owner, folder)
        daemon = Daemon([program, "-F", "-c", folder / "dovecot.conf"], folder, user=owner if root else None)
        try:
            ports = (port,) if options.identity is None else (port, tls_port)
            daemon.wait_until_listening((host, each) for host in (LOOPBACK, ELSEWHERE) for each in ports)
            yield Dovecot(options, port, tls_port, folder / "run" / "auth-smtp", daemon)
        finally:
            daemon.stop()
    finally:
        shutil.rmtree(folder)


def _give_to(owner: pwd.struct_passwd, folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)
