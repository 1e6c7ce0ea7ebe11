"""What it means when the server's certificate was not accepted. Each rule names the reason that the check gave."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import Rule, seen
from postroom.model.errors import ErrorCode

CERTIFICATES: Final = (
    Rule(
        when=seen(Seen.CERTIFICATE_EXPIRED),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: it has expired.",
        cause="Its time is over, or the clock of this computer is wrong: {words}.",
        advice="Check the clock of this computer, then have the certificate renewed.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_NOT_YET_VALID),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: it is not valid yet.",
        cause="Its time has not begun, or the clock of this computer is wrong: {words}.",
        advice="Check the clock of this computer, then the dates of the certificate.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_NAME),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: it is made out to another name.",
        cause="It is not made out to {host}: {words}.",
        advice="Enter the server by a name that its certificate has, if it is the right server; or have the "
        "name added.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_SELF_SIGNED),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: it is self-signed.",
        cause="No authority vouches for it, only the server itself: {words}.",
        advice="Have a certificate issued by an authority, or add this one to the trusted files if you know "
        "it to be right.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_UNKNOWN_ISSUER),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: its issuer is not known.",
        cause="No trusted authority vouches for it, or the server does not send the certificates between: "
        "{words}.",
        advice="If an authority of your organisation issued it, add its certificate to the trusted files. "
        "Otherwise have "
        "the server send its whole chain.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_REVOKED),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: it has been revoked.",
        cause="Its issuer has withdrawn it: {words}.",
        advice="Do not use this server until whoever runs it has a new certificate.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_WEAK),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: it is too weak.",
        cause="A key or a signature of it can be forged with today's means: {words}.",
        advice="Have a certificate issued with a key and a signature of today.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_PURPOSE),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: it is not meant for this.",
        cause="It, or one above it, was issued for another purpose: {words}.",
        advice="Have a certificate issued that is meant for servers.",
    ),
    Rule(
        when=seen(Seen.CERTIFICATE_UNACCEPTABLE),
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected.",
        cause="The check says: {words}.",
        advice="Show this message to whoever runs the server.",
    ),
)
