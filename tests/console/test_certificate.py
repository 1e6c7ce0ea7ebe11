"""`postroom certificate`: real servers, every verdict, and the chain as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postroom.model.endpoint import Security
from postroom.model.exceptions import KeptException
from postroom.model.problem_kinds import ProblemKind
from postroom.model.trust import BoundException
from postroom.settings.exceptions import ExceptionBook
from postroom.settings.folders import Folders
from tests.console.conftest import Postroom
from tests.model.schemas import validate
from tests.support.ca import Certificates
from tests.support.fixtures import MailServers, StartHostileServer
from tests.support.hostile import HostileServer
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Expect, Send, Silence, StartTls


@pytest.fixture
def expired(test_ca: Certificates, hostile_server: StartHostileServer) -> HostileServer:
    return hostile_server((StartTls(test_ca.expired_wrong_name_unknown_root.server_context()), Silence()))


class TestRealServers:
    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_a_good_certificate(
        self, program: Postroom, mail_servers: MailServers, test_ca: Certificates, security: str
    ) -> None:
        ports = mail_servers.postfix.ports
        port = ports.tls if security == "tls" else ports.starttls
        said = program("certificate", f"localhost:{port}", "--security", security, "--ca", test_ca.root)
        assert said.status == 0, said.out + said.err
        first, *_ = said.out.splitlines()
        assert first.endswith("IN ORDER")
        assert "Path, from the server's certificate upwards:" in said.out
        assert "revocation: not checked" in said.out
        assert "days left" in said.out
        assert said.err == ""

    def test_pop3_speaks_to_dovecot(self, postroom: Postroom, mail_servers: MailServers) -> None:
        port = mail_servers.dovecot.tls_port
        said = postroom(
            "certificate", f"localhost:{port}", "--protocol", "pop3", "--security", "tls", "--json"
        )
        assert said.status == 1
        validate(said.json, "certificate-1.json")
        assert said.json["tls"]["problems"]
        assert said.json["judgements"]["system"]["problems"] == said.json["tls"]["problems"]


class TestRejected:
    def test_every_problem_is_said_with_its_remedy(self, postroom: Postroom, expired: HostileServer) -> None:
        said = postroom("certificate", f"localhost:{expired.port}", "--security", "tls")
        assert said.status == 1
        assert said.out.splitlines()[0].endswith("REJECTED")
        for kind in ("name", "expired", "unknown-authority"):
            assert f"\n{kind}: " in said.out or "\nincomplete-chain: " in said.out
        assert said.out.count("What to do: ") == 3
        assert "\nx " in said.out
        assert "it is for another name" in said.out
        for store in ("system", "portable"):
            assert f"\n  {store:<9} it is for another name" in said.out

    def test_the_document(self, postroom: Postroom, expired: HostileServer) -> None:
        said = postroom("certificate", f"localhost:{expired.port}", "--security", "tls", "--json")
        assert said.status == 1
        validate(said.json, "certificate-1.json")
        assert {"name", "expired"} < set(said.json["tls"]["problems"])
        assert said.json["ok"] is False

    def test_the_chain_is_saved_as_it_was_sent(
        self, postroom: Postroom, test_ca: Certificates, hostile_server: StartHostileServer, tmp_path: Path
    ) -> None:
        server = hostile_server((StartTls(test_ca.by_intermediate.server_context()), Silence()))
        file = tmp_path / "chain.pem"
        said = postroom("certificate", f"localhost:{server.port}", "--security", "tls", "--save-chain", file)
        assert "Wrote the chain" in said.err
        assert file.read_text() == test_ca.by_intermediate.chain.read_text()

    def test_a_file_that_cannot_be_written_is_told(self, postroom: Postroom, expired: HostileServer) -> None:
        said = postroom(
            *("certificate", f"localhost:{expired.port}", "--security", "tls"),
            *("--save-chain", "/nowhere/chain.pem"),
        )
        assert said.status == 1
        assert "/nowhere/chain.pem cannot be written: No such file or directory." in said.err


def test_imap_begins_in_clear(
    postroom: Postroom, test_ca: Certificates, hostile_server: StartHostileServer
) -> None:
    script = (
        Send(b"* OK ready\r\n"),
        Expect(b"a STARTTLS"),
        Send(b"a OK go\r\n"),
        StartTls(test_ca.good.server_context()),
        Silence(),
    )
    server = hostile_server(script)
    said = postroom(
        *("certificate", f"localhost:{server.port}", "--protocol", "imap", "--security", "starttls"),
        *("--ca", test_ca.root, "--json"),
    )
    assert said.status == 0, said.json
    assert (said.json["protocol"], said.json["tls"]["trust"]) == ("imap", "system+ca")


def test_no_certificate_is_told_as_a_failure(postroom: Postroom) -> None:
    said = postroom("certificate", "localhost:1", "--security", "tls")
    assert said.status == 1
    assert said.out.splitlines()[0] == "SMTP localhost:1 (TLS)  NO CERTIFICATE"
    assert "What to do: " in said.out
    assert "Code: connect-refused" in said.out
    assert postroom("certificate", "localhost:1", "--json").json["error"]["code"] == "connect-refused"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Something is missing: HOST[:PORT]."),
        (("http://x",), "web address"),
        (("h:0",), "is not a port"),
        (("h", "--protocol", "ftp"), "--protocol cannot be ftp: choose from smtp, pop3, imap."),
        (("h", "--security", "none"), "--security cannot be none"),
        (("h", "--timeout", "0"), "between 1 and 600 seconds"),
        (("h", "--ca", "/nowhere.pem"), "--ca: /nowhere.pem cannot be read"),
    ],
)
def test_wrong_usage_says_what_to_do(postroom: Postroom, arguments: tuple[str, ...], words: str) -> None:
    said = postroom("certificate", *arguments)
    assert (said.status, said.out) == (2, "")
    assert words in said.err


def test_general_settings_serve(
    postroom: Postroom, home: Path, test_ca: Certificates, hostile_server: StartHostileServer
) -> None:
    server = hostile_server((StartTls(test_ca.good.server_context()), Silence()))
    file = home / "settings" / "preferences.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[trust]\nmode = "portable"\nca_files = ["{test_ca.root}"]\n')
    said = postroom("certificate", f"localhost:{server.port}", "--security", "tls", "--json")
    assert said.status == 0
    assert said.json["tls"]["trust"] == "portable+ca"


class TestCheck:
    def test_what_is_ignored_is_let_through_and_said(
        self, postroom: Postroom, test_ca: Certificates, hostile_server: StartHostileServer
    ) -> None:
        server = hostile_server(smtp_script(Security.TLS, context=test_ca.expired.server_context()))
        check = ("check", "--smtp", f"localhost:{server.port}", "--security", "tls", "--ca", test_ca.root)
        rejected = postroom(*check, "--json").json["sessions"][0]
        assert (rejected["error"]["code"], rejected["tls"]["problems"]) == (
            "certificate-rejected",
            ["expired"],
        )
        assert rejected["tls"]["ignored"] == []
        said = postroom(*check, "--ignore", "expired", "--json")
        (session,) = said.json["sessions"]
        assert (said.status, session["ok"]) == (0, True)
        assert (session["tls"]["problems"], session["tls"]["ignored"]) == (["expired"], ["expired"])
        assert session["tls"]["findings"][0]["ignored_by"] == "expired"
        assert any("the account ignores expired" in note for note in session["notes"])

    def test_a_saved_exception_counts_for_its_server_and_key(
        self, postroom: Postroom, home: Path, test_ca: Certificates, hostile_server: StartHostileServer
    ) -> None:
        server = hostile_server(smtp_script(Security.TLS, context=test_ca.self_signed.server_context()))
        where = f"localhost:{server.port}"
        seen = postroom("certificate", where, "--security", "tls", "--json").json
        assert seen["tls"]["problems"] == ["self-signed"]
        now = datetime.now(UTC).replace(microsecond=0)
        bound = BoundException(
            host="localhost",
            port=server.port,
            kinds=frozenset({ProblemKind.SELF_SIGNED}),
            key_sha256=seen["tls"]["chain"][0]["key_sha256"],
            reason="our own server",
            author="ada",
            created=now - timedelta(minutes=1),
            until=now + timedelta(days=1),
        )
        book = ExceptionBook(Folders.under(home).exceptions_file)
        book.add(KeptException("aa01", bound))
        check = ("check", "--smtp", where, "--security", "tls")
        accepted = postroom(*check)
        assert accepted.status == 0, accepted.out
        assert "by an exception until" in accepted.out
        assert "(our own server)" in accepted.out
        assert postroom("exceptions", "revoke", "aa01").status == 0
        assert postroom(*check).status == 1
