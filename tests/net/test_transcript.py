"""What a transcript keeps of a conversation."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.redaction import Redactor
from postroom.model.secret import REDACTED, Secret
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.net.transcript import CUT, FIRST_LINES, LATEST_LINES, LINE_LIMIT, UNENDED, Transcript

PASSWORD = "correct horse"


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def transcript(clock: Hand) -> Transcript:
    return Transcript(clock, Redactor([Secret(PASSWORD)]))


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(line.speaker.value, line.text) for line in transcript.lines()]


def test_each_line_has_its_speaker_and_the_time_of_its_first_byte(
    transcript: Transcript, clock: Hand
) -> None:
    clock.now = 0.5
    transcript.received(b"220 mail.exa")
    clock.now = 1.0
    transcript.received(b"mple.org\r\n")
    clock.now = 1.5
    transcript.sent(b"EHLO [127.0.0.1]\r\n")
    clock.now = 2.0
    transcript.note("TLS starts here.")
    assert transcript.lines() == (
        TranscriptLine(0.5, Speaker.SERVER, "220 mail.example.org"),
        TranscriptLine(1.5, Speaker.CLIENT, "EHLO [127.0.0.1]"),
        TranscriptLine(2.0, Speaker.NOTE, "TLS starts here."),
    )


def test_several_lines_may_come_at_once_and_end_in_either_way(transcript: Transcript) -> None:
    transcript.received(b"250-A\r\n250-B\n\r\n250 C")
    transcript.received(b"\r\n")
    assert [text for _, text in said(transcript)] == ["250-A", "250-B", "", "250 C"]


def test_several_commands_may_be_sent_at_once_with_or_without_a_line_end(transcript: Transcript) -> None:
    transcript.sent(b"MAIL FROM:<>\r\nRCPT TO:<a@b>\r\n")
    transcript.sent(b"PASS [redacted]")
    assert said(transcript) == [
        ("client", "MAIL FROM:<>"),
        ("client", "RCPT TO:<a@b>"),
        ("client", "PASS [redacted]"),
    ]


@given(st.binary(max_size=200), st.lists(st.integers(0, 200)))
def test_it_never_depends_on_how_the_stream_was_cut(data: bytes, cuts: list[int]) -> None:
    whole, pieces = Transcript(Hand()), Transcript(Hand())
    whole.received(data)
    edges = [0, *sorted(cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        pieces.received(data[start:end])
    for transcript in (whole, pieces):
        transcript.flush()
    assert whole.lines() == pieces.lines()


def test_a_line_without_an_end_is_marked_when_somebody_else_speaks(transcript: Transcript) -> None:
    transcript.received(b"+OK rea")
    assert transcript.count == 0
    transcript.sent(b"CAPA")
    transcript.received(b"+OK")
    transcript.flush()
    transcript.flush()
    assert said(transcript) == [
        ("server", "+OK rea" + UNENDED),
        ("client", "CAPA"),
        ("server", "+OK" + UNENDED),
    ]


def test_what_cannot_be_printed_stands_as_numbers(transcript: Transcript) -> None:
    transcript.received(b"\x15\x03\x01 gr\xfcn \x1b[2J\n")
    transcript.note("\ud800")
    assert said(transcript) == [("server", r"\x15\x03\x01 gr\xfcn \x1b[2J"), ("note", r"\ud800")]


def test_a_server_that_echoes_the_password_does_not_bring_it_in(transcript: Transcript) -> None:
    transcript.received(b"-ERR unknown: PASS correct ")
    transcript.received(b"horse\r\n")
    transcript.sent(b"PASS correct horse")
    transcript.note("sent correct horse")
    assert said(transcript) == [
        ("server", f"-ERR unknown: PASS {REDACTED}"),
        ("client", f"PASS {REDACTED}"),
        ("note", f"sent {REDACTED}"),
    ]


class TestLongLines:
    def test_a_line_at_the_limit_is_whole(self, transcript: Transcript) -> None:
        transcript.received(b"x" * LINE_LIMIT + b"\n")
        assert transcript.lines()[0].text == "x" * LINE_LIMIT

    def test_a_longer_line_is_cut_and_marked(self, transcript: Transcript) -> None:
        transcript.received(b"x" * 1_000_000 + b"\n")
        transcript.sent(b"y" * 1_000_000)
        for line in transcript.lines():
            assert line.text.endswith(CUT)
            assert len(line.text) == LINE_LIMIT + len(CUT)

    def test_without_secrets_too(self) -> None:
        transcript = Transcript(Hand())
        transcript.received(b"x" * (LINE_LIMIT + 1) + b"\n")
        assert transcript.lines()[0].text == "x" * LINE_LIMIT + CUT

    def test_a_line_without_end_takes_no_memory(self, transcript: Transcript) -> None:
        for _ in range(1000):
            transcript.received(b"x" * 10_000)
        assert len(transcript._heard._raw) < LINE_LIMIT + 1000

    @pytest.mark.parametrize("before", range(LINE_LIMIT - 20, LINE_LIMIT + 400, 7))
    def test_no_part_of_a_secret_is_left_where_the_line_is_cut(
        self, transcript: Transcript, before: int
    ) -> None:
        transcript.received(PASSWORD.encode() * 3 + b"-" * before + PASSWORD.encode() * 30 + b"\n")
        assert "corr" not in transcript.lines()[0].text
        assert "horse" not in transcript.lines()[0].text


class TestBounds:
    @pytest.fixture
    def long(self, transcript: Transcript) -> Transcript:
        for number in range(FIRST_LINES + LATEST_LINES + 50):
            transcript.received(b"%d\r\n" % number)
        return transcript

    def test_the_first_and_the_latest_lines_are_kept_and_the_others_counted(self, long: Transcript) -> None:
        lines = [line.text for line in long.lines()]
        assert long.count == FIRST_LINES + LATEST_LINES + 50
        assert long.dropped == 50
        assert lines[:FIRST_LINES] == [str(n) for n in range(FIRST_LINES)]
        assert lines[FIRST_LINES] == "[50 lines are not kept]"
        assert lines[FIRST_LINES + 1 :] == [str(n) for n in range(FIRST_LINES + 50, long.count)]

    def test_reading_on_gives_what_is_new(self, long: Transcript) -> None:
        seen = long.count
        assert long.lines(seen) == ()
        long.note("one")
        long.note("two")
        assert [line.text for line in long.lines(seen)] == ["one", "two"]
        assert long.lines(long.count + 5) == ()

    def test_whoever_missed_lines_is_told(self, long: Transcript) -> None:
        assert long.lines(FIRST_LINES + 10)[0].text == "[50 lines are not kept]"
        assert long.lines(FIRST_LINES + 50)[0].text == str(FIRST_LINES + 50)

    def test_reading_within_the_first_lines(self, transcript: Transcript) -> None:
        for number in range(3):
            transcript.note(str(number))
        assert [line.text for line in transcript.lines(1)] == ["1", "2"]
        assert transcript.dropped == 0


def test_what_a_protocol_says_may_not_be_shown_is_concealed(clock: Hand) -> None:
    transcript = Transcript(clock, conceal=lambda line: line.replace(b"signature", b"[redacted]"))
    transcript.received(b"334 sig")
    transcript.received(b"nature\r\n235 ok\r\n")
    assert said(transcript) == [("server", "334 [redacted]"), ("server", "235 ok")]


def test_whoever_asked_is_told_of_each_line(clock: Hand) -> None:
    told: list[int] = []
    growing = Transcript(clock, on_growth=lambda: told.append(growing.count))
    growing.received(b"220 ready\r\n250-a\r\n25")
    assert told == [1, 2]
    growing.sent(b"NOOP\r\n")
    assert told == [1, 2, 3, 4]
