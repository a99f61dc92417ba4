"""Sentences of a statement that have nothing to do with the messages that it cites.

A paraphrase has other words, but hardly ever none of its source's: of sentences that people wrote
about dialogues (SAMSum and DialogSum, validation parts) 2 % share less than ``LEAST_SHARE`` of
their content words with the eight messages next to them, of sentences about other dialogues 96 %.
What stands in another language than its messages cannot be compared, and is not.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from pipeline.digest.rules.overlap import Vocabulary
from pipeline.language.sentences import sentences
from pipeline.language.stems import stem, stems
from pipeline.language.words import language, listed, words

LEAST_SHARE = 0.15
"""Share of a sentence's content words that has to occur in its messages."""
LEAST_STEMS = 2
"""Different content words below which a sentence may have none of its messages' («Починили.»)."""
EXCLAIMED_SHARE = 0.5
"""A digest reports: what it exclaims («Лучшая группа на свете!») has to be somebody's words."""

_EXCLAIMED = re.compile(r"[^\w?!]*!++(?!\?)")
"""How an exclamation ends, read backwards: so hostile text takes linear time."""
_MASK = re.compile(r"⟦[^⟦⟧]*⟧")
_QUOTES = (("«", "»"), ("“", "”"))
_REPORTING = listed(
    """
    благодарит ведет возражает волнуется готов делится договорились добавил добавляет ждет жалуется
    заметил замечает интересуется интересно напоминает напомнил настаивает обещает обещал
    обсуждает обсуждают обсудили объявил объявляет объяснил объясняет опасается отвечает ответил
    отказался отметил отмечает передает передал планирует планируют подтверждает подтвердил
    поделился поддерживает поддержал показал показывает поблагодарил пожаловался попросил поручил
    поручает посоветовал пообещал предлагает предложил предложили предупредил предупреждает
    признал признает прислал присылает просит рассказал рассказывает решает решают решил решила
    решили советует соглашается согласился согласились сомневается сообщает сообщил спрашивает
    спросил спросила считает уверен узнает утверждает уточнил уточняет хвалит выясняют выясняет
    accepts admits advises advice agrees agreed announces apologizes argues asks asked assures
    believes blames complains concludes confirms decides decided describes discuss discusses
    discussed doubts explains hopes informs insists introduces invites invited mentions offers
    offered plans planning proposes promises recommends refuses regrets reminds replies reports
    requests responds shares shows suggests suggested supports talks teaches tells thanks wants
    warns wonders worries writes
    """
)
"""Words by which a digest reports what somebody said: they are its own."""


def foreign(text: str, messages: Sequence[str]) -> tuple[str, ...]:
    """The sentences of ``text`` that are foreign to the messages."""
    if not _comparable(text, messages):
        return ()
    source = "\n".join(messages)
    held, said = Vocabulary(source), frozenset(words(source))
    return tuple(one for one in sentences(text) if _is_foreign(one, held, said))


def without(text: str, dropped: Iterable[str]) -> str:
    """The text without these sentences; empty if no whole text is left, or half a quotation."""
    gone = frozenset(dropped)
    kept = " ".join(one for one in sentences(text) if one not in gone)
    broken = any(kept.count(opening) != kept.count(closing) for opening, closing in _QUOTES)
    return "" if broken or not words(kept) else kept


def _is_foreign(sentence: str, held: Vocabulary, said: frozenset[str]) -> bool:
    mine = {one for one in stems(sentence) if one not in _reporting() or held.holds(one)}
    if _EXCLAIMED.match(sentence[::-1]):
        return _exclaimed_share(sentence, mine, held, said) < EXCLAIMED_SHARE
    return len(mine) >= LEAST_STEMS and held.share(mine) < LEAST_SHARE


def _exclaimed_share(
    sentence: str, mine: set[str], held: Vocabulary, said: frozenset[str]
) -> float:
    """Words that carry no topic count where there is no other: «Ура!», «Всё отлично!»."""
    if mine:
        return held.share(mine)
    own = {word for word in words(sentence) if stem(word) not in _reporting()}
    return len(own & said) / len(own) if own else 1.0


def _comparable(text: str, messages: Iterable[str]) -> bool:
    """All messages that say something do so in the text's language."""
    mine = language(_MASK.sub(" ", text))
    return all(
        language(_MASK.sub(" ", message)) == mine
        for message in messages
        if len(stems(message)) >= LEAST_STEMS
    )


@cache
def _reporting() -> frozenset[str]:
    return frozenset(map(stem, _REPORTING))
