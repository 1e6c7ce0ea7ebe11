"""What a scripted receiver of mail answers, by command and by recipient, and the answers that matter to a sender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias


class Then(Enum):
    """What happens behind an answer."""

    GO_ON = "go on"
    DROP = "drop"
    """The connection is closed in order."""
    RESET = "reset"
    """The connection is aborted."""
    STALL = "stall"
    """Nothing more is said, whatever comes."""
    DEAF = "deaf"
    """Nothing more is read, and nothing more is said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply in place of the usual one, which may be nothing at all, and what happens behind it."""

    text: str = ""
    then: Then = Then.GO_ON
    takes: bool = False
    """For the final dot: the message was taken, whatever the reply says."""

    @property
    def is_good(self) -> bool:
        return self.text[:1] in {"2", "3"}


OK: Final = None
"""The usual answer."""
GREYLISTED: Final = Answer("450 4.7.1 Greylisted, come back later")
MAILBOX_FULL: Final = Answer("452 4.2.2 Mailbox full")
TOO_MANY: Final = Answer("452 4.5.3 Too many recipients")
UNKNOWN: Final = Answer("550 5.1.1 No such user here")
REFUSED: Final = Answer("554 5.7.1 We do not want this")
LATER: Final = Answer("451 4.3.0 Try again later")
CLOSING: Final = Answer("421 4.3.2 Closing down", Then.DROP)
DROP: Final = Answer(then=Then.DROP)
RESET: Final = Answer(then=Then.RESET)
STALL: Final = Answer(then=Then.STALL)
DEAF: Final = Answer(then=Then.DEAF)
LOST: Final = Answer(then=Then.DROP, takes=True)
"""For the final dot: the message is taken, and the reply never arrives."""

Plan: TypeAlias = Mapping[str, Sequence[Answer | None]]
"""What is answered each time, in turn, the last one from then on. The key is a command (`EHLO`, `MAIL`, `RCPT`, `DATA`,
`RSET`, `QUIT`), `CONNECT` for the greeting, `CONTENT` for the first line of a message, `.` for its end, or the address
of a recipient."""


class AnswerBook:
    """Looks up what is answered next."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._turns: Counter[str] = Counter()

    def next_answer(self, *keys: str) -> Answer | None:
        """Give the answer under the first of the keys that the plan names; None for the usual one."""
        key = next((key for key in keys if key in self._plan), None)
        if key is None:
            return None
        answers = self._plan[key]
        turn = min(self._turns[key], len(answers) - 1)
        self._turns[key] += 1
        return answers[turn]
