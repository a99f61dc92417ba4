"""The rules tell the same of the same chat, in another process and behind other pseudonyms."""

import json
from pathlib import Path

from tests.fixtures.command_line import ROOT, alfred

TEAM_CHAT = ROOT / "examples" / "team-chat.json"


def test_a_chat_is_told_alike_whatever_the_process_hashes_and_the_group_hides(
    tmp_path: Path,
) -> None:
    told = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        ended = alfred(
            *("replay", str(TEAM_CHAT), "--tz", "Europe/Moscow", "--last", "2"),
            *("--engine", "rules", "--format", "json", "--quiet"),
            cwd=tmp_path / seed,
            variables={"PYTHONHASHSEED": seed},
        )
        windows = json.loads(ended.out)["windows"]
        told.append([(each["statements"], each["topics"], each["quality"]) for each in windows])

    assert told[0] == told[1]
