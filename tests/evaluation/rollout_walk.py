"""``python -m tests.evaluation.rollout_walk [--lang ru|en] [--picture PATH]``: a rollout, shown.

Two operators bring digests from nobody to everybody in the admin chat of a running service, in
which groups of four tenants talk. On the way a group shows the bot out and the watch holds; an
order is forgotten and the watch kills; both times people find out, mend it and resume. Then come
the journal's rows and the picture of ``/canary status``.

Nothing moves the feature but these two and the watch. What gates look at is what the service
writes here, and a night of the like before it (``tests.fixtures.live_past``): some of them look
at what is an hour old, and an hour is not waited for.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.digest.request import Language
from pipeline.rollout.models import Act, Stage
from tests.fixtures.admin_talk import WatchedChat
from tests.fixtures.canary_teams import CanaryTeams
from tests.fixtures.live_faults import an_order_is_forgotten
from tests.fixtures.live_past import a_night
from tests.fixtures.live_rollout import Installation, installation, until
from tests.fixtures.psql import table
from tests.servers.telegram import BotApiServer, bot_api_server

NOTES: Final[Mapping[Language, Mapping[str, str]]] = {
    "ru": {
        "start": "показали руководству, всем понравилось",
        "quiet": "ночь прошла спокойно",
        "hold": "в одной группе выставили, уже вернули",
        "kill": "потерялось событие; заказ снят",
        "all": "теперь всем",
    },
    "en": {
        "start": "the demo went well",
        "quiet": "a quiet night",
        "hold": "shown out of one group, and back in it",
        "kill": "its event was lost; the order is called off",
        "all": "the whole house",
    },
}
"""What Anna and Boris write beside their orders."""
_DWELT = "SELECT now() >= ready_at FROM rollout_state('digest_agent')"
_JOURNAL = """
SELECT id, to_char(at AT TIME ZONE 'UTC', 'HH24:MI:SS') AS at, act, from_stage, to_stage, killed,
    held, decision, owner, approver, note
FROM rollout_history('digest_agent', 100) ORDER BY id
"""


@dataclass
class Walked:
    """What a rollout left."""

    journal: list[dict[str, object]] = field(default_factory=list)
    had: list[list[Stage]] = field(default_factory=list)
    """Each time that everybody asked: who got a digest."""
    seconds: dict[Act, float] = field(default_factory=dict)
    """From what the watch acted upon until the admin chat was told."""
    picture: bytes = b""


class Walk:
    """A rollout, step by step, in the words of Anna, Boris and Alfred."""

    def __init__(self, live: Installation, tell: Callable[[str], None]) -> None:
        self._live, self._tell, self._wording = live, tell, live.wording
        self._anna, self._boris, self._notes = live.anna, live.boris, NOTES[live.language]
        self._chat = WatchedChat(live.telegram, live.admins, tell)
        self._teams = CanaryTeams(live, tell)
        self.walked = Walked()

    async def start(self) -> None:
        await self._teams.settle()
        await self._chat.types(self._anna, "/canary status")
        await self.all_ask(4)
        await self._chat.types(self._anna, f"/canary start digest {self._notes['start']}")
        await self._chat.presses(self._anna, self._say("rollout-yes", Act.START))
        agree = self._say("rollout-approve", Act.START)
        await self._chat.presses(self._anna, agree)
        await self._chat.presses(self._boris, agree)
        await self.all_ask(4)

    async def measure(self) -> None:
        """Ask too early, then with too few figures, then with enough."""
        if not await self._has_dwelt():
            await self._chat.types(self._boris, "/canary promote digest")
            self._tell("— the minute for which it has to stay at this stage goes by")
            await until(self._has_dwelt, seconds=90)
        await self._chat.types(self._boris, "/canary promote digest")
        orders = await a_night(self._live, self._teams.first)
        self._tell(
            f"— a night goes by, in which “{self._teams.first.title}” gets {orders} digests"
        )
        await self._chat.types(self._boris, "/gates digest")

    async def promote(self, by: int, second: int, note: str = "") -> None:
        await self._chat.types(by, f"/canary promote digest {note}".rstrip())
        await self._chat.presses(by, self._say("rollout-yes", Act.PROMOTE))
        await self._chat.presses(second, self._say("rollout-approve", Act.PROMOTE))

    async def hold(self) -> None:
        """A group shows the bot out while its digest is made: it cannot be delivered."""
        since = await self._teams.show_bot_out(Stage.CANARY_10)
        await self._chat.hears("🟠")
        self._took(Act.HOLD, since)
        await self._chat.types(self._anna, "/canary promote digest")
        self._teams.bring_bot_back(Stage.CANARY_10)
        await self._resume(self._boris, self._anna, self._notes["hold"])
        await self._chat.types(self._anna, "/canary promote digest")
        await self._teams.order_until_gates_open()

    async def kill(self) -> None:
        """An order has had no outcome for an hour: nothing pursues it."""
        team = self._teams.first
        number = await an_order_is_forgotten(self._live, team)
        since = time.monotonic()
        self._tell(f"— order {number} of “{team.title}” has had no outcome for an hour")
        await self._chat.hears("🔴")
        self._took(Act.KILL, since)
        await self.all_ask(12)
        await self._chat.types(self._boris, "/canary resume digest")
        await self._chat.types(self._boris, "/fail_pending")
        await self._chat.presses(self._boris, self._wording.say("pending-yes", count=1))
        await self._resume(self._anna, self._boris, self._notes["kill"])
        await self._teams.order_until_gates_open()

    async def end(self) -> None:
        await self.all_ask(24)
        await self._chat.types(self._anna, "/canary status digest")
        self.walked.picture = self._chat.picture()
        await self._chat.types(self._boris, "/history digest 5")
        self.walked.journal = [dict(row) for row in await self._live.behind.fetch(_JOURNAL)]
        names = [*self.walked.journal[0]]
        self._tell("\n" + table(names, [[*row.values()] for row in self.walked.journal]))

    async def all_ask(self, hours: int) -> None:
        self.walked.had.append(await self._teams.ask(hours))

    async def _resume(self, by: int, second: int, note: str) -> None:
        await self._chat.types(by, f"/canary resume digest {note}")
        await self._chat.presses(by, self._say("rollout-yes", Act.RESUME))
        await self._chat.presses(second, self._say("rollout-approve", Act.RESUME))

    async def _has_dwelt(self) -> bool:
        return bool(await self._live.behind.fetchval(_DWELT))

    def _took(self, act: Act, since: float) -> None:
        self.walked.seconds[act] = time.monotonic() - since
        self._tell(f"— {self.walked.seconds[act]:.1f} s after it happened")

    def _say(self, wording: str, act: Act) -> str:
        return self._wording.say(wording, act=act)


async def walk(
    bot_api: BotApiServer,
    home: Path,
    tell: Callable[[str], None],
    *,
    language: Language,
    dwell_minutes: int = 1,
) -> Walked:
    """Off to full; ``dwell_minutes`` are those of the first stage, the others have none."""
    variables = {
        "DIGEST_AGENT_ENABLED": "false",
        "ROLLOUT_DWELL_MINUTES": f"{dwell_minutes},0,0",
    }
    async with installation(bot_api, home, variables, language=language) as live:
        steps = Walk(live, tell)
        await steps.start()
        await steps.measure()
        await steps.promote(live.boris, live.anna, NOTES[language]["quiet"])
        await steps.all_ask(6)
        await steps.hold()
        await steps.promote(live.anna, live.boris)
        await steps.all_ask(12)
        await steps.kill()
        await steps.promote(live.boris, live.anna, NOTES[language]["all"])
        await steps.end()
        return steps.walked


async def _shown(language: Language) -> Walked:
    def tell(line: str) -> None:
        sys.stdout.write(f"{line}\n")

    with TemporaryDirectory() as home:
        async with bot_api_server() as bot_api:
            return await walk(bot_api, Path(home) / "alfred", tell, language=language)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.rollout_walk")
    parser.add_argument("--lang", choices=("ru", "en"), default="en")
    parser.add_argument("--picture", type=Path, default=Path("rollout-walk.png"))
    given = parser.parse_args()
    walked = asyncio.run(_shown(given.lang))
    given.picture.write_bytes(walked.picture)
    sys.stdout.write(f"\n/canary status as a picture: {given.picture}\n")


if __name__ == "__main__":
    main()
