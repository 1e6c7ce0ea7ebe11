from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postroom.desktop.certificate.court import court
from postroom.desktop.certificate.text import as_text
from postroom.desktop.look.icons import Icon
from postroom.model.endpoint import Protocol
from postroom.model.problems import ProblemKind
from postroom.model.tls import TlsFacts
from postroom.model.trust import BoundException, Policy, Toggle
from postroom.model.trust_words.stores import difference
from tests.desktop import samples
from tests.desktop.certificate.conftest import Met
from tests.desktop.certificates import PORT
from tests.support.pki import NOW
from tests.support.situations import HOST, situations


def exception(key: str = "cd" * 32) -> BoundException:
    return BoundException(
        host=HOST,
        port=PORT,
        kinds=frozenset({ProblemKind.EXPIRED}),
        key_sha256=key,
        reason="renewal is ordered",
        author="ada",
        created=NOW - timedelta(days=3),
        until=NOW + timedelta(days=20),
    )


def test_a_session_without_tls_has_no_certificate() -> None:
    assert court(None) is None
    assert court(samples.running(Protocol.POP3)) is None


def test_nothing_is_wrong_with_a_good_certificate(met: Met) -> None:
    shown = court(met("good"))
    assert shown is not None
    assert shown.icon is Icon.OK
    assert shown.headline == f"Nothing is wrong with the certificate of {HOST}."
    assert not shown.charges
    assert not shown.can_be_excused


def test_a_rejected_certificate_is_charged_with_every_problem(met: Met) -> None:
    shown = court(met("name+expired"))
    assert shown is not None
    assert shown.headline == f"The certificate of {HOST} has 2 problems."
    assert "has not seen your password" in shown.remark
    assert shown.blocking == {ProblemKind.NAME, ProblemKind.EXPIRED}
    assert shown.can_be_excused
    assert not any(charge.excuse for charge in shown.charges)


@pytest.mark.parametrize(
    ("toggle", "said"),
    [
        (
            Toggle.EXPIRED,
            "The certificate was let through although it has expired: the account ignores expired.",
        ),
        (Toggle.ANY, "The certificate was let through although it has expired: the account ignores any."),
    ],
)
def test_what_a_toggle_let_through_is_said(met: Met, toggle: Toggle, said: str) -> None:
    shown = court(met("expired", Policy(frozenset({toggle}))))
    assert shown is not None
    assert shown.icon is Icon.ATTENTION
    assert [charge.excuse for charge in shown.charges] == [said]
    assert not shown.blocking


def test_what_an_exception_let_through_is_said_with_its_end(met: Met) -> None:
    rejected = met("expired").tls
    assert rejected is not None
    assert rejected.examination is not None
    shown = court(met("expired", Policy(exceptions=(exception(rejected.examination.key_sha256),))))
    assert shown is not None
    assert "by an exception until" in shown.charges[0].excuse
    assert "(renewal is ordered)" in shown.charges[0].excuse
    assert shown.changed_key is None


def test_another_key_is_shown_beside_the_one_of_the_exception(met: Met) -> None:
    shown = court(met("expired", Policy(exceptions=(exception(),))))
    assert shown is not None
    assert shown.changed_key is not None
    assert shown.changed_key.old.startswith("cd:cd:cd")
    assert shown.changed_key.new != shown.changed_key.old
    assert "somebody else answers in its place" in shown.changed_key.words


def test_a_malformed_certificate_can_never_be_excused(met: Met) -> None:
    shown = court(met("forged"))
    assert shown is not None
    assert shown.blocking == {ProblemKind.MALFORMED}
    assert not shown.can_be_excused


def test_the_chain_that_the_server_should_send_is_offered_where_it_is_at_hand(met: Met) -> None:
    at_hand, missing = court(met("intermediate-at-hand")), court(met("intermediate-missing"))
    assert at_hand is not None
    assert missing is not None
    assert [charge.can_complete for charge in at_hand.charges] == [True]
    assert [charge.can_complete for charge in missing.charges] == [False]


def test_both_lists_are_heard_and_one_decides(met: Met) -> None:
    shown = court(met("expired"))
    assert shown is not None
    assert [(opinion.words, opinion.decides) for opinion in shown.opinions] == [
        ("Expired", True),
        ("Expired", False),
    ]
    assert shown.difference == ""


def test_why_the_lists_disagree_is_said(met: Met) -> None:
    good, unknown = met("good").tls, met("unknown-root").tls
    assert good is not None
    assert unknown is not None
    known, stranger = good.examination, unknown.examination
    assert known is not None
    assert stranger is not None
    assert difference(replace(known, system=stranger.system)).startswith("Postroom's own list has")
    assert difference(replace(known, portable=stranger.portable)).startswith("This computer knows")
    expired = met("expired").tls
    assert expired is not None
    assert expired.examination is not None
    assert difference(replace(known, system=expired.examination.system)).endswith("meets: expired.")


def test_a_certificate_that_nobody_examined_is_not_praised() -> None:
    shown = court(samples.ready(Protocol.POP3))
    assert shown is not None
    assert "was not examined" in shown.headline
    assert not shown.opinions


def test_a_stapled_answer_is_told(met: Met) -> None:
    good, bad = court(met("not-revoked")), court(met("revoked"))
    assert good is not None
    assert bad is not None
    assert good.revocation == "not revoked, says its authority"
    assert bad.revocation == "revoked"


@pytest.mark.parametrize("name", [situation.name for situation in situations()])
def test_every_situation_can_be_shown_and_copied(met: Met, name: str) -> None:
    shown = court(met(name))
    assert shown is not None
    assert isinstance(shown.tls, TlsFacts)
    text = as_text(shown, NOW)
    assert text.startswith(shown.headline)
    assert all(charge.explanation.remedy in text for charge in shown.charges)
    assert all(certificate.serial in text for certificate in shown.tls.chain)
