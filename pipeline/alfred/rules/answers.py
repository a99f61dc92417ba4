"""What Alfred says without a model: courtesies, services, quotations, and what he was told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.alfred.archive import Passage
from pipeline.alfred.grounding import Grounding
from pipeline.alfred.models import PRIVATE
from pipeline.alfred.rules.acts import OPEN, Act, Heard
from pipeline.alfred.rules.clock import part_of_day, weekday
from pipeline.alfred.rules.oneself import asks_of_oneself, is_own_matter
from pipeline.alfred.rules.quoting import Quoting, shortened, when
from pipeline.alfred.rules.recollecting import Recalled, Statement, all_known, recollected
from pipeline.alfred.rules.variants import Varied
from pipeline.alfred.talk import Said
from pipeline.digest.ports import Wording

_INTRODUCED: Final = frozenset(
    {Act.GREETING, Act.CALLED, Act.WHO, Act.ABLE, Act.NOD, Act.SIGNS, Act.SAID, Act.LAUGHTER}
)
"""What needs no other answer than who Alfred is, if it is the first thing that somebody says."""
_AT_HOME: Final = frozenset({Act.KNOWN, Act.FORGET, Act.LANGUAGE, Act.TONE, Act.ADDING, Act.SAFE})
"""Matters that are settled in private."""
GREETED: Final = 3
"""Replies after one that greeted in which nobody is greeted so again."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to go by."""

    said: Said
    heard: Heard
    newcomer: bool
    known: Recalled
    replies: Sequence[str]
    """What Alfred said to this person lately, oldest first."""
    unheard: int
    """Messages of theirs after the last of these: what he said to them is not kept."""
    forgetful: bool
    """The memory is away: nothing is known at this moment."""
    silent: bool
    """There is a model, and it does not answer."""
    grounding: Grounding
    in_groups: bool
    """They share a group with Alfred."""
    passages: tuple[Passage, ...]


class Answers:
    """One answer; what it cites are the scene's passages."""

    def __init__(self, scene: Scene, wording: Wording) -> None:
        self._scene = scene
        self._wording = wording
        self._varied = Varied(wording, scene.replies, scene.unheard)
        self._quoting = Quoting(wording, scene.said.at)

    def text(self) -> str:
        scene = self._scene
        if scene.newcomer:
            return self._to_newcomer()
        answer, salutation = self._matter(), self._salutation()
        greeted = scene.heard.greeting or scene.heard.act is Act.GREETING
        if not greeted or any(each.startswith(salutation) for each in scene.replies[-GREETED:]):
            return answer
        return f"{salutation}. {answer}"

    def _to_newcomer(self) -> str:
        scene, salutation = self._scene, self._salutation()
        if scene.heard.act in _INTRODUCED and scene.grounding in (Grounding.NONE, Grounding.NEWS):
            if not self._private:
                return self._wording.say("alfred-newcomer-here", salutation=salutation)
            connected = "yes" if scene.in_groups else "no"
            return self._wording.say("alfred-newcomer", salutation=salutation, connected=connected)
        briefly = self._wording.say("alfred-newcomer-briefly", salutation=salutation)
        return f"{briefly}\n{self._matter()}"

    def _matter(self) -> str:
        scene = self._scene
        if scene.grounding is Grounding.NEWS:
            return self._news()
        if scene.grounding is Grounding.ASKED:
            return self._found()
        act = scene.heard.act
        if act in OPEN:
            return self._open(act)
        special: dict[Act, Callable[[], str]] = {
            Act.KNOWN: self._known,
            Act.TIME: self._time,
            Act.DATE: self._date,
        }
        return special[act]() if act in special else self._usual(act)

    def _usual(self, act: Act) -> str:
        if act in _AT_HOME and not self._private:
            return self._varied.say("alfred-at-home")
        return self._varied.say(f"alfred-on-{act.value}")

    def _open(self, act: Act) -> str:
        """Where a model would have answered."""
        scene = self._scene
        of_oneself = act in (Act.ASKED, Act.WANTED) and asks_of_oneself(scene.said.text)
        if of_oneself and (statements := recollected(scene.said.text, scene.known)):
            return self._recalled(statements)
        if scene.passages:
            return self._quoted(self._varied.say("alfred-found-perhaps"))
        if scene.silent:
            return self._varied.say("alfred-model-silent")
        if of_oneself and is_own_matter(scene.said.text):
            return self._varied.say(
                "alfred-forgetful" if scene.forgetful else "alfred-not-recalled"
            )
        if scene.grounding is Grounding.PERHAPS and scene.in_groups:
            return self._varied.say("alfred-neither")
        return self._varied.say(f"alfred-on-{act.value}")

    def _found(self) -> str:
        scene = self._scene
        if scene.passages:
            return self._quoted(self._heading())
        if not scene.in_groups:
            return self._varied.say("alfred-no-groups")
        return self._varied.say("alfred-nothing-found")

    def _quoted(self, heading: str) -> str:
        return "\n".join((heading, *self._quoting.lines(self._scene.passages)))

    def _heading(self) -> str:
        passages = self._scene.passages
        titles = {passage.group.id: passage.group.chat.title for passage in passages}
        if len(titles) > 1 or not self._private:
            return self._varied.say("alfred-found")
        return self._varied.say("alfred-found-in", group=next(iter(titles.values())))

    def _news(self) -> str:
        scene = self._scene
        if not scene.in_groups:
            return self._varied.say("alfred-no-groups")
        if not scene.passages:
            asked_open = scene.heard.act is Act.OPEN_QUESTIONS
            return self._varied.say("alfred-no-questions" if asked_open else "alfred-no-news")
        lines: list[str] = []
        group = None
        for number, passage in enumerate(scene.passages, 1):
            if passage.group != group:
                group = passage.group
                lines.append(self._news_of(passage))
            lines.append(f"• {passage.found.text} [{number}]")
        return "\n".join((*lines, self._varied.say("alfred-news-whole")))

    def _news_of(self, passage: Passage) -> str:
        return self._wording.say(
            "alfred-news",
            group=passage.group.chat.title,
            when=when(passage.found.sent_at, self._scene.said.at, self._wording),
        )

    def _known(self) -> str:
        if not self._private:
            return self._varied.say("alfred-at-home")
        if self._scene.forgetful:
            return self._varied.say("alfred-forgetful")
        statements = all_known(self._scene.known)
        if not statements:
            return self._varied.say("alfred-nothing-known")
        whole = self._wording.say("alfred-known-whole")
        return "\n".join((self._varied.say("alfred-known"), *self._told(statements), whole))

    def _recalled(self, statements: Sequence[Statement]) -> str:
        return "\n".join((self._varied.say("alfred-recalled"), *self._told(statements)))

    def _told(self, statements: Sequence[Statement]) -> list[str]:
        now = self._scene.said.at
        return [
            self._wording.say(
                "alfred-told",
                quote=shortened(each.text),
                known="yes" if each.said_at else "no",
                when=when(each.said_at, now, self._wording) if each.said_at else "",
            )
            for each in statements
        ]

    def _time(self) -> str:
        said = self._scene.said
        chosen = "yes" if said.zone_chosen else "no"
        return self._varied.say(
            "alfred-on-time", time=f"{said.at:%H:%M}", chosen=chosen, zone=str(said.at.tzinfo)
        )

    def _date(self) -> str:
        at = self._scene.said.at
        day = self._wording.say("alfred-weekday", day=weekday(at))
        return self._varied.say("alfred-on-date", date=f"{at:%d.%m.%Y}", weekday=day)

    def _salutation(self) -> str:
        said = self._scene.said
        part = part_of_day(said.at, self._scene.heard.greeting, known=said.zone_chosen)
        return self._wording.say("alfred-salutation", part=part)

    @property
    def _private(self) -> bool:
        return self._scene.said.scope == PRIVATE
