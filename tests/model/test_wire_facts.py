"""What is said about a message in wire form."""

from __future__ import annotations

import pytest

from postroom.model.wire_facts import WireFacts


def test_of_an_ordinary_message_there_is_nothing_to_say() -> None:
    facts = WireFacts(size=1000, eight_bit=True)
    assert facts.remarks == ()
    assert not facts.changed


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (WireFacts(bare_cr=1), "1 CR without LF became a line end."),
        (WireFacts(bare_cr=2), "2 CR without LF became line ends."),
        (WireFacts(bare_lf=1), "1 LF without CR became a line end."),
        (WireFacts(bare_lf=1234), "1,234 LF without CR became line ends."),
        (WireFacts(unended=True), "The last line had no end and was given one."),
    ],
)
def test_every_change_is_told(facts: WireFacts, said: str) -> None:
    assert facts.changed
    assert facts.remarks == (said,)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (WireFacts(nuls=1), "The message has 1 NUL octet, which servers may drop or refuse."),
        (WireFacts(nuls=2), "The message has 2 NUL octets, which servers may drop or refuse."),
        (
            WireFacts(long_lines=True),
            "A line has more than 998 octets: servers may break it or refuse the message.",
        ),
    ],
)
def test_so_is_what_a_server_may_not_like(facts: WireFacts, said: str) -> None:
    assert not facts.changed
    assert facts.remarks == (said,)


def test_all_of_it_is_said_in_order() -> None:
    facts = WireFacts(bare_cr=1, bare_lf=1, unended=True, nuls=1, long_lines=True)
    assert len(facts.remarks) == 5
    assert ["CR" in facts.remarks[0], "LF" in facts.remarks[1], "NUL" in facts.remarks[3]] == [True] * 3
