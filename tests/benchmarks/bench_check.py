"""`postroom check` against `swaks --quit-after` on the same server, each as a whole process.

python3 packaging/dev.py bench check
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from postroom.model.endpoint import Endpoint, Protocol, Security
from tests.benchmarks.mail import USER, Mail, running_mail
from tests.benchmarks.process import Command, as_installed
from tests.benchmarks.side_by_side import Subject, compare

ROUNDS: Final = 20
AIM: Final = 4.0

POSTROOM: Final = (str(Path(sys.executable).with_name("postroom")), "check")
LOGIN: Final = ("--user", USER.name, "--password-env", "PASSWORD", "--mechanism", "plain")
SWAKS_LOGIN: Final = (
    *("--quit-after", "AUTH", "--auth", "PLAIN", "--auth-user", USER.name),
    *("--auth-password", USER.password.reveal()),
)
SWAKS_TLS: Final = {Security.NONE: (), Security.STARTTLS: ("--tls",), Security.TLS: ("--tls-on-connect",)}


def swaks_knows_tls() -> bool:
    """Tell whether swaks found the library that it speaks TLS with."""
    support = subprocess.run(["swaks", "--support"], check=True, capture_output=True, text=True)
    return "=== TLS supported" in support.stdout


def measure(mail: Mail, security: Security, environment: Mapping[str, str], *, login: bool) -> None:
    """Compare at one port of Postfix, with a login or without."""
    endpoint = mail.endpoint(Protocol.SMTP, security)
    ours = (*POSTROOM, *_server(mail, endpoint), *(LOGIN if login else ()))
    theirs = ("swaks", "--server", str(endpoint), *SWAKS_TLS[security])
    theirs += SWAKS_LOGIN if login else ("--quit-after", "EHLO")
    python = sys.executable
    subjects = [
        Subject("postroom check --json", Command((*ours, "--json"), environment), AIM),
        Subject("postroom check", Command(ours, environment), AIM),
        Subject(
            "python with asyncio and aiosmtplib", Command((python, "-c", "import aiosmtplib"), environment)
        ),
        Subject("python", Command((python, "-c", ""), environment)),
        Subject("swaks --quit-after", Command(theirs, environment)),
    ]
    compare(f"SMTP, {security}, {'login' if login else 'no login'}", subjects, rounds=ROUNDS)


def _server(mail: Mail, endpoint: Endpoint) -> tuple[str, ...]:
    return (
        *("--smtp", str(endpoint), "--security", endpoint.security),
        *("--trust", "system", "--ca", str(mail.root)),
    )


def main() -> None:
    """Print a table for each way to connect."""
    if shutil.which("swaks") is None:
        sys.exit("swaks is not installed and this benchmark needs it: apt-get install swaks")
    with tempfile.TemporaryDirectory(prefix="postroom-benchmark-") as home, running_mail() as mail:
        environment = as_installed(Path(home), PASSWORD=USER.password.reveal())
        measure(mail, Security.NONE, environment, login=False)
        measure(mail, Security.NONE, environment, login=True)
        if not swaks_knows_tls():
            print(
                "\nTLS is not measured, because swaks lacks Net::SSLeay: apt-get install libnet-ssleay-perl"
            )
            return
        for security in (Security.STARTTLS, Security.TLS):
            measure(mail, security, environment, login=True)


if __name__ == "__main__":
    main()
