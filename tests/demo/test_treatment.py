"""What the demo's SMTP servers make of a recipient, told by its name."""

from __future__ import annotations

import pytest

from postroom.demo.treatment import SLOW_SECONDS, Allowance, Greylist, Verdict, verdict_for

ADA = "ada@example.com"


def test_who_is_greylisted_is_taken_the_second_time() -> None:
    greylist = Greylist()
    replies = [greylist.judge(ADA, "greylisted+ben@example.com") for _ in range(3)]
    assert [reply[:9] for reply in replies] == ["450 4.2.0", "250 2.1.5", "250 2.1.5"]


def test_each_pair_of_sender_and_recipient_is_greylisted_by_itself() -> None:
    greylist = Greylist()
    greylist.judge(ADA, "greylisted+ben@example.com")
    assert greylist.judge("bob@example.com", "greylisted+ben@example.com").startswith("450")
    assert greylist.judge(ADA, "greylisted+chloe@example.com").startswith("450")
    assert Greylist().judge(ADA, "greylisted+ben@example.com").startswith("450")


@pytest.mark.parametrize(
    ("recipient", "reply"),
    [
        ("nobody@example.com", "550 5.1.1"),
        ("Nobody+ben@example.net", "550 5.1.1"),
        ("full@example.com", "452 4.2.2"),
        ("slow@example.com", "250 2.1.5"),
        ("vanishing@example.com", "250 2.1.5"),
        ("ben@example.com", "250 2.1.5"),
        ("ben+nobody@example.com", "250 2.1.5"),
    ],
)
def test_others_are_always_treated_alike(recipient: str, reply: str) -> None:
    greylist = Greylist()
    assert [greylist.judge(ADA, recipient)[:9] for _ in range(2)] == [reply, reply]


@pytest.mark.parametrize(
    ("recipients", "verdict"),
    [
        (("ben@example.com",), Verdict()),
        (("ben@example.com", "slow@example.com"), Verdict(delay=SLOW_SECONDS)),
        (("vanishing@example.com", "ben@example.com"), Verdict(vanishes=True)),
    ],
)
def test_one_recipient_decides_about_the_message(recipients: tuple[str, ...], verdict: Verdict) -> None:
    assert verdict_for(recipients) == verdict


def test_after_a_few_messages_it_is_asked_to_slow_down() -> None:
    allowance = Allowance(2)
    assert [allowance.take() for _ in range(2)] == [None, None]
    refusal = allowance.take()
    assert refusal is not None
    assert refusal.startswith("421")


def test_others_take_any_number() -> None:
    allowance = Allowance(None)
    assert {allowance.take() for _ in range(1000)} == {None}
