"""``evaluate`` as a person calls it: in a database of its own, with a table at the end."""

import json
from pathlib import Path

from tests.fixtures.command_line import ROOT, Ended
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, exported
from tests.fixtures.forked import start
from tests.telegram_desktop import written

NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}


def evaluate(folder: Path, *arguments: str) -> Ended:
    """With a home of the person's and a server, both of which it has to leave alone."""
    home = str(folder / "home")
    options = ("--tz", "UTC", "--lang", "en", *arguments)
    return start("--home", home, "evaluate", *options, folder=folder, variables=NOWHERE).ended()


def test_chats_are_scored_by_each_engine_and_nothing_is_left_behind(tmp_path: Path) -> None:
    data, out = tmp_path / "chats", tmp_path / "table.json"
    for name, talk in (("team", MONDAY_TALK), ("more", f"{MONDAY_TALK}{TUESDAY_TALK}")):
        (data / name).mkdir(parents=True)
        written(data / name, exported(talk))
    (data / "broken.json").write_bytes(b"no export")
    engines = ("--engine", "rules", "--engine", "auto")

    ended = evaluate(tmp_path, str(data), *engines, "--format", "json", "--out", str(out))
    again = evaluate(tmp_path, str(data), "--engine", "rules", "--compare", str(out), "--quiet")

    card = json.loads(out.read_text("utf-8"))
    expected = [(name, engine) for engine in ("rules", "auto") for name in ("more", "team")]
    assert expected == [(row["export"], row["engine"]) for row in card["rows"]]
    assert [2, 1, 2, 1] == [row["total"]["windows"] for row in card["rows"]]
    by_rules, by_auto = (average["total"] for average in card["averages"])
    assert by_rules["scores"] == by_auto["scores"]
    assert (1, "") == (ended.code, ended.out)
    assert "failed: broken (rules): not a Telegram Desktop JSON export: it is no JSON" in ended.err
    assert "error: 1 of the evaluations failed — mend or remove what is named above" in ended.err
    assert 1 == again.code
    assert "Compared with the earlier table" in again.out
    assert "▼" not in again.out.partition("Compared")[2].partition("fell by")[0][:-2]
    assert not (tmp_path / "home").exists()


def test_an_average_below_its_floor_is_an_error_after_the_table(tmp_path: Path) -> None:
    floor = ("--min-score", "evidence_precision=1", "--min-score", "faithfulness=0.5")
    example = str(ROOT / "examples" / "team-chat.json")

    ended = evaluate(tmp_path, example, "--last", "1", "--quiet", *floor)

    assert 1 == ended.code
    assert "average" in ended.out
    assert ended.err.startswith("error: evidence_precision of rules averages 0.")
    assert 1 == ended.err.count("\n")
