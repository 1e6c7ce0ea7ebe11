"""What was said in a mail transaction, as it may be kept: printable, without a secret, said at once kept together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from postroom.model.printable import safe
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.protocol.delivery_events import Spoken
from postroom.protocol.smtp import Reply


def written(
    dialogue: Sequence[Spoken], begun_at: float, redact: Callable[[str], str]
) -> tuple[tuple[TranscriptLine, ...], bool]:
    """Give what was said as it may be kept, and whether there was no secret in it. `redact` takes secrets out."""
    lines: list[TranscriptLine] = []
    at, by = -1.0, Speaker.NOTE
    for time, speaker, words in dialogue:
        text = "\n".join(words.written) if isinstance(words, Reply) else _shown(words)
        if time == at and speaker is by:
            lines[-1] = TranscriptLine(at - begun_at, by, f"{lines[-1].text}\n{text}")
        else:
            at, by = time, speaker
            lines.append(TranscriptLine(at - begun_at, by, text))
    whole = "\n".join([line.text for line in lines])
    if redact(whole) == whole:
        return tuple(lines), True
    return tuple([line._replace(text=redact(line.text)) for line in lines]), False


def _shown(words: bytes) -> str:
    """Give lines that were sent. Before the final dot of a message whose last line had no end, there is that end."""
    text = words.strip(b"\r\n").decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    if text.replace("\n", "").isprintable():
        return text
    return "\n".join([safe(line) for line in text.split("\n")])
