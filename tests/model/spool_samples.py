"""Made-up messages of a spool, for the tests of what is said about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Notify, Recipient, Returned
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.spool_attempt import DeliveryAttempt, Result
from postroom.model.spool_message import Counts, MessageDetail, MessageRow, RecipientRow
from postroom.model.transcript import Speaker, TranscriptLine

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

TAKEN = ServerReply("250", "2.0.0", "Ok: queued as 4711")
LATER = ServerReply("450", "4.2.0", "Greylisted")

RECIPIENTS = (
    Recipient(parse_address("bob@example.org")),
    Recipient(
        parse_address("carol@example.org"),
        notify=frozenset({Notify.SUCCESS, Notify.FAILURE}),
        original=parse_address("caroline@example.org"),
    ),
)

ROW = MessageRow(
    id=17,
    version=3,
    state=MessageState.DEFERRED,
    account="work",
    sender="ada@example.com",
    recipient="bob@example.org",
    recipients=2,
    subject="Tea at four",
    size=1200,
    accepted_at=NOON,
    attempts=1,
    next_attempt_at=NOON + 5 * MINUTE,
    last_reply="450 4.2.0 Greylisted",
)

DETAIL = MessageDetail(
    row=ROW,
    envelope=Envelope(
        parse_address("ada@example.com"),
        RECIPIENTS,
        size=1200,
        eight_bit=True,
        returned=Returned.HEADERS,
        envelope_id="QQ17",
    ),
    recipients=(
        RecipientRow(RECIPIENTS[0], RecipientOutcome.SENT, TAKEN),
        RecipientRow(RECIPIENTS[1], RecipientOutcome.WAITING, None),
    ),
    queued_at=NOON,
    finished_at=None,
)

ATTEMPT = DeliveryAttempt(
    number=1,
    started_at=NOON + MINUTE,
    seconds=0.25,
    server="192.0.2.25",
    summary="450 4.2.0 Greylisted",
    results=(
        Result(0, RecipientOutcome.SENT, TAKEN),
        Result(1, RecipientOutcome.WAITING, None),
    ),
    transcript=(TranscriptLine(0.001, Speaker.SERVER, "220 ready"),),
    next_attempt_at=NOON + 5 * MINUTE,
)

COUNTS = Counts({("work", MessageState.DEFERRED): 1, ("home", MessageState.SENT): 4})
