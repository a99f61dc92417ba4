"""How people say in Russian who they are: name, home, work, age, family."""

from typing import Final

from pipeline.alfred.condensing.claims.claim import rule
from pipeline.alfred.condensing.claims.russian_words import (
    ADVERBS,
    BY_ME,
    COUNT,
    END,
    JOB,
    MINE,
    MONTH,
    NAME,
    RELATION,
    WHAT,
)

SELF: Final = (
    rule("name", rf"\b[Мм]еня зовут (?P<what>{NAME})", "зовут {what}", single=True),
    rule("name", rf"\b[Мм]о[её] имя(?:\s*[—–-])? (?P<what>{NAME})", "зовут {what}", single=True),
    rule(
        "name",
        rf"\b[Зз]ови(?:те)? меня (?P<what>{NAME})",
        "зовут {what}",
        single=True,
        confidence=0.8,
    ),
    rule(
        "home",
        rf"{MINE}(?:[Жж]иву|[Жж]ивём|[Жж]ивем) {ADVERBS}(?P<where>во?|на|под|около|недалеко от) "
        rf"(?P<what>{NAME})",
        "живёт {where} {what}",
        single=True,
    ),
    rule(
        "home",
        rf"{BY_ME}(?P<verb>[Пп]ереехал[аи]?|[Пп]еребрал(?:ся|ась|ись)) (?:из {NAME} )?(?:жить "
        rf")?(?P<where>во?|на|под) (?P<what>{NAME})",
        "{verb} {where} {what}",
        single=True,
    ),
    rule(
        "home",
        rf"\b(?:[Бб]ольше|[Уу]же) не живу (?P<where>во?|на|под) (?P<what>{NAME})",
        "больше не живёт {where} {what}",
        single=True,
    ),
    rule(
        "origin",
        rf"(?:\b[Яя] (?:сам |сама )?(?:родом )?|\b[Рр]одом )(?:из|с) (?P<what>{NAME})",
        "родом из {what}",
        single=True,
    ),
    rule(
        "origin",
        rf"{BY_ME}(?P<verb>[Рр]одил(?:ся|ась)) (?P<where>во?|на) (?P<what>{NAME})",
        "{verb} {where} {what}",
        single=True,
    ),
    rule(
        "job",
        rf"{MINE}[Рр]аботаю {ADVERBS}(?!над\b|во?\b|на\b|у\b|с\b|из\b|по\b|до\b|много|удал"
        rf"|завтра|не ){WHAT}",
        "работает {what}",
        single=True,
    ),
    rule(
        "job",
        rf"\b[Яя] (?:по профессии |по образованию |тоже |сейчас )?[—–-]? "
        rf"?(?P<what>(?:[а-яё-]+(?:ый|ий|ой|ая|яя) )?(?:{JOB}))\b",
        "по профессии {what}",
        single=True,
    ),
    rule(
        "employer",
        rf"{MINE}[Рр]аботаю {ADVERBS}(?P<where>во?|на|у) (?!дом|завтра|выходн"
        rf"|удал)(?P<what>[^,.;:!?()\n]{{2,60}}?){END}",
        "работает {where} {what}",
        single=True,
    ),
    rule(
        "employer",
        rf"{BY_ME}(?P<verb>[Уу]строил(?:ся|ась)) (?:на работу )?(?P<where>во?|на|к) {WHAT}",
        "{verb} {where} {what}",
        single=True,
        confidence=0.8,
    ),
    rule(
        "employer",
        rf"\b[Бб]ольше не работаю (?P<where>во?|на|у) {WHAT}",
        "больше не работает {where} {what}",
        single=True,
    ),
    rule(
        "employer",
        rf"{BY_ME}(?P<verb>[Уу]волил(?:ся|ась)) (?P<where>из|с|от) {WHAT}",
        "{verb} {where} {what}",
        single=True,
    ),
    rule(
        "age",
        r"\b[Мм]не (?:уже |сейчас )?(?P<what>\d{1,3} (?:год|года|лет))\b(?! назад)",
        "возраст: {what}",
        single=True,
    ),
    rule(
        "age",
        r"\b[Мм]не (?:вчера |сегодня |недавно )?исполнилось (?P<what>\d{1,3}(?: (?:год|года"
        r"|лет))?)",
        "возраст: {what}",
        single=True,
    ),
    rule(
        "birthday",
        rf"(?:\b[Уу] меня |\b[Мм]ой )?\b[Дд]ень рождения (?:у меня )?(?:[—–-] "
        rf")?(?P<what>\d{{1,2}} (?:{MONTH}))",
        "день рождения: {what}",
        single=True,
        confidence=0.8,
    ),
    rule(
        "family {relation}",
        rf"\b[Мм]о(?:й|я|его|ю|ей|и|их) (?:\w+(?:ий|ый|ая|яя|его|ую|юю) "
        rf")?(?P<relation>{RELATION})(?: зовут|,| [—–-])? (?P<what>[А-ЯЁ][\w-]+)",
        "{relation}: {what}",
    ),
    rule(
        "family {relation}",
        r"\b(?P<relation>[Жж]ену|[Мм]ужа|[Сс]ына|[Дд]очь|[Дд]очку|[Бб]рата|[Сс]естру|[Дд]етей) "
        r"зовут (?P<what>[А-ЯЁ][\w-]+(?: и [А-ЯЁ][\w-]+)?)",
        "{relation}: {what}",
        confidence=0.8,
    ),
    rule(
        "family",
        rf"\b[Уу] (?:меня|нас) (?:есть |растут |раст[её]т )?(?P<what>(?:(?:{COUNT}|старш\w+"
        rf"|младш\w+) )*(?:{RELATION})(?: [А-ЯЁ][\w-]+)?)(?!\w)",
        "есть {what}",
    ),
)
