"""The envelope of a message that is ready, from its header: who sends it, who gets it (RFC 5322 section 3.6).

A message that was resent carries its newest envelope in the topmost block of Resent fields (section 3.6.6), and only
that block counts then. The sender is the address in Sender, or else the first one in From; a message with neither may
say it in Return-Path, where an empty path stands for no sender. Recipients are those of To, Cc and Bcc together.

Whoever gives a sender or recipients beside the message is believed, and the header is not asked for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from postroom.model.address import Address, BadAddress, parse_address
from postroom.model.address_list import addresses_in
from postroom.model.envelope import BadEnvelope, Envelope, Recipient
from postroom.model.header_fields import HeaderField, NotAMessage, check_beginning, fields_of, header_fields
from postroom.model.text import say

_NULL_PATH: Final = frozenset({"", "<>"})
_RESENT: Final = "resent-"
_ENOUGH: Final = 4000
"""Octets of a subject that are looked at; lists keep fewer."""


class BadHeader(BadEnvelope):
    """A field of the header cannot be read, or is not there; the message says which."""


class NoSender(BadHeader):
    """The header does not tell who sends the message."""


class NoRecipients(BadHeader):
    """The header does not tell who gets the message."""


@dataclass(frozen=True, slots=True)
class ReadyMessage:
    """What the header of a message says about its way."""

    sender: Address | None
    """None is the null path."""
    recipients: tuple[Address, ...]
    """At least one, and each of them once, in their order."""
    subject: str


def read_ready(message: bytes) -> ReadyMessage:
    """Read the header. Raises `NotAMessage`, `NoSender` or `NoRecipients`."""
    fields = header_fields(message)
    return ReadyMessage(_sender(fields), _recipients(fields), _subject(fields))


def envelope_for(message: bytes, sender: str | None = None, recipients: Sequence[str] = ()) -> Envelope:
    """Make the envelope; what is not given comes from the header. An empty sender or `<>` is the null path.

    What only the wire form tells is left out: the size, and what characters the message has. Raises `BadAddress`, and
    `BadEnvelope` as `read_ready` does.
    """
    if sender is None and not recipients:
        ready = read_ready(message)
        return _envelope(ready.sender, ready.recipients)
    if sender is not None and recipients:
        check_beginning(message)
        fields: tuple[HeaderField, ...] = ()
    else:
        fields = header_fields(message)
    source = _sender(fields) if sender is None else _path(sender)
    return _envelope(source, _once(map(parse_address, recipients)) if recipients else _recipients(fields))


def subject_of(message: bytes) -> str:
    """Give the subject in plain words; empty where there is none before the header ends, or is none any more."""
    try:
        return _subject(fields_of(message))
    except NotAMessage:
        return ""


def _envelope(sender: Address | None, recipients: Iterable[Address]) -> Envelope:
    return Envelope(sender, tuple(map(Recipient, recipients)), size=0)


def _path(text: str) -> Address | None:
    return None if text.strip() in _NULL_PATH else parse_address(text)


def _sender(fields: Sequence[HeaderField]) -> Address | None:
    block, prefix = _newest(fields)
    names = ("resent-sender", "resent-from") if prefix else ("sender", "from", "return-path")
    for field in (field for name in names for field in block if field.name == name):
        if field.name == "return-path" and field.value == b"<>":
            return None
        if found := _read(field, NoSender):
            return found[0]
    raise NoSender(say("The header tells no sender: look at {names}.", names=_listed(names)))


def _recipients(fields: Sequence[HeaderField]) -> tuple[Address, ...]:
    block, prefix = _newest(fields)
    names = [f"{prefix}{name}" for name in ("to", "cc", "bcc")]
    found = _once(address for field in block if field.name in names for address in _read(field, NoRecipients))
    if not found:
        raise NoRecipients(say("The header tells no recipient: look at {names}.", names=_listed(names)))
    return found


def _newest(fields: Sequence[HeaderField]) -> tuple[Sequence[HeaderField], str]:
    """Give the topmost block of Resent fields and their prefix, or all fields where the message was not resent."""
    block: list[HeaderField] = []
    for field in fields:
        is_resent = field.name.startswith(_RESENT)
        if block and (not is_resent or field.name in {each.name for each in block}):
            break
        if is_resent:
            block.append(field)
    return (block, _RESENT) if block else (fields, "")


def _read(field: HeaderField, trouble: type[BadHeader]) -> tuple[Address, ...]:
    try:
        return addresses_in(field.value.decode("utf-8", "surrogateescape"))
    except BadAddress as error:
        sentence = say("The header's {name} cannot be read: {words}", name=_spelled(field.name), words=error)
        raise trouble(sentence) from None


def _once(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Leave out what comes again; the case of a domain makes no other address."""
    first: dict[bytes, Address] = {}
    for address in addresses:
        local, at, domain = address.path.rpartition(b"@")
        first.setdefault(local + at + domain.lower(), address)
    return tuple(first.values())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_spelled, names))


def _spelled(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _subject(fields: Iterable[HeaderField]) -> str:
    value = next((field.value for field in fields if field.name == "subject"), b"")
    return _in_plain_words(value[:_ENOUGH].decode("utf-8", "replace"))


def _in_plain_words(text: str) -> str:
    """Decode encoded words (RFC 2047); what cannot be decoded stays as it stands."""
    if "=?" not in text:
        return text
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        return "".join(
            part if isinstance(part, str) else part.decode(_codec(charset), "replace")
            for part, charset in decode_header(text)
        )
    except (HeaderParseError, LookupError, ValueError):
        return text


def _codec(charset: str | None) -> str:
    """Name what decodes a part; without a charset it is one that `decode_header` has encoded itself."""
    return "raw-unicode-escape" if charset is None else charset.partition("*")[0]
