"""What is said of certificates out of their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from postroom.model.problems import Evidence, PeriodEvidence, ProblemKind, WordsEvidence
from postroom.model.trust_words.period import expired, not_yet_valid
from postroom.model.trust_words.wording import Who
from tests.model.trust_words.cases import DAY, ISSUER, LEAF, NOW, about, check_is_readable

WORDS = WordsEvidence("macOS", "certificate has expired", -67818)


def over(end: datetime) -> Evidence:
    return PeriodEvidence(end - 90 * DAY, end, NOW)


@pytest.mark.parametrize(
    ("evidence", "since"),
    [
        (over(NOW - 9 * DAY), "expired on 2026-02-20, 9 days ago."),
        (over(NOW - DAY), "1 day ago."),
        (over(NOW - DAY / 2), "within the last day."),
        (WORDS, "has expired."),
    ],
)
def test_it_is_told_when_a_certificate_expired(evidence: Evidence, since: str) -> None:
    explanation = expired(about(ProblemKind.EXPIRED, evidence))
    check_is_readable(explanation)
    assert explanation.what.endswith(since)
    assert explanation.who is Who.SERVER
    assert "renew" in explanation.remedy


@pytest.mark.parametrize(
    ("position", "who", "remedy"),
    [(1, Who.SERVER, "in its chain"), (None, Who.YOU, "install the updates")],
)
def test_an_issuer_that_has_expired_is_replaced_where_it_comes_from(
    position: int | None, who: Who, remedy: str
) -> None:
    evidence = over(NOW - 9 * DAY)
    explanation = expired(about(ProblemKind.EXPIRED, evidence, position=position, subject=ISSUER.subject))
    check_is_readable(explanation)
    assert explanation.what == "The certificate of R1, which vouches for the server's, expired on 2026-02-20."
    assert (explanation.who, remedy in explanation.remedy) == (who, True)


@pytest.mark.parametrize("evidence", [PeriodEvidence(NOW + DAY, NOW + 90 * DAY, NOW), WORDS])
def test_a_certificate_that_does_not_count_yet_may_be_the_clock_s_fault(evidence: Evidence) -> None:
    explanation = not_yet_valid(about(ProblemKind.NOT_YET_VALID, evidence))
    check_is_readable(explanation)
    assert explanation.who is Who.SERVER
    assert "Check the clock of this computer, which says 2026-03-01" in explanation.remedy


@pytest.mark.parametrize(
    ("position", "whose"), [(0, "The server's certificate"), (1, "The certificate of R1,")]
)
def test_it_is_told_when_a_certificate_begins(position: int, whose: str) -> None:
    evidence = PeriodEvidence(NOW + DAY, NOW + 90 * DAY, NOW)
    case = about(ProblemKind.NOT_YET_VALID, evidence, position=position, subject=ISSUER.subject)
    assert not_yet_valid(case).what.startswith(whose)
    assert "from 2026-03-02 on" in not_yet_valid(case).what


@pytest.mark.parametrize("position", [0, 1])
def test_a_system_may_give_no_dates(position: int) -> None:
    for kind, explain in ((ProblemKind.EXPIRED, expired), (ProblemKind.NOT_YET_VALID, not_yet_valid)):
        check_is_readable(explain(about(kind, WORDS, position=position)))


def test_where_all_certificates_look_off_it_is_the_clock() -> None:
    behind = [replace(each, not_before=NOW + DAY, not_after=NOW + 90 * DAY) for each in (LEAF, ISSUER)]
    ahead = [replace(each, not_after=NOW - DAY) for each in (LEAF, ISSUER)]
    early = PeriodEvidence(behind[0].not_before, behind[0].not_after, NOW)
    for explanation in (
        not_yet_valid(about(ProblemKind.NOT_YET_VALID, early, chain=behind)),
        expired(about(ProblemKind.EXPIRED, over(NOW - DAY), chain=ahead)),
    ):
        check_is_readable(explanation)
        assert explanation.who is Who.YOU
        assert "check the clock of this computer first: it says 2026-03-01" in explanation.remedy


def test_one_certificate_alone_proves_nothing_about_the_clock() -> None:
    alone = [replace(LEAF, not_after=NOW - DAY)]
    assert expired(about(ProblemKind.EXPIRED, over(NOW - DAY), chain=alone)).who is Who.SERVER
