"""What a sentence affirms and what it denies, clause by clause.

Only what is beyond doubt is called either: a word is denied right after a negation («не откатил»,
"has not been deployed"), and nothing is affirmed in what is asked, conditional or intended.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from pipeline.digest.rules.cues import normal
from pipeline.language.stems import content_stem
from pipeline.language.words import listed, words


class Polarity(Enum):
    AFFIRMED = auto()
    DENIED = auto()
    UNCLEAR = auto()


Clause = Mapping[str, Polarity]
"""The content stems of a clause."""

_NEGATIONS = listed(
    "не not never cannot dont doesnt didnt cant wont isnt wasnt arent werent couldnt wouldnt "
    "havent hasnt hadnt shouldnt"
)
_ABSENCE = listed(
    "нет нету ни без никто ничего ничто никогда никак нельзя no nor neither none nobody nothing "
    "without hardly"
)
"""Words that deny a noun or the whole clause: what exactly is denied cannot be told."""
_BETWEEN = listed(
    """
    be been being to going gonna yet ever even able actually still already буду будем будет будут
    будешь будете был была было были могу можем может могут мог могла могли смог смогла смогли
    смогу сможет сможем смогут надо нужно стал стала стали стану станет станем все еще уже пока
    удалось удается получилось получается успел успела успели успеваю успевает успеваем
    """
)
"""Words between a negation and the word that it denies: «не смогли запустить»."""
_BEING = listed("is are was were am be been being i'm he's she's it's we're they're you're that's")
_INFINITIVE = re.compile(r"[а-я]{2,}(?:ть|ти|чь|ться|тись)")
_GERUND = re.compile(r"[a-z]{3,}ing")

_NO_NEGATION = re.compile(
    r"(?<!\w)(?:не (?:только|просто|столько|раз|хуже|менее|более|меньше|позже|позднее|раньше|"
    r"против|проблема|страшно|считая|говоря|забудь\w*|забывай\w*|переживай\w*|волнуйся)|"
    r"не мог\w* бы|нет проблем|ничего страшного|no (?:problem|worries|doubt|later|less|more|"
    r"fewer|sooner)|never mind|(?:do not|don't|dont) (?:forget|worry|hesitate)|"
    r"not (?:only|just|bad|to mention|at all)|(?:can't|cannot|couldn't|cant) (?:wait|help|but))"
    r"(?!\w)"
)
"""Set phrases that hold a negation and deny nothing."""
_UNSURE = re.compile(
    r"(?<!\w)(?:не (?:знаю|знает|думаю|думает|уверен\w*|факт|помню|понимаю|понял|вижу|верю|"
    r"верится|хочу|хочет|хотим|хотят|кажется)|(?:don't|doesn't|didn't|dont|do not|does not|not) "
    r"(?:know|think|sure|believe|remember|understand|see|mean|want|feel)|no idea|"
    r"(?:чуть|едва|пока|нельзя|не могу|не мог|не могла|не могли|не можем) не|не без|not without|"
    r"бы|б|если|ли|или|либо|когда|как только|if|unless|until|whether|when|as soon as|or|would|"
    r"could|should|might|can you|\w+'d)"
    r"(?!\w)"
)
"""A sentence with one of these claims nothing beyond doubt."""
_BREAK = re.compile(
    r"[,;:()«»“”\"…](?=\s|$)|\s[—–-](?=\s)"
    r"|(?<!\w)(?:и|а|но|хотя|зато|and|but|because|although|though|while|so)(?!\w)"
)


def clauses(sentence: str) -> Iterator[Clause]:
    """The clauses of a sentence that hold content words."""
    lowered = normal(sentence)
    unsure = "?" in sentence or _UNSURE.search(lowered) is not None
    for part in _BREAK.split(_NO_NEGATION.sub(" , ", lowered)):
        clause = _read(words(part))
        if clause:
            yield dict.fromkeys(clause, Polarity.UNCLEAR) if unsure else clause


def _read(clause: Sequence[str]) -> dict[str, Polarity]:
    """What is said of each stem; said twice in different ways it is unclear."""
    vague = not _ABSENCE.isdisjoint(clause)
    found: dict[str, Polarity] = {}
    after, before = Polarity.AFFIRMED, ""
    for word in clause:
        if word in _NEGATIONS or word.endswith("n't"):
            after = Polarity.DENIED
        elif word not in _BETWEEN:
            stem = content_stem(word)
            if stem:
                said = Polarity.UNCLEAR if vague else _said(word, before, after)
                found[stem] = said if found.get(stem, said) is said else Polarity.UNCLEAR
            if after is Polarity.DENIED:
                after = Polarity.UNCLEAR
        before = word
    return found


def _said(word: str, before: str, after: Polarity) -> Polarity:
    """Intended deeds («обещал прислать», "wants to go", "stopped working") affirm nothing."""
    if after is not Polarity.AFFIRMED:
        return after
    intended = (
        before == "to"
        or _INFINITIVE.fullmatch(word)
        or (_GERUND.fullmatch(word) and before not in _BEING)
    )
    return Polarity.UNCLEAR if intended else after
