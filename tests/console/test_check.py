"""`postroom check`, as its contract says: against a real Dovecot and Postfix, and against servers that misbehave."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from postroom.model.account import Account, KeepSecret, Server
from postroom.model.endpoint import Security
from postroom.settings.accounts import AccountBook
from postroom.settings.folders import Folders
from tests.console.conftest import Postroom
from tests.model.schemas import validate
from tests.support.ca import Certificates
from tests.support.dialogue import Point
from tests.support.dovecot_files import ADA, GRACE
from tests.support.fixtures import MailServers, StartHostileServer
from tests.support.pop3_dialogue import pop3_script
from tests.support.ports import refusing_port
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Drop, Script, Send, Silence

PASSWORD = ADA.password.reveal()
SMTP = smtp_script(mechanisms=["PLAIN", "LOGIN"])
POP3 = pop3_script()


def sessions(document: Any) -> dict[str, Any]:
    """Give the sessions of a document by protocol."""
    validate(document, "check-1.json")
    return {session["protocol"]: session for session in document["sessions"]}


class TestRealServers:
    @pytest.mark.parametrize("security", Security)
    def test_both_sessions(
        self, program: Postroom, mail_servers: MailServers, test_ca: Certificates, security: Security
    ) -> None:
        dovecot, ports = mail_servers.dovecot, mail_servers.postfix.ports
        tls = security is Security.TLS
        said = program(
            *("check", "--json", "--security", security, "--ca", test_ca.root, "--user", "ada"),
            *("--pop3", f"localhost:{dovecot.tls_port if tls else dovecot.port}"),
            *("--smtp", f"localhost:{ports.tls if tls else ports.starttls}"),
            *("--password-env", "PW"),
            PW=PASSWORD,
        )
        assert (said.status, said.err) == (0, "")
        assert PASSWORD not in said.out
        found = sessions(said.json)
        assert said.json["ok"] is True
        for session in found.values():
            assert (session["ok"], session["authenticated"], session["account"]) == (True, True, None)
            assert session["security"] == security
            assert (session["tls"] is not None) is (security is not Security.NONE)
            assert session["not_tried"] == []
            assert session["unproved"]
        assert found["pop3"]["mailbox"] == {"messages": 3, "bytes": ADA.octets}

    @pytest.mark.parametrize("mechanism", ["plain", "login", "cram-md5", "scram-sha-256"])
    def test_a_named_mechanism_and_a_password_full_of_quotes(
        self, program: Postroom, mail_servers: MailServers, mechanism: str
    ) -> None:
        said = program(
            *("check", "--json", "--pop3", f"127.0.0.1:{mail_servers.dovecot.port}", "--only", "pop3"),
            *("--user", "grace", "--password-stdin", "--mechanism", mechanism),
            text=GRACE.password.reveal() + "\n",
        )
        assert said.status == 0, said.out
        session = sessions(said.json)["pop3"]
        assert session["mechanism"].lower() == mechanism
        assert GRACE.password.reveal() not in said.out

    def test_the_log_at_its_loudest_holds_no_secret(
        self, program: Postroom, mail_servers: MailServers, home: Path
    ) -> None:
        where = ("--pop3", f"127.0.0.1:{mail_servers.dovecot.port}", "--only", "pop3", "--user", "grace")
        password = GRACE.password.reveal()
        for mechanism in ("plain", "login", "cram-md5"):
            said = program(
                *("check", *where, "--mechanism", mechanism, "--password-env", "PW", "--transcript"),
                PW=password,
                POSTROOM_LOG="debug",
            )
            assert said.status == 0
            encoded = base64.b64encode(f"\0grace\0{password}".encode()).decode()
            for text in (said.out, said.err, Folders.under(home).log_file.read_text(encoding="utf-8")):
                assert not any(form in text for form in (password, repr(password)[1:-1], encoded))

    def test_a_wrong_password(self, program: Postroom, mail_servers: MailServers, tmp_path: Path) -> None:
        (tmp_path / "pw").write_text("wrong-horse\n")
        said = program(
            *(
                "check",
                "--smtp",
                f"127.0.0.1:{mail_servers.postfix.ports.clear}",
                "--user",
                "ada",
                "--transcript",
            ),
            *("--password-file", tmp_path / "pw"),
        )
        assert said.status == 1
        assert "STOPPED AT auth" in said.out
        assert "The server said" not in said.out  # its words stand in the verdict already
        assert "refused the login by SCRAM-SHA-256: 535 5.7.8 " in said.out
        assert "Code: auth-rejected" in said.out
        assert "  S  220 " in said.out
        assert "wrong-horse" not in said.out + said.err

    def test_a_certificate_that_nobody_vouches_for(
        self, program: Postroom, mail_servers: MailServers
    ) -> None:
        said = program(
            *("check", "--json", "--pop3", f"localhost:{mail_servers.dovecot.tls_port}", "--only", "pop3"),
            *("--security", "tls", "--trust", "portable"),
        )
        assert said.status == 1
        error = sessions(said.json)["pop3"]["error"]
        assert (error["code"], error["step"]) == ("certificate-rejected", "tls")

    def test_saved_accounts(self, program: Postroom, mail_servers: MailServers, home: Path) -> None:
        account = Account(
            name="Ada L.",
            user="ada",
            pop3=Server("127.0.0.1", mail_servers.dovecot.port),
            smtp=Server("", mail_servers.postfix.ports.clear),
            keep_secret=KeepSecret.FILE,
        )
        AccountBook(Folders.under(home).accounts_file).add(account)
        kept = program("accounts", "edit", "Ada L.", "--password-env", "PW", PW=PASSWORD)
        assert kept.status == 0
        said = program("check", "--json")
        assert (said.status, said.err) == (0, "")
        assert [session["account"] for session in said.json["sessions"]] == ["Ada L.", "Ada L."]
        narrowed = program("check", "Ada L.", "--only", "smtp", "--json", "--timeout", "5")
        assert [session["protocol"] for session in narrowed.json["sessions"]] == ["smtp"]


class TestWhatIsChecked:
    def test_pop3_alone_checks_smtp_on_the_same_host_too(
        self, postroom: Postroom, hostile_server: StartHostileServer
    ) -> None:
        server = hostile_server(POP3)
        said = postroom("check", "--pop3", f"127.0.0.1:{server.port}", "--json", "--timeout", 5)
        found = sessions(said.json)
        assert found["pop3"]["ok"] is True
        assert (found["smtp"]["host"], found["smtp"]["port"]) == ("127.0.0.1", 25)

    def test_only_narrows_it(self, postroom: Postroom, hostile_server: StartHostileServer) -> None:
        server = hostile_server(POP3)
        said = postroom("check", "--pop3", f"127.0.0.1:{server.port}", "--only", "pop3", "--json")
        assert (said.status, list(sessions(said.json))) == (0, ["pop3"])

    def test_smtp_alone_is_smtp_alone(self, postroom: Postroom, hostile_server: StartHostileServer) -> None:
        server = hostile_server(SMTP)
        said = postroom("check", "--smtp", f"127.0.0.1:{server.port}")
        assert said.status == 0
        assert said.out.startswith(f"SMTP 127.0.0.1:{server.port} (no TLS)  READY in ")
        assert "Connected, not authenticated." in said.out
        assert "Not proved: " in said.out
        assert server.connection().lines[-1] == "QUIT"

    def test_smtp_may_have_a_user_of_its_own(
        self, postroom: Postroom, hostile_server: StartHostileServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("POP", "incoming-password")
        monkeypatch.setenv("OUT", "outgoing-password")
        incoming, outgoing = hostile_server(pop3_script(mechanisms=["USER"])), hostile_server(SMTP)
        said = postroom(
            *(
                "check",
                "--json",
                "--pop3",
                f"127.0.0.1:{incoming.port}",
                "--smtp",
                f"127.0.0.1:{outgoing.port}",
            ),
            *(
                "--user",
                "ada",
                "--password-env",
                "POP",
                "--smtp-user",
                "countess",
                "--smtp-password-env",
                "OUT",
            ),
            *("--mechanism", "login"),
        )
        assert said.status == 0, said.out
        assert "PASS incoming-password" in incoming.connection().lines
        assert "PASS outgoing-password" not in incoming.connection().lines
        assert not any(password in said.out for password in ("incoming-password", "outgoing-password"))

    def test_no_smtp_auth_logs_in_to_pop3_only(
        self, postroom: Postroom, hostile_server: StartHostileServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PW", "pencil")
        incoming, outgoing = hostile_server(POP3), hostile_server(SMTP)
        said = postroom(
            *(
                "check",
                "--json",
                "--pop3",
                f"127.0.0.1:{incoming.port}",
                "--smtp",
                f"127.0.0.1:{outgoing.port}",
            ),
            *("--user", "ada", "--password-env", "PW", "--no-smtp-auth"),
        )
        found = sessions(said.json)
        assert (found["pop3"]["authenticated"], found["smtp"]["authenticated"]) == (True, False)
        assert said.status == 0

    def test_both_sessions_run_at_the_same_time(
        self, postroom: Postroom, hostile_server: StartHostileServer
    ) -> None:
        silent = hostile_server([Silence()])
        where = f"127.0.0.1:{silent.port}"
        said = postroom("check", "--json", "--pop3", where, "--smtp", where, "--timeout", 1)
        found = sessions(said.json)
        assert [session["error"]["code"] for session in found.values()] == ["timeout", "timeout"]
        assert len(silent.connections) == 2
        first, second = (datetime.fromisoformat(session["opened_at"]) for session in found.values())
        assert abs(first - second) < timedelta(seconds=1)


class TestWhatIsSaid:
    def test_a_refused_connection(self, postroom: Postroom) -> None:
        with refusing_port() as port:
            said = postroom("check", "--smtp", f"127.0.0.1:{port}")
        assert said.status == 1
        assert "STOPPED AT connect" in said.out
        assert "Code: connect-refused" in said.out
        assert "greeting  not tried" in said.out

    def test_a_server_cannot_steer_the_terminal(
        self, postroom: Postroom, hostile_server: StartHostileServer
    ) -> None:
        greeting: Script = [Send(b"220 \x1b]0;owned\x07\x9b2J \xe2\x80\xaegnp.exe\r\n"), Drop()]
        server = hostile_server(smtp_script(faults={Point.GREETING: greeting}))
        where = f"127.0.0.1:{server.port}"
        for options in (["--transcript"], ["--json"]):
            said = postroom("check", "--smtp", where, "--timeout", 1, *options)
            assert said.out.replace("\n", "").isprintable()
            assert "owned" in said.out

    def test_a_password_that_the_server_says_back_is_shown_nowhere(
        self, postroom: Postroom, hostile_server: StartHostileServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PW", "pencil-and-ink")
        echo: Script = [Send(b"535 5.7.8 No such password: pencil-and-ink\r\n")]
        server = hostile_server(smtp_script(mechanisms=["LOGIN"], faults={Point.AUTH: echo}))
        for options in (["--transcript"], ["--json"]):
            said = postroom(
                *("check", "--smtp", f"127.0.0.1:{server.port}", "--user", "ada", "--password-env", "PW"),
                *options,
            )
            assert said.status == 1
            assert "No such password: [redacted]" in said.out
            assert "pencil" not in said.out + said.err

    def test_json_is_all_that_is_printed(self, program: Postroom, hostile_server: StartHostileServer) -> None:
        server = hostile_server(SMTP)
        said = program("check", "--smtp", f"127.0.0.1:{server.port}", "--json")
        assert (said.status, said.err) == (0, "")
        sessions(said.json)


class TestWrongUsage:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ([], "There are no saved accounts. Name a server with --pop3 HOST"),
            (["nobody"], "There is no account named nobody. See postroom accounts list."),
            (["ada", "--pop3", "h"], "Name saved accounts, or servers with --pop3 and --smtp, but not both."),
            (["--user", "ada"], "--user needs a server: add --pop3 HOST or --smtp HOST."),
            (["--no-smtp-auth"], "--smtp-auth needs a server"),
            (["--smtp", "h", "--only", "pop3"], "--only pop3 leaves no server to check."),
            (["--pop3", "http://h"], "--pop3: http://h is a web address"),
            (["--pop3", "h", "--timeout", "-1"], "--timeout: The time-out must be between"),
            (
                ["--pop3", "h", "--user", "ada"],
                "The password of ada is not known. Give it with --password-env VAR",
            ),
            (
                ["--pop3", "h", "--password-env", "HOME"],
                "A password was given, but not whose it is: add --user.",
            ),
        ],
    )
    def test_it_says_what_to_do(self, postroom: Postroom, arguments: list[str], words: str) -> None:
        said = postroom("check", *arguments)
        assert (said.status, said.out) == (2, "")
        assert words in said.err

    def test_a_password_that_is_asked_for(
        self, postroom: Postroom, hostile_server: StartHostileServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", lambda _: "typed-password")
        server = hostile_server(POP3)
        said = postroom("check", "--pop3", f"127.0.0.1:{server.port}", "--only", "pop3", "--user", "ada")
        assert said.status == 0
        assert "PASS typed-password" in server.connection().lines
        assert "typed-password" not in said.out + said.err
