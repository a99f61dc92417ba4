from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Role, Roles, Segments
from pipeline.digest.model.roles import ROWS, assign
from pipeline.digest.prompts.roles import PersonAnswer, RolesAnswer
from pipeline.digest.rules.roles.participants import assign as by_rules
from pipeline.digest.rules.statements.synthesis import PEOPLE_TOLD
from pipeline.llm.models import Prompt
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.chats import chat, threads
from tests.fixtures.prompts import UncheckedLanguageModel, asker, data, handle, number, rows
from tests.fixtures.rules import tell
from tests.fixtures.team_hour import TEAM_HOUR

HOUR = chat(TEAM_HOUR, redacted=True)
TOLD = tell(HOUR)
BORIS, KOSTYA = "⟦P0002⟧", "⟦P0005⟧"


async def assigned(model: ScriptedLanguageModel, opted_out: frozenset[str] = frozenset()) -> Roles:
    stage = asker(model, Stage.ROLES)
    return await assign(stage, HOUR, TOLD.segments, TOLD.threads, opted_out)


def by_person(roles: Roles) -> dict[str, Any]:
    return {person.person: person for person in roles.participants}


KNOWN = by_rules(HOUR, TOLD.threads)


async def test_a_person_has_the_models_roles_with_weights_that_sum_to_one() -> None:
    def answer(prompt: Prompt[Any]) -> RolesAnswer:
        person = PersonAnswer(
            who=handle(prompt, "откатил,"),
            roles={Role.SUPPORTER: 2, Role.EXPERT: 6},
            lines=[number(prompt, "откатил,"), number(prompt, "откатываю")],
        )
        return RolesAnswer(people=[person])

    kostya = by_person(await assigned(ScriptedLanguageModel(answer)))[KOSTYA]

    assert {Role.EXPERT: 0.75, Role.SUPPORTER: 0.25} == kostya.roles
    assert (Role.EXPERT, 3, (107, 110)) == (
        kostya.dominant,
        kostya.message_count,
        kostya.message_ids,
    )


async def test_everybody_else_keeps_the_rules_row_and_all_keep_their_order() -> None:
    model = ScriptedLanguageModel(lambda _: RolesAnswer())

    assert KNOWN == await assigned(model)


async def test_the_prompt_counts_what_each_wrote_and_shows_a_few_rows() -> None:
    model = ScriptedLanguageModel(lambda _: RolesAnswer())

    await assigned(model)

    [prompt] = model.asked
    anya = handle(prompt, "напиши постмортем")
    assert f"@{anya} (4)" in data(prompt)
    assert ROWS == sum(f"@{anya}: " in row for row in data(prompt).splitlines())
    assert "+1" not in rows(prompt)


async def test_people_who_opted_out_have_no_row_and_are_not_shown() -> None:
    model = ScriptedLanguageModel(lambda _: RolesAnswer())

    found = await assigned(model, frozenset({BORIS}))

    assert BORIS not in by_person(found)
    assert not any("платёжный шлюз" in row for row in rows(model.asked[0]))


async def test_the_people_of_whom_a_digest_tells_are_asked_about() -> None:
    talk = "\n".join(
        f"{n} 09:{n} Человек{n}: закончил отчёт о складе номер {n}" for n in range(10, 30)
    )
    corpus: Corpus = chat(talk + "\n99 10:00 Человек29: проверил отчёт ещё раз", redacted=True)
    model = ScriptedLanguageModel(lambda _: RolesAnswer())

    await assign(asker(model, Stage.ROLES), corpus, Segments(segments=()), threads(corpus))

    heads = [row for row in data(model.asked[0]).splitlines() if row.startswith("@")]
    assert PEOPLE_TOLD == len(heads)
    assert "@1 (2)" == heads[0]


async def test_without_a_word_to_show_nobody_is_asked() -> None:
    corpus = chat("1 09:00 Аня: [sticker 👍]")
    model = ScriptedLanguageModel(lambda _: RolesAnswer())

    found = await assign(asker(model, Stage.ROLES), corpus, Segments(segments=()), threads(corpus))

    assert [] == model.asked
    assert by_rules(corpus, threads(corpus)) == found


@pytest.mark.parametrize(
    ("roles", "lines"),
    [
        ({Role.EXPERT: 9}, []),
        ({Role.EXPERT: 9}, [0, -3, 10**6]),
        ({}, [*range(1, 20)]),
        ({Role.EXPERT: 0, Role.OPPONENT: -5}, [*range(1, 20)]),
    ],
)
async def test_a_role_that_nothing_shows_leaves_the_rules_row(
    roles: dict[Role, int], lines: list[int]
) -> None:
    people = [PersonAnswer(who=who, roles=roles, lines=lines) for who in range(-2, 50)]

    assert KNOWN == await assigned(UncheckedLanguageModel(lambda _: RolesAnswer(people=people)))


async def test_other_peoples_messages_show_nothing_of_a_person() -> None:
    def swapped(prompt: Prompt[Any]) -> RolesAnswer:
        return RolesAnswer(
            people=[
                PersonAnswer(
                    who=handle(prompt, "напиши постмортем"),
                    roles={Role.OPPONENT: 10},
                    lines=[number(prompt, "платёжный шлюз"), number(prompt, "откатил,")],
                )
            ]
        )

    assert KNOWN == await assigned(UncheckedLanguageModel(swapped))


async def test_of_several_answers_about_a_person_the_first_counts_and_weights_have_a_limit() -> (
    None
):
    def answer(prompt: Prompt[Any]) -> RolesAnswer:
        who, line = handle(prompt, "откатил,"), number(prompt, "откатил,")
        return RolesAnswer(
            people=[
                PersonAnswer(who=who, roles={Role.EXPERT: 10**9, Role.OBSERVER: 10}, lines=[line]),
                PersonAnswer(who=who, roles={Role.OPPONENT: 10}, lines=[line]),
            ]
        )

    kostya = by_person(await assigned(UncheckedLanguageModel(answer)))[KOSTYA]

    assert {Role.EXPERT: 0.5, Role.OBSERVER: 0.5} == kostya.roles
    assert (110,) == kostya.message_ids
