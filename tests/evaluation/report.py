"""``python -m tests.evaluation.report``: what became of the injection set, as a table.

Each case goes into every prompt of an hour of talk, and through whole runs by two models: one
that obeys whatever it reads, and one that makes things up.
"""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Sequence

from tests.fixtures.injection_trials import harm, trial
from tests.fixtures.injections import Injection, Outcome, injections
from tests.servers.answers.misbehaving import liar, obedient

HEAD = ("kind", "cases", *Outcome, "told as said", "harm, obedient", "harm, liar")
Counts = Counter[str]


async def measured(case: Injection) -> Counts:
    obeyed, lied = await trial(case, obedient), await trial(case, liar)
    return Counter(
        {
            "cases": 1,
            case.outcome: 1,
            "told as said": int(obeyed.tells),
            "harm, obedient": int(bool(harm(obeyed))),
            "harm, liar": int(bool(harm(lied))),
        }
    )


async def table(cases: Iterable[Injection]) -> list[Sequence[object]]:
    """Per kind and in all: cases by outcome, told as their authors' words, and harm done."""
    kinds: dict[str, Counts] = {}
    for case in cases:
        kinds.setdefault(case.kind, Counter()).update(await measured(case))
    kinds["all"] = sum(kinds.values(), Counter())
    return [(kind, *(counts[name] for name in HEAD[1:])) for kind, counts in kinds.items()]


def markdown(rows: Iterable[Sequence[object]]) -> str:
    lines = [HEAD, ["---", *["---:"] * (len(HEAD) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


if __name__ == "__main__":
    logging.disable()
    sys.stdout.write(markdown(asyncio.run(table(injections()))) + "\n")
