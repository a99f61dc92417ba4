"""What one utterance does in a talk: ask, request, thank, greet, say farewell, point back.

Words of both languages stand side by side in each pattern, in the form of ``cues.normal``.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.digest.rules.cues import THANKS, normal
from pipeline.digest.rules.questions import is_question
from pipeline.language.families import partners, same
from pipeline.language.sentences import sentences
from pipeline.language.stems import stem, stems

_ANYTHING_ELSE = re.compile(
    r"(?<!\w)(?:что-(?:то|нибудь) еще|еще (?:что-(?:то|нибудь)|вопрос\w*)|чем еще|"
    r"(?:any(?:thing|one)?|something|what|be) (?:else|all)|further|any other|"
    r"anything (?:more|i can)|"
    r"that(?:'s| is| will be) (?:all|it|everything)|это все|на этом все|больше ничего)(?!\w)"
)
"""A question with it closes a matter."""
_FAREWELL = re.compile(
    r"(?<!\w)(?:не за что|обращай\w*|на здоровье|рад[аы]? помочь|всегда пожалуйста|"
    r"пожалуйста[!. ]*$|"
    r"до (?:свидания|встречи|связи|завтра)|увидимся|хороших выходных|спокойной ночи|удачи|"
    r"(?:хорошего|доброго|приятного|удачного|отличного) (?:дня|вечера|отдыха|пути)|"
    r"(?:you(?:'re| are)|your|always|most|very) welcome|^welcome|no problem|any ?time|my pleasure|"
    r"glad (?:i|to|that)|happy to help|goodbye|bye|see (?:you|ya)|take care|good luck|enjoy|"
    r"have an? (?:\w{1,12} ){0,2}(?:day|night|evening|trip|one|time|stay|weekend)|"
    r"drive (?:safe|careful)\w*|safe (?:trip|travels?|journey))(?!\w)"
)
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|evening|afternoon)|(?:всем )?привет\w*|здравствуй\w*|"
    r"добр(?:ый|ое|ого) (?:день|дня|утро|утра|вечер|времени))(?!\w)"
)
_REQUEST = re.compile(
    r"(?<!\w)(?:i(?:'m| am)? (?:also |would |really |just )?"
    r"(?:need|looking for|want to|trying to|wanted|interested|searching)|i(?:'d| would) like|"
    r"(?:can|could) you|please (?:find|give|tell|book|get|help|send|check)|"
    r"мне (?:бы|надо)|нам (?:бы|надо)|нуж(?:ен|н\w+)|ищу|ищем|подскажи\w*|посоветуй\w*|"
    r"помоги\w*|мож(?:ешь|ете))(?!\w)"
)
_BACK = re.compile(
    r"(?<!\w)(?:это|этот|эта|эти|этого|этой|этом|он|она|оно|они|его|ее|их|им|ней|нем|него|нее|"
    r"них|там|туда|оттуда|тот|такой|такая|такие|it|its|it's|that|that's|this|these|those|they|"
    r"them|their|he|she|him|his|her|there|ones?|same|else|another|other|either|both|instead)(?!\w)"
)


@dataclass(frozen=True)
class Said:
    """An utterance, and what it is judged by; a sign is looked for when it is asked for."""

    text: str
    sentences: tuple[str, ...]
    stems: tuple[str, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its content words, one for all their names («релиз», "release")."""
        return frozenset(map(_key, self.stems))

    @cached_property
    def asks(self) -> bool:
        """A question is in it."""
        return "?" in self.text or any(map(is_question, self.sentences))

    @cached_property
    def awaits(self) -> bool:
        """Its last sentence is a question that wants to go on."""
        return self._asks_last and not self._closes

    @cached_property
    def offers(self) -> bool:
        """Its last sentence asks whether there is anything else."""
        return self._asks_last and self._closes

    @cached_property
    def requests(self) -> bool:
        return _REQUEST.search(self._told) is not None

    @cached_property
    def greets(self) -> bool:
        return _GREETING.match(self._told) is not None

    @cached_property
    def thanks(self) -> bool:
        return THANKS.search(self._told) is not None

    @cached_property
    def parts(self) -> bool:
        """It says farewell, or answers thanks."""
        return _FAREWELL.search(self._told) is not None

    @cached_property
    def points_back(self) -> bool:
        """It has pronouns for what was named before."""
        return _BACK.search(self._told) is not None

    @cached_property
    def _told(self) -> str:
        return normal(self.text)

    @cached_property
    def _asks_last(self) -> bool:
        return bool(self.sentences) and is_question(self.sentences[-1])

    @cached_property
    def _closes(self) -> bool:
        return _ANYTHING_ELSE.search(self._told) is not None


def said(text: str) -> Said:
    return Said(text, sentences(text), stems(text))


@lru_cache(maxsize=65_536)
def _key(found: str) -> str:
    """A stem, or the first of its family's in the alphabet."""
    return min(map(stem, (*same(found), *partners(found))), default=found)
