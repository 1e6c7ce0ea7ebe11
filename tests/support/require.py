"""Find the programs that tests need. A missing one fails the test and says how to install it; nothing is skipped."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

_SYSTEM_FOLDERS: Final = ("/usr/sbin", "/usr/lib/postfix/sbin", "/usr/libexec/postfix")


def require(program: str, *packages: str) -> Path:
    """Give the path of `program`, or fail the test with the command that installs `packages`."""
    folders = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS))
    found = shutil.which(program, path=folders)
    if found is None:
        pytest.fail(
            f"{program} is not installed and this test needs it: apt-get install {' '.join(packages)}",
            pytrace=False,
        )
    return Path(found)


def require_root(purpose: str) -> None:
    """Fail the test where it does not run as root."""
    if os.geteuid() != 0:
        pytest.fail(f"only root can start {purpose}: run the tests as root or in a container", pytrace=False)
