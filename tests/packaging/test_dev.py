"""The one script of a checkout: what an old Python is told, and that its door stays readable for one."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parents[2]


def test_an_old_python_is_told_which_newer_one_is_here() -> None:
    text = dev.refusal(["test"], lambda name: name == "python3.12")
    assert "needs Python 3.11 or newer" in text
    assert text.endswith("    python3.12 packaging/dev.py test\n")


def test_an_old_python_alone_is_told_to_get_a_newer_one() -> None:
    text = dev.refusal([], lambda name: False)
    assert "Install a newer one" in text
    assert text.endswith("    python3.11 packaging/dev.py run\n")


def test_a_name_in_the_path_is_not_yet_a_python_that_starts() -> None:
    assert dev.starts(sys.executable)
    assert not dev.starts("false")
    assert not dev.starts("no-such-python")


def test_an_old_python_can_read_the_door() -> None:
    ast.parse((ROOT / "packaging" / "dev.py").read_text(), feature_version=(3, 6))


def test_the_folder_never_hides_the_library_of_the_same_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["test", "--help"], ["bench", "--help"]]
)
def test_every_command_explains_itself_without_setting_anything_up(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "dev.py"), *arguments],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "usage: packaging/dev.py" in done.stdout
