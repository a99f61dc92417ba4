"""A rollout from off to full on the whole service, with a hold and a kill in between."""

from pathlib import Path

import pytest

from pipeline.rollout.models import Act, Stage
from tests.evaluation.rollout_walk import walk
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(300)

ANNA, BORIS = "telegram:5000000001", "telegram:5000000002"
WATCH_SECONDS = 15.0
UP_TO = {
    stage: [each for each in Stage if Stage.OFF.rank < each.rank <= stage.rank] for stage in Stage
}
WHAT = ("act", "from_stage", "to_stage", "owner", "approver")


async def test_two_people_bring_digests_to_everybody_and_the_watch_stops_them_on_the_way(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    said: list[str] = []

    walked = await walk(bot_api, tmp_path / "alfred", said.append, language="ru", dwell_minutes=0)

    rows = [tuple(row[name] for name in WHAT) for row in walked.journal]
    assert [
        ("start", "off", "canary_1", ANNA, BORIS),
        ("promote", "canary_1", "canary_10", BORIS, ANNA),
        ("hold", "canary_10", "canary_10", "watch", None),
        ("resume", "canary_10", "canary_10", BORIS, ANNA),
        ("promote", "canary_10", "canary_50", ANNA, BORIS),
        ("kill", "canary_50", "canary_50", "watch", None),
        ("resume", "canary_50", "canary_50", ANNA, BORIS),
        ("promote", "canary_50", "full", BORIS, ANNA),
    ] == [row for row in rows if row[0] != "configure"]
    assert {"PROCEED"} == {row["decision"] for row in walked.journal if row["act"] == "promote"}
    killed, *_ = [row for row in walked.journal if row["act"] == "kill"]
    assert str(killed["note"]).startswith("ack_without_receipt_10s_rate")
    asked = (Stage.OFF, Stage.CANARY_1, Stage.CANARY_10, Stage.CANARY_50, Stage.OFF, Stage.FULL)
    assert [UP_TO[stage] for stage in asked] == walked.had
    assert {} == {act: took for act, took in walked.seconds.items() if took > WATCH_SECONDS}
    assert {Act.HOLD, Act.KILL} == walked.seconds.keys()
    assert walked.picture.startswith(b"\x89PNG")
    shown = "\n".join(said)
    assert "Аня: /canary start digest" in shown
    assert "Alfred, to Аня alone: Просили об этом Вы сами." in shown
    assert "🟠 digest_agent: придержано" in shown
    assert "🔴 digest_agent: выключено" in shown
