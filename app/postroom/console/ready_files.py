"""Files as messages that can be handed in: each with its envelope, and as it is to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from postroom.console.mail_files import MailFile, Skipped, mail_files
from postroom.model.address import BadAddress
from postroom.model.envelope import BadEnvelope, Envelope
from postroom.model.header_fields import without_blind_copies
from postroom.model.ready_message import NoRecipients, NoSender, envelope_for
from postroom.model.spool_refusals import RefusalCode
from postroom.model.submitted_document import RefusedMessage
from postroom.model.text import say


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A message with its envelope."""

    source: str
    envelope: Envelope
    message: bytes


def ready_files(
    names: Sequence[str], sender: str | None, recipients: Sequence[str]
) -> Iterator[ReadyFile | RefusedMessage | Skipped]:
    """Read messages one by one; what is none, or does not say where it goes, is told in its place."""
    for found in mail_files(names):
        yield found if isinstance(found, Skipped) else _ready(found, sender, recipients)


def _ready(found: MailFile, sender: str | None, recipients: Sequence[str]) -> ReadyFile | RefusedMessage:
    if found.trouble:
        return RefusedMessage(found.source, None, found.trouble)
    try:
        envelope = envelope_for(found.message, sender, recipients)
    except (BadEnvelope, BadAddress) as error:
        return RefusedMessage(found.source, RefusalCode.BAD_ENVELOPE, _with_hint(error))
    return ReadyFile(found.source, envelope, _in_lines(without_blind_copies(found.message)))


def _in_lines(message: bytes) -> bytes:
    """Give a text whose lines end as this system's do the ends of a message, which is no change worth telling."""
    return message if b"\r" in message else message.replace(b"\n", b"\r\n")


def _with_hint(error: ValueError) -> str:
    match error:
        case NoSender():
            return f"{error} {say('Or give the sender with --from.')}"
        case NoRecipients():
            return f"{error} {say('Or give the recipients with --to.')}"
    return str(error)
