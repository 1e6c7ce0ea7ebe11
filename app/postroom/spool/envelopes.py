"""Envelopes as columns. They were checked when they were made, and are not checked again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from postroom.model.address import Address
from postroom.model.envelope import Envelope, Notify, Recipient, Returned


def envelope_columns(envelope: Envelope) -> tuple[Any, ...]:
    """Give sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id; no sender is the null path."""
    return (
        "" if envelope.sender is None else envelope.sender.text,
        _path_column(envelope.sender),
        envelope.size,
        envelope.eight_bit,
        envelope.utf8_header,
        envelope.returned,
        envelope.envelope_id,
    )


def recipient_columns(recipient: Recipient) -> tuple[Any, ...]:
    """Give address, path, notify, original, original_path; what to notify stands with commas, empty for never."""
    return (
        recipient.address.text,
        _path_column(recipient.address),
        None if recipient.notify is None else ",".join(wish for wish in Notify if wish in recipient.notify),
        None if recipient.original is None else recipient.original.text,
        _path_column(recipient.original),
    )


def envelope_from(columns: Sequence[Any], recipients: Sequence[Recipient]) -> Envelope:
    """Give back an envelope."""
    sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id = columns
    return Envelope(
        sender=_address_from(sender, sender_path) if sender else None,
        recipients=tuple(recipients),
        size=size,
        eight_bit=bool(eight_bit),
        utf8_header=bool(utf8_header),
        returned=None if returned is None else Returned(returned),
        envelope_id=envelope_id,
    )


@lru_cache(4_096)
def recipient_from(
    text: str, path: str | None, notify: str | None, original: str | None, original_path: str | None
) -> Recipient:
    """Give back a recipient. Most messages of a spool go to few addresses, and come from fewer."""
    return Recipient(
        address=_address_from(text, path),
        notify=None if notify is None else frozenset(map(Notify, notify.split(",") if notify else ())),
        original=None if original is None else _address_from(original, original_path),
    )


def _path_column(address: Address | None) -> str | None:
    """Give the path of an address; None where it is the text itself, as it nearly always is."""
    return None if address is None or address.path == address.text.encode() else address.path.decode()


@lru_cache(4_096)
def _address_from(text: str, path: str | None) -> Address:
    return Address(text, (path or text).encode())
