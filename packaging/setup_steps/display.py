"""Is there a display that answers? Variables that name one prove nothing."""

from __future__ import annotations

import ctypes
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from setup_steps.machine import Machine
from setup_steps.needs import QT_ON_WAYLAND, QT_ON_X11, Need

DEADLINE = 3.0
"""Seconds: a display behind a dead network would keep us waiting for minutes."""


def needs_of(machine: Machine) -> tuple[Need, ...]:
    """What Qt needs for the kind of display that this machine names."""
    if machine.variables.get("WAYLAND_DISPLAY"):
        return QT_ON_WAYLAND
    return QT_ON_X11 if machine.variables.get("DISPLAY") else ()


def describe_absence(machine: Machine) -> str:
    """Say why no window can be shown; empty when one can."""
    if machine.system != "Linux":
        return ""
    wayland, x11 = machine.variables.get("WAYLAND_DISPLAY"), machine.variables.get("DISPLAY")
    if wayland and _within_deadline(lambda: wayland_answers(_wayland_socket(wayland, machine))):
        return ""
    if x11 and _within_deadline(lambda: x11_answers(x11)):
        return ""
    return f"the display {wayland or x11} does not answer" if wayland or x11 else "there is no display"


def wayland_answers(path: Path) -> bool:
    """Whether a compositor listens at the socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def x11_answers(name: str) -> bool:
    """Whether the X server lets us in, asked with the library that Qt uses itself."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused


def _wayland_socket(name: str, machine: Machine) -> Path:
    return Path(machine.variables.get("XDG_RUNTIME_DIR", "/run")) / name


def _within_deadline(ask: Callable[[], bool]) -> bool:
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(ask()), daemon=True)
    asking.start()
    asking.join(DEADLINE)
    return answers == [True]
