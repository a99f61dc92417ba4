"""The judged statements of a digest, sorted into blocks in the order of their sections."""

import re
from collections.abc import Iterable, Iterator

from bot.views.citing import refs
from bot.views.legible import Legible, shorten
from bot.views.page import Block, Entry, Line, Shape
from pipeline.digest.findings import Topic, TopicStatus
from pipeline.digest.models import Digest
from pipeline.digest.ports import Group, Wording
from pipeline.digest.statements import Judged, Section, Verdict
from pipeline.privacy.tokens import PERSON

REFS = 6
"""Messages named beside one line; more would outshout it."""

_SHAPES = {
    Section.TOPICS: Shape.STORIES,
    Section.DECISIONS: Shape.BULLETS,
    Section.QUESTIONS: Shape.BULLETS,
    Section.PEOPLE: Shape.ROW,
    Section.CHANGES: Shape.PROSE,
    Section.ATTACHMENTS: Shape.BULLETS,
    Section.MOOD: Shape.PROSE,
}
"""Every section, in the order of the page."""

_LIMITS = {Section.PEOPLE: 3, Section.ATTACHMENTS: 5, Section.MOOD: 2}

EMOJI = {
    TopicStatus.DONE: "✅",
    TopicStatus.IN_PROGRESS: "🚧",
    TopicStatus.BLOCKER: "⚠️",
    TopicStatus.WATCH: "👀",
    TopicStatus.IDEA: "💡",
}

_DEED = re.compile(rf"({PERSON.pattern})\s+[—–-]\s+(?P<deed>.+)", re.DOTALL)


def shown(digest: Digest) -> tuple[Judged, ...]:
    """Return the statements that a reader gets: none unsupported, none above its section's limit.

    Every view prints exactly these, and every count of statements is taken over them.
    """
    left = dict(_LIMITS)
    result = []
    for judged in digest.statements:
        section = judged.statement.section
        if judged.verdict is Verdict.UNSUPPORTED or left.get(section) == 0:
            continue
        if section in left:
            left[section] -= 1
        result.append(judged)
    return tuple(result)


def stories(digest: Digest) -> tuple[tuple[Topic, tuple[Judged, ...]], ...]:
    """Return the topics in the order of their priority, each with the statements that tell it.

    A topic whose statements the evidence did not carry has nothing to tell and is left out.
    """
    told = [(topic, tuple(_about(digest, index))) for index, topic in enumerate(digest.topics)]
    told.sort(key=lambda story: story[0].priority)
    return tuple(story for story in told if story[1])


def _about(digest: Digest, topic: int) -> Iterator[Judged]:
    for judged in shown(digest):
        if judged.statement.section is Section.TOPICS and judged.statement.topic == topic:
            yield judged


class Blocks:
    """Builds the blocks of one digest."""

    def __init__(self, digest: Digest, group: Group, legible: Legible, wording: Wording) -> None:
        self._digest = digest
        self._group = group
        self._legible = legible
        self._wording = wording
        self._statements = shown(digest)

    def build(self) -> tuple[Block, ...]:
        """Return the blocks that have something to say; none if no statement is left."""
        if not self._statements:
            return ()
        blocks = (
            Block(section, shape, self._wording.say(f"digest-section-{section}"), entries)
            for section, shape in _SHAPES.items()
            if (entries := tuple(self._entries(section)))
        )
        return tuple(blocks)

    def _entries(self, section: Section) -> Iterable[Entry]:
        if section is Section.TOPICS:
            return self._stories()
        if section is Section.PEOPLE:
            return map(self._deed, self._of(section))
        if section is Section.DECISIONS and not self._of(section):
            return (Entry((Line(self._wording.say("digest-no-decisions")),)),)
        return (Entry((self._line(judged),)) for judged in self._of(section))

    def _of(self, section: Section) -> list[Judged]:
        return [judged for judged in self._statements if judged.statement.section is section]

    def _stories(self) -> list[Entry]:
        told = [
            Entry(
                lines=tuple(map(self._line, statements)),
                title=shorten(self._legible(topic.title), 120),
                emoji=EMOJI[topic.status],
                status=self._wording.say(f"digest-status-{topic.status}"),
            )
            for topic, statements in stories(self._digest)
        ]
        known = range(len(self._digest.topics))
        loose = (each for each in self._of(Section.TOPICS) if each.statement.topic not in known)
        return told + [Entry((self._line(each),)) for each in loose]

    def _deed(self, judged: Judged) -> Entry:
        line = self._line(judged)
        match = _DEED.fullmatch(judged.statement.text)
        if match is None:
            return Entry((line,))
        deed = Line(self._legible(match["deed"]), line.refs, line.more, line.doubt)
        return Entry((deed,), title=self._legible(match[1]))

    def _line(self, judged: Judged) -> Line:
        partly = judged.verdict is Verdict.PARTLY
        ids = judged.statement.message_ids
        return Line(
            text=self._legible(judged.statement.text),
            refs=refs(self._group, ids[:REFS], self._digest.spoken),
            more=len(ids) > REFS,
            doubt=self._wording.say("digest-partly") if partly else None,
        )
