"""`postroom spool run`: the spooler without a window, against a server that does what a test wants."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.console.conftest import Postroom
from tests.console.spools import add_account, hand_in
from tests.model.schemas import validate
from tests.support.answers import GREYLISTED, LOST, OK, UNKNOWN
from tests.support.receiver import Receiver

BOB, CAROL = "bob@example.org", "carol@example.org"
DEADLINE = 20.0


@contextmanager
def running(*options: str) -> Iterator[subprocess.Popen[str]]:
    """The program itself, until it ends or the test does."""
    command = [sys.executable, "-m", "postroom", "spool", "run", *options]
    with subprocess.Popen(
        command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_until(stream: IO[str] | None, words: str) -> list[str]:
    """Read lines until one has the words."""
    assert stream is not None
    lines: list[str] = []
    for line in stream:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"{words!r} never came: {lines}")


def documents(text: str) -> list[Any]:
    found = [json.loads(line) for line in text.splitlines()]
    for document in found:
        validate(document, "running-1.json")
    return found


def states(postroom: Postroom) -> list[str]:
    rows = postroom("spool", "list", "--sort", "queued", "--ascending", "--json").json["messages"]
    return [row["state"] for row in rows]


def test_it_sends_until_the_spool_is_empty(postroom: Postroom, tmp_path: Path) -> None:
    with Receiver() as receiver:
        add_account(postroom, "work", receiver.port)
        hand_in(postroom, tmp_path, BOB, CAROL)
        said = postroom("spool", "run", "--until-empty")
    assert (said.status, said.err) == (0, "")
    assert sorted(letter.recipients for letter in receiver.letters) == [(BOB,), (CAROL,)]
    first, *settled = said.out.splitlines()
    assert "running: The spooler accepts and sends messages. It is sent by postroom spool run" in first
    assert all("  sent  work  ada@example.com -> " in line for line in settled)
    assert len(settled) == 2
    assert states(postroom) == ["sent", "sent"]


def test_an_empty_spool_is_done_at_once(postroom: Postroom) -> None:
    said = postroom("spool", "run", "--until-empty", "--json")
    assert (said.status, said.err) == (0, "")
    documents(said.out)


def test_what_is_deferred_is_waited_for(postroom: Postroom, tmp_path: Path) -> None:
    with Receiver({BOB: (GREYLISTED, OK)}) as receiver:
        add_account(postroom, "work", receiver.port, "--retry", "1s")
        hand_in(postroom, tmp_path, BOB)
        said = postroom("spool", "run", "--until-empty", "--json")
    assert said.status == 0
    told = [each for each in documents(said.out) if each["event"] == "message"]
    assert [(each["state"], each["attempts"]) for each in told] == [("deferred", 1), ("sent", 2)]
    assert told[0]["last_reply"].startswith("450 4.7.1 Greylisted")
    assert told[0]["next_attempt_at"] is not None


@pytest.mark.parametrize(
    ("plan", "state"),
    [({BOB: (UNKNOWN,)}, "failed"), ({".": (LOST,)}, "uncertain")],
    ids=["failed", "uncertain"],
)
def test_what_goes_wrong_is_told_by_the_exit_status(
    postroom: Postroom, tmp_path: Path, plan: Any, state: str
) -> None:
    with Receiver(plan) as receiver:
        add_account(postroom, "work", receiver.port)
        hand_in(postroom, tmp_path, BOB)
        said = postroom("spool", "run", "--until-empty", "--quiet")
        assert (said.status, said.out, said.err) == (1, "", "")
        assert states(postroom) == [state]
        again = postroom("spool", "run", "--until-empty", "--quiet")
    assert again.status == 0


def test_an_uncertain_message_can_be_sent_again(postroom: Postroom, tmp_path: Path) -> None:
    with Receiver({".": (LOST, OK)}) as receiver:
        add_account(postroom, "work", receiver.port)
        (number,) = hand_in(postroom, tmp_path, BOB)
        postroom("spool", "run", "--until-empty", "--quiet")
        assert postroom("status", number).out.splitlines()[0] == "error"
        assert postroom("spool", "resolve", number, "--resend").out == "1 message is queued again.\n"
        assert postroom("spool", "run", "--until-empty", "--quiet").status == 0
        assert len(receiver.letters) == 2
    shown = postroom("spool", "show", number, "--transcript").out
    assert "Attempt 1: " in shown
    assert "Attempt 2: " in shown
    assert f"C  RCPT TO:<{BOB}>" in shown
    assert postroom("status", number).out.splitlines()[0] == "sent"


def test_of_one_account_alone_messages_are_sent_and_waited_for(postroom: Postroom, tmp_path: Path) -> None:
    with Receiver() as receiver, Receiver() as other:
        add_account(postroom, "work", receiver.port)
        add_account(postroom, "other", other.port)
        (waiting,) = hand_in(postroom, tmp_path / "a", BOB, account="other")
        hand_in(postroom, tmp_path / "b", CAROL)
        said = postroom("spool", "run", "--until-empty", "--account", "work", "--json")
        assert said.status == 0
        assert (len(receiver.letters), len(other.letters)) == (1, 0)
        assert {each["account"] for each in documents(said.out) if each["event"] == "message"} == {"work"}
        assert states(postroom) == ["queued", "sent"]
        assert postroom("spool", "run", "--until-empty", "--quiet").status == 0
        assert postroom("status", waiting).out.splitlines()[0] == "sent"


def test_while_one_account_is_sent_for_the_others_know_what_they_wait_for(
    postroom: Postroom, tmp_path: Path
) -> None:
    add_account(postroom, "work")
    add_account(postroom, "other")
    (waiting,) = hand_in(postroom, tmp_path, BOB, account="other")
    with running("--account", "work") as process:
        told = lines_until(process.stdout, "It is sent by")
        assert f"postroom spool run (process {process.pid} on " in told[-1]
        assert ", for work only)" in told[-1]
        shown = postroom("spool", "show", waiting).out
    assert (
        "It waits. At present only the messages of work are sent, by postroom spool run. It waits until that has ended."
        in " ".join(shown.split())
    )


def test_an_account_that_waits_for_a_person_is_not_waited_for(postroom: Postroom, tmp_path: Path) -> None:
    add_account(postroom)
    hand_in(postroom, tmp_path, BOB)
    postroom("spool", "pause", "--account", "work")
    said = postroom("spool", "run", "--until-empty")
    assert said.status == 1
    assert "work: It was paused by postroom spool pause." in said.out
    assert said.err == (
        "postroom: work waits for somebody to look after it. Then: postroom spool resume --account work\n"
    )
    assert states(postroom) == ["queued"]


def test_a_password_that_is_not_known_is_not_waited_for(postroom: Postroom, tmp_path: Path) -> None:
    with Receiver() as receiver:
        options = ("--smtp", f"127.0.0.1:{receiver.port}", "--user", "ada", "--keep", "ask")
        assert postroom("accounts", "add", "work", *options).status == 0
        hand_in(postroom, tmp_path, BOB)
        said = postroom("spool", "run", "--until-empty")
    assert said.status == 1
    assert "work: The password of ada is not known here" in said.out
    assert states(postroom) == ["queued"]


def test_it_ends_in_order_when_the_system_asks(postroom: Postroom, tmp_path: Path) -> None:
    with Receiver({CAROL: (GREYLISTED,)}) as receiver:
        add_account(postroom, "work", receiver.port)
        hand_in(postroom, tmp_path, BOB, CAROL)
        with running() as process:
            told = "".join(lines_until(process.stdout, "deferred"))
            while " sent  work" not in told:
                told += "".join(lines_until(process.stdout, "\n"))
            process.send_signal(signal.SIGTERM)
            assert process.wait(DEADLINE) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""
    assert states(postroom) == ["sent", "deferred"]
    assert postroom("spool", "stats", "--json").json["sender"] is None


def test_what_is_on_its_way_is_finished_and_told(postroom: Postroom, tmp_path: Path) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def heard(command: str) -> None:
        if command == ".":
            arrived.set()
            go_on.wait(DEADLINE)

    with Receiver(heard=heard) as receiver:
        add_account(postroom, "work", receiver.port)
        hand_in(postroom, tmp_path, BOB)
        with running("--json") as process:
            assert arrived.wait(DEADLINE)
            process.send_signal(signal.SIGTERM)
            go_on.set()
            out, err = process.communicate(timeout=DEADLINE)
    assert (process.returncode, err) == (0, "")
    assert [each["state"] for each in documents(out) if each["event"] == "message"] == ["sent"]
    assert states(postroom) == ["sent"]


def test_it_ends_in_order_when_a_person_asks(postroom: Postroom) -> None:
    with running() as process:
        lines_until(process.stdout, "It is sent by")
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE) == 130
        assert process.stderr is not None
        assert process.stderr.read() == "postroom: Interrupted.\n"
    assert postroom("spool", "stats", "--json").json["sender"] is None


def test_whoever_is_asked_to_end_before_the_spool_is_empty_says_so(
    postroom: Postroom, tmp_path: Path
) -> None:
    with Receiver({BOB: (GREYLISTED,)}) as receiver:
        add_account(postroom, "work", receiver.port)
        hand_in(postroom, tmp_path, BOB)
        with running("--until-empty") as process:
            lines_until(process.stdout, "deferred")
            process.send_signal(signal.SIGTERM)
            assert process.wait(DEADLINE) == 130


def test_while_another_process_sends_it_looks_on_and_waits(postroom: Postroom, tmp_path: Path) -> None:
    with Receiver({BOB: (GREYLISTED, OK)}) as receiver, running() as other:
        lines_until(other.stdout, "It is sent by")
        add_account(postroom, "work", receiver.port, "--retry", "1s")
        hand_in(postroom, tmp_path, BOB)
        said = postroom("spool", "run", "--until-empty", "--json")
        assert said.status == 0
        assert len(receiver.letters) == 1
        told = lines_until(other.stdout, "  sent  work")
    assert sum("  deferred  work" in line for line in told) == 1
    assert f"process {other.pid} on " in documents(said.out)[0]["sender"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--account", "nobody"), "There is no account named nobody."),
        (("--quiet", "--json"), "exclude each other"),
        (("now",), "This is not understood here: now."),
    ],
)
def test_wrong_usage_says_what_to_do(postroom: Postroom, arguments: tuple[str, ...], words: str) -> None:
    said = postroom("spool", "run", *arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err
