import pytest

from pipeline.digest.findings import Participant, Role
from pipeline.digest.rules.roles.participants import WATCHING, assign
from tests.fixtures.chats import chat, threads
from tests.fixtures.team_hour import TEAM_HOUR

TEAM = f"""
{TEAM_HOUR}
117 09:58 Гость: (spam) заработок от 5000 в день, пиши в лс
118 09:59 Алерты: (bot) 502 rate 0%
119 09:59 Ева: [service joined]
"""

HELP_DESK = """
    1 10:00 ann: hi all
    2 10:00 ann ⇢ 1: how do I set folder ownership on a mounted volume?
    3 10:02 bob → 2: pass the user id to docker run, see https://example.com/user
    4 10:04 ann → 3: what do you mean by pass?
    5 10:05 bob → 4: you add --user 1000 before the image name
    6 10:06 carl ⇢ 2: yes, exactly what I was looking for
    7 10:09 ann → 5: thank you, it works now!
    8 10:10 bob → 7: no problem
    9 10:30 dave: morning
"""

DEBATE = """
    1 10:00 Аня: предлагаю переписать всё на Go, так будет быстрее
    2 10:02 Борис → 1: не согласен, у нас никто не знает Go
    3 10:03 Аня → 2: выучим за месяц
    4 10:04 Борис → 3: это не так, прошлый раз учили полгода
    5 10:05 Вика → 1: согласна, поддерживаю
    6 10:06 Вика → 3: отличная мысль
    7 10:07 Борис → 3: но сроки горят уже сейчас
"""


def people(text: str, **options: object) -> dict[str, Participant]:
    corpus = chat(text, redacted=bool(options.pop("redacted", False)))
    found = assign(corpus, threads(corpus), **options)  # type: ignore[arg-type]  # opted_out
    return {corpus.people[one.person]: one for one in found.participants}


@pytest.mark.parametrize("redacted", [False, True])
def test_roles_of_a_team_are_deeds_with_their_messages(redacted: bool) -> None:
    found = people(TEAM, redacted=redacted)

    assert (Role.MODERATOR, (101, 112, 115)) == (found["Аня"].dominant, found["Аня"].message_ids)
    assert (Role.EXPERT, (107, 110)) == (found["Костя"].dominant, found["Костя"].message_ids)
    assert (Role.INITIATOR, (102,)) == (found["Борис"].dominant, found["Борис"].message_ids)
    assert (Role.INITIATOR, (106,)) == (found["Даня"].dominant, found["Даня"].message_ids)


def test_who_does_most_for_the_talk_comes_first() -> None:
    assert ["Аня", "Костя"] == list(people(TEAM))[:2]


def test_equals_come_in_the_order_of_their_first_words() -> None:
    ranked = people("1 10:00 Яна: раз\n2 10:05 Аня: два\n3 10:10 Ева: три")

    assert ["Яна", "Аня", "Ева"] == list(ranked)


def test_spammers_bots_and_service_messages_are_no_participants() -> None:
    assert {"Аня", "Борис", "Вика", "Даня", "Костя"} == set(people(TEAM))


def test_a_person_who_opted_out_has_no_row_and_changes_no_other() -> None:
    everybody = people(TEAM)

    without = people(TEAM, opted_out=frozenset({"Костя"}))

    assert {name: one for name, one in everybody.items() if name != "Костя"} == without


def test_an_accepted_answer_makes_an_expert_of_who_gave_it() -> None:
    bob = people(HELP_DESK)["bob"]

    assert Role.EXPERT is bob.dominant
    assert (3, 5) == bob.message_ids


def test_an_asker_opens_the_talk_and_the_question_shows_it_not_the_greeting() -> None:
    ann = people(HELP_DESK)["ann"]

    assert Role.INITIATOR is ann.dominant
    assert (2,) == ann.message_ids


def test_thanks_of_the_helped_do_not_make_a_supporter() -> None:
    ann = people(HELP_DESK)["ann"]

    assert ann.roles[Role.SUPPORTER] < ann.roles[Role.INITIATOR] / 2


def test_who_only_says_a_word_is_an_observer_with_that_word() -> None:
    dave = people(HELP_DESK)["dave"]

    assert (Role.OBSERVER, {Role.OBSERVER: 1.0}, (9,)) == (
        dave.dominant,
        dave.roles,
        dave.message_ids,
    )


def test_who_explains_an_own_problem_is_no_expert() -> None:
    found = people("""
        1 10:00 ann: nginx gives me a bad gateway, any ideas?
        2 10:01 bob → 1: are both containers in the same network?
        3 10:02 ann → 2: I have them in separate containers with a link
        4 10:03 bob → 3: and what is in the error log of the proxy?
        5 10:04 ann → 4: connection refused is all that my log says
    """)

    assert Role.EXPERT not in found["ann"].roles


def test_counter_arguments_make_an_opponent_and_agreement_a_supporter() -> None:
    found = people(DEBATE)

    assert (Role.OPPONENT, (2, 4, 7)) == (found["Борис"].dominant, found["Борис"].message_ids)
    assert (Role.SUPPORTER, (5, 6)) == (found["Вика"].dominant, found["Вика"].message_ids)
    assert Role.INITIATOR is found["Аня"].dominant


def test_a_no_to_a_question_opposes_nobody() -> None:
    found = people("""
        1 10:00 Аня: все тесты прошли?
        2 10:01 Борис → 1: нет, два упали в корзине
    """)

    assert Role.OPPONENT not in found["Борис"].roles


@pytest.mark.parametrize(
    "text",
    [
        "⟦P0009⟧, подготовь отчёт до пятницы",
        "⟦P0009⟧, could you please review the branch by Friday",
        "какой статус по макету?",
        "what's the status of the release?",
        "Итого: релиз в четверг, отчёт за Борисом",
        "To sum up: we ship on Thursday",
        "коллеги, не флудим, это рабочий чат",
        "this is off-topic, use the other room",
        "созвон переносим на завтра в 12:00",
        "standup is scheduled for tomorrow at 10:00",
    ],
)
def test_leading_a_talk_makes_a_moderator(text: str) -> None:
    found = people(f"1 10:00 Аня: {text}")

    assert (Role.MODERATOR, (1,)) == (found["Аня"].dominant, found["Аня"].message_ids)


SITTING = """
    1 10:00 Аня: {opening}
    2 10:01 Борис: вчера смотрел логи шлюза
    3 10:02 Борис: дело было в таймауте
    4 10:03 Вика: у меня готова форма
    5 10:04 Вика: осталось её проверить
    6 10:05 Аня: {turn}
    7 10:06 Борис: я бы взял второй вариант
    8 10:07 Вика: мне нравится первый
    9 10:08 Борис: первый дольше писать
    10 10:09 Вика: зато он проще
    11 10:10 Аня: {closing}
"""
RUSSIAN = {
    "opening": "все на месте, начинаем, сегодня у нас два вопроса",
    "turn": "переходим к следующему вопросу, Борис, что думаешь?",
    "closing": "на сегодня всё, спасибо всем",
}
ENGLISH = {
    "opening": "welcome everyone, let's start, the agenda is short",
    "turn": "okay, next item. Boris, what do you think?",
    "closing": "that's all, thanks everyone, see you on Monday",
}


@pytest.mark.parametrize("words", [RUSSIAN, ENGLISH])
def test_who_opens_turns_and_closes_a_talk_leads_it(words: dict[str, str]) -> None:
    anya = people(SITTING.format_map(words))["Аня"]

    assert (Role.MODERATOR, (1, 6, 11)) == (anya.dominant, anya.message_ids)


def test_where_the_leader_opted_out_nobody_leads_instead() -> None:
    talk = (
        SITTING.format_map(RUSSIAN) + "12 10:11 Вика: какой статус?\n13 10:12 Вика: кто возьмёт?"
    )
    everybody = people(talk)

    without = people(talk, opted_out=frozenset({"Аня"}))

    assert {name: one for name, one in everybody.items() if name != "Аня"} == without


def test_words_that_open_or_close_mean_nothing_amid_a_talk() -> None:
    middle = "\n".join(f"{n} 10:{n:02} Борис: строка {n}" for n in range(3, 7))
    words = "7 10:07 Аня: все на месте, начинаем\n8 10:08 Аня: на сегодня всё, спасибо всем"
    rest = "\n".join(f"{n} 10:{n:02} Борис: строка {n}" for n in range(9, 13))

    found = people(f"1 10:01 Борис: раз\n2 10:02 Борис: два\n{middle}\n{words}\n{rest}")

    assert Role.MODERATOR not in found["Аня"].roles


def test_whoever_leads_is_a_moderator_whatever_else_they_did() -> None:
    answers = """
        12 10:20 Вика: почему падает сборка?
        13 10:21 Аня → 12: потому что кеш считается по старому файлу
        14 10:22 Вика → 13: спасибо, помогло
        15 10:23 Вика: а как поменять путь к нему?
        16 10:24 Аня → 15: в настройках, ключ называется путь кеша
        17 10:25 Вика → 16: спасибо, помогло
    """
    words = RUSSIAN | {"closing": "Итого: берём первый вариант"}

    anya = people(SITTING.format_map(words) + answers)["Аня"]

    assert Role.MODERATOR is anya.dominant
    assert anya.roles[Role.EXPERT] > 0


def test_where_everybody_steers_nobody_leads() -> None:
    asking = "\n".join(f"{n} 10:{n:02} {'АБВГ'[n % 4]}: какой статус?" for n in range(8))

    found = people(asking)

    alone = 2 * 0.8 / (2 * 0.8 + WATCHING)
    assert [pytest.approx(alone)] * 4 == [one.roles[Role.MODERATOR] for one in found.values()]


@pytest.mark.parametrize(
    "text",
    [
        "подскажите, пожалуйста, где лежат логи",
        "could you please explain how it works",
        "@boris не гони на него",
        "смотрите какой закат, просто посмотрите",
        "завтра пойду в кино в 19:00",
        "please help me with nginx",
        "hi everyone, thanks for the help",
        "всем привет, спасибо за ответ",
    ],
)
def test_asking_for_help_and_small_talk_lead_nobody(text: str) -> None:
    assert Role.MODERATOR not in people(f"1 10:00 Аня: {text}")["Аня"].roles


def test_work_handed_out_after_an_own_question_is_handed_out() -> None:
    found = people("""
        1 10:00 Аня: все тесты прошли?
        2 10:01 Аня ⇢ 1: ⟦P0009⟧, подготовь отчёт до пятницы
    """)

    assert (Role.MODERATOR, (2,)) == (found["Аня"].dominant, found["Аня"].message_ids)


def test_advice_in_answer_to_a_question_is_no_assignment() -> None:
    found = people("""
        1 10:00 Аня: почему падает сборка?
        2 10:01 Борис → 1: попробуй, пожалуйста, перезапусти её с чистым кешем
    """)

    assert Role.MODERATOR not in found["Борис"].roles


def test_a_copy_that_the_threads_leave_out_is_no_second_deed() -> None:
    corpus = chat("""
        1 10:00 Аня: Итого: релиз в четверг, отчёт за Борисом
        2 10:01 Аня: Итого: релиз в четверг, отчёт за Борисом
    """)
    kept = threads(corpus)
    kept = kept.model_copy(update={"threads": kept.threads[:1]})

    (anya,) = assign(corpus, kept).participants

    assert (2, (1,)) == (anya.message_count, anya.message_ids)


def test_what_one_forwards_is_no_deed_of_ones_own() -> None:
    found = people("1 10:00 Аня: (fwd) Итого: релиз в четверг, отчёт за Борисом")

    assert Role.OBSERVER is found["Аня"].dominant


def test_weights_sum_to_one_and_hold_only_roles_that_were_played() -> None:
    for one in people(TEAM).values():
        assert 1.0 == pytest.approx(sum(one.roles.values()))
        assert all(weight > 0 for weight in one.roles.values())
        assert max(one.roles, key=lambda role: one.roles[role]) is one.dominant


def test_a_faint_courtesy_does_not_lift_one_above_watching() -> None:
    found = people("""
        1 10:00 Аня: где логи? спасибо!
        2 10:02 Аня: нашла сама, спасибо
    """)

    assert 0.15 < WATCHING
    assert Role.OBSERVER is found["Аня"].dominant


def test_evidence_is_the_four_strongest_deeds_in_order_of_the_talk() -> None:
    lines = [f"{n} 10:{n:02} Аня: какой статус по макету {n}?" for n in range(1, 7)]
    lines.append("7 10:30 Аня: ⟦P0009⟧, подготовь отчёт до пятницы")

    found = people("\n".join(lines))

    assert (1, 2, 3, 7) == found["Аня"].message_ids


def test_emoji_and_stickers_count_as_messages_and_as_faint_support() -> None:
    found = people("1 10:00 Аня: релиз вышел\n2 10:01 Борис → 1: 👍\n3 10:02 Борис: [sticker 🔥]")

    assert 2 == found["Борис"].message_count
    assert 0.0 < found["Борис"].roles[Role.SUPPORTER] < found["Борис"].roles[Role.OBSERVER]


def test_an_empty_window_has_no_participants() -> None:
    assert {} == people("")
