"""How people say in Russian how they live: marriage, pets, tastes, health, plans, skills."""

from typing import Final

from pipeline.alfred.condensing.claims.claim import rule
from pipeline.alfred.condensing.claims.russian_words import (
    ADVERBS,
    ANIMAL,
    BY_ME,
    COUNT,
    END,
    MINE,
    VAGUE,
    WHAT,
)

LIFE: Final = (
    rule(
        "marriage",
        r"\b[Яя] (?P<what>(?:не )?(?:женат|замужем|разведена?|разведён|холост))\b",
        "{what}",
        single=True,
    ),
    rule(
        "pet",
        rf"\b[Уу] (?:меня|нас) (?:дома )?(?:есть |жив[её]т |живут )?(?P<what>(?:(?:{COUNT}"
        rf"|[а-яё]+(?:ый|ий|ая|яя)) )?(?:{ANIMAL})(?: (?:по имени )?[А-ЯЁ][\w-]+)?)(?!\w)",
        "есть {what}",
    ),
    rule(
        "pet",
        rf"{BY_ME}(?P<verb>[Зз]авел[аи]?|[Зз]авёл|[Вв]зял[аи]?) (?P<what>(?:[а-яё]+(?:ого|ую) "
        rf")?(?:{ANIMAL})(?: [А-ЯЁ][\w-]+)?)(?!\w)",
        "{verb} {what}",
    ),
    rule(
        "pet {animal}",
        rf"\b[Мм]о(?:й|я|его|ю|ей) (?P<animal>{ANIMAL})(?: зовут|,| [—–-])? "
        rf"(?P<what>[А-ЯЁ][\w-]+)",
        "{animal}: {what}",
    ),
    rule(
        "taste",
        rf"{MINE}(?:[Лл]юблю|[Оо]божаю|[Пп]редпочитаю) {VAGUE}{WHAT}",
        "любит {what}",
        confidence=0.8,
    ),
    rule(
        "taste",
        rf"\b[Мм]не {ADVERBS}нрав(?:и|я)тся {VAGUE}{WHAT}",
        "нравится: {what}",
        confidence=0.8,
    ),
    rule("hobby", rf"{MINE}[Уу]влекаюсь {VAGUE}{WHAT}", "увлекается {what}"),
    rule("hobby", rf"{MINE}[Зз]анимаюсь {VAGUE}{WHAT}", "занимается {what}", confidence=0.8),
    rule(
        "taste",
        rf"(?:\bне люблю|\b[Нн]енавижу|\bтерпеть не могу|\b[Тт]ерпеть не могу|\b[Нн]е выношу"
        rf"|\b[Нн]е переношу|\b[Нн]е люблю) {VAGUE}{WHAT}",
        "не любит {what}",
        confidence=0.8,
    ),
    rule(
        "taste",
        rf"\b[Мм]не не нрав(?:и|я)тся {VAGUE}{WHAT}",
        "не любит {what}",
        confidence=0.8,
    ),
    rule("taste", rf"\b[Нн]е (?:ем|кушаю) {VAGUE}{WHAT}", "не ест {what}"),
    rule("taste", rf"\b[Нн]е пью {VAGUE}{WHAT}", "не пьёт {what}"),
    rule(
        "favourite {of}",
        rf"\b[Мм]о[йяеёи] любим(?:ый|ая|ое|ые) (?P<of>[а-яё -]{{2,30}}?)(?:\s*[—–-]|,? это|:) "
        rf"{VAGUE}{WHAT}",
        "любимое, {of}: {what}",
        single=True,
    ),
    rule("health", rf"\b[Уу] меня (?:сильная )?аллергия на {WHAT}", "аллергия на {what}"),
    rule(
        "health",
        r"\b[Уу] меня (?P<what>диабет|астма|гастрит|мигрени|целиакия)\b",
        "здоровье: {what}",
    ),
    rule(
        "diet",
        r"\b[Яя] (?:теперь )?(?P<what>веган(?:ка)?|вегетариан(?:ец|ка)|диабетик)\b",
        "{what}",
    ),
    rule(
        "plan",
        rf"(?:{MINE}(?:[Пп]ланирую|[Сс]обираюсь)|{BY_ME}[Рр]ешил[аи]?|\b[Мм]ы (?:планируем"
        rf"|собираемся)) "
        r"(?P<what>[а-яё]+(?:ть|ться|ти|чь)(?:ся)?\b[^,.;:!?()\n]{0,60}?)(?=\s*(?:[,.;:!()\n]"
        r"|$))",
        "планирует {what}",
        confidence=0.6,
    ),
    rule(
        "thing",
        rf"{BY_ME}(?P<verb>[Кк]упил[аи]?) (?P<what>(?:[а-яё]+(?:ый|ой|ую|юю|ого) )?(?:машину"
        rf"|квартиру|дом|дачу|велосипед"
        r"|мотоцикл|гитару|пианино|фотоаппарат|камеру|ноутбук|телефон"
        r"|участок)\b[^,.;:!?()\n]{0,30}?)"
        rf"{END}",
        "{verb} {what}",
        confidence=0.8,
    ),
    rule(
        "thing",
        r"\b[Уу] (?:меня|нас) (?:есть |своя |свой )?(?P<what>машина|квартира|дача|дом|велосипед"
        r"|мотоцикл|гитара|пианино|огород)\b",
        "есть {what}",
        confidence=0.8,
    ),
    rule("study", rf"{MINE}(?:[Уу]чу|[Ии]зучаю) {VAGUE}{WHAT}", "изучает {what}", confidence=0.8),
    rule(
        "study",
        rf"{BY_ME}[Нн]ачал[аи]? (?:учить|изучать) {VAGUE}{WHAT}",
        "изучает {what}",
        confidence=0.8,
    ),
    rule("study", rf"{MINE}[Уу]чусь (?P<where>во?|на) {WHAT}", "учится {where} {what}"),
    rule(
        "skill",
        rf"{MINE}[Гг]оворю (?P<what>по-[а-яё]+ски|на [а-яё]+ом(?: языке)?)",
        "говорит {what}",
    ),
    rule("skill", rf"{MINE}[Ии]граю (?P<where>на|во?) {WHAT}", "играет {where} {what}"),
)
