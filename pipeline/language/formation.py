"""Words made from one another: «обновить», «обновлять», «обновление».

Candidates are made by the endings of Russian word formation and kept if the dictionary holds them
as what they have to be. Partners of aspect that share no root stand in ``families``.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pipeline.language.morphology import forms, is_word

SHORTEST_ROOT: Final = 3
"""Letters; what is left of shorter words makes words by chance."""
_PREFIXES: Final = ("вы", "за", "на", "по", "со", "о", "с", "у")
"""Those that often do no more than end the deed: «починить»; «проверить» is not of «верить»."""
_ROOTS: Final = tuple(
    tuple(row.split())
    for row in (
        *("нести носить нос", "везти возить воз", "вести водить вод", "йти ходить ход"),
        *("ехать езжать езд", "слать сылать сылка", "брать бирать бор", "дать давать дача"),
        *("звать зывать зыв", "лететь летать лет", "гнать гонять гон", "чать чинать чало"),
        *("нять нимать ем", "казать казывать каз", "писать писывать пись", "мочь могать мощь"),
        *("крыть крывать крытие", "бить бивать", "мыть мывать мытье", "ждать жидать"),
        *("стать ставать", "пасть падать", "лечь легать", "рвать рывать рыв", "бежать бегать"),
        *("лезть лезать", "расти растать рост", "резать резать рез", "честь читать чет"),
        *("снуть сыпать сон", "сечь секать", "течь текать ток", "плыть плывать", "шить шивать"),
        *("пустить пускать пуск", "менить менять мена", "тянуть тягивать", "вернуть вращать"),
    )
)
"""Roots of verbs that change in themselves, of both aspects, and what is done."""
_SOFTENED: Final = (
    *(("т", "ч"), ("т", "щ"), ("ст", "щ"), ("к", "ч"), ("д", "ж"), ("д", "жд"), ("з", "ж")),
    *(("г", "ж"), ("с", "ш"), ("х", "ш"), ("б", "бл"), ("п", "пл"), ("в", "вл"), ("м", "мл")),
    ("ф", "фл"),
)
"""How a consonant changes before a suffix: «оплатить», «оплачивать»."""
_VERB: Final = re.compile(r"(?P<root>.+?)(?P<end>[иы]вать|ировать|овать|ать|ять|еть|ить)(?:ся)?")
_NOUN: Final = re.compile(r"(?P<root>.+?)(?P<end>ировка|овка|[иы]вание|ание|яние|ение|ство|ка|а|)")


@lru_cache(maxsize=4_096)
def relatives(lemma: str) -> tuple[str, ...]:
    """Dictionary forms of the other aspect, of what is done, and of the verb of that."""
    if len(lemma) <= SHORTEST_ROOT or not is_word(lemma):
        return ()
    best = forms(lemma)[0]
    if best.part in {"INFN", "VERB"}:
        found = (*_of_root(lemma), *_aspects(lemma), *_deeds(lemma))
    elif best.part == "NOUN" and not best.proper and "inan" in best.parse.tag:
        found = (*_of_root(lemma), *_verbs(lemma))
    else:
        return ()
    return tuple(dict.fromkeys(each for each in found if each != lemma))


def _of_root(word: str) -> Iterator[str]:
    reflexive = "ся" if word.endswith("ся") else ""
    plain = word.removesuffix("ся")
    for row in _ROOTS:
        end = next((each for each in row if plain.endswith(each)), None)
        prefix = plain.removesuffix(end) if end else ""
        for other in row if prefix else ():
            candidate = prefix + other + (reflexive if other in row[:2] else "")
            if is_word(candidate) and forms(candidate)[0].lemma == candidate:
                yield candidate


def _aspects(verb: str) -> Iterator[str]:
    """Of the other aspect: by another suffix, and without a prefix that ends the deed."""
    match = _VERB.fullmatch(verb)
    if match is None:
        return
    reflexive = "ся" if verb.endswith("ся") else ""
    other = "impf" if _is(verb, "INFN", "perf") else "perf"
    root, end = match["root"], match["end"]
    if end in {"ивать", "ывать"}:
        roots = [*_hardened(root), *(_hardened(_with_o(root)) if "а" in root else ())]
        ends: tuple[str, ...] = ("ать", "ить", "еть", "ять")
    elif other == "impf":
        roots = [root, *_softened(root), _with_a(root), *_softened(_with_a(root))]
        ends = ("ивать", "ывать", "ать", "ять")
    else:
        roots, ends = _hardened(root), ("ить", "еть", "ать")
    for candidate in (f"{each}{ending}{reflexive}" for each in roots for ending in ends):
        if _is(candidate, "INFN", other):
            yield candidate
    if other == "impf":
        yield from (bare for bare in _bare(verb) if _is(bare, "INFN", "impf"))


def _bare(verb: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        rest = verb.removeprefix(prefix)
        if rest != verb and len(rest) > SHORTEST_ROOT + 1:
            yield rest


def _deeds(verb: str) -> Iterator[str]:
    match = _VERB.fullmatch(verb)
    if match is None or len(match["root"]) < SHORTEST_ROOT:
        return
    root, end = match["root"], match["end"]
    made = [f"{root}ка", root, f"{root}а", f"{root}ство"]
    if end in {"ировать", "овать"}:
        made = [f"{root}{end.removesuffix('ать')}{ending}" for ending in ("ка", "ание")]
    elif end in {"ать", "ять", "ивать", "ывать"}:
        made.append(f"{root}{end.removesuffix('ть')}ние")
    else:
        made += [f"{each}ение" for each in (root, *_softened(root))]
    yield from (each for each in made if _is(each, "NOUN", "inan"))


def _verbs(noun: str) -> Iterator[str]:
    match = _NOUN.fullmatch(noun)
    if match is None or len(match["root"]) < SHORTEST_ROOT:
        return
    root, end = match["root"], match["end"]
    made = [f"{root}ить", f"{root}ать", f"{root}еть"]
    if end in {"ировка", "овка"}:
        made = [f"{root}{end.removesuffix('ка')}ать", f"{root}{end.removesuffix('ка')}аться"]
    elif end.endswith(("ание", "яние")):
        made = [f"{root}{end.removesuffix('ние')}ть"]
    elif end == "ение":
        made = [f"{each}{ending}" for each in _hardened(root) for ending in ("ить", "еть")]
    yield from (each for each in made if _is(each, "INFN", ""))


def _softened(root: str) -> list[str]:
    return [root.removesuffix(hard) + soft for hard, soft in _SOFTENED if root.endswith(hard)]


def _hardened(root: str) -> list[str]:
    found = [root.removesuffix(soft) + hard for hard, soft in _SOFTENED if root.endswith(soft)]
    return [root, *found]


def _with_a(root: str) -> str:
    """«договор-» as in «договариваться»."""
    at = root.rfind("о")
    return root[:at] + "а" + root[at + 1 :] if at >= 0 else root


def _with_o(root: str) -> str:
    at = root.rfind("а")
    return root[:at] + "о" + root[at + 1 :]


def _is(word: str, part: str, mark: str) -> bool:
    if not is_word(word):
        return False
    best = forms(word)[0]
    fits = best.part == part and best.lemma == word
    return fits and (not mark or mark in best.parse.tag)
