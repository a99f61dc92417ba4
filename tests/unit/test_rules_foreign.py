"""A sentence that shares nothing with its messages was said by nobody."""

import pytest

from pipeline.digest.rules.evidence.foreign import foreign, without

TALK = (
    "откатил nginx, 502 пропали, смотрю графики",
    "подтверждаю, оплаты идут. Спасибо!",
    "релиз двигаем на пятницу",
)
PRAISE = "Лучшая группа на свете!"


@pytest.mark.parametrize(
    "sentence",
    [
        PRAISE,
        "Ура!",
        "Всё отлично!!!",
        "Гениально! 🎉",
        "Бюджет отдела утвердили без возражений.",
        "Подпишитесь на канал и получите подарок.",
        "Best group ever!",
    ],
)
def test_what_nobody_said_is_foreign(sentence: str) -> None:
    assert (sentence,) == foreign(f"⟦P0001⟧ откатил nginx. {sentence}", TALK)


@pytest.mark.parametrize(
    "sentence",
    [
        "⟦P0001⟧ вернул старую настройку, и ошибки 502 исчезли.",
        "Оплаты проходят, это видно на графике.",
        "⟦P0001⟧ предлагает и просит.",
        "Починили.",
        "⟦P0001⟧ благодарит: «Спасибо!»",
        "Оплаты идут!",
        "Так и есть.",
        "⟦P0001⟧ → ⟦P0002⟧.",
        "Что дальше?!",
    ],
    ids=[
        "a paraphrase",
        "other endings",
        "words of reporting",
        "one word",
        "an exclamation that is quoted",
        "an exclamation in their words",
        "no content",
        "people",
        "a question",
    ],
)
def test_a_paraphrase_is_not_foreign(sentence: str) -> None:
    assert () == foreign(sentence, TALK)


def test_the_words_of_another_language_are_not_compared() -> None:
    talk = ("the nightly build fails on the database container",)

    assert () == foreign("Ночная сборка падает из-за базы.", talk)


def test_a_digest_in_another_language_may_quote_the_talk() -> None:
    text = "⟦P0001⟧ says: “откатил nginx, 502 пропали”. Customers can buy again."

    assert () == foreign(text, TALK)


def test_one_message_in_another_language_is_enough_not_to_compare() -> None:
    talk = (*TALK, "the nightly build fails on the database container")

    assert () == foreign("Ночная сборка падает из-за базы.", talk)


@pytest.mark.parametrize("word", ["+1", "ok", "👍", "https://example.org/a"])
def test_a_message_that_says_nothing_has_no_language(word: str) -> None:
    assert (PRAISE,) == foreign(PRAISE, (*TALK, word))


def test_in_another_language_nobody_exclaims_but_those_who_did() -> None:
    calm, loud = "the build is green", "the build is green, hooray!"

    assert (PRAISE,) == foreign(f"{PRAISE} Сборка прошла.", [calm])
    assert () == foreign("Сборка прошла, ура!", [loud])
    assert (PRAISE,) == foreign(f"{PRAISE} ⟦P0001⟧: «{loud}»", [loud])


def test_pseudonyms_are_no_words_of_a_language() -> None:
    assert (PRAISE,) == foreign(
        f"⟦Pbeef1⟧, ⟦Pfeed2⟧, да. {PRAISE}", ("⟦Pcafe3⟧, да, релиз готов",)
    )


def test_the_rest_of_a_text_is_told_without_its_foreign_sentences() -> None:
    text = f"{PRAISE} ⟦P0001⟧ откатил nginx. Ура! Оплаты идут."

    assert "⟦P0001⟧ откатил nginx. Оплаты идут." == without(text, foreign(text, TALK))


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        (PRAISE, (PRAISE,)),
        ("⟦P0001⟧: «Откатил. Ура!»", ("Ура!»",)),
        ("👍 Ура!", ("👍 Ура!",)),
    ],
    ids=["nothing left", "half a quotation", "no words left"],
)
def test_no_half_of_a_text_is_told(text: str, dropped: tuple[str, ...]) -> None:
    assert "" == without(text, dropped)
