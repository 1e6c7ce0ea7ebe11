"""What is said where nobody vouches for a server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.problems import Evidence, IssuerEvidence, ProblemKind, WordsEvidence
from postroom.model.tls import TrustMode
from postroom.model.trust_words.authority import incomplete_chain, self_signed, unknown_authority
from postroom.model.trust_words.wording import Explain, Who
from tests.model.trust_words.cases import HOST, LEAF, about, check_is_readable

ISSUED = IssuerEvidence("CN=Corp CA,O=Corp")
KINDS: dict[ProblemKind, Explain] = {
    ProblemKind.SELF_SIGNED: self_signed,
    ProblemKind.UNKNOWN_AUTHORITY: unknown_authority,
    ProblemKind.INCOMPLETE_CHAIN: incomplete_chain,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("evidence", [ISSUED, IssuerEvidence("", ("http://ca.test/ca.cer",), ("CN=R1",))])
def test_it_is_said_what_anybody_could_do(kind: ProblemKind, evidence: Evidence) -> None:
    explanation = KINDS[kind](about(kind, evidence))
    check_is_readable(explanation)
    assert f"between you and {HOST}" in explanation.danger
    assert "your password and your mail" in explanation.danger


def test_a_server_that_vouches_for_itself_needs_an_authority_or_a_fingerprint() -> None:
    explanation = self_signed(about(ProblemKind.SELF_SIGNED, ISSUED))
    assert f"nobody vouches that it belongs to {HOST}" in explanation.what
    assert explanation.who is Who.SERVER
    assert "fingerprint" in explanation.remedy


@pytest.mark.parametrize(
    ("store", "named"),
    [
        (TrustMode.SYSTEM, "this computer does not"),
        (TrustMode.PORTABLE, "Postroom's own list of authorities does not"),
    ],
)
def test_it_is_said_who_does_not_know_the_issuer(store: TrustMode, named: str) -> None:
    explanation = unknown_authority(about(ProblemKind.UNKNOWN_AUTHORITY, ISSUED, store=store))
    assert "Corp CA" in explanation.what
    assert named in explanation.what
    assert explanation.who is Who.COMPANY
    assert "trusted files" in explanation.remedy


def test_where_only_a_verifier_s_words_are_known_no_name_is_made_up() -> None:
    words = WordsEvidence("Windows", "A certificate chain could not be built.", 0x800B010A)
    explanation = unknown_authority(about(ProblemKind.UNKNOWN_AUTHORITY, words))
    check_is_readable(explanation)
    assert "issued by an unknown authority" in explanation.what


@pytest.mark.parametrize("explain", [unknown_authority, incomplete_chain])
@pytest.mark.parametrize(
    ("store", "advice"),
    [(TrustMode.SYSTEM, "trust mode auto or portable"), (TrustMode.PORTABLE, "trust mode auto or system")],
)
def test_the_other_store_is_offered_where_it_knows_better(
    explain: Explain, store: TrustMode, advice: str
) -> None:
    explanation = explain(about(ProblemKind.UNKNOWN_AUTHORITY, ISSUED, store=store, other_knows=True))
    check_is_readable(explanation)
    assert explanation.who is Who.YOU
    assert advice in explanation.remedy


def test_what_is_missing_is_named_and_offered_where_it_is_at_hand() -> None:
    evidence = IssuerEvidence("CN=R1", ("http://ca.test/r1.cer",), ("CN=R1,O=Example",))
    explanation = incomplete_chain(about(ProblemKind.INCOMPLETE_CHAIN, evidence))
    assert "does not send the certificate of R1" in explanation.what
    assert explanation.who is Who.SERVER
    assert "fullchain.pem" in explanation.remedy
    assert "Save the full chain" in explanation.remedy


def test_what_is_missing_is_said_to_be_had_where_the_certificate_says_so() -> None:
    evidence = IssuerEvidence("CN=R1", ("http://ca.test/r1.cer",))
    explanation = incomplete_chain(about(ProblemKind.INCOMPLETE_CHAIN, evidence))
    assert "either it was forgotten, or nobody here knows R1" in explanation.what
    assert "http://ca.test/r1.cer" in explanation.remedy


def test_what_is_missing_may_be_a_company_s_own() -> None:
    explanation = incomplete_chain(about(ProblemKind.INCOMPLETE_CHAIN, ISSUED))
    assert "If Corp CA is the authority of your company" in explanation.remedy


@pytest.mark.parametrize(
    ("issuer", "product", "who", "advice"),
    [
        ("CN=Avast Web/Mail Shield Root", "Avast", Who.YOU, "switch off the scanning"),
        ("CN=Zscaler Root CA", "Zscaler", Who.COMPANY, "administrators of your network"),
        ("CN=mitmproxy", "mitmproxy", Who.YOU, "Stop mitmproxy"),
    ],
)
@pytest.mark.parametrize("explain", KINDS.values())
@pytest.mark.parametrize("missing", [(), ("CN=R1",)])
def test_who_takes_the_server_s_place_is_named(
    issuer: str, product: str, who: Who, advice: str, explain: Explain, missing: tuple[str, ...]
) -> None:
    chain = [replace(LEAF, issuer=issuer)]
    explanation = explain(
        about(ProblemKind.UNKNOWN_AUTHORITY, IssuerEvidence(issuer, (), missing), chain=chain)
    )
    check_is_readable(explanation)
    assert f"not the server's: {product}" in explanation.what
    assert f"Whoever controls {product}" in explanation.danger
    assert explanation.who is who
    assert advice in explanation.remedy
