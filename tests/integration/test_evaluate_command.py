"""``evaluate`` as a person calls it: in a database of its own, whatever others are configured."""

import json
from pathlib import Path

from tests.fixtures.command_line import Ended
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, exported
from tests.fixtures.forked import start
from tests.telegram_desktop import written

NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}


def evaluate(folder: Path, *arguments: str) -> Ended:
    """With a home of the person's and a server, both of which it has to leave alone."""
    home = str(folder / "home")
    options = ("--tz", "UTC", "--lang", "en", *arguments)
    return start("--home", home, "evaluate", *options, folder=folder, variables=NOWHERE).ended()


def test_engines_are_compared_with_each_other_and_with_an_earlier_table(tmp_path: Path) -> None:
    data, out = tmp_path / "chats", tmp_path / "table.json"
    for name, talk in (("team", MONDAY_TALK), ("more", f"{MONDAY_TALK}{TUESDAY_TALK}")):
        (data / name).mkdir(parents=True)
        written(data / name, exported(talk))
    (data / "broken.json").write_bytes(b"no export")
    engines = ("--engine", "rules", "--engine", "auto")

    ended = evaluate(tmp_path, str(data), *engines, "--format", "json", "--out", str(out))
    again = evaluate(
        *(tmp_path, str(data), "--engine", "rules", "--quiet"),
        *("--compare", str(out), "--min-score", "mentioned=0.5"),
    )

    card = json.loads(out.read_text("utf-8"))
    expected = [(name, engine) for engine in ("rules", "auto") for name in ("more", "team")]
    assert expected == [(row["export"], row["engine"]) for row in card["rows"]]
    assert [2, 1, 2, 1] == [row["total"]["windows"] for row in card["rows"]]
    by_rules, by_auto = (average["total"] for average in card["averages"])
    assert by_rules["scores"] == by_auto["scores"]
    assert (1, "") == (ended.code, ended.out)
    assert "failed: broken (rules): not a Telegram Desktop JSON export: it is no JSON" in ended.err
    assert "error: 1 of the evaluations failed — mend or remove what is named above" in ended.err
    assert "Compared with the earlier table" in again.out
    assert (1, "error: 1 of the evaluations failed; mentioned of rules is unknown") == (
        again.code,
        again.err.splitlines()[-1].partition(",")[0],
    )
    assert not (tmp_path / "home").exists()
