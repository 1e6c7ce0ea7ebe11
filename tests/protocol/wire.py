"""Messages as fuzz: the octets that matter on the wire, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

OCTETS = [
    b"\r",
    b"\n",
    b"\r\n",
    b".",
    b"..",
    b"\r\n.\r\n",
    b"\n.\n",
    b"\n.\r\n",
    b"\r.\r",
    b"a",
    b"\0",
    b"\xff",
]
MESSAGES = st.binary(max_size=200) | st.lists(st.sampled_from(OCTETS), max_size=40).map(b"".join)
"""Any octets at all."""
LINES = st.lists(st.binary(max_size=6).map(lambda raw: raw.translate(None, b"\r\n")), max_size=12)
WIRE_FORMS = LINES.map(lambda lines: b"".join(line + b"\r\n" for line in lines))
"""Messages whose lines end in CRLF."""


def received(stream: bytes) -> tuple[bytes, bytes]:
    """Read a message as a server does that follows RFC 5321 to the letter; give it, and what comes behind its end."""
    message: list[bytes] = []
    rest = stream
    while rest:
        line, end, rest = rest.partition(b"\r\n")
        assert end, "the data has no end"
        if line == b".":
            return b"".join(message), rest
        message.append(line.removeprefix(b".") + end)
    raise AssertionError("the data has no end")
