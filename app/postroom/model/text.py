"""What users read: whole sentences with named gaps, translated in one place.

Every sentence stands in the code as one template, so that a translator sees it whole; it is never put
together from pieces.
"""

from __future__ import annotations

import gettext

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_catalogue(catalogue: gettext.NullTranslations) -> None:
    """Translate from now on with `catalogue`."""
    global _catalogue  # noqa: PLW0603  # one language a process
    _catalogue = catalogue


def say(template: str, /, **gaps: object) -> str:
    """Give the translated `template` with its `{gaps}` filled."""
    return _catalogue.gettext(template).format_map(gaps) if gaps else _catalogue.gettext(template)


def say_count(one: str, many: str, n: int, /, **gaps: object) -> str:
    """Give the form that fits the number `n`, which fills the gap `{n}`."""
    return _catalogue.ngettext(one, many, n).format_map({"n": f"{n:,}", **gaps})
