"""What a sentence claims of its speaker, whatever the language: the shape of a rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.alfred.condensing.worth import is_order
from pipeline.language.morphology import lemma
from pipeline.language.stems import stems
from pipeline.language.words import script, words

NAME: Final = "name"
_IN_NOMINATIVE: Final = ("relation", "animal")
LONGEST: Final = 120
"""Characters of a fact."""
_UNREAL: Final = re.compile(
    r"\b(?:if|would|wouldn['’]t|wish|unless|suppose|imagine|maybe|perhaps|not sure|used to|say"
    r"|says|said|told|если|бы|б|будто|словно|возможно|может быть|раньше|когда-то|сказал\w*"
    r"|говорит\w*|говорил\w*)\b|\bI['’]d\b",
    re.IGNORECASE,
)
"""What is supposed, past, or another's word. «Больше не» is a fact and has rules of its own."""
_DENIAL: Final = re.compile(r"\b(?:not|never|no longer|не|уволил\w+)\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_ASKED_TO_REMEMBER: Final = re.compile(
    r"\W*(?:please |пожалуйста,? )?(?:remember|note|запомни(?:те)?|учти(?:те)?"
    r"|запиши(?:те)?)(?: that|,? что|:|,)\s*",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(
    r"\W*(?:please |пожалуйста,? )?(?:call me|зови(?:те)? меня)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    pattern: re.Pattern[str]
    """What is claimed is its group ``what``."""
    told: str
    """How the fact reads; ``{what}`` and the pattern's other groups stand in it."""
    single: bool = False
    """A person has one of it at a time: what is said later replaces what was said before."""
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Claim:
    kind: str
    single: bool
    what: frozenset[str]
    """Stems of the value: two claims of a kind with the same are the same."""
    text: str
    confidence: float

    @property
    def denies(self) -> bool:
        return denies(self.text)

    def repeats(self, other: "Claim") -> bool:
        """Whether the other says this already, or more."""
        if other.says_more_than(self):
            return True
        return self.kind == other.kind and self.what <= other.what and self.denies == other.denies

    def opposes(self, other: "Claim") -> bool:
        """Whether the other need not stand any more: somebody moved on, or says more now."""
        if self.says_more_than(other):
            return True
        if self.kind != other.kind:
            return False
        if self.denies != other.denies:
            return self.what == other.what
        return self.single and not self.denies and not self.what <= other.what

    def says_more_than(self, other: "Claim") -> bool:
        """«Собака: Клякса», kind "pet собака", tells that there is one, which is kind "pet"."""
        return self.kind.startswith(f"{other.kind} ") and other.what <= {*stems(self.kind)}


def rule(
    kind: str, pattern: str, told: str, *, single: bool = False, confidence: float = 0.9
) -> Rule:
    return Rule(kind, re.compile(pattern), told, single, confidence)


def denies(text: str) -> bool:
    return bool(_DENIAL.search(text))


def claims(sentence: str, rules: tuple[Rule, ...]) -> Iterator[Claim]:
    """What a statement claims by these rules; nothing of what is asked, supposed or reported.

    «Запомни, что я живу в Казани» claims what stands behind the request.
    """
    asked = _ASKED_TO_REMEMBER.match(sentence)
    said = sentence[asked.end() :] if asked else sentence
    if said.rstrip().endswith("?") or not (asked or _CALLED.match(said) or not is_order(said)):
        return
    said = _QUOTED.sub(lambda match: " " * len(match[0]), said)
    seen: set[str] = set()
    for rule in rules:
        for match in rule.pattern.finditer(said):
            claim = _claim(rule, match)
            if claim and claim.text not in seen and not _UNREAL.search(said, 0, match.end()):
                seen.add(claim.text)
                yield claim


def _claim(rule: Rule, match: re.Match[str]) -> Claim | None:
    groups = {name: _group(name, value) for name, value in match.groupdict().items()}
    text = " ".join(rule.told.format(**groups).split())
    # Names of people are nominatives, and «Аня» and «Анна» have one stem.
    what = frozenset(stems(groups["what"]) if rule.kind != NAME else ()) or frozenset(
        words(groups["what"])
    )
    kind = rule.kind.format(**{name: value.lower() for name, value in groups.items()})
    if not what or len(text) > LONGEST:
        return None
    return Claim(kind, rule.single, what, text[0].lower() + text[1:], rule.confidence)


def _group(name: str, value: str | None) -> str:
    """A relation in its dictionary form: «моего сына зовут Петя» is «сын: Петя»."""
    text = (value or "").strip(" ,.;:!—–-")
    if name not in _IN_NOMINATIVE or script(text) != "ru":
        return text
    return "дети" if text.lower().startswith("дет") else lemma(text.lower())
