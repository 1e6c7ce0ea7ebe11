"""`postroom spool import`: ready messages into the spool."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.conftest import Postroom
from tests.console.spools import add_account, letter
from tests.model.schemas import validate


@pytest.fixture(autouse=True)
def account(postroom: Postroom) -> None:
    add_account(postroom)


def test_identifiers_are_printed_one_a_line(postroom: Postroom, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in ("a.eml", "b.eml"):
        (folder / name).write_bytes(letter(subject=name))
    (folder / "notes.txt").write_text("milk")
    said = postroom("spool", "import", "--account", "work", folder)
    assert (said.status, said.out) == (0, "1\n2\n")
    assert "1 file was skipped" in said.err
    rows = postroom("spool", "list", "--json").json["messages"]
    assert [(row["id"], row["subject"]) for row in rows] == [(2, "b.eml"), (1, "a.eml")]


def test_the_envelope_comes_from_the_header_and_blind_copies_are_not_sent(
    postroom: Postroom, tmp_path: Path
) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(letter("Bob <bob@example.org>", "Tea", "Bcc: eve@example.org"))
    assert postroom("spool", "import", "--account", "work", file).out == "1\n"
    document = postroom("spool", "show", "1", "--json").json
    assert document["envelope"]["from"] == "ada@example.com"
    assert document["envelope"]["to"] == ["bob@example.org", "eve@example.org"]
    exported = postroom("spool", "export", "1", "--output", tmp_path / "out.eml")
    assert exported.status == 0
    whole = letter("Bob <bob@example.org>", "Tea").replace(b"\n", b"\r\n")
    assert (tmp_path / "out.eml").read_bytes() == whole


def test_an_envelope_can_be_given(postroom: Postroom, tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(b"Subject: nothing else\n\n")
    given = ("--from", "<>", "--to", "bob@example.org", "--to", "eve@example.org")
    assert postroom("spool", "import", "--account", "work", *given, file).status == 0
    envelope = postroom("spool", "show", "1", "--json").json["envelope"]
    assert (envelope["from"], envelope["to"]) == (None, ["bob@example.org", "eve@example.org"])


def test_an_mbox_is_taken_in_message_by_message(postroom: Postroom, tmp_path: Path) -> None:
    file = tmp_path / "old.mbox"
    file.write_bytes(b"".join(b"From -\n" + letter(subject=str(n)) + b"\n" for n in range(250)))
    said = postroom("spool", "import", "--account", "work", file)
    assert said.out.splitlines() == [str(n) for n in range(1, 251)]
    newest = postroom("spool", "list", "--limit", "1", "--json").json
    assert (newest["messages"][0]["subject"], newest["more"]) == ("249", 249)


def test_one_that_is_no_message_does_not_stop_the_others(postroom: Postroom, tmp_path: Path) -> None:
    files = {
        "a.eml": b"\x89PNG\r\n",
        "b.eml": letter(),
        "c.eml": b"Subject: who?\n\n",
        "d.eml": b"From: ada@example.com\n\n",
        "e.eml": b"",
    }
    for name, octets in files.items():
        (tmp_path / name).write_bytes(octets)
    said = postroom("spool", "import", "--account", "work", "--json", *(tmp_path / name for name in files))
    assert said.status == 1
    validate(said.json, "submitted-1.json")
    assert said.json["ids"] == [1]
    assert said.json["messages"][0]["source"] == str(tmp_path / "b.eml")
    assert {each["code"] for each in said.json["refused"]} == {"bad-envelope"}
    sentences = {Path(each["source"]).name: each["sentence"] for each in said.json["refused"]}
    assert sentences["a.eml"].startswith("This is not a message: line 1 is none of a header")
    assert sentences["c.eml"].endswith("Or give the sender with --from.")
    assert sentences["d.eml"].endswith("Or give the recipients with --to.")
    assert sentences["e.eml"] == "This is not a message: it does not begin with a header."
    for name, sentence in sentences.items():
        assert f"postroom: {tmp_path / name}: {sentence}\n" in said.err


def test_what_was_changed_in_a_message_is_told(postroom: Postroom, tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(letter().replace(b"\n", b"\r\n") + b"bare\nend\r\n")
    said = postroom("spool", "import", "--account", "work", file)
    assert (said.status, said.out) == (0, "1\n")
    assert said.err == f"postroom: {file}: 1 LF without CR became a line end.\n"


def test_a_message_that_is_too_large_is_refused_alone(postroom: Postroom, tmp_path: Path) -> None:
    postroom("accounts", "edit", "work", "--size-limit", "2KB")
    (tmp_path / "a.eml").write_bytes(letter() + b"x" * 3000)
    (tmp_path / "b.eml").write_bytes(letter())
    said = postroom("spool", "import", "--account", "work", "--json", tmp_path / "a.eml", tmp_path / "b.eml")
    assert (said.status, said.json["ids"]) == (1, [1])
    assert [each["code"] for each in said.json["refused"]] == ["too-large"]


def test_a_subject_that_cannot_be_decoded_stays_as_it_is(postroom: Postroom, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter(subject="=?utf-8?b?w?="))
    assert postroom("spool", "import", "--account", "work", tmp_path / "a.eml").status == 0
    assert postroom("spool", "show", "1", "--json").json["subject"] == "=?utf-8?b?w?="


def test_a_disabled_spooler_refuses_everything(postroom: Postroom, tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(letter())
    postroom("spool", "disable")
    said = postroom("spool", "import", "--account", "work", tmp_path / "a.eml", tmp_path / "b.eml")
    assert (said.status, said.out) == (3, "")
    assert said.err.startswith("postroom: The spooler is disabled")
    assert len(said.err.splitlines()) == 1
    postroom("spool", "enable")
    assert postroom("spool", "import", "--account", "work", tmp_path / "a.eml").status == 0


def test_an_account_that_cannot_send_is_told(postroom: Postroom, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    postroom("accounts", "add", "reader", "--pop3", "pop.example.com:995")
    said = postroom("spool", "import", "--account", "reader", tmp_path / "a.eml")
    assert (said.status, said.out) == (1, "")
    assert "has no SMTP server" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.eml",), "Say which account sends the messages: --account NAME."),
        (("--account", "work"), "Say where the messages are: a file, a folder, or - for standard input."),
        (("--account", "nobody", "a.eml"), "There is no account named nobody. See postroom accounts list."),
        (("--account", "work", "--from", "ada", "a.eml"), "--from: ada is not an address"),
        (("--account", "work", "--to", "a b@c", "a.eml"), "--to: "),
    ],
)
def test_wrong_usage_says_what_to_do(postroom: Postroom, arguments: tuple[str, ...], words: str) -> None:
    said = postroom("spool", "import", *arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err


def test_whoever_interrupts_it_knows_what_was_taken_in(postroom: Postroom) -> None:
    command = [sys.executable, "-m", "postroom", "spool", "import", "--account", "work", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write((b"From -\n" + letter() + b"\n") * 150)
        process.stdin.flush()
        told = [process.stdout.readline() for _ in range(100)]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stdout.read() == b""
        assert process.stderr.read() == b"postroom: Interrupted.\n"
    assert told == [b"%d\n" % number for number in range(1, 101)]
    assert postroom("spool", "list", "--json").json["counts"]["queued"] == 100


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text there")
def test_files_whose_names_are_no_text_are_taken_in_and_told(postroom: Postroom, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in ((b"\xff.eml", letter()), (b"\xfe.eml", b"")):
        (folder / os.fsdecode(name)).write_bytes(content)
    said = postroom("spool", "import", "--account", "work", folder, "--json")
    validate(said.json, "submitted-1.json")
    assert [each["source"] for each in said.json["messages"]] == [f"{folder}/\\udcff.eml"]
    assert [each["source"] for each in said.json["refused"]] == [f"{folder}/\\udcfe.eml"]


def test_an_empty_folder_is_told(postroom: Postroom, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = postroom("spool", "import", "--account", "work", tmp_path / "empty")
    assert (said.status, said.out) == (1, "")
    assert said.err == f"postroom: {tmp_path / 'empty'}: There is no .eml file in this folder.\n"
