"""What it means when TLS does not come about (RFC 3207, RFC 2595, RFC 8446)."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import Rule, at, replied, seen
from postroom.model.errors import ErrorCode
from postroom.model.step import Step

_REFUSED = seen(Seen.REJECTED) & at(Step.TLS)

_STARTTLS: Final = (
    Rule(
        when=seen(Seen.TLS_NOT_OFFERED),
        code=ErrorCode.STARTTLS_UNAVAILABLE,
        message="{server} does not offer {starttls}.",
        cause="It is not among the capabilities that arrived here. Probably it is switched off at the "
        "server; but a device "
        "on the way can have removed it, in order to read along.",
        guess=True,
        advice="Try TLS on port {tls_port}, or have {starttls} switched on. Do not go on without encryption "
        "on a network "
        "that you do not trust.",
    ),
    Rule(
        when=_REFUSED & replied("4.."),
        code=ErrorCode.STARTTLS_UNAVAILABLE,
        message="{server} offers {starttls} but cannot start TLS now: {reply}",
        cause="By its code this is for the time being (RFC 3207 section 4), as with a certificate that it "
        "cannot load.",
        advice="Try again in some minutes, or TLS on port {tls_port}. Then show the server's words to "
        "whoever runs it.",
    ),
    Rule(
        when=_REFUSED,
        code=ErrorCode.STARTTLS_UNAVAILABLE,
        message="{server} refuses {starttls}: {reply}",
        cause="It was asked to start TLS and said no.",
        advice="Try TLS on port {tls_port}. Then show the server's words to whoever runs it.",
    ),
    Rule(
        when=seen(Seen.INJECTED_PLAINTEXT),
        code=ErrorCode.TLS_FAILED,
        message="Text in clear arrived behind the answer to {starttls}. Postroom closed the connection.",
        cause="A server sends nothing there. Somebody between here and {host} may be slipping in commands "
        "(CVE-2021-38371), "
        "or the server is badly broken: {words}",
        guess=True,
        advice="Do not use this connection for a password. Try from another network, or TLS on port "
        "{tls_port}, and tell "
        "whoever runs the server.",
    ),
)

_HANDSHAKE: Final = (
    Rule(
        when=seen(Seen.NOT_TLS),
        code=ErrorCode.TLS_FAILED,
        message="What {server} answers to the start of TLS is not TLS.",
        cause="It sent: {first}",
        advice="Check port and security. TLS from the first byte usually has port {tls_port}.",
    ),
    Rule(
        when=seen(Seen.TLS_VERSION),
        code=ErrorCode.TLS_FAILED,
        message="{server} and Postroom have no version of TLS in common.",
        cause="Postroom speaks TLS 1.2 and 1.3, and the handshake failed over the version: {words}.",
        advice="Have the server brought up to date: TLS 1.0 and 1.1 are withdrawn (RFC 8996).",
    ),
    Rule(
        when=seen(Seen.TLS_NO_CIPHER),
        code=ErrorCode.TLS_FAILED,
        message="{server} and Postroom could not agree on how to encrypt.",
        cause="The handshake was broken off: {words}. Probably the server's ciphers or its key are out of "
        "date, "
        "or it wants a certificate of the client.",
        guess=True,
        advice="Have the TLS settings of the server brought up to date.",
    ),
    Rule(
        when=seen(Seen.TLS_CLIENT_CERTIFICATE),
        code=ErrorCode.TLS_FAILED,
        message="{server} asks for a certificate of the client.",
        cause="It broke off the handshake because none was shown: {words}.",
        advice="Use a port that needs no client certificate; Postroom has none to show.",
    ),
    Rule(
        when=seen(Seen.TRUST_UNUSABLE),
        code=ErrorCode.TLS_FAILED,
        message="The list of authorities that are to be trusted could not be loaded.",
        cause="{words}",
        advice="Check the trust settings and the files of certificates that they name.",
    ),
    Rule(
        when=seen(Seen.NO_VERDICT),
        code=ErrorCode.TLS_FAILED,
        message="This computer did not say what it thinks of the certificate of {server}: {words}.",
        cause="Its own check may ask the network for what it misses, and the network did not answer.",
        advice="Try again, or choose the trust mode portable, which asks nobody.",
    ),
    Rule(
        when=seen(Seen.TLS_FAILED),
        code=ErrorCode.TLS_FAILED,
        message="The TLS handshake with {server} failed.",
        cause="The TLS library says: {words}.",
        advice="Check port and security, then show this message to whoever runs the server.",
    ),
)

ENCRYPTION: Final = (*_STARTTLS, *_HANDSHAKE)
