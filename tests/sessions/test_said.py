"""What was said is kept so that it can be shown."""

from __future__ import annotations

from postroom.model.transcript import Speaker, TranscriptLine
from postroom.protocol.delivery_events import Spoken
from postroom.protocol.smtp import Reply
from postroom.sessions.said import written

CLIENT, SERVER = Speaker.CLIENT, Speaker.SERVER


def replied(*lines: str) -> Reply:
    return Reply(250, None, lines, lines)


def test_what_was_said_at_once_stands_together() -> None:
    dialogue: list[Spoken] = [
        (5.0, CLIENT, b"MAIL FROM:<ada@example.com>\r\nDATA\r\n"),
        (5.5, SERVER, replied("250-Ok", "250 go")),
        (5.5, SERVER, replied("354 send")),
        (5.5, CLIENT, b"[7 octets]\r\n"),
        (5.5, CLIENT, b"\r\n.\r\n"),
    ]
    assert written(dialogue, 5.0, str) == (
        (
            TranscriptLine(0.0, CLIENT, "MAIL FROM:<ada@example.com>\nDATA"),
            TranscriptLine(0.5, SERVER, "250-Ok\n250 go\n354 send"),
            TranscriptLine(0.5, CLIENT, "[7 octets]\n."),
        ),
        True,
    )


def test_nothing_in_it_can_steer_a_terminal() -> None:
    ((line,), _) = written([(0.0, CLIENT, b"MAIL FROM:<\x1b[2J\xff>\r\nDATA\r\n")], 0.0, str)
    assert line.text == r"MAIL FROM:<\x1b[2J\xff>" + "\nDATA"


def test_a_secret_is_taken_out_and_that_is_told() -> None:
    dialogue: list[Spoken] = [(0.0, CLIENT, b"DATA\r\n"), (1.0, SERVER, replied("250 hunter2"))]
    lines, clean = written(dialogue, 0.0, lambda text: text.replace("hunter2", "***"))
    assert not clean
    assert [line.text for line in lines] == ["DATA", "250 ***"]
