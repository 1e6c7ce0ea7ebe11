"""The table of system libraries against what Qt's libraries really link."""

from __future__ import annotations

import struct
from importlib.util import find_spec
from pathlib import Path

import pytest

from setup_steps.needs import QT_ALWAYS, QT_ON_WAYLAND, QT_ON_X11, Need

EVERYWHERE = (
    "libc.so",
    "libm.so",
    "libdl.so",
    "librt.so",
    "libpthread.so",
    "libgcc_s.so",
    "libstdc++.so",
    "ld-linux",
)
"""The C and C++ runtimes, which Python itself brought along."""

SECTION_DYNAMIC, TAG_NEEDED = 6, 1


def linked(path: Path) -> set[str]:
    """The libraries that a 64-bit little-endian ELF file asks the loader for (System V ABI, chapter 5)."""
    data = path.read_bytes()
    (sections,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    headers = [struct.unpack_from("<IIQQQQIIQQ", data, sections + size * index) for index in range(count)]
    (dynamic,) = [header for header in headers if header[1] == SECTION_DYNAMIC]
    names = headers[dynamic[6]][4]
    entries = struct.iter_unpack("<qQ", data[dynamic[4] : dynamic[4] + dynamic[5]])
    starts = [names + value for tag, value in entries if tag == TAG_NEEDED]
    return {data[start : data.index(b"\0", start)].decode() for start in starts}


def needed_from_the_system(*libraries: str) -> set[str]:
    """What the libraries and all of Qt that they link ask of the system."""
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    qt = Path(spec.origin).parent / "Qt"
    waiting, seen, outside = [qt / name for name in libraries], set(), set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for name in linked(path):
            inside = qt / "lib" / name
            if not inside.exists():
                outside.add(name)
            elif inside not in seen:
                waiting.append(inside)
    return {name for name in outside if not name.startswith(EVERYWHERE)}


def names(*needs: tuple[Need, ...]) -> set[str]:
    return {need.name for each in needs for need in each}


def test_qt_without_a_screen_links_what_the_table_says() -> None:
    libraries = ("lib/libQt6Widgets.so.6", "lib/libQt6Svg.so.6", "lib/libQt6DBus.so.6")
    assert needed_from_the_system(*libraries, "plugins/platforms/libqoffscreen.so") <= names(QT_ALWAYS)


def test_qt_on_x11_links_what_the_table_says() -> None:
    assert needed_from_the_system("plugins/platforms/libqxcb.so") <= names(QT_ALWAYS, QT_ON_X11)


def test_qt_on_wayland_links_what_the_table_says() -> None:
    assert needed_from_the_system("plugins/platforms/libqwayland.so") <= names(QT_ALWAYS, QT_ON_WAYLAND)


@pytest.mark.parametrize("manager", ["apt", "dnf", "zypper", "pacman"])
def test_every_library_has_its_package_for_every_manager(manager: str) -> None:
    libraries = (*QT_ALWAYS, *QT_ON_X11, *QT_ON_WAYLAND)
    assert [need.name for need in libraries if not need.packages[manager]] == []
