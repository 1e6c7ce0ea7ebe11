"""What Qt and the tests need of the system, and the package that brings it for each package manager."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from setup_steps.machine import Machine


class Kind(Enum):
    """How to see whether a need is met."""

    LIBRARY = "library"
    PROGRAM = "program"
    FILE = "file"


@dataclass(frozen=True)
class Need:
    """One thing that must be there, and the packages that bring it, by package manager.

    A file may lie at any of several paths, separated by blanks.
    """

    name: str
    kind: Kind
    packages: Mapping[str, str]

    def is_met(self, machine: Machine) -> bool:
        """Look at the thing itself: packages have other names elsewhere, and a library may come without one."""
        match self.kind:
            case Kind.LIBRARY:
                return machine.loads(self.name)
            case Kind.PROGRAM:
                return machine.find(self.name) is not None
            case Kind.FILE:
                return any(machine.exists(path) for path in self.name.split())


def library(name: str, apt: str, dnf: str, zypper: str, pacman: str) -> Need:
    """A shared library, which only Linux leaves to the system."""
    return Need(name, Kind.LIBRARY, {"apt": apt, "dnf": dnf, "zypper": zypper, "pacman": pacman})


def tool(name: str, *, kind: Kind = Kind.PROGRAM, **packages: str) -> Need:
    """A program, or a file that proves one; its packages are `everywhere` called the same, or named by manager."""
    everywhere = dict.fromkeys(("apt", "dnf", "zypper", "pacman", "brew"), packages.pop("everywhere", ""))
    return Need(name, kind, {**everywhere, **packages})


# What Qt's own libraries link and the wheel does not bring; a test compares these tables with the wheel.
# fmt: off
QT_ALWAYS = (
    library("libEGL.so.1", "libegl1", "libglvnd-egl", "libEGL1", "libglvnd"),
    library("libGL.so.1", "libgl1", "libglvnd-glx", "libGL1", "libglvnd"),
    library("libX11.so.6", "libx11-6", "libX11", "libX11-6", "libx11"),
    library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "libdbus-1-3", "dbus"),
    library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "libfontconfig1", "fontconfig"),
    library("libfreetype.so.6", "libfreetype6", "freetype", "libfreetype6", "freetype2"),
    library("libglib-2.0.so.0", "libglib2.0-0", "glib2", "libglib-2_0-0", "glib2"),
    library("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "libgthread-2_0-0", "glib2"),
    library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon0", "libxkbcommon"),
    library("libz.so.1", "zlib1g", "zlib", "libz1", "zlib"),
    library("libzstd.so.1", "libzstd1", "libzstd", "libzstd1", "zstd"),
)
"""Without these no window can be made, not even one that nobody sees."""

QT_ON_X11 = (
    library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libX11-xcb1", "libx11"),
    library("libxcb.so.1", "libxcb1", "libxcb", "libxcb1", "libxcb"),
    library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "libxcb-cursor0", "xcb-util-cursor"),
    library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "libxcb-icccm4", "xcb-util-wm"),
    library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "libxcb-image0", "xcb-util-image"),
    library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "libxcb-keysyms1", "xcb-util-keysyms"),
    library("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb-randr0", "libxcb"),
    library("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb-render0", "libxcb"),
    library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", "libxcb-render-util0", "xcb-util-renderutil"),
    library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb-shape0", "libxcb"),
    library("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb-shm0", "libxcb"),
    library("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb-sync1", "libxcb"),
    library("libxcb-util.so.1", "libxcb-util1", "xcb-util", "libxcb-util1", "xcb-util"),
    library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb-xfixes0", "libxcb"),
    library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb-xkb1", "libxcb"),
    library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)
"""Without these no window can be shown on an X11 display."""

QT_ON_WAYLAND = (
    library("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "libwayland-client0", "wayland"),
    library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "libwayland-cursor0", "wayland"),
)
"""Without these no window can be shown on a Wayland display."""
# fmt: on

XVFB = tool(
    "Xvfb", apt="xvfb", dnf="xorg-x11-server-Xvfb", zypper="xorg-x11-server-Xvfb", pacman="xorg-server-xvfb"
)
DOVECOT = tool("dovecot", everywhere="dovecot", apt="dovecot-core", zypper="dovecot24")
DOVECOT_POP3 = tool(
    "/usr/lib/dovecot/pop3 /usr/libexec/dovecot/pop3",
    kind=Kind.FILE,
    everywhere="dovecot",
    apt="dovecot-pop3d",
    zypper="dovecot24",
)
_PYTHONS = (sysconfig.get_path("stdlib"), *(f"/usr/lib/python3.{minor}" for minor in range(11, 15)))
MESSAGES = tool(
    " ".join(f"{folder}/test/test_email/data/msg_01.txt" for folder in _PYTHONS),
    kind=Kind.FILE,
    apt=f"libpython3.{sys.version_info.minor}-testsuite",
    dnf="python3-test",
    zypper="python3-testsuite",
    pacman="python",
)
"""The e-mail test data of the standard library, of this Python or the system's: messages to deliver."""
TESTS = (
    DOVECOT,
    DOVECOT_POP3,
    tool("postfix", everywhere="postfix"),
    XVFB,
    tool("openssl", everywhere="openssl"),
    MESSAGES,
)
"""The real servers and the screen that the tests drive."""

BENCHMARKS = (*TESTS, tool("swaks", everywhere="swaks"))
"""The tests' servers, and the tool that the command line is measured against."""


def missing(needs: tuple[Need, ...], machine: Machine) -> tuple[Need, ...]:
    """The needs that this machine does not meet."""
    return tuple(need for need in needs if not need.is_met(machine))
