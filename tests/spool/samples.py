"""Made-up messages, and attempts at them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Notify, Recipient, Returned
from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.spool_attempt import Claim, DeliveryAttempt, Result
from postroom.model.spool_lease import Holder
from postroom.model.spool_message import NewMessage
from postroom.model.transcript import Speaker, TranscriptLine

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

BODY = b"Subject: Hello\r\n\r\n.Hello\r\n"
WINDOW = Holder("postroom", 4711, "desk")
SERVICE = Holder("postroom spool run", 4712, "desk")

OK = ServerReply("250", "2.0.0", "Ok: queued as 4711")
LATER = ServerReply("450", "4.2.0", "Greylisted, try again later")
NEVER = ServerReply("550", "5.1.1", "No such user here")

REPLY_OF = {
    RecipientOutcome.SENT: OK,
    RecipientOutcome.FAILED: NEVER,
    RecipientOutcome.UNCERTAIN: None,
    RecipientOutcome.WAITING: LATER,
}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


def envelope(*recipients: str, sender: str | None = "ada@example.com", size: int = len(BODY)) -> Envelope:
    """An envelope to some recipients, by default to one."""
    return Envelope(
        sender=None if sender is None else parse_address(sender),
        recipients=tuple(Recipient(parse_address(text)) for text in recipients or ("bob@example.org",)),
        size=size,
    )


RICH_ENVELOPE = Envelope(
    sender=parse_address("ada@m\u00fcller.example"),
    recipients=(
        Recipient(parse_address("b\u00f6b@example.org"), frozenset({Notify.FAILURE, Notify.SUCCESS})),
        Recipient(parse_address("carl@example.org"), frozenset(), parse_address("old@m\u00fcller.example")),
    ),
    size=len(BODY),
    eight_bit=True,
    utf8_header=True,
    returned=Returned.HEADERS,
    envelope_id="QQ314159",
)


def message(
    *recipients: str,
    account: str = "main",
    subject: str = "Hello",
    sender: str | None = "ada@example.com",
    body: bytes = BODY,
) -> NewMessage:
    """A message to be accepted."""
    return NewMessage(account, envelope(*recipients, sender=sender, size=len(body)), subject, body)


def attempt(
    claim: Claim,
    *outcomes: RecipientOutcome,
    next_at: datetime | None = None,
    started_at: datetime = NOON,
) -> DeliveryAttempt:
    """What became of the recipients that were tried: one outcome for each, or the same for all."""
    tried = claim.places
    each = outcomes * len(tried) if len(outcomes) == 1 else outcomes
    return DeliveryAttempt(
        number=claim.number,
        started_at=started_at,
        seconds=0.25,
        server="192.0.2.25",
        summary=f"attempt {claim.number}: {max(each).word}",
        results=tuple(
            Result(place, outcome, REPLY_OF[outcome]) for place, outcome in zip(tried, each, strict=True)
        ),
        transcript=(
            TranscriptLine(0.125, Speaker.CLIENT, "DATA"),
            TranscriptLine(0.25, Speaker.SERVER, "354 go ahead"),
        ),
        next_attempt_at=next_at,
    )
