import pytest

from pipeline.digest.corpus import Line
from pipeline.digest.findings import Emotion, Tone
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.rules.emotion.notes import Note
from pipeline.digest.rules.emotion.signals import Target, hardness, read, signals_of
from tests.fixtures.chats import chat, threads
from tests.fixtures.team_hour import TEAM_HOUR

TEAM = TEAM_HOUR + "117 09:58 Гость: (spam) КАЗИНО!!! ура, заработок от 5000 в день"

SUPPORT_ROOM = """
    1 10:00 ann: my container exits with an error, how do I see the logs?
    2 10:02 bob → 1: you can use docker logs with the container id
    3 10:03 ann → 2: the command fails with exit code 1
    4 10:05 bob → 3: then the bug is in the entrypoint script, check the path
    5 10:09 ann → 4: indeed the path was wrong
    6 10:15 carl: is there a way to limit the memory of a build?
    7 10:20 bob → 6: set it in the compose file, see https://example.com/limits
    8 10:22 carl → 7: that works for me
"""

QUARREL = """
    1 10:00 Аня: выкатываем без тестов, времени нет
    2 10:01 Борис → 1: я против, это безответственно
    3 10:01 Аня → 2: бред, ты сам срываешь сроки каждый раз
    4 10:02 Борис → 3: это не так! ты вообще читала задачу?
    5 10:02 Аня → 4: ты меня бесишь, хватит уже умничать
    6 10:03 Борис → 5: сама заткнись
"""

PARTY = """
    1 10:00 Аня: Релиз вышел, все метрики зелёные! 🎉
    2 10:01 Борис → 1: ура! поздравляю всех!
    3 10:01 Вика → 1: мы сделали это, вы лучшие, обожаю эту команду ❤️
    4 10:02 Костя → 1: огонь, поздравляю 🥳 {🔥4 🎉3}
    5 10:03 Даня: Congratulations everyone, awesome work!
"""


def mood(text: str) -> Emotion:
    corpus = chat(text)
    return feel(corpus, threads(corpus))


def said(text: str, *, reply: bool = False) -> Line:
    arrow = " → 1" if reply else ""
    return chat(f"1 10:00 Аня: макет готов\n2 10:01 Борис{arrow}: {text}").lines[1]


def feelings(text: str) -> set[Feeling]:
    return set(read(said(text)).feelings)


def test_a_working_morning_is_calm_and_its_relief_is_noted_with_the_deeds() -> None:
    morning = mood(TEAM)

    assert Tone.NEUTRAL is morning.tone
    assert (Note.RELIEF_AFTER_INCIDENT,) == morning.notes
    assert (102, 110, 111) == morning.tone_message_ids[:3]
    assert morning.stress.value < 0.3
    assert (102,) == morning.stress.message_ids
    assert 0.0 == morning.conflict.value


def test_errors_and_bugs_of_the_trade_are_no_distress() -> None:
    room = mood(SUPPORT_ROOM)

    assert Tone.NEUTRAL is room.tone
    assert room.stress.value < 0.1
    assert room.conflict.value < 0.05
    assert {2, 7} <= set(room.collaboration.message_ids)


def test_a_quarrel_shows_conflict_with_its_hardest_words_first() -> None:
    quarrel = mood(QUARREL)

    assert Tone.NEGATIVE is quarrel.tone
    assert Note.HEATED_ARGUMENT in quarrel.notes
    assert quarrel.conflict.value > 0.6
    assert 6 == quarrel.conflict.message_ids[0]
    assert quarrel.collaboration.value < 0.1


def test_contradicting_each_other_is_a_debate_and_no_heated_argument() -> None:
    debate = mood("""
        1 10:00 Аня: предлагаю переписать всё на Go
        2 10:01 Борис → 1: не согласен, у нас никто не знает Go
        3 10:02 Аня → 2: это не так, я писала на нём год
        4 10:03 Борис → 3: не согласен, год это мало
        5 10:04 Аня → 4: неправда, хватит и месяца
    """)

    assert Note.HEATED_ARGUMENT not in debate.notes
    assert 0.2 < debate.conflict.value < 0.8


def test_a_celebration_is_positive_and_enthusiastic_in_both_languages() -> None:
    party = mood(PARTY)

    assert Tone.POSITIVE is party.tone
    assert Note.CELEBRATION in party.notes
    assert party.enthusiasm.value > 0.6
    assert {2, 3, 4, 5} <= set(party.enthusiasm.message_ids)
    assert 0.0 == party.conflict.value


def test_good_and_bad_news_together_are_mixed() -> None:
    both = mood("""
        1 10:00 Аня: какой шикарный день, обожаю весну
        2 10:01 Борис: а у меня кошмар, всё горит, сил нет
        3 10:02 Вика: ура, отпуск, счастье!
        4 10:03 Костя: как же бесит этот прокси, ненавижу
        5 10:04 Даня: великолепные новости от клиента
        6 10:05 Ева: грустно, Паша увольняется
    """)

    assert Tone.MIXED is both.tone


def test_feelings_that_no_list_has_set_the_tone_in_both_languages() -> None:
    russian = mood("""
        1 10:00 Аня: какое огорчение, все закончилось
        2 10:01 Борис: хандрю вторую неделю
        3 10:02 Вика: хочется рыдать от этой несправедливости
        4 10:03 Костя: да, хандрю и я, сплошное огорчение
        5 10:04 Даня: ну вот, опять огорчение, хочется рыдать
    """)
    english = mood("""
        1 10:00 Ann: what a miserable and dreadful evening
        2 10:01 Bob: the food was gross, the staff were rude and hostile
        3 10:02 Carl: such an ugly, bitter defeat
        4 10:03 Dan: grim and gloomy, the crowd was hostile
    """)

    assert (Tone.NEGATIVE, Tone.NEGATIVE) == (russian.tone, english.tone)
    assert {1, 2, 3, 4, 5} == set(russian.tone_message_ids)
    assert {1, 2, 3, 4} == set(english.tone_message_ids)


def test_one_loud_word_does_not_saturate_a_small_chat() -> None:
    small = mood("""
        1 10:00 Аня: срочно нужен отчёт, паника!!!
        2 10:01 Борис: сейчас пришлю
    """)

    assert 0.2 < small.stress.value < 0.6


def test_the_same_word_weighs_less_in_a_longer_talk() -> None:
    calm = "\n".join(f"{n} 10:{n:02} Борис: правлю отчёт, раздел {n}" for n in range(2, 40))
    loud = "1 10:00 Аня: срочно нужен отчёт, паника!!!"

    short, long = mood(loud), mood(f"{loud}\n{calm}")

    assert long.stress.value < short.stress.value / 3


def test_measures_name_at_most_five_messages_strongest_first_then_earliest() -> None:
    party = mood("\n".join(f"{n} 10:{n:02} Аня: спасибо большое" for n in range(1, 9)))

    assert (1, 2, 3, 4, 5) == party.collaboration.message_ids


def test_noise_has_no_feelings_but_emoji_and_stickers_do() -> None:
    spammed = mood("1 10:00 Аня: начинаем\n2 10:01 Гость: (spam) УРА!!! ненавижу кошмар")
    cheered = mood("1 10:00 Аня: начинаем\n2 10:01 Борис: 🎉🎉\n3 10:02 Вика: [sticker 😍]")

    assert 0.0 == spammed.intensity.value
    assert (2, 3) == cheered.enthusiasm.message_ids


def test_a_forwarded_text_shows_nothing_of_who_forwards_it() -> None:
    passed_on = mood("1 10:00 Аня: (fwd) КОШМАР!!! катастрофа, всё горит {👍2}")

    assert 0.0 == passed_on.stress.value
    assert (1,) == mood("1 10:00 Аня: (fwd) катастрофа {❤3}").enthusiasm.message_ids


def test_reactions_speak_for_the_message_that_they_are_under() -> None:
    liked = mood("1 10:00 Аня: макет готов {❤5}\n2 10:01 Борис: релиз отменён {👎4}")

    assert (1,) == liked.enthusiasm.message_ids
    assert (2,) == liked.conflict.message_ids


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("не плохо", {Feeling.JOY}),
        ("not bad at all", {Feeling.JOY}),
        ("не круто", {Feeling.SORROW}),
        ("совсем не очень круто", {Feeling.SORROW}),
        ("нет, отлично", {Feeling.JOY}),
        ("без паники", set()),
        ("no panic, no stress", set()),
        ("не бесит", set()),
        ("не заработало", {Feeling.INCIDENT}),
        ("не согласен", {Feeling.DISAGREEMENT}),
        ("I don't agree", {Feeling.DISAGREEMENT}),
        ("no problem", {Feeling.HELP}),
    ],
)
def test_a_negation_turns_a_feeling_or_takes_it_away(text: str, shown: set[Feeling]) -> None:
    assert shown == feelings(text)


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("Спасибооо огромное", Feeling.GRATITUDE),
        ("thx a lot", Feeling.GRATITUDE),
        ("ахахах ну ты даёшь", Feeling.HUMOUR),
        ("hahaha nice one", Feeling.HUMOUR),
        ("ну конечно))))", Feeling.HUMOUR),
        ("жаль((", Feeling.SORROW),
        ("пиздец какой-то", Feeling.PROFANITY),
        ("what the fuck", Feeling.PROFANITY),
        ("+", Feeling.AGREEMENT),
        ("урааа", Feeling.JOY),
    ],
)
def test_feelings_are_read_as_chats_spell_them(text: str, feeling: Feeling) -> None:
    assert feeling in feelings(text)


@pytest.mark.parametrize(
    "text",
    [
        "скажу себе и тебе, корабля не видно с рубля",
        "надо страховать команду и потреблять меньше",
        "благодаря кешу страница грузится быстрее",
        "класс Foo наследует класс Bar",
        "(см. раздел про сеть)",
        "SELECT * FROM orders",
        "```\nfuck shit ужас\n```",
        "> ненавижу кошмар ужас",
    ],
)
def test_innocent_words_code_and_quotations_show_nothing(text: str) -> None:
    shown = read(said(text))

    assert ({}, 0.0) == (dict(shown.feelings), shown.arousal)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("ты тупой", Target.OTHER),
        ("стоп я тупой", Target.SELF),
        ("тупой алгоритм", Target.NOBODY),
    ],
)
def test_hard_words_hit_only_whom_they_are_aimed_at(text: str, target: Target) -> None:
    shown = read(said(text))

    assert target is shown.target
    assert (hardness(shown) > 0.5) is (target is Target.OTHER)


def test_laughter_makes_banter_of_hard_words() -> None:
    earnest, banter = read(said("ты дурак")), read(said("ты дурак ахахах"))

    assert hardness(banter) < hardness(earnest) / 2


def test_a_no_contradicts_a_statement_and_answers_a_question() -> None:
    corpus = chat("""
        1 10:00 Аня: релиз надо отложить
        2 10:01 Борис → 1: нет, успеваем
        3 10:02 Аня: все тесты прошли?
        4 10:03 Борис → 3: нет, два упали
    """)

    shown = {line.id: read(line, corpus.by_id.get(line.parent_id or 0)) for line in corpus.lines}

    assert shown[2][Feeling.DISAGREEMENT] > 0.5
    assert 0.0 == shown[4][Feeling.DISAGREEMENT]


def test_thanks_that_close_a_question_are_worth_less_than_thanks_for_help() -> None:
    corpus = chat("""
        1 10:00 Аня: как посмотреть логи? спасибо!
        2 10:05 Аня → 1: нашла, спасибо!
    """)

    ahead, after = (read(line)[Feeling.GRATITUDE] for line in corpus.lines)

    assert 0.0 < ahead < after / 2


def test_a_quiet_talk_is_routine_without_evidence() -> None:
    quiet = mood("1 10:00 Аня: начинаю сборку\n2 10:20 Аня: сборка идёт")

    assert (Note.ROUTINE,) == quiet.notes
    assert () == quiet.tone_message_ids


def test_a_problem_that_returns_unsolved_brings_no_relief() -> None:
    stuck = mood("""
        1 10:00 Аня: прод лежит, авария
        2 10:05 Борис → 1: смотрю
        3 10:30 Борис → 1: не заработало
    """)

    assert Note.RELIEF_AFTER_INCIDENT not in stuck.notes


def test_relief_needs_its_own_thread() -> None:
    apart = mood("""
        1 10:00 Аня: прод лежит, авария
        2 10:05 Борис: починил кофеварку
    """)

    assert Note.RELIEF_AFTER_INCIDENT not in apart.notes


def test_one_person_alone_sets_no_mood() -> None:
    alone = mood("\n".join(f"{n} 10:{n:02} Аня: спасибо, ахахаха" for n in range(1, 9)))

    assert {Note.GRATITUDE, Note.HUMOUR}.isdisjoint(alone.notes)


def test_an_empty_window_feels_nothing() -> None:
    nothing = mood("")

    assert Tone.NEUTRAL is nothing.tone
    assert 0.0 == nothing.intensity.value


def test_a_message_is_read_once_however_many_stages_ask() -> None:
    corpus = chat(
        """
        1 09:00 Аня: релиз переносим на пятницу
        2 09:01 Борис → 1: нет, это плохая идея
        """
    )
    first, second = corpus.lines

    found = signals_of(second, corpus)

    assert found is signals_of(second, corpus)
    assert found == read(second, first)
    assert found[Feeling.DISAGREEMENT] > 0
