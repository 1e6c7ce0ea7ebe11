"""All rules, the particular before the general; each names what was seen, so that the themes keep apart."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.certificates import CERTIFICATES
from postroom.model.diagnosis.encryption import ENCRYPTION
from postroom.model.diagnosis.foreign import FOREIGN
from postroom.model.diagnosis.greeting import GREETING
from postroom.model.diagnosis.login import LOGIN
from postroom.model.diagnosis.network import NETWORK
from postroom.model.diagnosis.rejection import REJECTION
from postroom.model.diagnosis.replies import REPLIES
from postroom.model.diagnosis.rule import Rule
from postroom.model.diagnosis.silence import SILENCE

RULES: Final[tuple[Rule, ...]] = (
    *NETWORK,
    *FOREIGN,
    *GREETING,
    *ENCRYPTION,
    *CERTIFICATES,
    *LOGIN,
    *REJECTION,
    *SILENCE,
    *REPLIES,
)
