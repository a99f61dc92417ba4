"""How pleased or displeased an English sentence sounds, by VADER (Hutto & Gilbert, ICWSM 2014).

VADER is a lexicon of 7 500 words rated by ten people each, with rules for negation, degrees,
capitals and "but". Used is nltk-vader-sentiment, which needs no other package and reads nothing
but itself. It is taken into memory, 4 MB, with the first English sentence.
"""

import re
from collections.abc import Set as AbstractSet
from functools import cache
from string import punctuation
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.language.words import listed

if TYPE_CHECKING:
    from vader import SentimentIntensityAnalyzer

LONGEST: Final = 600
"""Characters of a sentence that are read: VADER takes quadratic time on runs of punctuation."""

EVERYDAY: Final = listed(
    "abort aborted accept accepted admin agree allow allowed allows alone argument arguments "
    "attack attacks avoid bad ban banned best better block blocked blocks care certain certainly "
    "challenge clean clear clearly commit commits conflict conflicts confused create created "
    "creates creating critical cut dead debug definitely delay delayed denied deny difficult drop "
    "dropped dump ease easier easily easy effective effectively empty error errors expose exposed "
    "exposing fail failed failing fails failure failures fair fatal fine focused forced forget "
    "free gain growth guarantee hand hard hardy help helps hope hopefully ideal ideally ignore "
    "ignored ignoring ill important interest interested interesting invalid isolation join kill "
    "killed killing kills kind l leave like likes lost low lower matter messed miss missing "
    "native natural no number odd ok okay original outstanding panic pay perfectly play please "
    "positive pretty prevent problem problems profit progress promised protected ready recommend "
    "refused reject rejected resolve resolved restricted risk risks safe safer save secure "
    "security share shared shares sharing smile solution solutions solve solved special stop "
    "stopped straight strange strong success successful successfully super support supported "
    "supports sure thank thanks thx top trick trivial trouble true trust ty unknown urgent useful "
    "value values violation vulnerability want warn warning warnings weakness weird welcome well "
    "worth wrong xp yeah yes"
)
"""Words that are everyday in a trade or a courtesy, which the ratings take for a feeling."""

_ODD = re.compile("[‘’ʼ©®\u200d\u203c-\u27e5\u27e8-\uffff\U00010000-\U0010ffff]")
"""What VADER may replace before it looks for words: emoji and apostrophes."""


class _Known(NamedTuple):
    """Words by what they are to VADER."""

    rated: frozenset[str]
    unrated: frozenset[str]
    """Rated 0: they weigh something only beside a word that modifies."""
    modifying: frozenset[str]
    idiomatic: frozenset[str]
    """One of each phrase that has a rating as a whole."""


def valence(sentence: str) -> float:
    """-1 (displeased) .. 1 (pleased), by VADER's "compound".

    VADER is asked only where it could find anything: most sentences have no word that it weighs.
    """
    text = sentence[:LONGEST]
    spoken, known = _spoken(text), _known()
    if spoken is None or not spoken.isdisjoint(known.idiomatic):
        return _analyzer().polarity_scores(text)["compound"]
    if spoken.isdisjoint(known.rated) and (
        spoken.isdisjoint(known.unrated) or spoken.isdisjoint(known.modifying)
    ):
        return 0.0
    return _analyzer(idioms=False).polarity_scores(text)["compound"]


def _spoken(text: str) -> AbstractSet[str] | None:
    """The words as VADER may take them, with the marks at their ends and without.

    None where it may take them otherwise: emoji become words, and what is all marks may end in a
    smile.
    """
    if _ODD.search(text):
        return None
    written = text.lower().split()
    bare = {word.strip(punctuation) for word in written}
    if "" in bare and any(len(word) > 1 and not word.strip(punctuation) for word in written):
        return None
    return bare.union(written)


@cache
def _known() -> _Known:
    vader = _analyzer()
    rated = frozenset(word for word, rating in vader.lexicon.items() if rating)
    modifying = " ".join((*vader.booster, *vader.special_cases)).split()
    idioms = (phrase.split()[::-1] for phrase in (*vader.multiword, *vader.idioms))
    return _Known(
        rated=rated,
        unrated=frozenset(vader.lexicon.keys() - rated),
        modifying=frozenset(modifying),
        idiomatic=frozenset(max(phrase, key=len) for phrase in idioms),
    )


@cache
def _analyzer(*, idioms: bool = True) -> "SentimentIntensityAnalyzer":
    """VADER; looking for idioms takes it as long as all else."""
    from vader import SentimentIntensityAnalyzer  # its import reads the ratings: 8 ms

    return SentimentIntensityAnalyzer(
        extra_lexicon=dict.fromkeys(EVERYDAY, 0.0),
        multiword=None if idioms else {},
        idioms=None if idioms else {},
    )
