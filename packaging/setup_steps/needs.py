"""What Qt and the tests need of the system, and the package that brings it for each package manager."""

from __future__ import annotations

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
    """One thing that must be there; a file may lie at any of several paths, separated by blanks."""

    name: str
    apt: str
    dnf: str
    zypper: str
    pacman: str
    brew: str = ""
    kind: Kind = Kind.LIBRARY

    def is_met(self, machine: Machine) -> bool:
        """Look at the thing itself: packages have other names elsewhere, and a library may come without one."""
        match self.kind:
            case Kind.LIBRARY:
                return machine.loads(self.name)
            case Kind.PROGRAM:
                return machine.find(self.name) is not None
            case Kind.FILE:
                return any(machine.exists(path) for path in self.name.split())

    def package(self, manager: str) -> str:
        """The package's name for apt, dnf, zypper, pacman or brew; empty where there is none."""
        return str(getattr(self, manager, ""))


# What Qt's own libraries link and the wheel does not bring; a test compares these tables with the wheel.
QT_ALWAYS = (
    Need("libEGL.so.1", "libegl1", "libglvnd-egl", "libEGL1", "libglvnd"),
    Need("libGL.so.1", "libgl1", "libglvnd-glx", "libGL1", "libglvnd"),
    Need("libX11.so.6", "libx11-6", "libX11", "libX11-6", "libx11"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "libdbus-1-3", "dbus"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig", "libfontconfig1", "fontconfig"),
    Need("libfreetype.so.6", "libfreetype6", "freetype", "libfreetype6", "freetype2"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2", "libglib-2_0-0", "glib2"),
    Need("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "libgthread-2_0-0", "glib2"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon0", "libxkbcommon"),
    Need("libz.so.1", "zlib1g", "zlib", "libz1", "zlib"),
    Need("libzstd.so.1", "libzstd1", "libzstd", "libzstd1", "zstd"),
)
"""Without these no window can be made, not even one that nobody sees."""

QT_ON_X11 = (
    Need("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libX11-xcb1", "libx11"),
    Need("libxcb.so.1", "libxcb1", "libxcb", "libxcb1", "libxcb"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "libxcb-cursor0", "xcb-util-cursor"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "libxcb-icccm4", "xcb-util-wm"),
    Need("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "libxcb-image0", "xcb-util-image"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "libxcb-keysyms1", "xcb-util-keysyms"),
    Need("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb-randr0", "libxcb"),
    Need("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb-render0", "libxcb"),
    Need(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "libxcb-render-util0",
        "xcb-util-renderutil",
    ),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb-shape0", "libxcb"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb-shm0", "libxcb"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb-sync1", "libxcb"),
    Need("libxcb-util.so.1", "libxcb-util1", "xcb-util", "libxcb-util1", "xcb-util"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb-xfixes0", "libxcb"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb-xkb1", "libxcb"),
    Need(
        "libxkbcommon-x11.so.0",
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
    ),
)
"""Without these no window can be shown on an X11 display."""

QT_ON_WAYLAND = (
    Need(
        "libwayland-client.so.0", "libwayland-client0", "libwayland-client", "libwayland-client0", "wayland"
    ),
    Need(
        "libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "libwayland-cursor0", "wayland"
    ),
)
"""Without these no window can be shown on a Wayland display."""

XVFB = Need(
    "Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", kind=Kind.PROGRAM
)
POSTFIX = Need("postfix", "postfix", "postfix", "postfix", "postfix", kind=Kind.PROGRAM)
SWAKS = Need("swaks", "swaks", "swaks", "swaks", "swaks", "swaks", kind=Kind.PROGRAM)

TESTS = (
    Need("dovecot", "dovecot-core", "dovecot", "dovecot24", "dovecot", "dovecot", kind=Kind.PROGRAM),
    Need(
        "/usr/lib/dovecot/pop3 /usr/libexec/dovecot/pop3 /opt/homebrew/libexec/dovecot/pop3",
        "dovecot-pop3d",
        "dovecot",
        "dovecot24",
        "dovecot",
        "dovecot",
        kind=Kind.FILE,
    ),
    POSTFIX,
    XVFB,
    Need("openssl", "openssl", "openssl", "openssl", "openssl", "openssl", kind=Kind.PROGRAM),
)
"""The real servers and the screen that the tests drive."""

BENCHMARKS = (*TESTS, SWAKS)
"""The tests' servers, and the tool that the command line is measured against."""


def missing(needs: tuple[Need, ...], machine: Machine) -> tuple[Need, ...]:
    """The needs that this machine does not meet."""
    return tuple(need for need in needs if not need.is_met(machine))
