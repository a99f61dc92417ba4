"""Statements that only recite: who wrote what, whole messages word for word.

«⟦P1⟧ пишет: «сервер упал».» claims that somebody wrote something, and code sees whether that is
so. A judge, who sees the same messages, could add nothing.
"""

import re
from collections.abc import Iterable

from pipeline.digest.corpus import Line
from pipeline.language.words import composed, listed
from pipeline.privacy.tokens import PERSON, person_token

_SAYING = listed(
    """
    пишет написал написала говорит сказал сказала сообщает сообщил сообщила отвечает ответил
    ответила спрашивает спросил спросила объявляет объявил объявила
    writes wrote says said tells told replies replied answers answered asks asked announces
    announced
    """
)
"""Verbs that claim no more than that it was said; «обещает» and «отказался» claim more."""
_RECITED = re.compile(
    r"(?P<who>⟦P[0-9a-f.]{4,80}⟧) (?P<verb>[^\W\d_]{1,20}): "
    r"(?:«(?P<ru>[^«»“”]+)»|“(?P<en>[^«»“”]+)”)[.!?]?(?: |\Z)"
)
_ENDS = " .!?…"


def recites(text: str, cited: Iterable[Line]) -> bool:
    """Whether each sentence is somebody's token, a verb of saying and a whole message of theirs.

    Letters' case, white space and the signs at the message's end do not count. What somebody
    passed on is not theirs.
    """
    said = {(line.author, _plain(line.text)) for line in cited if not line.forwarded}
    end = 0
    while end < len(text):
        found = _RECITED.match(text, end)
        if found is None or found["verb"].lower() not in _SAYING:
            return False
        if (_whole(found["who"]), _plain(found["ru"] or found["en"])) not in said:
            return False
        end = found.end()
    return bool(text)


def _plain(text: str) -> str:
    return " ".join(composed(_whole(text)).split()).strip(_ENDS).casefold()


def _whole(text: str) -> str:
    """People by their tokens, whatever form of their names was written."""
    return PERSON.sub(lambda match: person_token(match["code"]), text)
