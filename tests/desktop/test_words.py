from __future__ import annotations

import pytest

from postroom.desktop import words
from postroom.model.endpoint import Protocol, Security
from postroom.model.step import Step


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "<0.1 ms"),
        (0.00004, "<0.1 ms"),
        (0.0008, "0.8 ms"),
        (0.0094, "9.4 ms"),
        (0.0096, "10 ms"),
        (0.34, "340 ms"),
        (0.9996, "1.00 s"),
        (1.239, "1.24 s"),
        (31.4, "31 s"),
    ],
)
def test_durations_have_three_figures_at_most(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.02, "20 ms"), (0.5, "500 ms"), (1.0, "1 s"), (1.5, "1.5 s")]
)
def test_ticks_are_round(seconds: float, said: str) -> None:
    assert words.tick(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(0.214, "0.21 s"), (12.34, "12.3 s")])
def test_a_session_is_timed_in_seconds(seconds: float, said: str) -> None:
    assert words.whole_seconds(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 byte"),
        (714, "714 bytes"),
        (1_000, "1.0 KB"),
        (12_345, "12 KB"),
        (999_600, "1.0 MB"),
        (3_400_000, "3.4 MB"),
        (7_000_000_000_000, "7,000 GB"),
    ],
)
def test_sizes_are_rounded(count: int, said: str) -> None:
    assert words.octets(count) == said


@pytest.mark.parametrize("step", Step)
def test_every_step_has_its_words(step: Step) -> None:
    assert words.step_name(step)
    assert words.step_doing(step)
    assert all(words.step_meaning(step, protocol) for protocol in Protocol)


@pytest.mark.parametrize("security", Security)
def test_every_security_has_a_name(security: Security) -> None:
    assert words.security_name(security)
