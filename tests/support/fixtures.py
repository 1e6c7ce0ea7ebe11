"""The fixtures of this package; tests/conftest.py names it among its plugins."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import pytest

from tests.support.ca import Certificates
from tests.support.hostile import HostileServer
from tests.support.ports import LOOPBACK
from tests.support.steps import Script

if TYPE_CHECKING:
    from tests.support.dovecot import Dovecot
    from tests.support.postfix import Postfix

LOG_LINES: Final = 60
"""How much of a server's log is shown with a test that failed."""


@dataclass(frozen=True, slots=True)
class MailServers:
    """A Dovecot and a Postfix that asks it about logins; both show the good certificate."""

    dovecot: Dovecot
    postfix: Postfix


class StartHostileServer(Protocol):
    """Starts a server that plays one script to each client; it stops when the test ends."""

    def __call__(self, *scripts: Script, host: str = LOOPBACK) -> HostileServer: ...


@pytest.fixture(scope="session")
def test_ca(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of every kind, and the root to trust."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def mail_servers(test_ca: Certificates) -> Iterator[MailServers]:
    """Real servers, started once and shared. Their logs are shown with a test that fails."""
    # They live on Unix only, where the rest of this package lives everywhere.
    from tests.support.dovecot import running_dovecot
    from tests.support.dovecot_files import DovecotOptions
    from tests.support.postfix import running_postfix

    with running_dovecot(DovecotOptions(identity=test_ca.good)) as dovecot:
        with running_postfix(test_ca.good, dovecot.auth_socket) as postfix:
            yield MailServers(dovecot, postfix)


@pytest.fixture
def hostile_server() -> Iterator[StartHostileServer]:
    """Start servers that play scripts; they stop when the test ends."""
    with ExitStack() as stack:

        def start(*scripts: Script, host: str = LOOPBACK) -> HostileServer:
            return stack.enter_context(HostileServer(*scripts, host=host))

        yield start


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a test that failed what the real servers logged last."""
    report = yield
    servers = item.funcargs.get("mail_servers") if isinstance(item, pytest.Function) else None
    if report.failed and isinstance(servers, MailServers):
        for name, server in (("Dovecot", servers.dovecot), ("Postfix", servers.postfix)):
            lines = server.daemon.log.splitlines()[-LOG_LINES:]
            report.sections.append((f"{name} logged last", "\n".join(lines)))
    return report
