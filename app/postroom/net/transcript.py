"""The record of a conversation: every line with its time, within bounds, and never with a secret in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Final

from postroom.model.printable import printable
from postroom.model.redaction import Redactor
from postroom.model.text import say_count
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.net.clock import Clock

FIRST_LINES: Final = 200
LATEST_LINES: Final = 10_000
LINE_LIMIT: Final = 2_000
"""Characters of a line that are kept."""

CUT: Final = " [cut]"
"""Stands at the end of a line that was longer."""
UNENDED: Final = " [no line end]"
"""Stands at the end of a line that the server began and did not end."""


class Transcript:
    """A conversation, as it is heard and said. Lines are numbered from 0; the first ones and the latest ones are kept.

    What is sent comes in the form in which it may be shown; `redactor` stands behind that, for what a server echoes.
    `conceal` gives the form in which a line of the server may be shown, where a protocol has such that may not.
    `on_growth` is called after each line, from within what recorded it.
    """

    def __init__(
        self,
        clock: Clock,
        redactor: Redactor | None = None,
        conceal: Callable[[bytes], bytes] = bytes,
        on_growth: Callable[[], None] = lambda: None,
    ) -> None:
        self._clock = clock
        self._on_growth = on_growth
        self._conceal = conceal
        self._redactor = Redactor() if redactor is None else redactor
        self._first: list[TranscriptLine] = []
        self._latest: deque[TranscriptLine] = deque(maxlen=LATEST_LINES)
        self._heard = _Line(LINE_LIMIT + self._redactor.reach + 1)
        self.count = 0
        """How many lines there have been; the number of the next one."""

    @property
    def dropped(self) -> int:
        """How many lines in the middle were dropped to keep within bounds."""
        return self.count - len(self._first) - len(self._latest)

    def received(self, data: bytes) -> None:
        """Record what the server sent, however it was cut into pieces."""
        *ended, rest = data.split(b"\n")
        for piece in ended:
            self._heard.extend(piece, self._clock)
            self._add_heard("")
        if rest:
            self._heard.extend(rest, self._clock)

    def sent(self, shown: bytes) -> None:
        """Record what was sent, in the form in which it may be shown."""
        self.flush()
        now = self._clock()
        for line in shown.removesuffix(b"\n").split(b"\n"):
            self._add(now, Speaker.CLIENT, line.removesuffix(b"\r"))

    def note(self, text: str) -> None:
        """Record a remark of our own."""
        self.flush()
        self._add(self._clock(), Speaker.NOTE, text.encode(errors="backslashreplace"))

    def flush(self) -> None:
        """Record a line that the server has begun, as it stands: nothing more is to come, or somebody else speaks."""
        if self._heard:
            self._add_heard(UNENDED)

    def lines(self, since: int = 0) -> tuple[TranscriptLine, ...]:
        """Give the lines from number `since` on; the cost depends on their number alone.

        Where lines were dropped in between, a note says so.
        """
        first = self._first[since:]
        wanted = min(self.count - max(since, len(self._first)), len(self._latest))
        latest = [*islice(reversed(self._latest), max(wanted, 0))][::-1]
        if self.dropped and since < self.count - len(self._latest):
            first.append(self._gap(latest[0].time))
        return (*first, *latest)

    def _gap(self, time: float) -> TranscriptLine:
        text = say_count("[{n} line is not kept]", "[{n} lines are not kept]", self.dropped)
        return TranscriptLine(time, Speaker.NOTE, text)

    def _add_heard(self, mark: str) -> None:
        time, raw = self._heard.take()
        self._add(time, Speaker.SERVER, self._conceal(raw.removesuffix(b"\r")), mark)

    def _add(self, time: float, speaker: Speaker, raw: bytes, mark: str = "") -> None:
        line = TranscriptLine(time, speaker, self._shown(raw) + mark)
        if self.count < FIRST_LINES:
            self._first.append(line)
        else:
            self._latest.append(line)
        self.count += 1
        self._on_growth()

    def _shown(self, raw: bytes) -> str:
        """Redact first and cut afterwards: half a secret would not be found."""
        reach = self._redactor.reach
        text = self._redactor(printable(raw[: LINE_LIMIT + reach]))
        if len(raw) <= LINE_LIMIT:
            return text
        return text[: max(min(LINE_LIMIT, len(text) - reach), 0)] + CUT


class _Line:
    """A line of the server that has not ended; `limit` bounds what is kept of it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._raw = bytearray()
        self._time: float | None = None

    def __bool__(self) -> bool:
        return self._time is not None

    def extend(self, piece: bytes, clock: Clock) -> None:
        """Go on with the line; its time is that of its first byte."""
        if self._time is None:
            self._time = clock()
        self._raw += piece[: self._limit - len(self._raw)]

    def take(self) -> tuple[float, bytes]:
        """Give the line and begin another."""
        assert self._time is not None
        taken = self._time, bytes(self._raw)
        self._time = None
        self._raw.clear()
        return taken
