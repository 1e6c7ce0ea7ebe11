"""What the capabilities of POP3 and SMTP servers mean, in plain words and with their source."""

from __future__ import annotations

from postroom.model.endpoint import Protocol
from postroom.model.text import say


def split_capability(line: str) -> tuple[str, str]:
    """Split a line of EHLO or CAPA into the keyword and its parameters.

    `AUTH=PLAIN`, as old servers write it, counts as AUTH.
    """
    keyword, _, rest = line.partition(" ")
    if keyword.upper().startswith("AUTH="):
        return "AUTH", f"{keyword[5:]} {rest}".strip()
    return keyword.upper(), rest


def meaning(protocol: Protocol, keyword: str) -> str:
    """Say what a capability means; empty for one that is not known."""
    return (_smtp() if protocol is Protocol.SMTP else _pop3()).get(keyword, "")


def _smtp() -> dict[str, str]:
    return {
        "8BITMIME": say("Takes text in 8 bits (RFC 6152)"),
        "AUTH": say("Takes log-ins, by these mechanisms (RFC 4954)"),
        "BINARYMIME": say("Takes binary content (RFC 3030)"),
        "BURL": say("Sends what lies on an IMAP server (RFC 4468)"),
        "CHUNKING": say("Takes messages in chunks (RFC 3030)"),
        "DELIVERBY": say("Can be given a deadline for delivery (RFC 2852)"),
        "DSN": say("Reports delivery on request (RFC 3461)"),
        "ENHANCEDSTATUSCODES": say("Says more exactly what happened (RFC 2034)"),
        "ETRN": say("Starts its queue on request (RFC 1985)"),
        "EXPN": say("Tells who is on a list (RFC 5321)"),
        "FUTURERELEASE": say("Can hold a message until later (RFC 4865)"),
        "HELP": say("Explains its commands (RFC 5321)"),
        "LIMITS": say("Tells its limits (RFC 9422)"),
        "MT-PRIORITY": say("Knows priorities (RFC 6710)"),
        "PIPELINING": say("Takes several commands at once (RFC 2920)"),
        "REQUIRETLS": say("Can insist on TLS all the way (RFC 8689)"),
        "SIZE": say("The largest message, in bytes (RFC 1870)"),
        "SMTPUTF8": say("Takes addresses in any script (RFC 6531)"),
        "STARTTLS": say("Can change to TLS (RFC 3207)"),
        "VRFY": say("Tells whether a user exists (RFC 5321)"),
    }


def _pop3() -> dict[str, str]:
    return {
        "AUTH-RESP-CODE": say("Marks a wrong password as such (RFC 3206)"),
        "EXPIRE": say("How many days messages stay at least (RFC 2449)"),
        "IMPLEMENTATION": say("The server's software (RFC 2449)"),
        "LANG": say("Speaks several languages (RFC 6856)"),
        "LOGIN-DELAY": say("Seconds between two log-ins (RFC 2449)"),
        "PIPELINING": say("Takes several commands at once (RFC 2449)"),
        "RESP-CODES": say("Says more exactly what happened (RFC 2449)"),
        "SASL": say("Takes log-ins, by these mechanisms (RFC 5034)"),
        "STLS": say("Can change to TLS (RFC 2595)"),
        "TOP": say("Gives the head of a message alone (RFC 1939)"),
        "UIDL": say("Gives every message a lasting name (RFC 1939)"),
        "USER": say("Takes user and password (RFC 1939)"),
        "UTF8": say("Takes text in any script (RFC 6856)"),
    }
