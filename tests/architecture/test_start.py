"""What takes its time to load is loaded by those runs alone that need it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.support.fixtures import StartHostileServer
from tests.support.ports import refusing_port
from tests.support.smtp_dialogue import smtp_script

SLOW: Final = {
    "OpenSSL",
    "aiosmtpd",
    "certifi",
    "cryptography",
    "keyring",
    "msgspec",
    "platformdirs",
    "rich",
    "tomlkit",
    "tomllib",
    "trustme",
    "truststore",
}


def loaded_by(program: str, home: Path) -> set[str]:
    """Run a program in a fresh interpreter; give the slow libraries that it has loaded, and aiosmtplib."""
    wanted = SLOW | {"aiosmtplib"}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{program}\nimport sys\nprint(*({wanted!r} & {{*sys.modules}}), file=sys.stderr)",
        ],
        env={**os.environ, "POSTROOM_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.split())


def test_a_check_loads_what_speaks_smtp(hostile_server: StartHostileServer, tmp_path: Path) -> None:
    server = hostile_server(smtp_script())
    program = f"""
from postroom.__main__ import main
assert main(["check", "--smtp", "{server.host}:{server.port}"]) == 0
"""
    assert loaded_by(program, tmp_path) == {"aiosmtplib"}


def test_to_explain_a_failure_loads_no_more(tmp_path: Path) -> None:
    with refusing_port() as port:
        program = f"""
from postroom.__main__ import main
assert main(["check", "--smtp", "127.0.0.1:{port}"]) == 1
"""
        assert loaded_by(program, tmp_path) == {"aiosmtplib"}


def test_the_window_can_be_seen_before_anything_is_loaded_that_speaks_to_servers(tmp_path: Path) -> None:
    assert loaded_by("import postroom.desktop.app", tmp_path) == set()
