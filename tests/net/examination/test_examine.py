"""All problems of every situation, under each store, and nothing more; and what may pass of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from postroom.model.examination import Examination, Origin, RevocationStatus
from postroom.model.problems import (
    Evidence,
    IssuerEvidence,
    KeyEvidence,
    NameEvidence,
    PeriodEvidence,
    ProblemKind,
    PurposeEvidence,
    RevocationEvidence,
    SignatureEvidence,
    WordsEvidence,
)
from postroom.model.tls import TrustMode
from postroom.model.trust import Policy, Toggle, judge
from postroom.net.examination.examine import examine
from postroom.net.examination.stores import load_stores
from tests.net.examination.conftest import StoresFor
from tests.support.pki import DAY, IN_TIME, NOW, OVER
from tests.support.situations import HOST, ISSUER_URL, ODD, Situation, said, situations

EACH = pytest.mark.parametrize("situation", situations(), ids=lambda situation: situation.name)
BY_NAME = {situation.name: situation for situation in situations()}


def examined(situation: Situation, stores_for: StoresFor) -> Examination:
    return examine(
        situation.chain,
        situation.host,
        stores_for(situation),
        at=NOW,
        ocsp=situation.ocsp,
        at_hand=situation.at_hand,
    )


def test_there_are_as_many_situations_as_names() -> None:
    assert len(BY_NAME) == len(situations()) >= 30


@EACH
def test_a_situation_has_exactly_its_problems(situation: Situation, stores_for: StoresFor) -> None:
    found = examined(situation, stores_for)
    assert {said(problem) for problem in found.system.problems} == situation.expected
    assert found.portable.problems == found.system.problems
    assert len(found.system.problems) == len(situation.expected)


@EACH
def test_a_situation_passes_if_and_only_if_all_its_problems_are_ignored(
    situation: Situation, stores_for: StoresFor
) -> None:
    found = examined(situation, stores_for)
    wrong = []
    for toggles in (
        frozenset(each) for size in range(len(Toggle) + 1) for each in combinations(Toggle, size)
    ):
        judgement = judge(
            found.system.problems,
            Policy(toggles),
            host=situation.host,
            port=995,
            key_sha256=found.key_sha256,
            now=NOW,
        )
        if judgement.accepted != (
            Toggle.ANY in toggles or situation.kinds <= {str(toggle) for toggle in toggles}
        ):
            wrong.append(toggles)
    assert wrong == []


IN_WORDS: dict[str, Evidence] = {
    "another-name": NameEvidence(HOST, ("imap.example.test", "elsewhere.test")),
    "name-in-common-name-only": NameEvidence(HOST, (), HOST),
    "expired": PeriodEvidence(NOW + OVER[0], NOW + OVER[1], NOW),
    "self-signed": IssuerEvidence(f"CN={HOST}"),
    "unknown-root": IssuerEvidence("CN=Stranger"),
    "unknown-root-not-sent": IssuerEvidence("CN=Stranger"),
    "intermediate-missing": IssuerEvidence("CN=Hidden intermediate", (ISSUER_URL,)),
    "intermediate-at-hand": IssuerEvidence(
        "CN=Hidden intermediate", (ISSUER_URL,), ("CN=Hidden intermediate",)
    ),
    "for-clients": PurposeEvidence(("clientAuth",), "serverAuth"),
    "key-for-nothing": PurposeEvidence(("crl sign",), "digital signature"),
    "leaf-as-authority": PurposeEvidence(("digital signature",), "key cert sign"),
    "authority-for-clients": PurposeEvidence(("clientAuth",), "serverAuth"),
    "too-many-authorities": WordsEvidence("OpenSSL", "path length constraint exceeded", 25),
    "name-not-permitted": WordsEvidence("OpenSSL", "permitted subtree violation", 47),
    "short-key": KeyEvidence("RSA 1024 bits", 1024, 2048),
    "sha1": SignatureEvidence("RSA with SHA1"),
    "revoked": RevocationEvidence(NOW - DAY, "keyCompromise"),
    "forged": WordsEvidence("OpenSSL", "certificate signature failure", 7),
    "unknown-critical-extension": WordsEvidence(
        "OpenSSL", f"unhandled critical extension {ODD.oid.dotted_string}", 34
    ),
}


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_problem_comes_with_what_proves_it(name: str, stores_for: StoresFor) -> None:
    (problem,) = examined(BY_NAME[name], stores_for).system.problems
    assert problem.evidence == IN_WORDS[name]


def test_a_path_shows_where_its_certificates_came_from(stores_for: StoresFor) -> None:
    path = examined(BY_NAME["superfluous"], stores_for).system.path
    assert [(link.origin, link.position, link.certificate.subject) for link in path] == [
        (Origin.SENT, 0, "CN=server"),
        (Origin.SENT, 2, "CN=Test intermediate"),
        (Origin.STORE, None, "CN=Test root"),
    ]


def test_a_full_chain_is_ready_where_what_is_missing_is_at_hand(stores_for: StoresFor) -> None:
    situation = BY_NAME["intermediate-at-hand"]
    verdict = examined(situation, stores_for).system
    assert [link.origin for link in verdict.path] == [Origin.SENT, Origin.AT_HAND, Origin.STORE]
    assert not verdict.anchored
    assert verdict.full_chain == situation.leaf.pem + verdict.path[1].certificate.pem
    assert examined(BY_NAME["intermediate-missing"], stores_for).system.full_chain == ""


def test_what_is_at_hand_and_does_not_help_changes_nothing(stores_for: StoresFor) -> None:
    missing = BY_NAME["intermediate-missing"]
    others = BY_NAME["superfluous"].above
    with_others = examined(replace(missing, at_hand=others), stores_for)
    assert with_others.system == examined(missing, stores_for).system


def test_the_server_s_word_on_revocation_is_told_apart(stores_for: StoresFor) -> None:
    status = {
        name: examined(BY_NAME[name], stores_for).revocation.status
        for name in ("good", "not-revoked", "revoked")
    }
    assert status == {
        "good": RevocationStatus.NOT_CHECKED,
        "not-revoked": RevocationStatus.GOOD,
        "revoked": RevocationStatus.REVOKED,
    }


def test_the_stores_are_asked_side_by_side(stores_for: StoresFor) -> None:
    good = BY_NAME["good"]
    stores = replace(load_stores(), portable=stores_for(good).portable)
    found = examine(good.chain, HOST, stores, at=NOW)
    assert found.system.kinds == {ProblemKind.INCOMPLETE_CHAIN}
    assert found.portable.problems == ()
    assert found.differences == {ProblemKind.INCOMPLETE_CHAIN}
    assert found.deciding(TrustMode.AUTO) is found.portable


def test_the_moment_decides(stores_for: StoresFor) -> None:
    good = BY_NAME["good"]
    late = examine(good.chain, HOST, stores_for(good), at=NOW + IN_TIME[1] + DAY)
    assert [said(problem) for problem in late.system.problems] == ["expired@0", "expired@-"]


def test_problems_stand_in_one_order(stores_for: StoresFor) -> None:
    for situation in situations():
        found = [problem.kind for problem in examined(situation, stores_for).system.problems]
        assert found == sorted(found, key=list(ProblemKind).index)
