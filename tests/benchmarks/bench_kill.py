"""The long form of the proof that a kill loses nothing and doubles nothing: 200 random moments, and every step.

python3 packaging/dev.py bench kill
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.delivery.kill_proof import prove_random, prove_steps

KILLS: Final = 200
SEED: Final = 20_260_301


async def prove(folder: Path) -> bool:
    """Print the counts; tell whether every promise was kept."""
    tally = await prove_random(folder / "moments", KILLS, SEED)
    print(f"at random moments under load: {tally}", flush=True)
    of_steps, ends = await prove_steps(folder / "steps")
    for point, state in ends.items():
        print(f"  {point:<40}{state}")
    print(f"at every commit and every step of a transaction: {of_steps}")
    return tally.is_sound and of_steps.is_sound


def main() -> None:
    """Prove it, and end with 1 where a promise was broken."""
    with tempfile.TemporaryDirectory(prefix="postroom-kill-") as folder, asyncio.Runner() as runner:
        kept = runner.run(prove(Path(folder)))
    print(f"nothing lost, nothing doubled, nothing misstated: {'met' if kept else 'NOT MET'}")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
