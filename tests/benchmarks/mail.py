"""The real servers that the benchmarks talk to, and every way of reaching them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from postroom.model.endpoint import Endpoint, Protocol, Security
from tests.support.ca import Certificates
from tests.support.dovecot import Dovecot, running_dovecot
from tests.support.dovecot_files import ADA, DovecotOptions, User
from tests.support.ports import LOOPBACK
from tests.support.postfix import Postfix, running_postfix

USER: Final[User] = ADA


@dataclass(frozen=True, slots=True)
class Mail:
    """A Dovecot and a Postfix that run."""

    dovecot: Dovecot
    postfix: Postfix
    root: Path
    """The authority to believe, as a PEM file."""

    def endpoint(self, protocol: Protocol, security: Security) -> Endpoint:
        """Give the server that speaks `protocol` and begins TLS as `security` says."""
        smtp = self.postfix.ports
        port = {
            (Protocol.POP3, Security.NONE): self.dovecot.port,
            (Protocol.POP3, Security.STARTTLS): self.dovecot.port,
            (Protocol.POP3, Security.TLS): self.dovecot.tls_port,
            (Protocol.SMTP, Security.NONE): smtp.clear,
            (Protocol.SMTP, Security.STARTTLS): smtp.starttls,
            (Protocol.SMTP, Security.TLS): smtp.tls,
        }[protocol, security]
        return Endpoint(LOOPBACK, port, security)


@contextmanager
def running_mail() -> Iterator[Mail]:
    """Start both servers and stop them at the end."""
    with tempfile.TemporaryDirectory(prefix="postroom-benchmark-") as folder:
        certificates = Certificates(Path(folder))
        identity = certificates.good
        with running_dovecot(DovecotOptions(identity=identity)) as dovecot:
            with running_postfix(identity, dovecot.auth_socket) as postfix:
                yield Mail(dovecot, postfix, certificates.root)
