"""Whether a display is there is told by asking it, not by reading a variable."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup_steps import display
from setup_steps.needs import QT_ON_WAYLAND, QT_ON_X11
from tests.packaging.fake_machine import FakeMachine


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A real X server without a monitor."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-screen", "0", "64x64x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


def test_no_variable_means_no_display(machine: FakeMachine) -> None:
    assert display.describe_absence(machine) == "there is no display"
    assert display.needs_of(machine) == ()


def test_an_x_server_that_answers_is_a_display(machine: FakeMachine, screen: str) -> None:
    machine.shell = {"DISPLAY": screen}
    assert display.describe_absence(machine) == ""
    assert display.needs_of(machine) == QT_ON_X11


def test_an_x_server_that_is_gone_is_none(machine: FakeMachine) -> None:
    machine.shell = {"DISPLAY": ":7654"}
    assert display.describe_absence(machine) == "the display :7654 does not answer"


def test_an_x_server_that_says_nothing_is_given_up(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "DEADLINE", 0.2)
    with silent_x_server() as listener:
        machine.shell = {"DISPLAY": f"localhost:{listener.getsockname()[1] - 6000}"}
        assert "does not answer" in display.describe_absence(machine)


def silent_x_server() -> socket.socket:
    """A listener above the ports of X servers that never answers."""
    return socket.create_server(("127.0.0.1", 0))


def test_a_wayland_compositor_that_listens_is_a_display(machine: FakeMachine, tmp_path: Path) -> None:
    machine.shell = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        assert display.describe_absence(machine) == ""
    assert display.needs_of(machine) == QT_ON_WAYLAND


def test_a_wayland_socket_that_nobody_holds_is_none(machine: FakeMachine, tmp_path: Path) -> None:
    machine.shell = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert display.describe_absence(machine) == "the display wayland-0 does not answer"


@pytest.mark.parametrize("system", ["macOS", "Windows"])
def test_other_systems_always_have_one(machine: FakeMachine, system: str) -> None:
    machine.is_system = system
    assert display.describe_absence(machine) == ""
