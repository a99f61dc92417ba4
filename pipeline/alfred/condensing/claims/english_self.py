"""How people say in English who they are: name, home, work, age, family."""

from typing import Final

from pipeline.alfred.condensing.claims.claim import rule
from pipeline.alfred.condensing.claims.english_words import (
    ADVERBS,
    HAVE,
    I_AM,
    JOB,
    MONTH,
    NAME,
    RELATION,
    WHAT,
)

SELF: Final = (
    rule("name", rf"\b[Mm]y name(?:['’]s| is) (?P<what>{NAME})", "is called {what}", single=True),
    rule(
        "name",
        rf"(?<!\w )(?:(?:[Pp]lease|[Jj]ust|[Yy]ou (?:can|may)) )?\b[Cc]all me "
        rf"(?!Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?P<what>{NAME})",
        "is called {what}",
        single=True,
        confidence=0.8,
    ),
    rule(
        "home",
        rf"\bI {ADVERBS}live {ADVERBS}(?P<where>in|near|outside) (?P<what>{NAME})",
        "lives {where} {what}",
        single=True,
    ),
    rule(
        "home",
        rf"{I_AM} {ADVERBS}(?:living|based) (?P<where>in|near|outside) (?P<what>{NAME})",
        "lives {where} {what}",
        single=True,
    ),
    rule(
        "home",
        rf"{HAVE}moved (?:back )?(?:from {NAME} )?to (?P<what>{NAME})",
        "moved to {what}",
        single=True,
    ),
    rule(
        "home",
        rf"\bI (?:no longer live|don['’]t live) in (?P<what>{NAME})(?: any ?more)?",
        "does not live in {what}",
        single=True,
        confidence=0.8,
    ),
    rule(
        "origin",
        rf"(?:{I_AM}|\bI come) (?:originally )?from (?P<what>{NAME})",
        "is from {what}",
        single=True,
    ),
    rule("origin", rf"\bI was born in (?P<what>{NAME})", "was born in {what}", single=True),
    rule("job", rf"\bI {ADVERBS}work {ADVERBS}as {WHAT}", "works as {what}", single=True),
    rule(
        "job",
        rf"{I_AM} {ADVERBS}(?P<article>an?) (?P<what>(?:[\w-]+ ){{0,3}}(?:{JOB}))\b",
        "is {article} {what}",
        single=True,
    ),
    rule(
        "employer",
        rf"\bI {ADVERBS}work {ADVERBS}(?P<where>at|for) {WHAT}",
        "works {where} {what}",
        single=True,
    ),
    rule(
        "employer",
        rf"{HAVE}(?:joined|got a job (?:at|with)|started (?:working )?at) (?P<what>{NAME})",
        "works at {what}",
        single=True,
        confidence=0.8,
    ),
    rule(
        "employer",
        rf"\bI (?:no longer work|don['’]t work) (?:at|for) (?P<what>{NAME})",
        "no longer works at {what}",
        single=True,
    ),
    rule(
        "age", rf"{I_AM} (?P<what>\d{{1,3}})(?: years old|(?=[.!,]|$))", "is {what}", single=True
    ),
    rule("age", r"\bI(?:['’]ve)? (?:just )?turned (?P<what>\d{1,3})\b", "is {what}", single=True),
    rule(
        "birthday",
        rf"\b[Mm]y birthday(?:['’]s| is) (?:on )?(?:the )?(?P<what>(?:{MONTH}) \d{{1,2}}(?:st"
        rf"|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH}))",
        "has the birthday on {what}",
        single=True,
    ),
    rule(
        "family {relation}",
        rf"\b[Mm]y (?:\w+ )?(?P<relation>{RELATION})(?:['’]s name)?(?: is|['’]s)?(?: called| "
        rf"named|,)? (?P<what>[A-Z][\w’-]+)",
        "{relation}: {what}",
    ),
    rule(
        "family",
        rf"\b(?:I|[Ww]e)(?:['’]ve| have)(?: got)? (?P<what>(?:an?|one|two|three|four|five|\d) "
        rf"(?:\w+ )?(?:{RELATION})s?)\b",
        "has {what}",
    ),
    rule(
        "family of {relation}",
        rf"\b[Mm]y (?P<relation>{RELATION}) (?P<verb>works|lives|studies|plays|goes) {WHAT}",
        "{relation} {verb} {what}",
        confidence=0.8,
    ),
)
