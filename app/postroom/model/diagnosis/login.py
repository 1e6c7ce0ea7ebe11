"""What it means when no login was tried, or its exchange broke: mechanisms, secret, encryption."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import ENCRYPTED, Rule, at, offers, on_port, seen, speaks
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.step import Step

_STARTTLS_OFFERED = offers("STARTTLS") | offers("STLS")

LOGIN: Final = (
    Rule(
        when=seen(Seen.NO_SECRET),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="The session is to log in as {user}, but its password is empty.",
        cause="A user is entered and no password or token.",
        advice="Enter the password, or remove the user to go on without logging in.",
    ),
    Rule(
        when=seen(Seen.UNSENDABLE) & at(Step.HELLO),
        code=ErrorCode.PROTOCOL_ERROR,
        message="This computer cannot introduce itself to {server}.",
        cause="The reason: {words}.",
        advice="Correct the local name of the account, or leave it empty.",
    ),
    Rule(
        when=seen(Seen.UNSENDABLE),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="What is entered cannot be sent to {server}.",
        cause="The reason: {words}.",
        advice="Enter it again, without characters that were pasted along.",
    ),
    Rule(
        when=seen(Seen.NEEDS_ENCRYPTION),
        code=ErrorCode.AUTH_NEEDS_TLS,
        message="The password was not sent, because the connection to {server} is not encrypted.",
        cause="All that fits of what the server offers ({offered}) shows the password to whoever can read "
        "the connection.",
        advice="Choose STARTTLS or TLS as the security. If it must go in clear, allow that for the account.",
    ),
    Rule(
        when=seen(Seen.NO_LOGIN_OFFERED) & ~ENCRYPTED & _STARTTLS_OFFERED,
        code=ErrorCode.AUTH_NEEDS_TLS,
        message="{server} offers no way to log in on a connection without encryption.",
        cause="It offers {starttls}. Probably it lets nobody log in before TLS is on.",
        guess=True,
        advice="Choose STARTTLS as the security, or TLS with port {tls_port}.",
    ),
    Rule(
        when=seen(Seen.NO_LOGIN_OFFERED) & on_port(25) & speaks(Protocol.SMTP),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} offers no way to log in.",
        cause="Its capabilities name no AUTH. Probably port 25 of this server is for mail between servers "
        "only.",
        guess=True,
        advice="To hand in mail, use port 587 with STARTTLS or port 465 with TLS; or switch SMTP "
        "authentication off.",
    ),
    Rule(
        when=seen(Seen.NO_LOGIN_OFFERED),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} offers no way to log in.",
        cause="Its capabilities name none.",
        advice="Check host and port. If the server needs no login, remove the user or switch authentication "
        "off.",
    ),
    Rule(
        when=seen(Seen.MECHANISM_NOT_OFFERED),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} does not offer {mechanism}, the mechanism that the account asks for.",
        cause="It offers {offered}.",
        advice="Leave the choice of the mechanism to Postroom (auto), or choose one that is offered.",
    ),
    Rule(
        when=seen(Seen.NEEDS_TOKEN),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} takes no password, only an OAuth 2.0 token.",
        cause="It offers {offered}.",
        advice="Enter an access token and say that it is one; or ask the provider for an application "
        "password.",
    ),
    Rule(
        when=seen(Seen.NEEDS_PASSWORD),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} takes no OAuth 2.0 token, only a password.",
        cause="It offers {offered}.",
        advice="Enter the password instead of a token.",
    ),
    Rule(
        when=seen(Seen.NO_COMMON_MECHANISM),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} offers no way to log in that Postroom knows and may use.",
        cause="It offers {offered}.",
        advice="Ask whoever runs the server to switch on SCRAM-SHA-256 or PLAIN.",
    ),
    Rule(
        when=seen(Seen.SERVER_NOT_PROVED),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} accepted the login but did not prove that it knows the password.",
        cause="{mechanism} demands this proof, and it is wrong or missing: {words}. The server may be an "
        "impostor.",
        advice="Do not use this connection. Check host and certificate, and tell whoever runs the server.",
    ),
    Rule(
        when=seen(Seen.BAD_CHALLENGE),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} does not speak {mechanism} as it should.",
        cause="The exchange went wrong: {words}",
        advice="Choose another mechanism for the account, and show the transcript to whoever runs the "
        "server.",
    ),
)
