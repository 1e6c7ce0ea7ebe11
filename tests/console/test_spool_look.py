"""`postroom spool list`, `show`, `attempts` and `stats`, and `postroom status`, of messages that were not tried yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.conftest import Postroom
from tests.console.spools import add_account, hand_in, letter
from tests.model.schemas import validate


@pytest.fixture(autouse=True)
def spool(postroom: Postroom, tmp_path: Path) -> None:
    add_account(postroom)
    add_account(postroom, "home")
    hand_in(postroom, tmp_path / "a", "bob@example.org", "carol@example.org, dave@example.org")
    hand_in(postroom, tmp_path / "b", "bob@example.org", account="home")


def ids(postroom: Postroom, *options: str) -> list[int]:
    said = postroom("spool", "list", "--json", *options)
    assert said.status == 0, said.err
    validate(said.json, "spool-1.json")
    return [row["id"] for row in said.json["messages"]]


def test_the_list_has_a_line_for_each_message(postroom: Postroom) -> None:
    said = postroom("spool", "list")
    title, *rows = said.out.splitlines()
    assert title.split()[:7] == ["Id", "State", "Account", "From", "To", "Subject", "Size"]
    assert [row.split()[:3] for row in rows] == [
        ["3", "queued", "home"],
        ["2", "queued", "work"],
        ["1", "queued", "work"],
    ]
    assert "carol@example.org and 1 more" in rows[1]


def test_the_document_counts_every_state(postroom: Postroom) -> None:
    postroom("spool", "hold", "1")
    document = postroom("spool", "list", "--json").json
    assert (document["state"], document["counts"]["queued"], document["counts"]["held"]) == ("running", 2, 1)
    assert document["more"] == 0


def test_the_list_can_be_narrowed_down_and_ordered(postroom: Postroom) -> None:
    postroom("spool", "hold", "1")
    assert ids(postroom, "--state", "held") == [1]
    assert ids(postroom, "--state", "held,queued", "--state", "sent", "--ascending") == [1, 2, 3]
    assert ids(postroom, "--account", "home") == [3]
    assert ids(postroom, "--account", "home", "--account", "work") == [3, 2, 1]
    assert ids(postroom, "--search", "DAVE tea") == [2]
    assert ids(postroom, "--sort", "account", "--ascending") == [3, 1, 2]
    assert ids(postroom, "--search", "nobody") == []
    assert postroom("spool", "list", "--search", "nobody").out == "There are no such messages.\n"


def test_a_long_list_says_how_many_are_left_out(postroom: Postroom) -> None:
    assert ids(postroom, "--limit", "2") == [3, 2]
    assert postroom("spool", "list", "--limit", "2").out.endswith("\n1 more is not shown: see --limit.\n")
    assert postroom("spool", "list", "--limit", "1", "--account", "work", "--json").json["more"] == 1
    assert postroom("spool", "list", "--limit", "1", "--search", "example.org", "--json").json["more"] == 2
    assert "not shown" not in postroom("spool", "list", "--limit", "3").out
    assert postroom("spool", "list", "--limit", "0", "--json").json["more"] == 3


def test_a_spooler_that_does_not_run_is_told_first(postroom: Postroom) -> None:
    postroom("spool", "pause")
    assert postroom("spool", "list").out.startswith("paused: The spooler is paused.")


def test_one_message_is_shown_with_everything(postroom: Postroom) -> None:
    said = postroom("spool", "show", "2")
    assert said.out.startswith("Message 2: queued (pending)\n  It waits. ")
    for words in (
        "ada@example.com",
        "Tea at four",
        "waiting    carol@example.org",
        "waiting    dave@example.org",
    ):
        assert words in said.out
    document = postroom("spool", "show", "2", "--json").json
    validate(document, "message-1.json")
    assert [each["outcome"] for each in document["recipients"]] == ["waiting", "waiting"]


def test_a_message_that_was_not_tried_has_no_attempts(postroom: Postroom) -> None:
    assert postroom("spool", "attempts", "1").out == "Message 1 has not been tried yet.\n"
    document = postroom("spool", "attempts", "1", "--json").json
    validate(document, "attempts-1.json")
    assert (document["id"], document["attempts"]) == (1, [])


def test_a_program_hears_one_word(postroom: Postroom) -> None:
    said = postroom("status", "1")
    assert (said.status, said.out.splitlines()[0]) == (0, "pending")
    postroom("spool", "cancel", "1")
    assert postroom("status", "1").out.startswith("error\nIt was discarded at ")
    document = postroom("status", "1", "--json").json
    validate(document, "status-1.json")
    assert (document["status"], document["state"]) == ("error", "discarded")


def test_the_numbers_are_told_by_account(postroom: Postroom) -> None:
    said = postroom("spool", "stats")
    assert said.status == 0
    lines = [line.split() for line in said.out.splitlines()]
    assert lines[-4:] == [
        ["Account", "Queued", "Sending", "Deferred", "Held", "Sent", "Failed", "Uncertain", "Discarded"],
        ["home", "1", "0", "0", "0", "0", "0", "0", "0"],
        ["work", "2", "0", "0", "0", "0", "0", "0", "0"],
        ["together", "3", "0", "0", "0", "0", "0", "0", "0"],
    ]
    assert "No program sends from this spool" in said.out
    document = postroom("spool", "stats", "--json").json
    validate(document, "stats-1.json")
    assert (document["sender"], document["counts"]["queued"]) == (None, 3)


def test_messages_of_an_account_that_is_gone_can_be_looked_at(postroom: Postroom) -> None:
    postroom("accounts", "remove", "home")
    assert ids(postroom, "--account", "home") == [3]
    assert postroom("spool", "show", "3").status == 0


def test_messages_are_written_to_files(postroom: Postroom, tmp_path: Path) -> None:
    whole = letter("bob@example.org").replace(b"\n", b"\r\n")
    said = postroom("spool", "export", "1")
    assert (said.status, said.out.replace("\r\n", "\n").encode()) == (0, letter("bob@example.org"))
    folder = tmp_path / "out"
    said = postroom("spool", "export", "--account", "work", "--output", folder)
    assert (said.status, said.out) == (0, f"Wrote 2 files to {folder}.\n")
    assert (folder / "1.eml").read_bytes() == whole
    assert sorted(path.name for path in folder.iterdir()) == ["1.eml", "2.eml"]
    said = postroom("spool", "export", "1", "3", "99", "--output", folder)
    assert (said.status, said.err) == (1, "postroom: There is no message 99.\n")
    assert (folder / "3.eml").exists()
    other = tmp_path / "other"
    other.mkdir()
    assert postroom("spool", "export", "2", "--output", other).out == f"Wrote 1 file to {other}.\n"


def test_files_that_are_there_are_not_written_over(postroom: Postroom, tmp_path: Path) -> None:
    file, folder = tmp_path / "precious.eml", tmp_path / "out"
    file.write_bytes(b"precious")
    said = postroom("spool", "export", "1", "--output", file)
    assert (said.status, said.out) == (1, "")
    assert said.err == f"postroom: {file} is there already and stays as it is: choose another name.\n"
    assert file.read_bytes() == b"precious"
    folder.mkdir()
    (folder / "1.eml").write_bytes(b"precious")
    said = postroom("spool", "export", "1", "2", "--output", folder)
    assert (said.status, said.out.splitlines()) == (
        0,
        [f"Wrote 2 files to {folder}.", "1 has another name, since its own was taken: 1-2.eml."],
    )
    assert sorted(path.name for path in folder.iterdir()) == ["1-2.eml", "1.eml", "2.eml"]
    assert (folder / "1.eml").read_bytes() == b"precious"
    assert b"Subject: " in (folder / "1-2.eml").read_bytes()


def test_what_cannot_be_written_is_told(postroom: Postroom, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = postroom("spool", "export", "1", "--output", tmp_path / "missing" / "a.eml")
    assert (said.status, "cannot be written: No such file or directory." in said.err) == (1, True)
    said = postroom("spool", "export", "1", "2", "--output", tmp_path / "file")
    assert (said.status, "cannot be made: File exists." in said.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("spool", "Say what to do with the spool. See postroom spool --help."),
        ("spool lst", "There is no command spool lst. See postroom spool --help."),
        ("spool list --state lost", "--state cannot be lost: choose from queued, sending,"),
        ("spool list --sort mood", "--sort cannot be mood: choose from queued,"),
        ("spool list --limit many", "--limit must be a number, such as 100. It is many."),
        ("spool list --account nobody", "There is no account named nobody. See postroom accounts list."),
        (
            "spool show seven",
            "seven is no identifier of a message, which is a number. See postroom spool list.",
        ),
        ("spool show 99999999999999999999", "is no identifier of a message"),
        ("spool show", "Something is missing: ID."),
        ("spool export --all", "Say where several messages are to go: --output FOLDER."),
        ("status", "Something is missing: ID. See postroom status --help."),
    ],
)
def test_wrong_usage_says_what_to_do(postroom: Postroom, arguments: str, words: str) -> None:
    said = postroom(*arguments.split())
    assert (said.status, said.out) == (2, "")
    assert words in said.err


@pytest.mark.parametrize("command", ["spool show 99", "spool attempts 99", "spool export 99", "status 99"])
def test_a_message_that_is_not_there_is_told(postroom: Postroom, command: str) -> None:
    said = postroom(*command.split())
    assert (said.status, said.out, said.err) == (1, "", "postroom: There is no message 99.\n")


def test_a_spool_that_is_no_spool_is_told(postroom: Postroom, home: Path) -> None:
    (file,) = home.glob("spool/spool.db")
    for beside in home.glob("spool/spool.db-*"):
        beside.unlink()
    file.write_bytes(b"no database, and nobody reads it as one" * 100)
    said = postroom("spool", "list")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("postroom: ")
    assert "Traceback" not in said.err


def test_the_help_has_every_command(postroom: Postroom) -> None:
    said = postroom("help", "spool")
    commands = "list show attempts stats export retry hold release cancel requeue resolve undo import run pause resume"
    for command in [*commands.split(), "enable", "disable"]:
        assert command in said.out
        assert postroom("spool", command, "--help").out.startswith(f"usage: postroom spool {command} ")
    assert max(map(len, said.out.splitlines())) <= 80
