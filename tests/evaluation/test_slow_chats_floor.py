"""Threads of slow chats: the builder stays above what it reaches, and keeps replies that it sees.

The floors are a little below what the builder reached on the same chats when they were set;
``python -m bench.slow_chats`` and ``python -m bench.recovery`` measure on many more.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.clusterings import Agreement, agreement, gather
from bench.recovery import EXPORT, recovered, replied
from bench.slow_chats.chats import KnownChat, exported, threads
from bench.slow_chats.dialogues import FILES, dialogues, written
from bench.slow_chats.making import made
from bench.slow_chats.regimes import REGIMES, Regime
from bench.slow_chats.simple import by_gap
from bench.windows import links_of
from pipeline.ingest.models import MessageId
from pipeline.threads.models import LinkReason, Utterance

OWN = Path(__file__).parent / "threads_slow"
SEEDS = range(12)
REGIME = {regime.name: regime for regime in REGIMES}

FLOORS = [
    ("ru", "zulip-like", 83.0, 55.0),
    ("ru", "forum-like", 70.0, 23.0),
    ("ru", "gitter-like", 87.0, 72.0),
    ("ru", "busy evening", 67.0, 37.0),
    ("en", "zulip-like", 81.0, 49.0),
    ("en", "forum-like", 73.0, 23.0),
    ("en", "gitter-like", 87.0, 75.0),
    ("en", "busy evening", 63.0, 28.0),
]
"""Percent: 1-1, and F of exact conversations."""


@pytest.mark.parametrize(("language", "regime", "one_to_one", "exact"), FLOORS)
def test_conversations_of_our_own_slow_chats_are_found(
    language: str, regime: str, one_to_one: float, exact: float
) -> None:
    chats = _own(language, REGIME[regime])

    found = _found(chats)

    assert found.one_to_one >= one_to_one
    assert found.exact.f >= exact


@pytest.mark.parametrize("language", ["ru", "en"])
def test_where_conversations_run_beside_each_other_threads_beat_silence(language: str) -> None:
    chats = _own(language, REGIME["busy evening"])
    truth = _truth(chats)

    by_silence = agreement(truth, {chat.name: by_gap(chat.utterances, 900.0) for chat in chats})
    found = _found(chats)

    assert found.one_to_one > by_silence.one_to_one
    assert found.variation > by_silence.variation


@pytest.mark.parametrize("language", ["ru", "en"])
def test_replies_that_are_shown_are_kept_always(language: str) -> None:
    for chat in _own(language, REGIME["forum-like"]):
        shown = _with_replies(chat)

        links = links_of(shown)

        marked = [(each.reply_to, link) for each, link in zip(shown, links, strict=True)]
        kept = [link for reply, link in marked if reply is not None and link.parent_id == reply]
        assert sum(reply is not None for reply, _ in marked) == len(kept) > 0
        assert {(LinkReason.REPLY, 1.0)} == {(link.reason, link.score) for link in kept}


def test_slow_chats_of_public_dialogues_are_found(public_data: Path) -> None:
    told = dialogues(public_data / FILES[0])[1::2]
    chats = [made(told, REGIME["zulip-like"], 100, 500)]

    found = _found(chats)

    assert found.one_to_one >= 86.0
    assert found.exact.f >= 61.0


def test_hidden_replies_of_a_public_chat_are_found(public_data: Path) -> None:
    chat = exported(public_data / EXPORT)

    found, bare = recovered([replied(chat)], seeds=[0])

    assert found.shown == found.kept > 0
    assert found.exact >= 0.6 * found.hidden
    assert found.in_thread >= 0.8 * found.hidden
    assert bare.exact > 2 * bare.before


def _own(language: str, regime: Regime) -> list[KnownChat]:
    told = written(OWN / f"{language}.txt")
    return [made(told, regime, seed, 40) for seed in SEEDS]


def _truth(chats: Sequence[KnownChat]) -> dict[str, list[frozenset[int]]]:
    return {chat.name: gather(chat.truth.items()) for chat in chats}


def _found(chats: Sequence[KnownChat]) -> Agreement:
    return agreement(_truth(chats), {chat.name: threads(chat.utterances) for chat in chats})


def _with_replies(chat: KnownChat) -> list[Utterance]:
    """Half of the messages reply to one of the same conversation."""
    draw = random.Random(chat.name)  # noqa: S311
    said: dict[str, list[MessageId]] = {label: [] for label in chat.truth.values()}
    told = []
    for each in chat.utterances:
        before = said[chat.truth[each.id]]
        reply = draw.choice(before) if before and draw.random() < 0.5 else None
        told.append(replace(each, reply_to=reply))
        before.append(each.id)
    return told
