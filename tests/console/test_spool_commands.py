"""What `postroom spool` asks of messages, and the switches of the spooler."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from postroom.model.spool_errors import SpoolError
from postroom.spool import bulk, steering
from postroom.spool.steering import Step, Stepped
from postroom.spool.transaction import Transaction
from tests.console.conftest import Postroom
from tests.console.spools import add_account, hand_in
from tests.model.schemas import validate


@pytest.fixture(autouse=True)
def spool(postroom: Postroom, tmp_path: Path) -> None:
    add_account(postroom)
    add_account(postroom, "home")
    hand_in(postroom, tmp_path / "a", *["bob@example.org"] * 3)
    hand_in(postroom, tmp_path / "b", "carol@example.org", account="home")


def states(postroom: Postroom) -> dict[int, str]:
    rows = postroom("spool", "list", "--json").json["messages"]
    return {row["id"]: row["state"] for row in sorted(rows, key=lambda row: row["id"])}


def test_messages_are_held_released_cancelled_and_queued_again(postroom: Postroom) -> None:
    assert postroom("spool", "hold", "1", "2").out.splitlines()[0] == "2 messages are held."
    assert states(postroom) == {1: "held", 2: "held", 3: "queued", 4: "queued"}
    said = postroom("spool", "release", "1")
    assert said.out.splitlines()[0] == "1 message waits for its turn again."
    assert postroom("spool", "cancel", "2", "3").out.splitlines()[0] == "2 messages are discarded."
    assert states(postroom) == {1: "queued", 2: "discarded", 3: "discarded", 4: "queued"}
    assert postroom("spool", "requeue", "--state", "discarded").out == "2 messages are queued again.\n"
    assert set(states(postroom).values()) == {"queued"}


def test_what_does_not_fit_is_left_alone_and_told(postroom: Postroom) -> None:
    postroom("spool", "hold", "2")
    said = postroom("spool", "hold", "1", "2", "77")
    assert said.status == 1
    assert said.out.splitlines()[0] == "1 message is held."
    assert said.err.splitlines() == [
        "postroom: Message 2 is held. Release it or cancel it.",
        "postroom: There is no message 77.",
    ]
    said = postroom("spool", "release", "4", "--json")
    validate(said.json, "changed-1.json")
    assert (said.status, said.json["count"], said.json["undo"]) == (1, 0, None)
    assert [(each["id"], each["why"], each["state"]) for each in said.json["refused"]] == [
        (4, "unfit", "queued")
    ]


@pytest.mark.parametrize(
    ("options", "held"),
    [
        (("--all",), [1, 2, 3, 4]),
        (("--account", "home"), [4]),
        (("--search", "carol"), [4]),
        (("--state", "queued", "--account", "work"), [1, 2, 3]),
        (("--state", "sent"), []),
    ],
)
def test_messages_can_be_named_by_what_they_are(
    postroom: Postroom, options: tuple[str, ...], held: list[int]
) -> None:
    said = postroom("spool", "hold", *options, "--json")
    assert (said.status, list(said.json["ids"])) == (0, held)
    assert [number for number, state in states(postroom).items() if state == "held"] == held


def test_a_command_can_be_taken_back_once(postroom: Postroom) -> None:
    number = postroom("spool", "cancel", "--all", "--json").json["undo"]
    said = postroom("spool", "undo", number)
    assert (said.status, said.out.splitlines()[0]) == (0, "4 messages are as before.")
    assert set(states(postroom).values()) == {"queued"}
    said = postroom("spool", "undo", number)
    assert (said.status, said.err) == (
        1,
        "postroom: There is nothing left to undo: the messages have moved on since.\n",
    )
    told = postroom("spool", "hold", "1").out.splitlines()[1]
    assert told.startswith("To take that back: postroom spool undo ")
    assert postroom(*told.partition("postroom ")[2].split()).status == 0


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the program to end while the first part of a command is under way; each part is of one message."""

    def take_step(transaction: Transaction, steps: Sequence[Step]) -> Sequence[Stepped | SpoolError]:
        os.kill(os.getpid(), signal.SIGINT)
        return steering.take_step(transaction, steps)

    monkeypatch.setattr(bulk, "CHUNK", 1)
    monkeypatch.setattr(bulk, "take_step", take_step)


@pytest.mark.usefixtures("interrupted")
def test_a_command_that_is_interrupted_says_how_far_it_came_and_can_be_taken_back(postroom: Postroom) -> None:
    said = postroom("spool", "hold", "--all")
    held = [number for number, state in states(postroom).items() if state == "held"]
    assert held in ([1], [1, 2])  # the next part may have begun
    assert said.status == 130
    assert said.err == (
        f"postroom: Interrupted: {len(held)} of 4 messages are done, and the rest is as it was.\n"
    )
    told = said.out.splitlines()[1]
    assert told.startswith("To take that back: postroom spool undo ")
    assert postroom(*told.partition("postroom ")[2].split()).status == 0
    assert set(states(postroom).values()) == {"queued"}


@pytest.mark.usefixtures("interrupted")
def test_programs_learn_what_an_interrupted_command_did_not_come_to(postroom: Postroom) -> None:
    said = postroom("spool", "cancel", "1", "2", "3", "4", "--json")
    validate(said.json, "changed-1.json")
    assert (said.status, said.json["count"] + said.json["left"]) == (130, 4)
    assert said.json["left"] >= 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("hold", "Say which messages: their identifiers, or --state, --account, --search or --all."),
        ("retry", "Say which messages"),
        ("hold 1 --all", "Name messages by their identifiers, or by options, but not both."),
        ("hold 1 --account work", "but not both"),
        ("hold --all --state queued", "--all stands alone"),
        ("hold --state lost", "--state cannot be lost: choose from"),
        ("hold one", "one is no identifier of a message"),
        ("hold --account nobody", "There is no account named nobody."),
        ("resolve 1", "Decide: --sent takes the messages as sent, --resend sends them again."),
        ("resolve 1 --sent --resend", "exclude each other"),
        ("undo last", "last is no identifier"),
        ("pause --account nobody", "There is no account named nobody."),
    ],
)
def test_wrong_usage_says_what_to_do_and_changes_nothing(
    postroom: Postroom, arguments: str, words: str
) -> None:
    said = postroom("spool", *arguments.split())
    assert (said.status, said.out) == (2, "")
    assert words in said.err
    assert set(states(postroom).values()) == {"queued"}


def test_a_search_for_nothing_is_no_search(postroom: Postroom) -> None:
    said = postroom("spool", "hold", "--search", " ")
    assert (said.status, "--search needs a word" in said.err) == (2, True)
    said = postroom("spool", "hold", "--search", "\x01\u200b")
    assert (said.status, "--search needs a word" in said.err) == (2, True)


@pytest.mark.parametrize("command", ["hold", "list"])
def test_a_search_is_no_longer_than_can_be_searched_for(postroom: Postroom, command: str) -> None:
    said = postroom("spool", command, "--search", "x " * 251)
    assert (said.status, said.out) == (2, "")
    assert said.err == "postroom: --search can have 500 characters at most: give fewer words.\n"


def test_only_uncertain_messages_are_decided_about(postroom: Postroom) -> None:
    said = postroom("spool", "resolve", "1", "--sent")
    assert (said.status, said.out) == (1, "0 messages are taken as sent.\n")
    assert said.err == "postroom: Message 1 is queued and will be sent when its turn comes.\n"
    assert postroom("spool", "resolve", "--all", "--resend").out == "0 messages are queued again.\n"


def test_the_spooler_is_paused_and_resumed(postroom: Postroom) -> None:
    said = postroom("spool", "pause")
    assert (said.status, said.out.partition(":")[0]) == (0, "paused")
    document = postroom("spool", "stats", "--json").json
    assert (document["state"], document["paused"], document["accepts"]) == ("paused", True, True)
    assert postroom("spool", "resume").out == "running: The spooler accepts and sends messages.\n"


def test_the_spooler_is_disabled_and_enabled(postroom: Postroom) -> None:
    said = postroom("spool", "disable", "--json")
    validate(said.json, "stats-1.json")
    assert (said.json["state"], said.json["accepts"], said.json["enabled"]) == ("draining", False, False)
    postroom("spool", "cancel", "--all")
    assert postroom("spool", "stats", "--json").json["state"] == "disabled"
    assert postroom("spool", "enable").out.startswith("running: ")


def test_one_account_is_paused_and_resumed(postroom: Postroom) -> None:
    said = postroom("spool", "pause", "--account", "home")
    assert (said.status, said.out.partition(":")[0]) == (0, "running")
    assert said.out.endswith("\n  To try again: postroom spool resume --account home\n")
    reasons = {
        each["account"]: each["held"] for each in postroom("spool", "stats", "--json").json["accounts"]
    }
    assert reasons == {"home": "It was paused by postroom spool pause.", "work": None}
    postroom("spool", "resume", "--account", "home")
    accounts = postroom("spool", "stats", "--json").json["accounts"]
    assert [each["held"] for each in accounts] == [None, None]
