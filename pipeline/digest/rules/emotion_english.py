"""How pleased or displeased an English sentence sounds, by VADER (Hutto & Gilbert, ICWSM 2014).

VADER is a lexicon of 7 500 words rated by ten people each, with rules for negation, degrees,
capitals and "but". Used is nltk-vader-sentiment, which needs no other package and reads nothing
but itself. It is taken into memory, 4 MB, with the first English sentence.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from pipeline.language.words import listed

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


def valence(sentence: str) -> float:
    """-1 (displeased) .. 1 (pleased), by VADER's "compound"."""
    return _scores()(sentence[:LONGEST])["compound"]


@cache
def _scores() -> Callable[[str], Mapping[str, float]]:
    from vader import SentimentIntensityAnalyzer  # its import reads the ratings: 8 ms

    return SentimentIntensityAnalyzer(extra_lexicon=dict.fromkeys(EVERYDAY, 0.0)).polarity_scores
