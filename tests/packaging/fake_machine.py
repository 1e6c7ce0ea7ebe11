"""A computer that only the tests know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from setup_steps.machine import Machine, Outcome

FINE = Outcome(0, "")
Answer = Callable[[Sequence[str]], Outcome]


class FakeMachine(Machine):
    """A computer that is what the test says it is, runs nothing and remembers what it was asked to run."""

    def __init__(self) -> None:
        self.is_system = "Linux"
        self.root = False
        self.programs: set[str] = set()
        self.libraries_missing: set[str] = set()
        self.files: set[str] = set()
        self.modules_missing: set[str] = set()
        self.shell: dict[str, str] = {}
        self.answer: Answer = lambda argv: FINE
        self.asked: list[list[str]] = []
        self.given: list[str] = []

    @property
    def system(self) -> str:
        return self.is_system

    @property
    def is_root(self) -> bool:
        return self.root

    @property
    def variables(self) -> Mapping[str, str]:
        return self.shell

    @property
    def python(self) -> str:
        return "/usr/bin/python3"

    @property
    def python_version(self) -> str:
        return "3.11"

    def find(self, program: str) -> str | None:
        return f"/usr/bin/{program}" if program in self.programs else None

    def loads(self, library: str) -> bool:
        return library not in self.libraries_missing

    def exists(self, path: str) -> bool:
        return path in self.files

    def imports(self, module: str) -> bool:
        return module not in self.modules_missing

    def run(self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, given: str = "") -> Outcome:
        self.asked.append(list(argv))
        if given:
            self.given.append(given)
        return self.answer(argv)
