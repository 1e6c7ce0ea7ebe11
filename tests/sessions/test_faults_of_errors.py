"""Every error that the layers below can raise is known, and told by what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from postroom.model.diagnosis import Failure, Seen, diagnose
from postroom.model.endpoint import BadEndpoint, Protocol, Security
from postroom.model.reply import ServerReply
from postroom.model.step import Attempt, Step
from postroom.net import errors as net
from postroom.protocol import errors as protocol
from postroom.protocol.choice import Choice, Reason
from postroom.sessions.court import CertificateRejected, NoVerdict
from postroom.sessions.faults import FORESEEN, NoMechanism, Stopped, facts_of
from tests.model.samples import REJECTED_TLS
from tests.sessions.plans import plan

KNOWN = [
    TimeoutError(),
    BadEndpoint("no name"),
    Stopped(Seen.DROPPED),
    *(net.ResolveFailed("host", trouble, "words") for trouble in net.ResolveTrouble),
    *(net.DialFailed((Attempt("::1", 0.0, 0.0, "no"),), (trouble,)) for trouble in net.DialTrouble),
    *(net.TlsFailed(trouble, "words", b"") for trouble in net.TlsTrouble),
    CertificateRejected(REJECTED_TLS),
    NoVerdict("words"),
    net.ConnectionLost("words"),
    net.InjectedPlaintext(b"250"),
    net.TrustUnavailable(Path("ca.pem"), "words"),
    protocol.LineTooLong("words"),
    protocol.ReplyTooLong("words"),
    protocol.MalformedReply("words"),
    protocol.UnsolicitedReply("words"),
    protocol.InjectedPlaintext("words"),
    protocol.SaslError("words"),
    protocol.ServerNotProved("words"),
    protocol.UnsafeArgument("words"),
    *(
        NoMechanism(Choice((), (), None, reason))
        for reason in Reason
        if reason not in {"strongest", "wanted"}
    ),
]


@pytest.mark.parametrize("error", KNOWN, ids=lambda error: f"{type(error).__name__} {error}")
def test_a_known_error_is_no_bug(error: Exception) -> None:
    assert isinstance(error, FORESEEN)
    facts = facts_of(error)
    assert facts["seen"] is not Seen.BUG
    failure = Failure(step=Step.TLS, plan=plan(Protocol.SMTP, Security.TLS, 465), **facts)
    assert diagnose(failure).advice


def test_what_nobody_foresaw_is_a_bug_that_keeps_its_words_to_itself() -> None:
    assert facts_of(KeyError("a password")) == {"seen": Seen.BUG, "words": "KeyError"}


def test_the_servers_words_are_redacted() -> None:
    error = Stopped(Seen.REJECTED, "you said tomato", ServerReply("535", "5.7.8", "tomato is wrong"))
    facts = facts_of(error, lambda text: text.replace("tomato", "[redacted]"))
    assert facts["words"] == "you said [redacted]"
    assert facts["reply"] == ServerReply("535", "5.7.8", "[redacted] is wrong")
