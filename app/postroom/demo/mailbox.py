"""The demo's mailbox: a few letters, and the POP3 commands about them (RFC 1939 section 5, without I/O)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final


def _letter(number: int, subject: str, *lines: str) -> bytes:
    head = (
        "From: Postroom demo <demo@localhost>",
        "To: Ada <ada@localhost>",
        f"Subject: {subject}",
        f"Date: Mon, 05 Jan 2026 09:0{number}:00 +0000",
        f"Message-ID: <{number}@demo.localhost>",
    )
    return "".join(f"{line}\r\n" for line in (*head, "", *lines)).encode()


LETTERS: Final = (
    _letter(
        1, "Welcome", "This mailbox is part of the Postroom demo.", "Nothing in it ever leaves your computer."
    ),
    _letter(
        2,
        "What a session proves",
        "That you can log in and that the mailbox opens.",
        "Not that mail arrives.",
    ),
    _letter(3, "Try the other accounts", "Each of them goes wrong in its own way, and Postroom says why."),
)

_NO_SUCH_MESSAGE: Final = "-ERR No such message"


class Mailbox:
    """The letters as one session sees them. What it deletes is there again in the next one."""

    def __init__(self) -> None:
        self._letters = dict(enumerate(LETTERS, 1))
        self._commands: dict[str, Callable[[str], str]] = {
            "STAT": self._stat,
            "LIST": self._list,
            "UIDL": self._uidl,
            "RETR": self._retr,
            "DELE": self._dele,
            "RSET": self._rset,
            "NOOP": lambda _: "+OK",
        }

    def answer(self, verb: str, argument: str) -> str:
        """Give the reply to a command."""
        command = self._commands.get(verb)
        return "-ERR Unknown command" if command is None else command(argument)

    def _stat(self, _: str) -> str:
        return f"+OK {len(self._letters)} {sum(map(len, self._letters.values()))}"

    def _list(self, which: str) -> str:
        return self._listing(which, lambda number: str(len(self._letters[number])))

    def _uidl(self, which: str) -> str:
        return self._listing(which, lambda number: f"demo-{number}")

    def _listing(self, which: str, describe: Callable[[int], str]) -> str:
        if not which:
            return many_lines(f"{number} {describe(number)}" for number in self._letters)
        number = self._number(which)
        return f"+OK {number} {describe(number)}" if number else _NO_SUCH_MESSAGE

    def _retr(self, which: str) -> str:
        number = self._number(which)
        return many_lines(self._letters[number].decode().splitlines()) if number else _NO_SUCH_MESSAGE

    def _dele(self, which: str) -> str:
        number = self._number(which)
        return "+OK" if self._letters.pop(number, None) else _NO_SUCH_MESSAGE

    def _rset(self, _: str) -> str:
        self._letters = dict(enumerate(LETTERS, 1))
        return "+OK"

    def _number(self, text: str) -> int:
        """Give the number of a message that is there; 0 where there is none."""
        return next((number for number in self._letters if str(number) == text), 0)


def many_lines(lines: Iterable[str]) -> str:
    """Put lines into a reply of many lines, dots doubled where a line begins with one (RFC 1939 section 3)."""
    return "\r\n".join(("+OK", *(f".{line}" if line.startswith(".") else line for line in lines), "."))
