"""Where Postroom keeps its things."""

from __future__ import annotations

from pathlib import Path

import pytest

from postroom.settings.folders import Folders


def test_postroom_home_puts_everything_under_one_folder(tmp_path: Path) -> None:
    folders = Folders.find({"POSTROOM_HOME": str(tmp_path)})
    assert folders == Folders.under(tmp_path)
    files = [
        folders.accounts_file,
        folders.preferences_file,
        folders.secrets_file,
        folders.spool / "spool.db",
        folders.log_file,
    ]
    assert all(file.is_relative_to(tmp_path) for file in files)
    assert len(set(files)) == len(files)


def test_postroom_home_may_be_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert Folders.find({"POSTROOM_HOME": "here"}) == Folders.under(tmp_path / "here")
    assert Folders.find({"POSTROOM_HOME": "~/p"}) == Folders.under(Path.home() / "p")


@pytest.mark.parametrize("environment", [{}, {"POSTROOM_HOME": ""}])
def test_without_it_the_system_s_folders_serve(environment: dict[str, str]) -> None:
    folders = Folders.find(environment)
    assert all(
        "postroom" in str(folder).lower() for folder in (folders.settings, folders.spool, folders.logs)
    )


def test_looking_for_folders_makes_none(tmp_path: Path) -> None:
    Folders.find({"POSTROOM_HOME": str(tmp_path / "new")})
    assert not (tmp_path / "new").exists()
