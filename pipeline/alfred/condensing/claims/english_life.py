"""How people say in English how they live: marriage, pets, tastes, health, plans, skills."""

from typing import Final

from pipeline.alfred.condensing.claims.claim import rule
from pipeline.alfred.condensing.claims.english_words import (
    ADVERBS,
    ANIMAL,
    HAVE,
    I_AM,
    NAME,
    THING,
    VAGUE,
    WHAT,
)

LIFE: Final = (
    rule(
        "marriage",
        rf"{I_AM} (?:now |happily )*(?P<what>(?:not )?(?:married|divorced|single|engaged))(?= "
        rf"to\b|[.,!]|$| and\b)",
        "is {what}",
        single=True,
    ),
    rule(
        "pet",
        r"(?:\b(?:I|[Ww]e)(?:['’]ve| have)(?: got)?|" + HAVE + r"(?:adopted|got|own)) "
        rf"(?P<what>(?:an?|one|two|three|four|\d) (?:[\w-]+ )?(?:{ANIMAL})(?:,? (?:called"
        rf"|named) (?:{NAME}))?)",
        "has {what}",
    ),
    rule(
        "pet {animal}",
        rf"\b[Mm]y (?P<animal>{ANIMAL})(?:['’]s name)?(?: is|['’]s)?(?: called| named|,)? "
        rf"(?P<what>[A-Z][\w’-]+)",
        "{animal}: {what}",
    ),
    rule(
        "taste",
        rf"\bI (?:{ADVERBS}|[^,.;:!?()\n]{{3,40}}? and )(?P<verb>love|like|enjoy|adore|prefer) "
        rf"{VAGUE}{WHAT}",
        "{verb}s {what}",
        confidence=0.8,
    ),
    rule(
        "taste",
        rf"{I_AM} (?:really |also )*(?:fond of|into|keen on|a (?:big |huge )?fan of) "
        rf"{VAGUE}{WHAT}",
        "likes {what}",
        confidence=0.8,
    ),
    rule(
        "taste",
        rf"\bI {ADVERBS}(?:hate|dislike|can['’]t stand|(?:don['’]t|do not) (?:really )?like) "
        rf"{VAGUE}{WHAT}",
        "does not like {what}",
        confidence=0.8,
    ),
    rule(
        "taste",
        rf"\bI (?:(?:don['’]t|do not|no longer|never) (?P<verb>eat|drink|smoke)) {VAGUE}{WHAT}",
        "does not {verb} {what}",
    ),
    rule(
        "favourite {of}",
        rf"\b[Mm]y favou?rite (?P<of>[\w -]{{2,30}}?)(?: is|['’]s| are) {VAGUE}{WHAT}",
        "favourite {of}: {what}",
        single=True,
    ),
    rule("health", rf"{I_AM} (?:very |also )?allergic to {WHAT}", "is allergic to {what}"),
    rule(
        "diet",
        rf"{I_AM} (?:a |an |now )*(?P<what>vegan|vegetarian|diabetic|pescatarian)\b",
        "is {what}",
    ),
    rule(
        "plan",
        r"\b(?:(?:I|[Ww]e) (?:plan|have decided|decided)|(?:I['’]m|I am|[Ww]e['’]re|[Ww]e are) "
        r"planning) (?P<what>(?:to|on) [^.;:!?()\n]{3,80}?)(?=\s*(?:[,.;:!()\n]|$))",
        "plans {what}",
        confidence=0.6,
    ),
    rule(
        "thing {thing}",
        rf"{HAVE}(?:own|drive|ride|bought|got) (?P<what>(?:an?|my|the) (?:[\w-]+ "
        rf"){{0,3}}?(?P<thing>{THING}))\b",
        "has {what}",
        confidence=0.8,
    ),
    rule(
        "skill",
        rf"\bI {ADVERBS}speak (?P<what>[A-Z]\w+(?:(?:,| and|, and) [A-Z]\w+)*)",
        "speaks {what}",
    ),
    rule(
        "skill",
        rf"\bI {ADVERBS}play (?P<what>(?:the )?(?:guitar|piano|violin|drums|cello|flute|chess"
        rf"|tennis|"
        r"football|soccer|basketball|volleyball|hockey|golf|badminton))\b",
        "plays {what}",
    ),
    rule(
        "study",
        rf"(?:{I_AM} {ADVERBS}(?:learning|studying)|\bI {ADVERBS}(?:study|learn)) {VAGUE}{WHAT}",
        "studies {what}",
        confidence=0.8,
    ),
)
