"""synthesis: the digest in short sentences made of the rows' own, see ``phrasing``.

A second attempt retells nothing: what was refused once is quoted word for word.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from types import MappingProxyType

from pipeline.digest.corpus import Line
from pipeline.digest.findings import Action, Segment, SegmentKind
from pipeline.digest.prompts.synthesis import LINE, MOST, STORY, StoryAnswer, SynthesisAnswer, Told
from pipeline.digest.rules.actions import acceptance, agreements
from pipeline.digest.rules.questions import is_question
from pipeline.digest.rules.segments import segments_of
from pipeline.digest.rules.topics.clusters import gathered
from pipeline.digest.rules.topics.quotes import Quote
from pipeline.digest.rules.topics.stories import tell
from pipeline.digest.rules.topics.strands import Strand
from pipeline.language.words import words
from tests.servers.answers import talk
from tests.servers.answers.phrasing import Manner, answered, reported
from tests.servers.answers.reading import Asked, Group

SHORT = 60
"""Characters of a question that is told before its answer, at the most."""
BRIEF = 3
"""Words below which a yes is only told, not quoted."""

_TOPIC = re.compile(r"#(?P<number>\d{1,9}) \(\w+\).*")
_REJECTED = re.compile(r"- \([^()]+\) (?P<text>.*)")
_AGREES = MappingProxyType({"ru": "соглашается", "en": "agrees"})

Part = tuple[str, Sequence[int]]
"""A sentence, and the messages that it is made of."""


def write(asked: Asked) -> SynthesisAnswer:
    writer = _Writer(asked)
    heads = {group.head: group for group in asked.groups}
    return SynthesisAnswer(
        topics=list(writer.stories()),
        decisions=list(islice(writer.decisions(heads.get("#decisions")), MOST)),
        questions=list(islice(writer.questions(heads.get("#questions")), MOST)),
    )


class _Writer:
    def __init__(self, asked: Asked) -> None:
        self._groups = asked.groups
        self._into = asked.language
        self._corpus = talk.corpus(talk.tellable(talk.lines(asked.rows)))
        rejected = (_REJECTED.fullmatch(group.head) for group in asked.groups)
        self._rejected = {match["text"] for match in rejected if match}
        self._turn = 0

    def stories(self) -> Iterator[StoryAnswer]:
        for group in self._groups:
            topic = _TOPIC.fullmatch(group.head)
            told = self._told(self._story(self._lines(group)), STORY) if topic else None
            if topic and told:
                yield StoryAnswer(topic=int(topic["number"]), text=told.text, lines=told.lines)

    def decisions(self, group: Group | None) -> Iterator[Told]:
        """What was decided, then who does what; each message once."""
        lines = self._lines(group)
        used: set[int] = set()
        actions = agreements(self._corpus, lines)
        for parts in (*self._decided(lines), *map(self._agreed, actions)):
            told = self._told(parts, LINE)
            if told and used.isdisjoint(told.lines):
                used.update(told.lines)
                yield told

    def questions(self, group: Group | None) -> Iterator[Told]:
        for line in self._lines(group):
            asked = self._first(line, SegmentKind.QUESTION)
            told = self._told([self._part(line, asked.text)], LINE) if asked else None
            if told:
                yield told

    def _lines(self, group: Group | None) -> tuple[Line, ...]:
        numbers = dict.fromkeys(row.number for row in group.rows) if group else ()
        return tuple(self._corpus.by_id[number] for number in numbers)

    def _told(self, parts: Iterable[Part], most: int) -> Told | None:
        """As many whole sentences as there is room for, none that was refused before."""
        text = ""
        lines: dict[int, None] = {}
        for sentence, numbers in parts:
            longer = f"{text} {talk.handles(sentence)}".strip()
            if len(longer) > most or longer in self._rejected:
                continue
            text = longer
            lines.update(dict.fromkeys(numbers))
        return Told(text=text, lines=list(lines)) if text else None

    def _story(self, lines: tuple[Line, ...]) -> Iterator[Part]:
        if not lines:
            return
        strand = Strand(lines[0].id, lines, continued=False, weight=1.0)
        segments = {line.id: [*segments_of(line, self._corpus)] for line in lines}
        told: set[int] = set()
        for quote in tell(gathered([strand], segments)):
            yield self._answering(quote, told) or self._part(
                quote.line, quote.text, answers=quote.line.parent_id in told
            )
            told.add(quote.line.id)

    def _answering(self, quote: Quote, told: AbstractSet[int]) -> Part | None:
        """The quotation after the question that it answers, which the story has left out."""
        asked = self._corpus.by_id.get(quote.line.parent_id or 0)
        if asked is None or asked.id in told or asked.author == quote.line.author:
            return None
        question = asked.sentences[-1] if asked.sentences else ""
        if quote.question or not is_question(question) or len(question) > SHORT:
            return None
        text = answered(quote.line.author, quote.text, question, self._into)
        return text, [asked.id, quote.line.id]

    def _decided(self, lines: Sequence[Line]) -> Iterator[list[Part]]:
        for line in lines:
            found = self._first(line, SegmentKind.DECISION)
            if found:
                yield [self._part(line, found.text)]

    def _agreed(self, action: Action) -> Iterator[Part]:
        first, last = (self._corpus.by_id[action.message_ids[place]] for place in (0, -1))
        yield self._part(first, action.what)
        if first is last:
            return
        taken = acceptance(last)
        if len(words(taken)) < BRIEF:
            yield f"{last.author} {_AGREES[self._into]}.", [last.id]
        else:
            yield self._part(last, taken, answers=True)

    def _part(self, line: Line, sentence: str, *, answers: bool = False) -> Part:
        self._turn += 1
        manner = Manner(self._into, self._turn, answers=answers, retell=not self._rejected)
        return reported(line.author, sentence, manner), [line.id]

    def _first(self, line: Line, kind: SegmentKind) -> Segment | None:
        found = (item for item in segments_of(line, self._corpus) if item.kind is kind)
        return next(found, None)
