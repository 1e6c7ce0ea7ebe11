"""What a server answered, in a form that both protocols share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerReply:
    """The server's own words.

    `code` is SMTP's three digits (RFC 5321 section 4.2), or POP3's `+OK` or `-ERR`. `enhanced` is SMTP's enhanced
    status code such as `5.7.8` (RFC 3463), or POP3's response code such as `SYS/TEMP` (RFC 2449 section 8).
    """

    code: str
    enhanced: str | None
    text: str
    """The words without the codes; the lines of a longer reply are separated by a newline."""

    def __str__(self) -> str:
        """Give it in one line, as the server wrote it: POP3's response code stands in brackets."""
        text = self.text.replace("\n", " / ")
        if self.enhanced is None:
            return f"{self.code} {text}" if text else self.code
        enhanced = self.enhanced if self.code.isdigit() else f"[{self.enhanced}]"
        return f"{self.code} {enhanced} {text}" if text else f"{self.code} {enhanced}"
