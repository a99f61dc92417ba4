from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.rules.topics.turn_signs import said
from pipeline.digest.rules.topics.turning import WEIGHTS, Talk, turns

RUSSIAN = (
    "нужен билет на поезд до Казани",
    "на какой день нужен билет?",
    "на субботу, если билет ещё есть",
    "билет на субботу есть, поезд в восемь",
    "спасибо большое!",
    "подскажите хороший ресторан у вокзала",
    "какую кухню ищете, и дорогой ли ресторан?",
    "грузинскую, ресторан не дороже двух тысяч",
    "есть ресторан у вокзала, грузинский",
)
ENGLISH = (
    "I need a train ticket to Leeds",
    "for what day do you need the ticket?",
    "for Saturday, if there is a ticket left",
    "there is a ticket for Saturday, the train leaves at eight",
    "thank you so much!",
    "can you recommend a restaurant at the station",
    "what food do you like, and is it to be an expensive restaurant?",
    "Georgian food, and a cheap restaurant",
    "there is a Georgian restaurant at the station",
)


@pytest.mark.parametrize("talk", [RUSSIAN, ENGLISH])
def test_a_talk_turns_after_thanks_to_a_request_in_new_words(talk: tuple[str, ...]) -> None:
    assert [5] == turns([said(text) for text in talk])


@pytest.mark.parametrize("talk", [(), ("привет",)])
def test_what_is_no_talk_turns_nowhere(talk: tuple[str, ...]) -> None:
    assert [] == turns([said(text) for text in talk])


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("в какой день поедем?", "awaits"),
        ("could you send me the file", "requests"),
        ("мне нужен врач", "requests"),
        ("всем привет", "greets"),
        ("good morning", "greets"),
        ("спс, помогло", "thanks"),
        ("не за что", "parts"),
        ("have a nice day", "parts"),
        ("is there anything else?", "offers"),
        ("что-нибудь ещё?", "offers"),
        ("он уже там", "points_back"),
        ("it is over there", "points_back"),
    ],
)
def test_a_turn_is_known_by_what_it_does(text: str, sign: str) -> None:
    assert getattr(said(text), sign)


def test_one_thing_named_in_two_languages_is_one_word() -> None:
    assert said("релиз").keys == said("release").keys


def test_an_offer_of_more_awaits_nothing() -> None:
    assert not said("Is there anything else?").awaits


@given(st.lists(st.text(max_size=40), min_size=2, max_size=12))
def test_every_sign_has_a_weight_and_turns_part_the_talk(texts: list[str]) -> None:
    told = [said(text) for text in texts]

    found = turns(told)

    assert WEIGHTS.keys() == Talk(told).signals([0], [1]).keys()
    assert sorted(set(found)) == found
    assert all(0 < place < len(texts) for place in found)
    assert all(after - before > 1 for before, after in pairwise(found))


def test_a_long_hostile_text_is_read_in_linear_time() -> None:
    text = "have a have a " * 2_000 + "i am i am " * 2_000 + "а" * 10_000

    assert not said(text).greets
