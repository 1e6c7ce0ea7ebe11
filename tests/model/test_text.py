"""What users read is translated as whole sentences."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from postroom.model.text import say, say_count, use_catalogue


class German(gettext.NullTranslations):
    """Two sentences in German."""

    def gettext(self, message: str) -> str:
        return {"{name} is here.": "Hier ist {name}.", "All is well.": "Alles gut."}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "{n} Brief" if n == 1 else "{n} Briefe"


@pytest.fixture
def german() -> Iterator[None]:
    use_catalogue(German())
    yield
    use_catalogue(gettext.NullTranslations())


def test_gaps_are_filled() -> None:
    assert say("{name} is here.", name="Ada") == "Ada is here."


def test_a_sentence_without_gaps_may_have_braces() -> None:
    assert say("{}") == "{}"


def test_what_fills_a_gap_is_not_a_template() -> None:
    assert say("{name} is here.", name="{name}") == "{name} is here."


def test_numbers_choose_the_form_and_are_grouped() -> None:
    assert say_count("{n} message", "{n} messages", 1) == "1 message"
    assert (
        say_count("{n} message in {box}", "{n} messages in {box}", 4711, box="inbox")
        == "4,711 messages in inbox"
    )


@pytest.mark.usefixtures("german")
def test_a_catalogue_translates_templates() -> None:
    assert say("{name} is here.", name="Ada") == "Hier ist Ada."
    assert say("All is well.") == "Alles gut."
    assert say_count("{n} message", "{n} messages", 2) == "2 Briefe"
