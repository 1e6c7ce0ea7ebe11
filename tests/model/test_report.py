"""The report of a session in Markdown."""

from __future__ import annotations

from dataclasses import replace

from postroom.model.report import markdown
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import StepState
from tests.model.samples import CERTIFICATE, FAILED, LINES, PASSWORD, PLAN, READY, REJECTED, REJECTED_TLS, TLS

READY_REPORT = """\
# POP3 session with pop.example.com:995

- Started: 2026-11-23T16:00:00Z
- Account: ada@example.com
- Security: tls
- Address: 192.0.2.1
- User: ada
- Mechanism: PLAIN
- Why this mechanism: The server offers PLAIN only.
- Mailbox: messages: 3, bytes: 4711
- Time-out: 30 s
- Made by: Postroom 0.1.0

## Verdict

- Result: all that was planned was proved, in 50.00 ms
- Note: A note.
- Not proved: That messages can be read.

## Steps

| Step | Result | Start (ms) | Time (ms) | Detail |
| --- | --- | ---: | ---: | --- |
| resolve | ok | 0.00 | 10.00 | 192.0.2.1 |
| connect | ok | 10.00 | 20.00 | 192.0.2.1 |
|  |  | 10.00 | 5.00 | 2001:db8::1: no route to host |
|  |  | 15.00 | 15.00 | 192.0.2.1: connected |
| tls | ok | 0.00 | 10.00 |  |
| greeting | ok | 10.00 | 10.00 |  |
| hello | ok | 20.00 | 10.00 |  |
| auth | ok | 30.00 | 10.00 |  |
| ready | ok | 40.00 | 10.00 |  |

## TLS

- Version: TLSv1.3
- Cipher: TLS\\_AES\\_256\\_GCM\\_SHA384
- Trusted by: portable

### Certificate 1

- Subject: CN=pop.example.com
- Issuer: CN=Example Authority
- Names: pop.example.com, \\*.example.com
- Valid from: 2026-01-01T00:00:00Z
- Valid until: 2027-01-01T12:30:00Z
- Serial number: 01:02
- Key: EC secp256r1
- Signature: ecdsa-with-SHA256
- SHA-256: {sha256}

## Capabilities

```
SASL PLAIN
UIDL
```

## Transcript

```
   0.0012  S  +OK ready
   0.0020  C  AUTH PLAIN [redacted]
   0.0030  -  login succeeded
```
"""


def test_a_session_that_is_ready() -> None:
    assert markdown(READY, LINES) == READY_REPORT.replace("{sha256}", "ab" * 32)


def test_a_session_that_failed_says_why_and_what_to_do() -> None:
    report = markdown(FAILED, ())
    assert "- Result: stopped at auth with auth-rejected\n" in report
    assert "- What happened: The server rejected the password.\n" in report
    assert "- Server's reply: -ERR \\[AUTH\\] no such user / or password\n" in report
    assert "- Likely cause: Most likely it is wrong.\n" in report
    assert "- What to do: Enter it again.\n" in report
    assert "- Not tried: ready\n" in report
    assert "| auth | failed | 50.00 | 10.00 |  |\n" in report
    assert "| ready | not tried |  |  |  |\n" in report
    assert "- Started" not in report
    assert "## TLS" not in report


def test_a_proved_cause_is_not_called_likely() -> None:
    report = markdown(replace(FAILED, error=replace(REJECTED, guess=False, server_reply=None)), ())
    assert "- Cause: Most likely it is wrong.\n" in report
    assert "Server's reply" not in report


def test_no_cause_is_better_than_an_empty_one() -> None:
    assert "ause:" not in markdown(replace(FAILED, error=replace(REJECTED, cause="")), ())


def test_a_session_of_the_moment_that_is_still_opening() -> None:
    plan = replace(PLAN, account=None, credentials=None)
    running = replace(READY.steps[0], state=StepState.RUNNING, detail="a|b")
    report = markdown(SessionSnapshot(plan=plan, state=SessionState.OPENING, steps=(running,)), ())
    assert "- Result: not finished: the session is opening\n" in report
    assert "| resolve | running | 0.00 | 10.00 | a\\|b |\n" in report
    assert "- Address: not connected\n" in report
    assert "- User: none\n" in report
    assert "- Account" not in report


def test_a_certificate_without_names_says_so() -> None:
    assert READY.tls is not None
    chain = (replace(READY.tls.chain[0], names=()),)
    assert "- Names: none\n" in markdown(replace(READY, tls=replace(READY.tls, chain=chain)), ())


def test_the_password_is_nowhere_even_where_markdown_would_have_escaped_it() -> None:
    snapshot = replace(READY, notes=(f"the server said {PASSWORD}",), capabilities=(PASSWORD,))
    report = markdown(snapshot, [*LINES, LINES[0]._replace(text=f"-ERR {PASSWORD}")])
    assert "pass" not in report.replace("password", "")
    assert report.count("redacted") == 4


def test_each_problem_of_a_certificate_is_said_and_what_let_it_through() -> None:
    text = markdown(replace(READY, tls=REJECTED_TLS), ())
    assert "- Revocation: not checked\n" in text
    assert "- Judged by: system\n" in text
    assert "### Problem: name\n\n- What is wrong: You typed mail.example.com" in text
    assert "### Problem: expired\n\n- What is wrong: " in text
    assert text.count("- What to do: ") == 2
    assert "- List of authorities system: it is for another name, it has expired\n" in text
    assert "- List of authorities portable: it has expired\n" in text
    assert "- Why they differ: They follow different paths" in text
    assert text.count("- Ignored: The certificate was let through although it is for another name") == 1


def test_the_fingerprint_of_the_key_is_there_where_it_is_known() -> None:
    keyed = replace(CERTIFICATE, key_sha256="cd" * 32)
    text = markdown(replace(READY, tls=replace(TLS, chain=(keyed,))), ())
    assert f"- SHA-256 of the key: {'cd' * 32}\n" in text


def test_stores_that_agree_need_no_explanation() -> None:
    examination = REJECTED_TLS.examination
    assert examination is not None
    agreed = replace(
        examination, portable=replace(examination.system, problems=()), system=examination.portable
    )
    same = replace(agreed, system=replace(agreed.system, problems=()))
    text = markdown(replace(READY, tls=replace(REJECTED_TLS, examination=same)), ())
    assert "- List of authorities system: nothing is wrong\n" in text
    assert "Why they differ" not in text
