"""Typed values out of what people write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postroom.model.account_errors import Problem, Severity
from postroom.model.endpoint import Security
from postroom.model.field_reader import FieldReader, flattened
from postroom.model.plan import Trust
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle


def read(value: object, how: Callable[[FieldReader], object]) -> tuple[object, list[str]]:
    reader = FieldReader({"x": value})
    return how(reader), [problem.sentence for problem in reader.problems]


def test_tables_become_names_with_a_dot() -> None:
    assert flattened({"a": 1, "b": {"c": 2, "d": {"e": 3}}, "f": {}}) == {"a": 1, "b.c": 2, "b.d": {"e": 3}}


def test_none_is_absent_and_empty_is_not() -> None:
    reader = FieldReader({"a": None, "b": ""})
    assert not reader.has("a", "c")
    assert reader.has("a", "b")


def test_problems_of_before_are_kept() -> None:
    problem = Problem("y", Severity.ERROR, "Before.")
    assert FieldReader({}, [problem]).problems == [problem]


@pytest.mark.parametrize(
    ("value", "expected", "complaint"),
    [(" ada ", "ada", None), ("", "", None), (3, "", "x must be a text."), (["a"], "", "x must be a text.")],
)
def test_texts(value: object, expected: str, complaint: str | None) -> None:
    assert read(value, lambda reader: reader.text("x")) == (expected, [complaint] if complaint else [])


@pytest.mark.parametrize("value", [True, "true", "Yes", " ON ", "1"])
def test_switches_that_are_on(value: object) -> None:
    assert read(value, lambda reader: reader.switch("x")) == (True, [])


@pytest.mark.parametrize("value", [False, "false", "no", "OFF", "0", "", None])
def test_switches_that_are_off(value: object) -> None:
    assert read(value, lambda reader: reader.switch("x")) == (False, [])


@pytest.mark.parametrize("value", [1, "perhaps", []])
def test_what_is_no_switch(value: object) -> None:
    assert read(value, lambda reader: reader.switch("x")) == (False, ["x must be true or false."])


@pytest.mark.parametrize(("value", "expected"), [(5, 5.0), (2.5, 2.5), ("7", 7.0), (None, 30.0)])
def test_seconds(value: object, expected: float) -> None:
    assert read(value, lambda reader: reader.seconds("x", 30.0)) == (expected, [])


@pytest.mark.parametrize("value", [True, "soon", "nan", float("inf"), 10**400, []])
def test_what_is_no_number_of_seconds(value: object) -> None:
    assert read(value, lambda reader: reader.seconds("x", 30.0)) == (30.0, ["x must be a number of seconds."])


@pytest.mark.parametrize(
    ("value", "expected"), [(995, 995), ("995", 995), (25.0, 25), ("", None), (None, None)]
)
def test_ports(value: object, expected: int | None) -> None:
    assert read(value, lambda reader: reader.port("x")) == (expected, [])


@pytest.mark.parametrize("value", [True, "pop3", 2.5, "9" * 5000, {}])
def test_what_is_no_port(value: object) -> None:
    assert read(value, lambda reader: reader.port("x")) == (None, ["x must be a number from 1 to 65535."])


@pytest.mark.parametrize(("value", "expected"), [("TLS ", Security.TLS), ("", None), (None, None)])
def test_choices(value: object, expected: Security | None) -> None:
    assert read(value, lambda reader: reader.choice("x", Security)) == (expected, [])


def test_what_is_no_choice_is_told_what_there_is() -> None:
    answer = read("ssl", lambda reader: reader.choice("x", Security))
    assert answer == (None, ["x must be one of: none, starttls, tls."])


def test_trust_is_a_mode_and_files() -> None:
    assert FieldReader({}).trust() is None
    assert FieldReader({"trust.mode": "system"}).trust() == Trust(TrustMode.SYSTEM)
    both = FieldReader({"trust.ca_files": ["/a.pem", "~/b.pem"]}).trust()
    assert both == Trust(TrustMode.AUTO, (Path("/a.pem"), Path("~/b.pem").expanduser()))


@pytest.mark.parametrize("files", ["/a.pem", [1], 3])
def test_what_is_no_list_of_files(files: object) -> None:
    reader = FieldReader({"trust.ca_files": files})
    assert reader.trust() == Trust()
    assert [problem.sentence for problem in reader.problems] == [
        "trust.ca_files must be a list of file names."
    ]


@pytest.mark.parametrize("written", ["expired, Name", ["expired", "name"], ("name", "expired,name")])
def test_problems_to_let_pass_are_a_list_or_a_text(written: object) -> None:
    assert FieldReader({"x": written}).toggles("x") == {Toggle.EXPIRED, Toggle.NAME}


def test_without_any_no_problem_is_let_pass() -> None:
    assert FieldReader({}).toggles("x") == FieldReader({"x": ""}).toggles("x") == frozenset()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("expired,old", "old is not a problem that can be ignored; choose from name, expired"),
        (["malformed"], "malformed is not a problem that can be ignored"),
        (True, "x must be a list of problems."),
        ([1], "x must be a list of problems."),
    ],
)
def test_what_is_no_problem_lets_nothing_pass(written: object, words: str) -> None:
    reader = FieldReader({"x": written})
    assert reader.toggles("x") == frozenset()
    (problem,) = reader.problems
    assert words in problem.sentence


@pytest.mark.parametrize(
    ("value", "expected", "complaint"),
    [
        (" 7 ", 7, None),
        (7, 7, None),
        ("", 3, None),
        (True, 3, "x must be a text or a number."),
        ([7], 3, "x must be a text or a number."),
        ("seven", 3, "invalid literal for int() with base 10: 'seven'"),
    ],
)
def test_what_somebody_else_understands(value: object, expected: int, complaint: str | None) -> None:
    outcome = read(value, lambda reader: reader.parsed("x", 3, int))
    assert outcome == (expected, [complaint] if complaint else [])
