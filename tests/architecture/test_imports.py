"""What is imported by whom, and when. The order of the packages is held by import-linter."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.architecture.checkout import PROGRAM, modules, name

QT = {"PySide6", "qasync", "shiboken6"}
HEAVY = {
    "aiosmtpd", "cryptography", "keyring", "multiprocessing", "rich", "tomlkit", "trustme", "xml",
}  # fmt: skip
"""What would make every command slower, though few commands need it."""


def loaded_by(*names: str) -> set[str]:
    """Import the modules in a fresh interpreter and give the top-level names of all that was loaded."""
    code = f"import sys; [__import__(name) for name in {names!r}]; print(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def module_names(*packages: str) -> list[str]:
    """The dotted names of all modules in the packages, or of all of Postroom but the desktop."""
    chosen = [
        path for path in modules("app") if not packages or path.relative_to(PROGRAM).parts[0] in packages
    ]
    dotted = [".".join(path.relative_to(PROGRAM.parent).with_suffix("").parts) for path in chosen]
    return [each.removesuffix(".__init__") for each in dotted if not each.startswith("postroom.desktop")]


def test_nothing_outside_the_desktop_loads_qt() -> None:
    assert loaded_by(*module_names()) & QT == set()


def test_the_command_line_starts_without_what_few_commands_need() -> None:
    assert loaded_by("postroom.__main__", "postroom.console.main") & (HEAVY | QT) == set()


@pytest.mark.parametrize("package", ["model", "protocol"])
def test_values_and_machines_need_only_the_standard_library_and_msgspec(package: str) -> None:
    allowed = sys.stdlib_module_names | {"msgspec", "postroom"}
    strangers = [
        f"{name(path)}: {word}"
        for path in modules(f"app/postroom/{package}")
        for word in imported(ast.parse(path.read_text(encoding="utf-8")))
        if word not in allowed
    ]
    assert strangers == []


def imported(tree: ast.AST) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            words.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            words.add(node.module.partition(".")[0])
    return words
