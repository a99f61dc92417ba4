"""Does a text deny what the messages affirm, or affirm what they deny?

Only what is beyond doubt counts, for a false alarm costs a true sentence: a content word that
stands right after a negation on one side («не откатил», "has not been deployed") and in no
negated, asked, conditional or intended clause on the other, in clauses that are about the same.
Antonyms («починил», «сломал»), what is gone («502 пропали», «502 нет») and negated nouns («без
доступа») are left to a judge.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.overlap import LEADING
from pipeline.language.sentences import sentences
from pipeline.language.stems import content_stem
from pipeline.language.words import listed, words

SAME_CLAUSE = 0.5
"""Share of the shorter clause's content words from which two clauses are about the same."""


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
_FALSE_RU = r"(?:неправда|неверно|ложь|вранье|не правда|не верно|не так)"
_FALSE_EN = r"(?:not true|untrue|false|a lie|not the case|wrong)"
_OUTRIGHT = re.compile(
    rf"^\W*(?:(?:но |а )?это )?{_FALSE_RU}(?:,? (?:будто|что)(?!\w)|\s?[:,—–-]|\W*$)"
    rf"|, (?:но |а )?это {_FALSE_RU}\W*$"
    rf"|^\W*(?:it(?:'s| is) )?{_FALSE_EN}(?: that(?!\w)|\s?[:,—–-])"
    rf"|(?:,|but|and) (?:it|this|that)(?:'s| is) {_FALSE_EN}\W*$"
)
"""Denies a whole sentence."""
_DENIAL = re.compile(
    r"неправд|не правд|неверн|не верн|ложь|вран|вр[еу]т|врешь|не так|"
    r"untrue|not true|n't true|false|\bl(?:ie|ying)|not the case|wrong"
)
"""Somebody in the talk denies something outright, in whatever words."""


def contradicts(text: str, messages: Sequence[str]) -> bool:
    """Whether the text says the opposite of what all messages say that speak of the same."""
    theirs = [clause for message in messages for clause in _clauses(message)]
    return _denies_outright(text, messages) or any(
        _is_opposed(stem, mine, theirs) for mine in _clauses(text) for stem in mine
    )


def _denies_outright(text: str, messages: Sequence[str]) -> bool:
    if not any(_OUTRIGHT.search(normal(one)) for one in sentences(text)):
        return False
    return not any(_DENIAL.search(normal(message)) for message in messages)


def _is_opposed(stem: str, mine: Clause, theirs: Sequence[Clause]) -> bool:
    opposite = {
        Polarity.AFFIRMED: Polarity.DENIED,
        Polarity.DENIED: Polarity.AFFIRMED,
    }.get(mine[stem])
    found = [clause[form] for clause in theirs for form in clause if _same_word(form, stem)]
    return (
        bool(found)
        and all(polarity is opposite for polarity in found)
        and any(stem in clause and _about_the_same(mine, clause) for clause in theirs)
    )


def _same_word(one: str, other: str) -> bool:
    return one == other or (len(one) >= LEADING and one[:LEADING] == other[:LEADING])


def _about_the_same(one: Clause, other: Clause) -> bool:
    return len(one.keys() & other.keys()) >= SAME_CLAUSE * min(len(one), len(other))


def _clauses(text: str) -> Iterator[Clause]:
    for sentence in sentences(text):
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
