"""Why two lists of authorities say different things of one certificate."""

from __future__ import annotations

from postroom.model.examination import Examination
from postroom.model.text import say


def difference(examination: Examination) -> str:
    """Say why the two lists of authorities disagree; nothing where they agree."""
    if not examination.differences:
        return ""
    system, portable = examination.system, examination.portable
    if system.anchored and not portable.anchored:
        return say("This computer knows an authority that vouches for it; Postroom's own list does not.")
    if portable.anchored and not system.anchored:
        return say("Postroom's own list has an authority that vouches for it; this computer does not.")
    kinds = ", ".join(sorted(examination.differences))
    return say("They follow different paths to an authority; only one of them meets: {kinds}.", kinds=kinds)
