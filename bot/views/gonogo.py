"""GO or NO-GO, as operators read it on a phone: short rows, and the remedy of each that lacks."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.buttons.gonogo import MeasureButton, ReplyButton
from bot.views.legible import harmless, shorten
from bot.views.period import clock
from bot.views.rollout import to_feature
from bot.views.rollout_words import age_words, feature_title, moment_words, owner_words
from bot.views.screen import Rows, Screen, button
from pipeline.digest.ports import Wording
from pipeline.rollout.checklist import Check, Checklist, Question, Verdict
from pipeline.rollout.models import Feature

_NAMES: Final = 3
_LONGEST: Final = 48


def checklist_screen(
    checklist: Checklist,
    names: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
    wording: Wording,
) -> Screen:
    """All rows, with buttons for as long as it may be answered."""
    parts = [
        _verdict(checklist, wording),
        "\n".join(_check(each, checklist, now, wording) for each in checklist.checks),
        "\n".join(_question(each, checklist, names, zone, wording) for each in Question),
        "\n".join(_times(checklist, names, now, zone, wording)),
    ]
    title = wording.say("gonogo-title", feature=feature_title(checklist.feature, wording))
    return Screen("\n\n".join(parts), title, _buttons(checklist, now, wording))


def no_checklist_screen(feature: Feature, wording: Wording) -> Screen:
    return Screen(wording.say("gonogo-never", feature=feature))


def gonogo_usage_screen(wording: Wording) -> Screen:
    return Screen(wording.say("gonogo-usage"))


def last_words(last: Checklist | None, feature: Feature, now: datetime, wording: Wording) -> str:
    """What the last checklist came to and how old it is, on one line."""
    if last is None:
        return wording.say("gonogo-last-none", feature=feature)
    age = age_words(now - last.measured_at, wording)
    return wording.say("gonogo-last", verdict=_slug(last.verdict), age=age, feature=feature)


def _verdict(checklist: Checklist, wording: Wording) -> str:
    lacking = sum(1 for _ in checklist.missing)
    return wording.say("gonogo-verdict", verdict=_slug(checklist.verdict), count=lacking)


def _check(check: Check, checklist: Checklist, now: datetime, wording: Wording) -> str:
    told = wording.say(
        f"gonogo-{check.row.replace('_', '-')}",
        why=check.why,
        count=check.count,
        names=_names(check, wording),
        age="" if check.at is None else age_words(now - check.at, wording),
        feature=checklist.feature,
    )
    return wording.say("gonogo-line", mark=check.mark, told=told)


def _question(
    question: Question,
    checklist: Checklist,
    names: Mapping[str, str],
    zone: ZoneInfo,
    wording: Wording,
) -> str:
    told = wording.say("gonogo-question", question=_slug(question))
    reply = checklist.reply(question)
    if reply is not None:
        who, at = owner_words(reply.owner, names, wording), clock(reply.at.astimezone(zone))
        told = wording.say("gonogo-answered", told=told, who=who, at=at)
    return wording.say("gonogo-line", mark=checklist.mark(question), told=told)


def _times(
    checklist: Checklist,
    names: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
    wording: Wording,
) -> Iterator[str]:
    yield wording.say(
        "gonogo-asked",
        number=str(checklist.id),
        who=owner_words(checklist.owner, names, wording),
        when=moment_words(checklist.measured_at, zone, wording),
    )
    if checklist.takes(now):
        yield wording.say("gonogo-until", at=clock(checklist.expires_at.astimezone(zone)))
    else:
        yield wording.say("gonogo-over", feature=checklist.feature)


def _buttons(checklist: Checklist, now: datetime, wording: Wording) -> Rows:
    to = to_feature(checklist.feature, wording)
    if not checklist.takes(now):
        return [[to]]
    number, version = checklist.id, checklist.version
    again = MeasureButton(checklist=number, version=version)
    return [
        *(
            [
                button(
                    wording.say("gonogo-button", mark=mark, question=_slug(each)),
                    ReplyButton(
                        checklist=number, version=version, question=each, yes=mark == "yes"
                    ),
                )
                for mark in ("yes", "no")
            ]
            for each in Question
        ),
        [button(wording.say("gonogo-again"), again)],
        *([[to]] if checklist.verdict is Verdict.GO else []),
    ]


def _names(check: Check, wording: Wording) -> str:
    told = ", ".join(shorten(harmless(name), _LONGEST) for name in check.names[:_NAMES])
    rest = len(check.names) - _NAMES
    return wording.say("gonogo-more", told=told, count=rest) if rest > 0 else told


def _slug(word: str) -> str:
    return word.lower().replace("_", "-")
