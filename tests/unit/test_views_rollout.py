"""Rollouts as an operator reads them, in both languages, whatever stands in names and notes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.buttons.rollout import SureButton
from bot.translator import Translator, Translators
from bot.views.rollout import feature_screen, list_screen, unknown_screen
from bot.views.rollout_acts import (
    Intent,
    done_screen,
    refused_screen,
    sure_screen,
    waiting_screen,
)
from bot.views.rollout_gates import gates_list_screen, gates_screen
from bot.views.rollout_journal import JournalPage, history_screen
from bot.views.rollout_words import age_words
from bot.views.screen import Screen
from pipeline.rollout.gates import Decision
from pipeline.rollout.models import (
    OPENING,
    STAGES,
    Act,
    Answer,
    Entry,
    Feature,
    Outcome,
    Proposal,
    Refusal,
    Stage,
    State,
    Terms,
    Wish,
)
from pipeline.rollout.standing import Standing
from tests.fixtures.canary import ANSWERED, BROKEN, DELIVERED, OPEN, PUSHED, WAITING, read

NOW = datetime(2026, 11, 20, 20, 40, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
RU, EN = (Translators(strict=True).into(language) for language in ("ru", "en"))
BOTH = pytest.mark.parametrize("wording", [RU, EN], ids=["ru", "en"])
TERMS = Terms(dict.fromkeys(STAGES[1:-1], timedelta(minutes=30)))
LONG_AGO = NOW - timedelta(days=2)
HOSTILE = "\u202e<b>@everyone</b>\n\x1b[2J" + "ъ" * 900
ANNA = "telegram:7"
NAMES = {ANNA: HOSTILE}


def standing(
    stage: Stage = Stage.CANARY_10,
    feature: Feature = Feature.DIGEST_AGENT,
    *,
    killed: bool = False,
    held: bool = False,
) -> Standing:
    state = State(feature, stage, 4, LONG_AGO, killed, held)
    return Standing(state, TERMS, OPEN, (), overridden=False, named=frozenset(), at=NOW)


def entry(act: str = "promote", **changes: object) -> Entry:
    known = Entry(
        id=12,
        feature=Feature.DIGEST_AGENT,
        at=NOW,
        act=act,
        before=Stage.CANARY_1,
        after=Stage.CANARY_10,
        killed=False,
        held=False,
        version=4,
        decision=Decision.PROCEED,
        gates=(),
        owner=ANNA,
        approver="psql:" + HOSTILE,
        note=HOSTILE,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def proposals(*acts: Act) -> Sequence[Proposal]:
    wishes = [Wish(Feature.DIGEST_AGENT, act, 4, ANNA, note=HOSTILE) for act in acts]
    end = NOW + timedelta(minutes=10)
    return [Proposal(number, wish, NOW, end) for number, wish in enumerate(wishes, 1)]


def screens(wording: Translator) -> list[Screen]:
    """Whatever can be shown, at its worst."""
    until = NOW + timedelta(minutes=10)
    every = [
        replace(standing(stage, feature, killed=killed, held=held), readings=gates, overridden=on)
        for stage in Stage
        for feature in Feature
        for killed, held, on in ((False, False, False), (True, True, True), (False, True, False))
        for gates in (OPEN, WAITING, BROKEN, ())
    ]
    asked = proposals(*sorted(OPENING))
    first, shown = replace(every[0], proposals=asked), []
    shown += [feature_screen(each, NAMES, MOSCOW, wording) for each in (*every, first)]
    shown += [gates_screen(each, wording) for each in every]
    shown += [
        sure_screen(each, Intent(act, note=HOSTILE), until, wording)
        for each in every
        for act in each.possible()
    ]
    shown += [
        done_screen(entry(act, killed=act is Act.KILL), each, NAMES, wording)
        for act in Act
        for each in every[:9]
    ]
    shown += [waiting_screen(each, standing(), NAMES, MOSCOW, wording) for each in asked[:1]]
    shown += [
        refused_screen(
            Answer(Outcome.REFUSED, each.state, why, ready_at=NOW), each, MOSCOW, wording
        )
        for why in Refusal
        for each in every[:4]
    ]
    shown.append(list_screen(every[:6], wording))
    shown.append(gates_list_screen(every[:6], wording))
    shown.append(unknown_screen(HOSTILE, [*Feature], wording))
    owners = (ANNA, "telegram:8", "watch", "settings", "psql:" + HOSTILE, "?")
    acts = (*Act, "allow 7", "deny 7", "configure", "something else")
    journal = [entry(act, owner=owner, note=HOSTILE) for act in acts for owner in owners][:8]
    for feature in (None, Feature.DIGEST_AGENT):
        page = JournalPage(feature, journal * 3, 24)
        shown.append(history_screen(page, NAMES, MOSCOW, wording))
    return shown


@BOTH
def test_every_screen_fits_into_a_message_and_nothing_in_it_acts(wording: Translator) -> None:
    shown = screens(wording)

    assert len(shown) > 500
    for screen in shown:
        assert len(screen.text.encode("utf-16-le")) // 2 <= 4096
        assert not {"\u202e", "\x1b"} & set(screen.text)
        kinds = {str(entity.type) for entity in screen.entities}
        assert {"bold", "blockquote"} >= kinds


def test_a_yes_carries_what_was_shown_and_when_it_ends() -> None:
    screen = sure_screen(
        standing(), Intent(Act.ROLLBACK, Stage.OFF), NOW + timedelta(minutes=10), EN
    )

    pressed = SureButton.unpack(str(screen.rows[0][0].callback_data))
    assert (Act.ROLLBACK, 0, 4, 1_795_207_800) == (
        pressed.act,
        pressed.rank,
        pressed.version,
        pressed.until,
    )


def test_a_feature_that_is_killed_and_given_to_all_by_the_environment_says_both() -> None:
    killed = replace(standing(killed=True), overridden=True)

    text = feature_screen(killed, {}, MOSCOW, EN).text

    assert "The kill switch is thrown: nobody has it now." in text
    assert "DIGEST_AGENT_ENABLED=true: while that is so everybody has it" in text


def test_what_a_question_says_of_afterwards_is_not_what_is_so_now() -> None:
    resumed = sure_screen(standing(killed=True, held=True), Intent(Act.RESUME), NOW, EN).text

    assert "Then: 10% of tenants have it." in resumed
    assert "nobody has it now" not in resumed


def test_those_to_blame_come_first_and_the_rest_is_counted() -> None:
    gates = (
        read(ANSWERED, 0),
        *(replace(read(PUSHED, 1, 2), gate=replace(PUSHED, name=f"g{n}")) for n in range(5)),
        read(DELIVERED, 0.5),
    )

    text = feature_screen(replace(standing(), readings=gates), {}, MOSCOW, EN).text

    lines = text[text.index("⏳") :].splitlines()
    assert "❌ Delivered: 50% (at least 95%)" == lines[1]
    assert "…and 2 more: /gates digest_agent" == lines[5]


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (timedelta(seconds=-1), "0 s"),
        (timedelta(seconds=119), "119 s"),
        (timedelta(minutes=2), "2 min"),
        (timedelta(hours=1, minutes=59), "119 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 d"),
    ],
)
def test_an_age_is_told_in_the_largest_unit_of_which_there_are_two(
    age: timedelta, told: str
) -> None:
    assert told == age_words(age, EN)
