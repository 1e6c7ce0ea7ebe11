"""The messages that the demo sends: who writes to whom about what, and how long they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from random import Random
from typing import Final

KB: Final = 1_000


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes the same kinds of messages again and again."""

    address: str
    name: str
    subjects: tuple[str, ...]
    """With a gap for a number."""
    shortest: int
    longest: int
    """Octets."""


WRITERS: Final = (
    Writer(
        "ada@example.com",
        "Ada",
        (
            "Minutes of meeting {n}",
            "Re: Lunch on Thursday?",
            "Draft {n} of the contract",
            "Plan of floor {n}",
        ),
        1 * KB,
        60 * KB,
    ),
    Writer(
        "billing@example.com",
        "Billing",
        ("Invoice 2026-{n}", "Reminder: invoice 2026-{n}", "Receipt for order {n}"),
        20 * KB,
        120 * KB,
    ),
    Writer(
        "support@example.com",
        "Support",
        ("Re: [#{n}] The printer is jammed again", "[#{n}] Your request was solved", "Re: [#{n}] Password"),
        1 * KB,
        8 * KB,
    ),
    Writer(
        "news@example.com",
        "Workshop news",
        ("News from the workshop, issue {n}", "Open day: {n} places are left"),
        10 * KB,
        40 * KB,
    ),
    Writer(
        "backup@example.com",
        "Backup",
        ("Backup {n} finished", "Backup {n}: 2 files were skipped"),
        1 * KB,
        2 * KB,
    ),
)

NAMES: Final = (
    "anna", "ben", "chloe", "david", "emma", "felix", "grace", "hugo", "ida", "jonas", "klara", "liam", "mia", "noah",
    "olga", "paul", "quentin", "rosa", "samir", "tilda", "ugo", "vera", "wim", "yara", "zoe",
)  # fmt: skip
DOMAINS: Final = ("example.com", "example.net", "example.org")

_ROW: Final = ",".join(f"{number * 7919 % 10_007:05}" for number in range(150))
"""Lines are long, though within the limit, so that a server has done with a long message in an instant."""
_BOUNDARY: Final = "a-line-between-parts"
_TEXT: Final = (
    "Hello,",
    "",
    "this message is part of the Postroom demo. It goes to a mail server that runs inside",
    "the program, and never leaves this computer.",
    "",
    "Regards",
)


def someone(random: Random) -> str:
    """Give an address that a server takes."""
    return f"{random.choice(NAMES)}@{random.choice(DOMAINS)}"


def compose(writer: Writer, recipients: Sequence[str], subject: str, size: int, now: datetime) -> bytes:
    """Write a message of about `size` octets; what its text does not fill, an attachment does."""
    head = [
        f"From: {writer.name} <{writer.address}>",
        f"To: {', '.join(recipients)}",
        f"Subject: {subject}",
        f"Date: {format_datetime(now)}",
        "MIME-Version: 1.0",
    ]
    rows = max(0, size - 800) // (len(_ROW) + 8)
    if not rows:
        filler = ["", *["Nothing else is to be said about it."] * (max(0, size - 450) // 38)]
        return _joined([*head, "Content-Type: text/plain; charset=us-ascii", "", *_TEXT, *filler])
    return _joined(
        [
            *head,
            f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"',
            "",
            f"--{_BOUNDARY}",
            "Content-Type: text/plain; charset=us-ascii",
            "",
            *_TEXT,
            f"--{_BOUNDARY}",
            'Content-Type: text/csv; name="figures.csv"',
            'Content-Disposition: attachment; filename="figures.csv"',
            "",
            *(f"{number:05},{_ROW}" for number in range(rows)),
            f"--{_BOUNDARY}--",
        ]
    )


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
