"""What it means when a server refuses the connection, or the client's hello, in words of the protocol.

RFC 5321 section 3.1 knows two refusals as a greeting: 554 for "no service for you", 421 for "not now". POP3 has -ERR,
with the response codes of RFC 2449 section 8 and RFC 3206.
"""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import Rule, at, enhanced, replied, says, seen, speaks
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.step import Step

_REFUSED = seen(Seen.REJECTED) & at(Step.GREETING, Step.HELLO)
_AT_HELLO = seen(Seen.REJECTED) & at(Step.HELLO) & speaks(Protocol.SMTP)
_SMTP = speaks(Protocol.SMTP)

_TOO_MANY = says(
    r"too many|too much|maximum (number )?of connections|connection (rate|limit)|rate.?limit|throttl|exceeded"
)
_LISTED = says(
    r"block.?list|black.?list|deny.?list|\b(rbl|dnsbl|dnswl|pbl|sbl|xbl)\b|spamhaus|barracuda|spamcop|reputation|\blisted\b"
)
_REVERSE = says(
    r"reverse (dns|name|lookup)|\brdns\b|\bptr\b|dynamic (ip|address)|residential|cannot find your hostname"
)
_GREYLIST = says(r"gr[ae]y.?list")
_OUR_NAME = says(r"\b(helo|ehlo)\b|host ?name|\bdomain\b|\bfqdn\b|fully.qualified")

GREETING: Final = (
    Rule(
        when=_REFUSED & _GREYLIST,
        code=ErrorCode.GREETING_REJECTED,
        message="{server} takes nobody on the first try: {reply}",
        cause="Its words name greylisting: it turns unknown senders away for some minutes, because spammers "
        "do not return.",
        advice="Try again in five to fifteen minutes. If this server is yours, exempt this computer from "
        "greylisting.",
    ),
    Rule(
        when=_REFUSED & _LISTED,
        code=ErrorCode.GREETING_REJECTED,
        message="{server} refuses this computer: {reply}",
        cause="Its words point to a list of unwanted addresses on which the address that it sees of this "
        "computer stands.",
        advice="Look the address up at the list that it names and have it removed. To hand in mail, use port "
        "587 or 465.",
    ),
    Rule(
        when=_REFUSED & _REVERSE,
        code=ErrorCode.GREETING_REJECTED,
        message="{server} refuses this computer: {reply}",
        cause="Its words say that it expects a proper name for the address of this computer (reverse DNS).",
        advice="Have the provider of this network set the reverse name. To hand in mail, use port 587 or "
        "465.",
    ),
    Rule(
        when=_REFUSED & _TOO_MANY,
        code=ErrorCode.GREETING_REJECTED,
        message="{server} takes no further connection now: {reply}",
        cause="Its words say that too many connections are open, or come too fast.",
        advice="Close other programs that use this server, wait some minutes, and try again.",
    ),
    Rule(
        when=_AT_HELLO & _OUR_NAME & replied(r"[45]\d\d"),
        code=ErrorCode.GREETING_REJECTED,
        message="{server} refuses the name with which this computer introduces itself: {reply}",
        cause="Its words speak of the name that follows {command}.",
        advice="Enter a full host name that DNS knows as the local name of the account.",
    ),
    Rule(
        when=_REFUSED & (replied("421|450|451|452|4..") | enhanced("SYS/TEMP|IN-USE|LOGIN-DELAY")),
        code=ErrorCode.GREETING_REJECTED,
        message="{server} does not serve now: {reply}",
        cause="By its code this is for the time being: the server is busy, starting, stopping, or being "
        "repaired.",
        advice="Try again in some minutes. If it stays so, show the server's words to whoever runs it.",
    ),
    Rule(
        when=_REFUSED & _SMTP & replied("554|521|556"),
        code=ErrorCode.GREETING_REJECTED,
        message="{server} gives no service: {reply}",
        cause="By its code this is for good: it takes no mail at all, or none from this computer.",
        advice="Check host and port; to hand in mail, use port 587 or 465. Or show the server's words to "
        "whoever runs it.",
    ),
    Rule(
        when=_AT_HELLO,
        code=ErrorCode.GREETING_REJECTED,
        message="{server} refuses {command}: {reply}",
        cause="It took the connection and does not go on with this computer. Why, only its own words can "
        "tell.",
        advice="Check the local name of the account, then show the server's words to whoever runs it.",
    ),
    Rule(
        when=_REFUSED,
        code=ErrorCode.GREETING_REJECTED,
        message="{server} refuses the connection in its greeting: {reply}",
        cause="It took the connection and gives no service. Why, only its own words can tell.",
        advice="Check host and port, then show the server's words to whoever runs it.",
    ),
)
