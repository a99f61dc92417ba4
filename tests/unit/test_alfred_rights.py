"""What a person may see, take away and have forgotten."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace

from bot.translator import Translators
from bot.views.memory import memory_screen
from pipeline.alfred.exporting import exported
from pipeline.alfred.models import PRIVATE, Fact, FactId, Role, Tone, scope_of
from pipeline.alfred.rights import Rights
from pipeline.groups.models import PersonId
from tests.fakes.facts import MemoryFacts
from tests.fakes.memory import MemoryMemory
from tests.fakes.profiles import MemoryProfiles
from tests.fixtures.butler import ANNA, NOON, event, fact

RU = Translators(strict=True).into("ru")
BORIS = PersonId(8)


def rights() -> Rights:
    return Rights(MemoryProfiles(), MemoryMemory(lambda: NOON), MemoryFacts(), lambda: NOON)


async def told(at: Rights, *facts: Fact) -> None:
    await at.profiles.meet(ANNA, "ru", NOON)
    await at.profiles.summarize(ANNA, PRIVATE, "Живёт в Казани.", NOON)
    await at.memory.add(
        [
            event(1, "Я живу в Казани"),
            event(1, "Славный город.", Role.ASSISTANT),
            event(2, "Люблю чай"),
        ]
    )
    await at.facts.add(facts or [fact("живёт в Казани")])


def unpacked(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {name: files.read(name) for name in files.namelist()}


async def test_the_export_holds_everything_and_proves_itself() -> None:
    at = rights()
    await told(at)

    files = unpacked(await at.export(ANNA, RU))

    metadata = json.loads(files["metadata.json"])
    others = {name: content for name, content in files.items() if name != "metadata.json"}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in others.items()}
    assert hashes == metadata["sha256"]
    assert (3, 1) == (metadata["events"], metadata["facts"])
    assert "Живёт в Казани." == json.loads(files["profile.json"])["memory_summary"]
    assert "/forget" in files["README.txt"].decode()


async def test_the_same_memory_is_exported_to_the_same_bytes() -> None:
    at = rights()
    await told(at)

    assert await at.export(ANNA, RU) == await at.export(ANNA, RU)


async def test_a_spreadsheet_takes_no_words_for_a_formula() -> None:
    at = rights()
    await told(at, fact('=HYPERLINK("https://evil.example";"привет")'))

    files = unpacked(exported(await at.known(ANNA), "", NOON))

    [row] = csv.DictReader(io.StringIO(files["facts.csv"].decode("utf-8-sig")))
    assert row["fact"].startswith("'=HYPERLINK")


async def test_forgetting_a_fact_takes_its_words_the_reply_and_the_summary_along() -> None:
    at = rights()
    await told(at)

    forgotten = await at.forget_fact(ANNA, FactId("живёт в Казани"))

    profile = await at.profiles.find(ANNA)
    assert forgotten
    assert profile is not None
    assert ("", Tone.WITTY) == (profile.memory_summary, profile.tone)
    assert ["Люблю чай"] == [each.content for each in await at.memory.all(ANNA)]
    assert [] == await at.facts.all(ANNA)


async def test_a_fact_of_somebody_else_cannot_be_forgotten() -> None:
    at = rights()
    await told(at)

    assert not await at.forget_fact(BORIS, FactId("живёт в Казани"))
    assert 1 == len(await at.facts.all(ANNA))


async def test_forgetting_everything_leaves_others_alone() -> None:
    at = rights()
    await told(at)
    await at.facts.add([replace(fact("любит кофе"), person=BORIS)])

    known = await at.forget_everything(ANNA)

    assert (3, 1) == (len(known.events), len(known.facts))
    assert (await at.known(ANNA)).nothing
    assert 1 == len(await at.facts.all(BORIS))


async def test_memory_shows_each_fact_with_the_words_it_rests_on() -> None:
    at = rights()
    in_group = replace(fact("дежурит по средам"), scope=scope_of(-100200))
    await told(at, fact("живёт в Казани"), in_group)

    screen = memory_screen(await at.known(ANNA), RU)

    assert "1. живёт в Казани" in screen.text or "2. живёт в Казани" in screen.text
    assert "вы сказали в группе: «дежурит по средам»" in screen.text
    assert 2 == sum("Забыть " in each.text for row in screen.rows[:-1] for each in row)
    assert all(len(each.callback_data or "") <= 64 for row in screen.rows for each in row)


async def test_a_superseded_fact_is_exported_and_not_shown() -> None:
    at = rights()
    await told(at, fact("живёт в Казани"), fact("живёт в Москве"))
    await at.facts.supersede(ANNA, FactId("живёт в Казани"), FactId("живёт в Москве"))

    known = await at.known(ANNA)

    assert "живёт в Казани" not in memory_screen(known, RU).body.partition("1. ")[2]
    assert "живёт в Казани" in unpacked(exported(known, "", NOON))["facts.csv"].decode()
