"""What it means when a server says no to a login.

SMTP's codes are those of RFC 4954 section 6, POP3's those of RFC 2449 section 8 and RFC 3206. Where a provider
tells more in its words than in its codes, the words decide.
"""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import ENCRYPTED, Rule, When, at, enhanced, replied, says, seen, speaks
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.step import Step

_NO = seen(Seen.REJECTED) & at(Step.AUTH)
_SMTP = speaks(Protocol.SMTP)
_POP3 = speaks(Protocol.POP3)
_BY_TOKEN = When(lambda failure: failure.plan.credentials is not None and failure.plan.credentials.is_token)
_GIVES_REASON = When(lambda failure: bool(failure.words))
_BY_DIGEST = When(lambda failure: failure.mechanism in {"APOP", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})

_WORDS_NEED_TLS = says(
    r"starttls|\bstls\b|(plain ?text|clear ?text) (auth\w*|login|password)|encrypt|secure connection|non-secure"
    r"|(ssl|tls)[^.]*(required|first|must|only|needed)|(require|must|only|need)[^.]*\b(ssl|tls)\b"
)
_NEEDS_TLS = (
    _SMTP & ((replied("530") & (says(r"\btls\b|starttls|encrypt") | ~ENCRYPTED)) | replied("538"))
) | _WORDS_NEED_TLS
_APP_PASSWORD = says(
    r"app(lication)?[- ]?(specific )?(password|passcode)|app-specific|two.?(factor|step)|\b2fa\b"
)
_BASIC_OFF = enhanced(r"5\.7\.139") | says(
    r"basic auth\w* (is )?(disabled|not supported|blocked)|modern auth|oauth"
)
_BROWSER = says(
    r"(log ?in|sign ?in) (via|with|through|using) (your |a )?(web )?browser|web login required|unusual activity"
)
_LOCKED = says(
    r"(account|user|mailbox|login)[^.]*\b(locked|lockedout|suspended|disabled|deactivated|frozen|expired|blocked)\b"
    r"|\b(locked|suspended|disabled|deactivated|blocked)\b[^.]*(account|user|mailbox)"
)
_NOT_ENABLED = says(
    r"not enabled for|(pop3?|smtp|imap)( auth\w*| access| client \w+)? (is )?(disabled|not enabled|switched off)"
)
_TOO_MANY = says(
    r"too many|too often|too fast|maximum number|(login|connection|rate|concurrency|concurrent \w+) (limit|rate)"
    r"|throttl|rate.?limit|exceeded"
)
_BUSY_WORDS = says(
    r"mailbox[^.]*(lock|in use|busy)|maildrop[^.]*(lock|in use|busy)|another (session|client)|already (locked|in use)"
)
_USER_LIMIT = says(r"connections from user\+ip|mail_max_userip_connections")
"""Dovecot counts after the password, and calls it IN-USE in some releases, SYS/TEMP in others."""
_GREYLIST = says(r"gr[ae]y.?list")

_TIMES: Final = (
    Rule(
        when=_NO & _POP3 & (((enhanced("IN-USE") | _BUSY_WORDS) & _TOO_MANY) | _USER_LIMIT),
        code=ErrorCode.MAILBOX_BUSY,
        message="The mailbox of {user} has too many sessions open: {reply}",
        cause="The password was accepted; the server's limit of sessions at the same time is reached.",
        advice="Close other mail programs that read this mailbox, wait some minutes, and try again.",
    ),
    Rule(
        when=_NO & enhanced("IN-USE") & _POP3,
        code=ErrorCode.MAILBOX_BUSY,
        message="The mailbox of {user} is in use by another session: {reply}",
        cause="The password was accepted; a POP3 mailbox belongs to one session at a time (RFC 2449 section "
        "8.1.2).",
        advice="Close other mail programs that read this mailbox, or wait some minutes, and try again.",
    ),
    Rule(
        when=_NO & _BUSY_WORDS & _POP3,
        code=ErrorCode.MAILBOX_BUSY,
        message="The mailbox of {user} is in use by another session: {reply}",
        cause="The server's words speak of the mailbox and not of the password.",
        advice="Close other mail programs that read this mailbox, or wait some minutes, and try again.",
    ),
    Rule(
        when=_NO & enhanced("LOGIN-DELAY"),
        code=ErrorCode.MAILBOX_BUSY,
        message="{server} wants more time between two logins of {user}: {reply}",
        cause="The last login was too short a time ago (RFC 2449 section 8.1.1). This says nothing about the "
        "password.",
        advice="Wait some minutes, and have other mail programs ask this mailbox less often.",
    ),
    Rule(
        when=_NO & _GREYLIST,
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} takes no login on the first try: {reply}",
        cause="Its words name greylisting: it turns strangers away for some minutes.",
        advice="Try again in five to fifteen minutes.",
    ),
    Rule(
        when=_NO & _TOO_MANY & (replied(r"4..|-ERR") | enhanced(r"4\..*")),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} takes no further login now: {reply}",
        cause="Its words say that there were too many logins or connections. This says nothing about the "
        "password.",
        advice="Wait some minutes, stop other programs that log in here with an old password, and try again.",
    ),
)

_ACCESS: Final = (
    Rule(
        when=_NO & _BASIC_OFF & ~_BY_TOKEN,
        code=ErrorCode.AUTH_REJECTED,
        message="{server} no longer takes passwords from this account: {reply}",
        cause="Its words say that it wants OAuth 2.0 instead of a password.",
        advice="Log in with an OAuth 2.0 token, or have an administrator allow passwords for this account.",
    ),
    Rule(
        when=_NO & (_APP_PASSWORD | _BROWSER) & ~_BY_TOKEN,
        code=ErrorCode.AUTH_REJECTED,
        message="{server} does not take the ordinary password from a program: {reply}",
        cause="Its words ask for an application password, or for a sign-in with the browser first.",
        advice="Sign in on the provider's web pages, make an application password there, and enter it here.",
    ),
    Rule(
        when=_NO & _NEEDS_TLS & ~ENCRYPTED,
        code=ErrorCode.AUTH_NEEDS_TLS,
        message="{server} lets nobody log in without encryption: {reply}",
        cause="The login was refused because TLS is not on; the password was not judged.",
        advice="Choose STARTTLS as the security, or TLS with port {tls_port}.",
    ),
    Rule(
        when=_NO & _NOT_ENABLED,
        code=ErrorCode.AUTH_REJECTED,
        message="{protocol} is not switched on for {user}: {reply}",
        cause="The server's words say that the account may not use this protocol.",
        advice="Switch {protocol} on in the settings of the mailbox, on the provider's web pages, or have it "
        "switched on.",
    ),
    Rule(
        when=_NO & _LOCKED,
        code=ErrorCode.AUTH_REJECTED,
        message="The account of {user} is closed to logins: {reply}",
        cause="The server's words say that it is locked, suspended or switched off, whatever the password.",
        advice="Ask whoever runs the server to open it again. Do not keep trying: that can prolong a lock.",
    ),
)

_SYSTEM: Final = (
    Rule(
        when=_NO & enhanced("SYS/TEMP"),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} cannot log anybody in now: {reply}",
        cause="It says that its own system has a passing fault (RFC 3206). The password was not judged.",
        advice="Try again in some minutes.",
    ),
    Rule(
        when=_NO & enhanced("SYS/PERM"),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} cannot log {user} in: {reply}",
        cause="It says that its own system has a fault that somebody must repair (RFC 3206). The password "
        "was not judged.",
        advice="Show the server's words to whoever runs it.",
    ),
    Rule(
        when=_NO & (replied("432") | enhanced(r"4\.7\.12")),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} needs a login by PLAIN once, before it takes {mechanism}: {reply}",
        cause="Its user database was changed and does not hold what {mechanism} needs (RFC 4954 section 6).",
        advice="Log in once over TLS with the mechanism PLAIN, then leave the choice to Postroom again.",
    ),
    Rule(
        when=_NO & replied("4.."),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} cannot log anybody in now: {reply}",
        cause="By its code this is for the time being (RFC 4954 section 6). The password was not judged.",
        advice="Try again in some minutes. If it stays so, show the server's words to whoever runs it.",
    ),
    Rule(
        when=_NO & (replied("534") | enhanced(r"5\.7\.9")),
        code=ErrorCode.AUTH_REJECTED,
        message="{server} finds {mechanism} too weak for this account: {reply}",
        cause="It wants a stronger mechanism or, as some providers mean by this code, an application "
        "password "
        "(RFC 4954 section 6).",
        advice="Choose a stronger mechanism, or make an application password on the provider's web pages.",
    ),
    Rule(
        when=_NO & (replied("504") | enhanced(r"5\.5\.4")),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} does not know {mechanism}, although it offers it: {reply}",
        cause="By its code the mechanism is not known or not available.",
        advice="Choose another mechanism for the account: it offers {offered}.",
    ),
    Rule(
        when=_NO & replied("500|501|502|503"),
        code=ErrorCode.AUTH_UNAVAILABLE,
        message="{server} does not understand the login by {mechanism}: {reply}",
        cause="By its code the fault is in the form of the command or its place, not in the password.",
        advice="Choose another mechanism for the account: it offers {offered}.",
    ),
)

_CREDENTIALS: Final = (
    Rule(
        when=_NO & _BY_TOKEN & _GIVES_REASON,
        code=ErrorCode.AUTH_REJECTED,
        message="{server} refused the token of {user}: {reply}",
        cause="Probably the token has expired, or was issued for another user or purpose. The server's "
        "reason: {words}.",
        guess=True,
        advice="Get a new access token with the right to {protocol}, and check the user.",
    ),
    Rule(
        when=_NO & _BY_TOKEN,
        code=ErrorCode.AUTH_REJECTED,
        message="{server} refused the token of {user}: {reply}",
        cause="Probably the token has expired, or was issued for another user or purpose.",
        guess=True,
        advice="Get a new access token with the right to {protocol}, and check the user.",
    ),
    Rule(
        when=_NO & (replied("535") | enhanced("AUTH")) & ~_BY_DIGEST,
        code=ErrorCode.AUTH_REJECTED,
        message="{server} refused user or password: {reply}",
        cause="By its code the user or the password is wrong. The rest of the connection is in order.",
        advice="Check user and password. Many servers want the whole e-mail address as the user.",
    ),
    Rule(
        when=_NO & _BY_DIGEST,
        code=ErrorCode.AUTH_REJECTED,
        message="{server} refused the login by {mechanism}: {reply}",
        cause="Probably the user or the password is wrong; or the server does not keep what {mechanism} "
        "needs.",
        guess=True,
        advice="Check user and password. If they are right, choose PLAIN over TLS: Postroom never falls back "
        "by itself.",
    ),
    Rule(
        when=_NO,
        code=ErrorCode.AUTH_REJECTED,
        message="{server} refused the login of {user}: {reply}",
        cause="Probably the user or the password is wrong; the server's answer does not say so for certain.",
        guess=True,
        advice="Check user and password. Many servers want the whole e-mail address as the user.",
    ),
)

REJECTION: Final = (*_TIMES, *_ACCESS, *_SYSTEM, *_CREDENTIALS)
