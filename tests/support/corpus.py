"""Messages to deliver: the e-mail test data of Python's standard library, and bodies that try everything."""

from __future__ import annotations

import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from hypothesis import strategies as st

_PLACES: Final = (Path(sysconfig.get_path("stdlib")), *sorted(Path("/usr").glob("lib*/python3*")))
"""Where a Python may have its tests: this one, and the system's."""

PIECES: Final = (
    *(b".", b"..", b"\r", b"\n", b"\r\n", b"\r\n.", b"\r\n.\r\n", b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n"),
    *(b"\0", b"\xff", "ü€".encode(), b"\x1a", b"\x7f", b" ", b"QUIT", b"From ", b"--", b"\t"),
)


def standard_messages() -> Mapping[str, bytes]:
    """Give every message of the standard library's e-mail test data by its name, or fail the test that wants them."""
    folders = (place / "test" / "test_email" / "data" for place in _PLACES)
    folder = next((each for each in folders if each.is_dir()), None)
    if folder is None:
        pytest.fail(
            "this Python lacks its own tests, and this test needs them: apt-get install libpython3.11-testsuite, "
            "or the one of its version",
            pytrace=False,
        )
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.txt"))}


def bodies() -> st.SearchStrategy[bytes]:
    """Bodies in which dots, line ends and odd bytes meet each other in every order."""
    pieces = st.one_of(st.sampled_from(PIECES), st.binary(max_size=40))
    return st.lists(pieces, max_size=60).map(b"".join)


LARGE: Final = {
    "a line of 1 MB": b"Subject: long\r\n\r\n" + b"x" * 2**20 + b"\r\n",
    "20 MB of short lines": b"Subject: large\r\n\r\n" + b"a line of a letter that has no end\r\n" * 570_000,
    "1 MB of dots": b"Subject: dots\r\n\r\n" + b".\r\n" * 350_000,
    "1 MB of bare line feeds": b"Subject: bare\n\n" + b".\n" * 500_000,
    "every byte": b"Subject: bytes\r\n\r\n" + bytes(range(256)) * 40,
}
"""Messages whose size is what tries the sender."""
