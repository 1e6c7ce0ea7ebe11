"""The server's own words on one line."""

from __future__ import annotations

import pytest

from postroom.model.reply import ServerReply


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (ServerReply("535", "5.7.8", "Bad password"), "535 5.7.8 Bad password"),
        (ServerReply("-ERR", None, "no"), "-ERR no"),
        (ServerReply("-ERR", "SYS/TEMP", "later"), "-ERR [SYS/TEMP] later"),
        (ServerReply("220", None, ""), "220"),
        (ServerReply("554", "5.7.1", "first\nsecond"), "554 5.7.1 first / second"),
    ],
)
def test_a_reply_reads_as_one_line(reply: ServerReply, line: str) -> None:
    assert str(reply) == line
