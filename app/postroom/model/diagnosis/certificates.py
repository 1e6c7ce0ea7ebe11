"""What it means when the server's certificate was not accepted. The words are those of `postroom.model.trust_words`."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import Rule, When, seen
from postroom.model.errors import ErrorCode

_REJECTED: Final = seen(Seen.CERTIFICATE_REJECTED)
_CHANGED_KEY: Final = When(
    lambda failure: (
        failure.tls is not None
        and failure.tls.judgement is not None
        and failure.tls.judgement.changed_key is not None
    )
)

CERTIFICATES: Final = (
    Rule(
        when=_REJECTED & _CHANGED_KEY,
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: {problems}, and its key is not the one that an exception "
        "is for.",
        cause="An exception lets this server pass with another key than it shows now. {what}",
        advice="Ask whoever runs the server whether its key was changed, before you make a new exception. {remedy}",
    ),
    Rule(
        when=_REJECTED,
        code=ErrorCode.CERTIFICATE_REJECTED,
        message="The certificate of {server} was rejected: {problems}.",
        cause="{what}",
        advice="{remedy}",
    ),
)
