"""Envelopes: what they need of a server."""

from __future__ import annotations

import pytest

from postroom.model.address import parse_address
from postroom.model.envelope import BadEnvelope, Envelope, Notify, Obstacle, Recipient, Returned

ADA, BOB, GRETE = (
    parse_address(text) for text in ("ada@example.com", "bob@example.com", "grüße@example.com")
)


def envelope(
    *,
    sender: str = "ada@example.com",
    utf8_header: bool = False,
    returned: Returned | None = None,
    envelope_id: str | None = None,
) -> Envelope:
    return Envelope(
        parse_address(sender) if sender else None,
        (Recipient(BOB), Recipient(GRETE)),
        size=100,
        utf8_header=utf8_header,
        returned=returned,
        envelope_id=envelope_id,
    )


def test_an_ordinary_message_needs_nothing() -> None:
    for sender in ("ada@example.com", ""):
        assert not envelope(sender=sender).needs_utf8
        assert not envelope(sender=sender).needs_dsn


def test_a_header_or_a_sender_beyond_ascii_concerns_every_recipient() -> None:
    assert envelope(utf8_header=True).needs_utf8
    assert envelope(sender="jörg@example.com").needs_utf8


@pytest.mark.parametrize("asked", [{"returned": Returned.FULL}, {"envelope_id": "QQ314159"}])
def test_what_is_asked_of_every_notification_concerns_every_recipient(asked: dict[str, str]) -> None:
    assert envelope(**asked).needs_dsn  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("recipient", "needed"),
    [
        (Recipient(BOB), False),
        (Recipient(BOB, notify=frozenset()), True),
        (Recipient(BOB, notify=frozenset({Notify.SUCCESS})), True),
        (Recipient(BOB, original=ADA), True),
    ],
)
def test_a_recipient_may_ask_for_itself(recipient: Recipient, *, needed: bool) -> None:
    assert recipient.needs_dsn is needed


def test_a_message_goes_to_somebody() -> None:
    with pytest.raises(BadEnvelope, match="no recipient"):
        Envelope(ADA, (), size=1)


@pytest.mark.parametrize("text", ["", "x" * 101, "tab\t", "ö", "a\r\nb"])
def test_an_identifier_that_cannot_be_repeated_is_refused(text: str) -> None:
    with pytest.raises(BadEnvelope, match="1 to 100 printable ASCII characters"):
        envelope(envelope_id=text)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_says_what_to_do(obstacle: Obstacle) -> None:
    assert ": " in obstacle.sentence
    assert obstacle.sentence.endswith(".")
    assert len({each.sentence for each in Obstacle}) == len(Obstacle)
