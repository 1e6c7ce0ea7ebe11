"""How rules are built and judged."""

from __future__ import annotations

from postroom.model.diagnosis.failure import EVIDENCE_LINES, Hurdle, Seen
from postroom.model.diagnosis.rule import (
    ALWAYS,
    ENCRYPTED,
    WAS_READY,
    Rule,
    any_hurdle,
    at,
    begins,
    enhanced,
    gaps,
    hurdles,
    judge,
    offers,
    on_port,
    replied,
    says,
    seen,
    speaks,
    wants,
)
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.service import Service
from postroom.model.step import Attempt, Step
from postroom.model.transcript import Speaker, TranscriptLine
from tests.model.diagnosis.cases import failure, plan, reply
from tests.model.samples import REJECTED_TLS

SILENT = failure(Seen.SILENCE, Step.HELLO)
REFUSED = failure(Seen.REJECTED, Step.AUTH, reply=reply("535 5.7.8 Wrong Password"), encrypted=True)


def test_conditions_on_what_was_seen_and_where() -> None:
    assert ALWAYS.holds(SILENT)
    assert seen(Seen.SILENCE, Seen.DROPPED).holds(SILENT)
    assert not seen(Seen.DROPPED).holds(SILENT)
    assert at(Step.HELLO).holds(SILENT)
    assert not at(Step.AUTH).holds(SILENT)
    assert not WAS_READY.holds(SILENT)
    assert ENCRYPTED.holds(REFUSED)


def test_conditions_on_the_plan() -> None:
    assert speaks(Protocol.SMTP).holds(SILENT)
    assert on_port(25).holds(SILENT)
    assert not on_port(110, 995).holds(SILENT)
    assert wants(Security.NONE).holds(SILENT)


def test_conditions_on_a_reply_fail_without_one() -> None:
    for condition in (replied("535"), enhanced(r"5\..*"), says("wrong")):
        assert condition.holds(REFUSED)
        assert not condition.holds(SILENT)
    assert not replied("53").holds(REFUSED)
    bare = failure(Seen.REJECTED, Step.AUTH, reply=reply("535 no"))
    assert not enhanced("5").holds(bare)


def test_conditions_on_first_bytes_capabilities_and_addresses() -> None:
    facts = failure(
        Seen.MALFORMED,
        Step.GREETING,
        first=b"http/1.1 400",
        capabilities=("STARTTLS", "SIZE 100"),
        hurdles=(Hurdle.REFUSED, Hurdle.SILENT),
    )
    assert begins(rb"HTTP/").holds(facts)
    assert offers("SIZE").holds(facts)
    assert not offers("AUTH").holds(facts)
    assert hurdles(Hurdle.REFUSED, Hurdle.SILENT).holds(facts)
    assert not hurdles(Hurdle.REFUSED).holds(facts)
    assert not hurdles(Hurdle.REFUSED).holds(SILENT)
    assert any_hurdle(Hurdle.SILENT).holds(facts)


def test_conditions_combine() -> None:
    silence, drop = seen(Seen.SILENCE), seen(Seen.DROPPED)
    assert (silence | drop).holds(SILENT)
    assert (drop | silence).holds(SILENT)
    assert not (silence & drop).holds(SILENT)
    assert (silence & ~drop).holds(SILENT)


def test_the_first_rule_that_holds_is_the_answer() -> None:
    def rule(when: Seen, message: str) -> Rule:
        return Rule(
            when=seen(when), code=ErrorCode.TIMEOUT, message=message, cause="{port}", advice="Ask {host}."
        )

    lines = tuple(TranscriptLine(float(n), Speaker.SERVER, str(n)) for n in range(20))
    facts = failure(Seen.SILENCE, Step.HELLO, transcript=lines, reply=reply("421 bye"))
    error = judge(facts, (rule(Seen.DROPPED, "no"), rule(Seen.SILENCE, "{server}"), rule(Seen.SILENCE, "no")))
    assert (error.message, error.cause, error.advice) == (
        "mail.example.org:25",
        "25",
        "Ask mail.example.org.",
    )
    assert error.step is Step.HELLO
    assert error.evidence == lines[-EVIDENCE_LINES:]
    assert error.server_reply == reply("421 bye")


def test_gaps_are_short_and_complete() -> None:
    facts = failure(
        Seen.NOT_CONNECTED,
        Step.CONNECT,
        plan=plan(Protocol.POP3, Security.TLS, credentials=None),
        words="w" * 1000,
        attempts=(Attempt("192.0.2.1", 0.0, 0.1, "refused"), Attempt("192.0.2.2", 0.0, 0.1, None)),
    )
    filled = gaps(facts)
    assert filled["kind"] == "a POP3 server"
    assert filled["starttls"] == "STLS"
    assert filled["attempts"] == "192.0.2.1: refused"
    assert filled["words"].endswith("...")
    assert len(filled["words"]) < 250
    assert filled["user"] == ""
    assert gaps(SILENT)["kind"] == "an SMTP server"


def test_sentences_can_name_what_is_wrong_with_a_certificate() -> None:
    filled = gaps(failure(Seen.CERTIFICATE_REJECTED, Step.TLS, tls=REJECTED_TLS))
    assert filled["problems"] == "it has expired"
    assert filled["what"]
    assert filled["remedy"]
    without = gaps(failure(Seen.CERTIFICATE_REJECTED, Step.TLS))
    assert (without["problems"], without["what"], without["remedy"]) == ("", "", "")


def test_sentences_name_the_service_that_was_looked_at() -> None:
    filled = gaps(failure(Seen.TLS_NOT_OFFERED, Step.TLS, service=Service.IMAP))
    assert (filled["protocol"], filled["kind"], filled["starttls"]) == ("IMAP", "an IMAP server", "STARTTLS")
    assert (filled["tls_port"], filled["starttls_port"]) == ("993", "143")
