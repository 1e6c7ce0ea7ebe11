"""What it means when a server falls silent or hangs up, step by step."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import WAS_READY, Rule, When, at, seen, speaks, wants
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Step

_SILENT = seen(Seen.SILENCE)
_DROPPED = seen(Seen.DROPPED)
_HAS_REPLY = When(lambda failure: failure.reply is not None)

_LATER: Final = (
    Rule(
        when=WAS_READY & _DROPPED & _HAS_REPLY,
        code=ErrorCode.DISCONNECTED,
        message="{server} ended the session: {reply}",
        cause="The session had been ready. These were the server's last words.",
        advice="Start the session again. If it repeats, ask whoever runs the server about idle limits and "
        "restarts.",
    ),
    Rule(
        when=WAS_READY & _DROPPED,
        code=ErrorCode.DISCONNECTED,
        message="{server} ended the session without a word.",
        cause="The session had been ready. Probably the server was restarted, or a device on the way forgot "
        "the connection.",
        guess=True,
        advice="Start the session again. If it repeats, ask whoever runs the server about idle limits and "
        "restarts.",
    ),
    Rule(
        when=WAS_READY & _SILENT,
        code=ErrorCode.TIMEOUT,
        message="{server} no longer answers: {command} had no reply within {seconds} s.",
        cause="The session had been ready. Probably the network went away, or the server hangs.",
        guess=True,
        advice="Check the network connection and start the session again.",
    ),
)

_SILENCE: Final = (
    Rule(
        when=_SILENT & at(Step.TLS) & wants(Security.STARTTLS),
        code=ErrorCode.TIMEOUT,
        message="{server} did not come to TLS within {seconds} s after {starttls}.",
        cause="Probably the server hangs, or a device on the way lets no TLS pass.",
        guess=True,
        advice="Try TLS on port {tls_port}, try from another network, then ask whoever runs the server.",
    ),
    Rule(
        when=_SILENT & at(Step.TLS),
        code=ErrorCode.TIMEOUT,
        message="{server} did not finish the TLS handshake within {seconds} s.",
        cause="Probably the server hangs, a device on the way interferes with TLS, or the port does not "
        "speak it.",
        guess=True,
        advice="Check port and security; try from another network; then ask whoever runs the server.",
    ),
    Rule(
        when=_SILENT & at(Step.GREETING),
        code=ErrorCode.TIMEOUT,
        message="{server} took the connection and sent no greeting within {seconds} s.",
        cause="Probably it is overloaded or looks up this computer's name first, a device on the way holds "
        "the connection, "
        "or the port expects TLS from the first byte.",
        guess=True,
        advice="Check port and security, try again with a longer time-out, then ask whoever runs the server.",
    ),
    Rule(
        when=_SILENT & at(Step.HELLO),
        code=ErrorCode.TIMEOUT,
        message="{server} greeted and then did not answer {command} within {seconds} s.",
        cause="Probably the server hangs, or a device on the way holds the conversation.",
        guess=True,
        advice="Try again with a longer time-out, then ask whoever runs the server.",
    ),
    Rule(
        when=_SILENT & at(Step.AUTH),
        code=ErrorCode.TIMEOUT,
        message="{server} did not answer the login within {seconds} s.",
        cause="Probably its user database does not answer, or it delays logins on purpose after wrong ones. "
        "This says nothing about the password.",
        guess=True,
        advice="Try again in some minutes with a longer time-out, then ask whoever runs the server.",
    ),
    Rule(
        when=_SILENT & speaks(Protocol.POP3),
        code=ErrorCode.TIMEOUT,
        message="{server} did not answer {command} within {seconds} s.",
        cause="The login was accepted. Probably the mailbox is very large, or in use, or the server hangs.",
        guess=True,
        advice="Try again with a longer time-out, then ask whoever runs the server.",
    ),
    Rule(
        when=_SILENT,
        code=ErrorCode.TIMEOUT,
        message="{server} did not answer {command} within {seconds} s.",
        cause="Everything before was answered. Probably the server hangs.",
        guess=True,
        advice="Try again with a longer time-out, then ask whoever runs the server.",
    ),
)

_DROP: Final = (
    Rule(
        when=_DROPPED & at(Step.TLS) & _HAS_REPLY,
        code=ErrorCode.DISCONNECTED,
        message="{server} hung up instead of starting TLS: {reply}",
        cause="These were the server's last words.",
        advice="Try again in some minutes, then show the server's words to whoever runs it.",
    ),
    Rule(
        when=_DROPPED & at(Step.TLS) & wants(Security.STARTTLS),
        code=ErrorCode.DISCONNECTED,
        message="{server} closed the connection when TLS was to start.",
        cause="Probably its TLS is not set up as it should be, or it knows only versions older than 1.2.",
        guess=True,
        advice="Try TLS on port {tls_port}, then ask whoever runs the server which TLS versions it speaks.",
    ),
    Rule(
        when=_DROPPED & at(Step.TLS),
        code=ErrorCode.DISCONNECTED,
        message="{server} closed the connection during the TLS handshake.",
        cause="Probably the port does not speak TLS, or the server knows only TLS versions older than 1.2.",
        guess=True,
        advice="Check port and security, then ask whoever runs the server which TLS versions it speaks.",
    ),
    Rule(
        when=_DROPPED & at(Step.GREETING),
        code=ErrorCode.DISCONNECTED,
        message="{server} took the connection and closed it without a greeting.",
        cause="Probably it, or a firewall before it, does not want connections from here; or too many are "
        "open.",
        guess=True,
        advice="Check host and port, try from another network, and ask whoever runs the server who may "
        "connect.",
    ),
    Rule(
        when=_DROPPED & at(Step.AUTH) & _HAS_REPLY,
        code=ErrorCode.DISCONNECTED,
        message="{server} hung up during the login: {reply}",
        cause="These were the server's last words.",
        advice="Wait some minutes before the next try, then show the server's words to whoever runs it.",
    ),
    Rule(
        when=_DROPPED & at(Step.AUTH),
        code=ErrorCode.DISCONNECTED,
        message="{server} closed the connection during the login, without an answer.",
        cause="Probably it gives up on wrong passwords or after too many tries, or its user database is in "
        "trouble. "
        "This proves nothing about the password.",
        guess=True,
        advice="Check user and password, wait some minutes, and try again.",
    ),
    Rule(
        when=_DROPPED & _HAS_REPLY,
        code=ErrorCode.DISCONNECTED,
        message="{server} ended the conversation at {command}: {reply}",
        cause="These were the server's last words.",
        advice="Try again in some minutes, then show the server's words to whoever runs it.",
    ),
    Rule(
        when=_DROPPED,
        code=ErrorCode.DISCONNECTED,
        message="{server} closed the connection instead of answering {command}.",
        cause="Probably the server, or a device on the way, crashed or does not want the conversation to go "
        "on.",
        guess=True,
        advice="Try again. If it repeats, show the transcript to whoever runs the server.",
    ),
)

SILENCE: Final = (*_LATER, *_SILENCE, *_DROP)
