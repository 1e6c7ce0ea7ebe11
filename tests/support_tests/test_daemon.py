"""A server program is ready, or says why it is not; and it goes with all its children."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.ca import Certificates
from tests.support.daemon import Daemon, NotStarted
from tests.support.dovecot import running_dovecot
from tests.support.dovecot_files import DovecotOptions
from tests.support.ports import LOOPBACK, free_ports


def has_ended(pid: int) -> bool:
    """Tell whether the process is gone, or waits only for its parent to notice."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


def wait_for(file: Path) -> str:
    deadline, pause = time.monotonic() + 5, threading.Event()
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline
        pause.wait(0.01)
    return file.read_text()


def test_children_go_with_it(tmp_path: Path) -> None:
    daemon = Daemon(["sh", "-c", "sleep 300 & echo $! > child; wait"], tmp_path)
    child = int(wait_for(tmp_path / "child"))
    assert not has_ended(child)
    daemon.stop()
    daemon.stop()
    assert has_ended(child)


def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    daemon = Daemon(["sh", "-c", "echo bad configuration >&2"], tmp_path)
    with pytest.raises(NotStarted, match="bad configuration"):
        daemon.wait_until_listening([(LOOPBACK, free_ports(1)[0])])


def test_a_server_leaves_nothing(test_ca: Certificates) -> None:
    with running_dovecot(DovecotOptions(identity=test_ca.good)) as dovecot:
        folder = dovecot.auth_socket.parent.parent
        assert folder.is_dir()
    assert not folder.exists()
    with closing(socket.socket()) as client, pytest.raises(ConnectionRefusedError):
        client.connect((LOOPBACK, dovecot.port))


def test_a_broken_configuration_is_told(test_ca: Certificates) -> None:
    options = DovecotOptions(identity=test_ca.good, extra="no_such_setting = 1")
    with pytest.raises(NotStarted, match="Unknown setting: no_such_setting"), running_dovecot(options):
        pass
