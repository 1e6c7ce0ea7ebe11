"""What the README tells people to type exists."""

from __future__ import annotations

import re

from setup_steps.commands import COMMANDS
from tests.architecture.checkout import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_come_first() -> None:
    commands = re.findall(r"^    (.+)$", README, re.MULTILINE)
    assert commands[:2] == ["python3 packaging/dev.py run", "python3 packaging/dev.py test"]


def test_every_command_of_the_script_that_is_named_exists_and_none_is_left_out() -> None:
    assert set(re.findall(r"packaging/dev\.py (\w+)", README)) == set(COMMANDS)


def test_every_file_that_is_linked_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
