"""What a person may see, take away and have forgotten."""

import asyncio
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.translator import Translators
from bot.views.memory import memory_screen
from pipeline.alfred.condensing.once import LOCK, Ending
from pipeline.alfred.exporting import exported
from pipeline.alfred.models import PRIVATE, ChatScope, Fact, FactId, Role, Tone, scope_of
from pipeline.alfred.moving import MemoryBusyError
from pipeline.alfred.rights import LOOKS, PAUSE, Rights
from pipeline.groups.models import PersonId
from tests.fakes.facts import MemoryFacts
from tests.fakes.memory import MemoryMemory
from tests.fakes.person_locks import MemoryPersonLocks
from tests.fakes.profiles import MemoryProfiles
from tests.fixtures.butler import ANNA, NOON, event, fact
from tests.fixtures.condensing import GROUP, Household, chatter, talk

RU = Translators(strict=True).into("ru")
BORIS = PersonId(8)
OTHER = ChatScope("-1002")


def rights() -> Rights:
    memory = MemoryMemory(lambda: NOON)
    return Rights(MemoryProfiles(), memory, MemoryFacts(), MemoryPersonLocks(), lambda: NOON)


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


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
async def test_no_cell_begins_as_a_formula_may(sign: str) -> None:
    at = rights()
    await told(at, fact(f"{sign}1+1"))

    files = unpacked(exported(await at.known(ANNA), "", NOON))

    [row] = csv.DictReader(io.StringIO(files["facts.csv"].decode("utf-8-sig"), newline=""))
    assert f"'{sign}1+1" == row["fact"]


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


REPEATED = (
    "Я живу в Казани",
    "Кстати, я живу в Казани уже давно. Погода хорошая.",
    "Мы переехали, живу теперь в Казани",
)
OTHERS = ("Люблю Казань за чай", "Живу хорошо", "Я не живу в Казани", "Моя сестра живёт в Перми")


async def test_what_was_said_again_before_a_fact_was_forgotten_does_not_teach_it_anew() -> None:
    household = Household()
    repeated = talk(*REPEATED[:1], first=1) + talk(*REPEATED, first=52)
    there = talk(REPEATED[0], scope=GROUP)
    await household.remembers([*repeated, *there, *chatter(50, first=2)])
    await household.once()(ANNA, PRIVATE)
    at = Rights(
        household.profiles, household.memory, household.facts, household.locks, lambda: NOON
    )
    [known] = [each for each in await household.facts.all(ANNA) if each.text == "живёт в Казани"]

    await at.forget_fact(ANNA, known.id)

    left = [each.content for each in await household.memory.all(ANNA)]
    await household.memory.add([*chatter(60, first=100), *chatter(60, first=200, scope=GROUP)])
    for scope in (PRIVATE, GROUP):
        assert Ending.OK is await household.once()(ANNA, scope)
    assert not [text for text in left if "Казани" in text]
    assert not [text for text in await household.known() if "Казан" in text]
    assert "Казан" not in f"{await household.summary()}{await household.summary(GROUP)}"


async def test_what_is_said_after_a_fact_was_forgotten_is_learned() -> None:
    household = Household()
    await household.remembers([*talk(REPEATED[0]), *chatter(50, first=2)])
    await household.once()(ANNA, PRIVATE)
    at = Rights(
        household.profiles, household.memory, household.facts, household.locks, lambda: NOON
    )
    [known] = await household.facts.all(ANNA)
    await at.forget_fact(ANNA, known.id)

    await household.memory.add([*talk(REPEATED[0], first=100), *chatter(60, first=101)])
    await household.once()(ANNA, PRIVATE)

    assert ["живёт в Казани"] == await household.known()


async def test_what_says_something_else_stays_when_a_fact_is_forgotten() -> None:
    at = rights()
    await told(at)
    await at.memory.add([event(number, text) for number, text in enumerate(OTHERS, 10)])

    await at.forget_fact(ANNA, FactId("живёт в Казани"))

    assert {*OTHERS, "Люблю чай"} == {each.content for each in await at.memory.all(ANNA)}


async def test_a_summary_of_another_place_goes_if_it_tells_the_fact_too() -> None:
    at, known = rights(), fact("живёт в Казани")
    [evidence] = known.evidence
    await told(at, replace(known, evidence=(replace(evidence, quotation="Я живу в Казани"),)))
    for scope, summary in ((GROUP, "2026-11-20: Живу в Казани."), (OTHER, "Любит чай.")):
        await at.profiles.summarize(ANNA, scope, summary, NOON)

    await at.forget_fact(ANNA, FactId("живёт в Казани"))

    profile = await at.profiles.find(ANNA)
    assert profile is not None
    assert ["", "", "Любит чай."] == [profile.summary(each) for each in (PRIVATE, GROUP, OTHER)]


async def test_a_fact_of_somebody_else_cannot_be_forgotten() -> None:
    at = rights()
    await told(at)

    assert not await at.forget_fact(BORIS, FactId("живёт в Казани"))
    assert 1 == len(await at.facts.all(ANNA))


async def test_nothing_is_forgotten_while_the_memory_is_condensed_and_that_is_told() -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    at = replace(rights(), sleep=pause)
    await told(at)

    async with at.locks.held(ANNA, LOCK):
        with pytest.raises(MemoryBusyError):
            await at.forget_everything(ANNA)
        with pytest.raises(MemoryBusyError):
            await at.forget_fact(ANNA, FactId("живёт в Казани"))

    assert [PAUSE] * 2 * LOOKS == pauses
    assert 1 == len(await at.facts.all(ANNA))
    assert 3 == len(await at.memory.all(ANNA))


async def test_what_is_being_learned_while_all_is_forgotten_does_not_come_back() -> None:
    """Condensing has seen that nothing was forgotten; she says something new, and it learns."""

    class Learning(MemoryFacts):
        begun, may_end = asyncio.Event(), asyncio.Event()

        async def add(self, facts: Sequence[Fact]) -> int:
            self.begun.set()
            await self.may_end.wait()
            return await super().add(facts)

    learning = Learning()
    household = Household(facts=learning)
    await household.remembers([*talk("Меня зовут Аня, я живу в Казани."), *chatter(50, first=2)])
    at = Rights(
        household.profiles, household.memory, learning, household.locks, lambda: NOON, settle
    )

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(household.once()(ANNA, PRIVATE))
        await learning.begun.wait()
        forgetting = tasks.create_task(at.forget_everything(ANNA))
        await settle()
        await at.meet(ANNA, "ru")
        learning.may_end.set()

    assert 20 <= len(forgetting.result().events)
    assert [] == await household.known()
    assert "" == await household.summary()
    assert [] == list(await household.memory.all(ANNA))


async def settle(_: float = 0) -> None:
    for _ in range(50):
        await asyncio.sleep(0)


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


async def test_the_summary_is_shown_day_by_day_beside_the_facts() -> None:
    at = rights()
    await told(at, fact("живёт в Казани"))
    summary = "2026-11-19: Живу в Казани. Учу Python.\n2026-11-20: Купила велосипед."
    await at.profiles.summarize(ANNA, PRIVATE, summary, NOON)

    screen = memory_screen(await at.known(ANNA), RU)

    days = "Из наших бесед:\n19.11.2026: Живу в Казани. Учу Python.\n20.11.2026: Купила велосипед."
    assert screen.body.startswith(f"{days}\n\n1. живёт в Казани")


async def test_however_much_is_known_it_fits_one_message_and_the_last_days_are_in_it() -> None:
    at = rights()
    long = fact("очень длинный факт 😀 " * 6)
    await told(at, *(replace(long, id=FactId(str(number))) for number in range(30)))
    days = (f"2026-11-{day:02}: {'Говорили о разном. ' * 5}День {day}." for day in range(1, 31))
    await at.profiles.summarize(ANNA, PRIVATE, "\n".join(days), NOON)

    screen = memory_screen(await at.known(ANNA), RU)

    assert 4096 >= len(screen.text.encode("utf-16-le")) // 2
    assert "30.11.2026: Говорили" in screen.body
    assert "01.11.2026" not in screen.body
    assert 30 == int(screen.body.partition("И ещё ")[2].split()[0]) + sum(
        "Забыть " in each.text for row in screen.rows[:-1] for each in row
    )
