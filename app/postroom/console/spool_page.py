"""What `postroom spool` shows of messages to people. Times are those of this computer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from postroom.console.check_page import seconds, write_transcript
from postroom.console.page import MARGIN, Page, Style, width
from postroom.model.envelope import Recipient
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.spool_message import MessageDetail, MessageRow
from postroom.model.text import say

SUBJECT_SHOWN: Final = 40
REPLY_SHOWN: Final = 60
_NUMBERS: Final = frozenset({0, 6, 8})
_DISPENSABLE: Final = (6, 3, 8, 2, 7)
"""The columns that a narrow terminal goes without, one after the other: size, sender, attempts, account, time."""
STYLES: Final = {
    MessageState.SENT: Style.GOOD,
    MessageState.FAILED: Style.BAD,
    MessageState.UNCERTAIN: Style.BAD,
    MessageState.DEFERRED: Style.ATTENTION,
    MessageState.HELD: Style.ATTENTION,
}
_OUTCOME_STYLES: Final = {
    RecipientOutcome.SENT: Style.GOOD,
    RecipientOutcome.FAILED: Style.BAD,
    RecipientOutcome.UNCERTAIN: Style.BAD,
    RecipientOutcome.WAITING: Style.PLAIN,
}


def write_rows(page: Page, rows: Sequence[MessageRow]) -> None:
    """Write a line for each message, in a narrow terminal with fewer columns."""
    if not rows:
        page.line(say("There are no such messages."))
        return
    titles: tuple[str, ...] = (
        say("Id"),
        say("State"),
        say("Account"),
        say("From"),
        say("To"),
        say("Subject"),
        say("Size"),
        say("Queued"),
        say("Attempts"),
        say("Next attempt"),
        say("Last reply"),
    )
    table = [titles, *map(_row, rows)]
    shown = list(range(len(titles)))
    for column in _DISPENSABLE:
        if page.columns is None or _width(table, shown) <= page.columns:
            break
        shown.remove(column)
    titles, *rest = [tuple(row[column] for column in shown) for row in table]
    page.table(titles, rest, right={place for place, column in enumerate(shown) if column in _NUMBERS})


def _width(table: Sequence[Sequence[str]], columns: Sequence[int]) -> int:
    """Count the columns of a terminal that the columns of a table need."""
    return sum(max(width(row[column]) for row in table) + len(MARGIN) for column in columns)


def write_message(page: Page, detail: MessageDetail, explanation: str) -> None:
    """Write everything about a message but its attempts."""
    row, envelope = detail.row, detail.envelope
    page.line(
        say("Message {id}: {state} ({status})", id=row.id, state=row.state, status=row.status),
        STYLES.get(row.state, Style.TITLE),
    )
    page.line(explanation, indent=2)
    page.line()
    page.facts(
        {
            say("account"): row.account,
            say("from"): row.sender or "<>",
            say("subject"): row.subject,
            say("size"): say("{n} octets", n=f"{row.size:,}"),
            say("accepted"): moment(row.accepted_at),
            say("queued"): moment(detail.queued_at) if detail.queued_at != row.accepted_at else "",
            say("next attempt"): "" if row.state is MessageState.QUEUED else moment(row.next_attempt_at),
            say("finished"): moment(detail.finished_at),
            say("asks for"): ", ".join(_wishes(detail)),
            say("envelope id"): envelope.envelope_id or "",
        }
    )
    page.line()
    for each in detail.recipients:
        reply = "" if each.reply is None else f"  {each.reply}"
        page.line(
            f"{each.recipient.address}{reply}",
            indent=2,
            lead=f"{each.outcome.word:<9}  ",
            style=_OUTCOME_STYLES[each.outcome],
        )


def write_attempts(
    page: Page, recipients: Sequence[Recipient], made: Sequence[DeliveryAttempt], *, with_transcript: bool
) -> None:
    """Write what happened in attempts, each under a line of its own."""
    for attempt in made:
        page.line()
        page.line(
            say(
                "Attempt {number}: {at}, {duration}, {server}",
                number=attempt.number,
                at=moment(attempt.started_at),
                duration=seconds(attempt.seconds),
                server=attempt.server or say("no server reached"),
            ),
            Style.TITLE,
        )
        page.line(attempt.summary, indent=2)
        for result in attempt.results:
            reply = "" if result.reply is None else f"  {result.reply}"
            page.line(
                f"{recipients[result.place].address}{reply}", indent=2, lead=f"{result.outcome.word:<9}  "
            )
        if attempt.next_attempt_at is not None:
            page.line(say("next attempt {at}", at=moment(attempt.next_attempt_at)), indent=2)
        if with_transcript:
            write_transcript(page, attempt.transcript)


def moment(at: datetime | None) -> str:
    """Give a time of this computer; empty for none."""
    return "" if at is None else f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def shortened(text: str, limit: int) -> str:
    """Give the beginning of a text that would make a column too wide."""
    return text if len(text) <= limit else text[: limit - 3] + "..."


def receivers(row: MessageRow) -> str:
    """Name the first recipient, and count the others."""
    if row.recipients == 1:
        return row.recipient
    return say("{address} and {n} more", address=row.recipient, n=row.recipients - 1)


def _row(row: MessageRow) -> tuple[str, ...]:
    return (
        str(row.id),
        row.state,
        row.account,
        row.sender or "<>",
        receivers(row),
        shortened(row.subject, SUBJECT_SHOWN),
        f"{row.size:,}",
        moment(row.accepted_at),
        str(row.attempts),
        moment(row.next_attempt_at) if row.state is not MessageState.QUEUED else "",
        shortened(row.last_reply, REPLY_SHOWN),
    )


def _wishes(detail: MessageDetail) -> list[str]:
    """Say what the sender wants to be told, and how much of the message with it."""
    kinds = sorted({kind.lower() for each in detail.recipients for kind in each.recipient.notify or ()})
    returned = detail.envelope.returned
    return [*kinds, *([] if returned is None else [returned.value.lower()])]
