"""A spool with messages in it, for the tests of the command line."""

from __future__ import annotations

from pathlib import Path

from tests.console.conftest import Postroom
from tests.support.ports import LOOPBACK

NOWHERE = 9
"""A port that is not asked for anything, since nothing is sent."""


def add_account(postroom: Postroom, name: str = "work", port: int = NOWHERE, *options: str) -> None:
    """Save an account that sends without a login."""
    said = postroom(
        "accounts", "add", name, "--smtp", f"{LOOPBACK}:{port}", "--no-smtp-auth", "--asynchronous", *options
    )
    assert said.status == 0, said.err


def letter(to: str = "bob@example.org", subject: str = "Tea at four", *more: str) -> bytes:
    """A message as a file of this system has it."""
    lines = ["From: Ada <ada@example.com>", f"To: {to}", f"Subject: {subject}", *more, "", "Good day."]
    return "".join(f"{line}\n" for line in lines).encode()


def hand_in(postroom: Postroom, folder: Path, *receivers: str, account: str = "work") -> list[int]:
    """Import a message to each of the receivers, and give the identifiers."""
    folder.mkdir(exist_ok=True)
    files = [folder / f"{number}.eml" for number, _ in enumerate(receivers)]
    for file, receiver in zip(files, receivers, strict=True):
        file.write_bytes(letter(receiver))
    said = postroom("spool", "import", "--account", account, *files)
    assert said.status == 0, said.err
    return [int(line) for line in said.out.splitlines()]
