"""What it means when an answer is not what the protocol says, and what is left when no other rule holds."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import ALWAYS, WAS_READY, Rule, at, enhanced, says, seen, speaks
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.step import Step

_BUSY = enhanced("IN-USE") | says(r"\b(locked|in use|busy|another (session|client))\b")

REPLIES: Final = (
    Rule(
        when=seen(Seen.CANCELLED),
        code=ErrorCode.CANCELLED,
        message="Opening the session was cancelled at the step {step}.",
        cause="",
        advice="Start the session again when you want to go on.",
    ),
    Rule(
        when=seen(Seen.MALFORMED) & at(Step.GREETING),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} does not greet like {kind}.",
        cause="What it sent is no {protocol} greeting: {words}",
        advice="Check host and port. If they are right, show the transcript to whoever runs the server.",
    ),
    Rule(
        when=seen(Seen.MALFORMED),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} gave an answer that is not {protocol}.",
        cause="The answer breaks the rules of the protocol: {words}",
        advice="Show the transcript to whoever runs the server. A device on the way may have changed the "
        "answer.",
    ),
    Rule(
        when=seen(Seen.TOO_LONG),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} gave an answer without end; Postroom stopped reading it.",
        cause="No server has so much to say at the step {step}: {words}",
        advice="Check host and port. If they are right, show the transcript to whoever runs the server.",
    ),
    Rule(
        when=seen(Seen.UNEXPECTED),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} gave an answer that does not belong to the question.",
        cause="The answer is well formed but means something else: {words}",
        advice="Show the transcript to whoever runs the server.",
    ),
    Rule(
        when=seen(Seen.REJECTED) & speaks(Protocol.POP3) & _BUSY,
        code=ErrorCode.MAILBOX_BUSY,
        message="The mailbox is in use by another session: {reply}",
        cause="A POP3 mailbox belongs to one session at a time (RFC 1939 section 8).",
        advice="Close other mail programs that read this mailbox, or wait some minutes, and try again.",
    ),
    Rule(
        when=seen(Seen.REJECTED) & speaks(Protocol.POP3) & enhanced("SYS/TEMP"),
        code=ErrorCode.MAILBOX_BUSY,
        message="The mailbox cannot be opened now: {reply}",
        cause="The login was accepted; the server says that its own system has a passing fault (RFC 3206).",
        advice="Try again in some minutes. If it stays so, show the server's words to whoever runs it.",
    ),
    Rule(
        when=seen(Seen.REJECTED) & WAS_READY,
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} refuses {command} in an open session: {reply}",
        cause="The session had been ready and the server no longer goes on with it.",
        advice="Start the session again. If it repeats, show the transcript to whoever runs the server.",
    ),
    Rule(
        when=seen(Seen.REJECTED),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} refuses {command}: {reply}",
        cause="Everything before was accepted, and {command} is a command that every {protocol} server must "
        "know.",
        advice="Show the server's words to whoever runs it.",
    ),
    Rule(
        when=ALWAYS,
        code=ErrorCode.INTERNAL,
        message="Postroom failed at the step {step}. This is a fault of Postroom, not of the server.",
        cause="{words}",
        advice="Copy the report and send it to the makers of Postroom; the log has the details.",
    ),
)
