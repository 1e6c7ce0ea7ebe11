"""What a server says it can do: the answers to POP3's CAPA (RFC 2449) and SMTP's EHLO (RFC 5321 section 4.1.1.1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A list of lines, each a keyword and its parameters. Keywords are compared without regard to case."""

    lines: tuple[str, ...] = ()

    def has(self, keyword: str) -> bool:
        """Tell whether `keyword` is offered."""
        return any(_keyword(line) == keyword.upper() for line in self.lines)

    def parameters(self, keyword: str) -> tuple[str, ...]:
        """Give the parameters of `keyword`, those of repeated lines joined; empty where there are none."""
        found = (line.split()[1:] for line in self.lines if _keyword(line) == keyword.upper())
        return tuple(word for words in found for word in words)


@dataclass(frozen=True, slots=True)
class Pop3Capabilities(Capabilities):
    """The lines of CAPA's answer."""

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The SASL mechanisms (RFC 5034 section 6), in upper case."""
        return tuple(dict.fromkeys(name.upper() for name in self.parameters("SASL")))

    @property
    def implementation(self) -> str:
        """The server's product (RFC 2449 section 6.9); empty where it does not say."""
        return " ".join(self.parameters("IMPLEMENTATION"))


@dataclass(frozen=True, slots=True)
class SmtpCapabilities(Capabilities):
    """The lines of EHLO's answer without the first, which names the host."""

    hostname: str = ""

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The SASL mechanisms (RFC 4954 section 3), in upper case; the old form `AUTH=LOGIN` counts as well."""
        lines = [line.upper().replace("AUTH=", "AUTH ", 1).split() for line in self.lines]
        return tuple(dict.fromkeys(name for words in lines if words[:1] == ["AUTH"] for name in words[1:]))


def _keyword(line: str) -> str:
    return line.partition(" ")[0].upper()
