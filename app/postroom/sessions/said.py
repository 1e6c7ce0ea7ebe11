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
    said: list[tuple[float, Speaker, list[str]]] = []
    at, by, texts = -1.0, Speaker.NOTE, [""]
    for time, speaker, words in dialogue:
        if time != at or speaker is not by:
            at, by, texts = time, speaker, []
            said.append((at - begun_at, by, texts))
        if isinstance(words, Reply):
            texts += words.written
        else:
            texts.append(_shown(words))
    lines = [TranscriptLine(seconds, speaker, "\n".join(texts)) for seconds, speaker, texts in said]
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
