"""Replaying again changes nothing, and a longer export adds only what is new."""

from typing import Any

from storage.postgres.connection import Connection
from tests.fixtures.exports import MONDAY_TALK, TUESDAY_TALK, WEDNESDAY_TALK, exported
from tests.fixtures.replays import Home, Replays, Report

MONDAY, TUESDAY, WEDNESDAY = "2026-03-02", "2026-03-03", "2026-03-04"
TWO_DAYS = (MONDAY_TALK, TUESDAY_TALK)
AFTERTHOUGHT = "\n".join(
    (
        "133 18:00 Борис → 132: Заметки к релизу 2.4 прочту до 10 утра",
        "134 18:05 Аня → 133: Хорошо, релиз 2.4 ждёт только заметок",
        "135 18:07 Костя → 134: Заметки будут готовы к 9 утра",
    )
)

_DIGESTS = """
SELECT digest.id, digest.version, digest.language, digest.fingerprint, book.starts_at::date::text
FROM group_digests AS digest
JOIN group_conversation_windows AS book ON book.id = digest.window_id
JOIN tenants ON tenants.id = digest.tenant_id
WHERE tenants.name = $1 ORDER BY digest.id
"""

_INGESTED = """
SELECT (payload ->> 'message_id')::bigint AS message, (payload ->> 'edit_version')::bigint AS edit
FROM events JOIN tenants ON tenants.id = events.tenant_id
WHERE tenants.name = $1 AND events.name = 'group.message.ingested.v1' ORDER BY events.id
"""

_VERSIONS = """
SELECT message_id, edit_version, text FROM group_message_versions AS old
JOIN tenants ON tenants.id = old.tenant_id WHERE tenants.name = $1
"""


async def _digests(behind: Connection, replays: Replays) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await behind.fetch(_DIGESTS, replays.tenant)]


async def _versions(behind: Connection, replays: Replays) -> list[tuple[str, int]]:
    """Day and version of each digest, in the order of their making."""
    return [(day, version) for _, version, _, _, day in await _digests(behind, replays)]


async def _ingested(behind: Connection, replays: Replays) -> list[int]:
    return [row["message"] for row in await behind.fetch(_INGESTED, replays.tenant)]


def _without_seconds(report: Report) -> Report:
    windows = [{**window, "seconds": None} for window in report["windows"]]
    return {**report, "windows": windows}


def _told(report: Report) -> list[tuple[str, str | None]]:
    """Day and delivery of each window's digest; None where it has none."""
    return [(window["start"][:10], window["delivery_status"]) for window in report["windows"]]


async def test_a_second_replay_changes_nothing(replays: Replays, warm_home: Home) -> None:
    export = exported(*TWO_DAYS)
    first = replays.report(export, "--all")
    counts = await warm_home.counts()

    second = replays.report(export, "--all")

    assert [(MONDAY, "sent"), (TUESDAY, "sent")] == _told(first)
    assert _without_seconds(first) == _without_seconds(second)
    assert counts == await warm_home.counts()


async def test_a_longer_export_adds_only_what_is_new(replays: Replays, warm_home: Home) -> None:
    replays.report(exported(*TWO_DAYS), "--all")
    before = await _digests(warm_home.behind, replays)

    report = replays.report(exported(*TWO_DAYS, AFTERTHOUGHT, WEDNESDAY_TALK), "--all")

    after = await _digests(warm_home.behind, replays)
    ingested = await _ingested(warm_home.behind, replays)
    assert [(MONDAY, "sent"), (TUESDAY, "sent"), (WEDNESDAY, "sent")] == _told(report)
    assert before == after[:2]
    assert [(TUESDAY, 2), (WEDNESDAY, 1)] == [(each[4], each[1]) for each in after[2:]]
    assert [*range(101, 113), *range(121, 136), *range(141, 151)] == ingested


async def test_an_edited_message_gets_a_version_and_its_window_too(
    replays: Replays, warm_home: Home
) -> None:
    said, edited = "105 09:20 Аня → 104: Отлично.", "105 09:20 Аня → 104: (edited 12:00) Решено."
    replays.report(exported(MONDAY_TALK))

    report = replays.report(exported(MONDAY_TALK.replace(said, edited)))

    old = await warm_home.behind.fetch(_VERSIONS, replays.tenant)
    assert [(105, 0)] == [(row["message_id"], row["edit_version"]) for row in old]
    assert old[0]["text"].startswith("Отлично. Решили")
    assert 105 == (await _ingested(warm_home.behind, replays))[-1]
    assert [(MONDAY, 1), (MONDAY, 2)] == await _versions(warm_home.behind, replays)
    assert [(MONDAY, "sent")] == _told(report)


async def test_a_changed_day_changes_the_days_that_are_compared_with_it(
    replays: Replays, warm_home: Home
) -> None:
    replays.report(exported(MONDAY_TALK, TUESDAY_TALK, WEDNESDAY_TALK), "--all")
    changed = MONDAY_TALK.replace("в четверг в 11:00", "в пятницу в 12:00")
    changed = changed.replace("Решили:", "(edited 12:00) Решили:").replace("Отлично. ", "")

    report = replays.report(exported(changed, TUESDAY_TALK, WEDNESDAY_TALK), "--all")

    versions = await _versions(warm_home.behind, replays)
    assert [(MONDAY, "sent"), (TUESDAY, "sent"), (WEDNESDAY, "sent")] == _told(report)
    assert (MONDAY, 2) == versions[3]
    assert "пятницу" in str(report["windows"][0]["statements"])


async def test_another_language_is_another_digest_and_coming_back_finds_the_first(
    replays: Replays, warm_home: Home
) -> None:
    export = exported(*TWO_DAYS)
    russian = replays.report(export, "--all", "--lang", "ru")
    english = replays.report(export, "--all", "--lang", "en")
    counts = await warm_home.counts()

    again = replays.report(export, "--all", "--lang", "ru")

    languages = [row[2] for row in await _digests(warm_home.behind, replays)]
    assert ["ru", "ru", "en", "en"] == languages
    assert _texts(russian) != _texts(english)
    assert _without_seconds(russian) == _without_seconds(again)
    assert counts == await warm_home.counts()


async def test_the_last_day_first_and_all_days_then_is_as_good_as_all_at_once(
    replays: Replays, warm_home: Home, tmp_path_factory: Any
) -> None:
    export = exported(MONDAY_TALK, TUESDAY_TALK, WEDNESDAY_TALK)
    other = Replays(warm_home.path, tmp_path_factory.mktemp("other"))
    at_once = other.report(export, "--all")
    replays.report(export, "--last", "1")

    in_turn = replays.report(export, "--all")

    versions = await _versions(warm_home.behind, replays)
    assert [(WEDNESDAY, 1), (MONDAY, 1), (TUESDAY, 1), (WEDNESDAY, 2)] == versions
    assert _texts(at_once) == _texts(in_turn)


def _texts(report: Report) -> list[list[str]]:
    return [[told["text"] for told in window["statements"]] for window in report["windows"]]
