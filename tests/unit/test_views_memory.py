"""What was told lately is on the screen of the memory before it is condensed."""

from dataclasses import replace

from bot.translator import Translators
from bot.views.memory import memory_screen
from pipeline.alfred.exporting import Known
from pipeline.alfred.models import FactId
from tests.fixtures.butler import event, fact

RU = Translators(strict=True).into("ru")
HOME = "Меня зовут Аня, я живу в Казани"


def test_what_a_person_told_of_themselves_is_shown_before_it_is_a_fact() -> None:
    events = [event(1, HOME), event(2, "что нового?"), event(3, "ок")]

    screen = memory_screen(Known(None, events, ()), RU)

    assert f"Недавно вы рассказали:\n• «{HOME}» (20.11.2026)\n\n" in screen.body


def test_what_is_a_fact_by_now_is_not_shown_twice() -> None:
    known = fact("живёт в Казани")
    evidence = (replace(known.evidence[0], quotation=HOME),)
    facts = [replace(known, evidence=evidence)]

    screen = memory_screen(Known(None, [event(1, HOME)], facts), RU)

    assert 1 == screen.body.count(HOME)


def test_however_long_it_is_it_fits_one_message() -> None:
    told = "долго рассказывала 😀 " * 40
    events = [event(number, f"Я {number} {told}") for number in range(40)]
    facts = [replace(fact("факт " * 20), id=FactId(str(number))) for number in range(12)]

    screen = memory_screen(Known(None, events, facts), RU)

    assert 4096 >= len(screen.text.encode("utf-16-le")) // 2
