"""Each file of the pure packages is fully covered, lines and branches, by its own test alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.checkout import ROOT


@pytest.mark.parametrize("package", ["model", "protocol"])
def test_each_file_is_fully_covered_by_its_own_test(package: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.architecture.own_coverage", package],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert not said, said
