"""How talk is divided into passages, and when meaning adds to words."""

import math
import statistics
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.alfred.rules.meaning import ALOUD, FEWEST, Near, with_meaning
from pipeline.alfred.rules.surroundings import Remark
from pipeline.embedding.models import Waiting
from pipeline.embedding.passages import LONGEST, MOST, PAUSE, QUIET, drafts
from pipeline.embedding.vectors import unit
from pipeline.ingest.models import AuthorId, GroupId, MessageId

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=30)


def remark(
    number: int, minute: float, text: str = "смета крыши готова", thread: int = 1
) -> Remark:
    return Remark(
        group=GroupId(1),
        id=MessageId(number),
        thread=thread,
        author_id=f"user{number}",
        author=f"Автор{number}",
        text=text,
        sent_at=NOON + timedelta(minutes=minute),
    )


def divided(*remarks: Remark, now: datetime = LATER) -> list[list[int]]:
    waiting = Waiting(remarks[::-1], people=(), mentions=(), salt=b"salt")
    return [[each.id for each in draft.remarks] for draft in drafts(waiting, now)]


def text_of(*remarks: Remark, people: tuple[tuple[AuthorId, str], ...] = ()) -> str:
    [draft] = drafts(Waiting(remarks, people, mentions=(), salt=b"salt"), LATER)
    return draft.text


def test_a_thread_is_one_passage_while_it_is_short() -> None:
    assert [[1, 2, 3]] == divided(remark(1, 0), remark(2, 1), remark(3, 2))


def test_threads_that_cross_are_kept_apart() -> None:
    crossing = [remark(n, n, thread=n % 2 + 1) for n in range(1, 5)]

    assert [[2, 4], [1, 3]] == divided(*crossing)


def test_a_long_thread_becomes_several_passages_the_latest_first() -> None:
    talk = [remark(n, n) for n in range(1, MOST + 3)]

    assert [[MOST + 1, MOST + 2], list(range(1, MOST + 1))] == divided(*talk)


def test_long_messages_and_long_silences_divide_a_thread() -> None:
    wordy = "смета " * (LONGEST // 10)

    by_length = divided(remark(1, 0, wordy), remark(2, 1, wordy))
    by_silence = divided(remark(1, 0), remark(2, PAUSE.total_seconds() / 60 + 1))

    assert [[2], [1]] == by_length == by_silence


def test_a_passage_that_may_still_grow_waits() -> None:
    talk = [remark(1, 0), remark(2, 1)]

    soon = divided(*talk, now=talk[-1].sent_at + QUIET / 2)
    then = divided(*talk, now=talk[-1].sent_at + QUIET)

    assert [] == soon
    assert [[1, 2]] == then


def test_a_full_passage_does_not_wait() -> None:
    talk = [remark(n, 0) for n in range(1, MOST + 1)]

    assert [list(range(1, MOST + 1))] == divided(*talk, now=NOON)


@pytest.mark.parametrize("text", ["+1", "ок, спасибо", "🙂🙂🙂", ""])
def test_what_says_too_little_has_no_text_to_embed(text: str) -> None:
    assert "" == text_of(remark(1, 0, text))


def test_people_are_numbers_whoever_names_them_in_whatever_case() -> None:
    text = text_of(
        remark(1, 0, "Спросите Костю про смету, Костя считал крышу"),
        people=((AuthorId("user9"), "Костя Белов"),),
    )

    assert "Кост" not in text
    assert text.startswith("Спросите @1 про смету, @")


def test_a_flood_is_cut() -> None:
    assert LONGEST == len(text_of(remark(1, 0, "смета крыши " * 5_000)))


def test_a_vector_without_a_length_is_none() -> None:
    assert unit([0.0, 0.0]) is None
    assert unit([math.nan, 1.0]) is None
    assert unit([3.0, 4.0]) == [0.6, 0.8]


def near(*places: int, likeness: float = 0.9, passages: int = 400) -> Near:
    return Near(
        places=tuple((GroupId(1), MessageId(place)) for place in places),
        likeness=likeness,
        usual=0.2,
        deviation=0.05,
        passages=passages,
    )


TALK = [remark(n, n) for n in range(1, 7)]
MERITS = [1.0] * len(TALK)
NO_WORDS = [0.0] * len(TALK)


def test_what_stands_out_is_told_from_what_chance_gives() -> None:
    likenesses = [
        0.2 + 0.05 * statistics.NormalDist().inv_cdf((n + 0.5) / 400) for n in range(400)
    ]

    by_chance = near(1, likeness=max(likenesses))

    assert by_chance.excess < 0.1
    assert near(1, likeness=0.7).excess > ALOUD
    assert 0.0 == near(1, passages=FEWEST - 1).excess


def test_vectors_alone_answer_only_aloud() -> None:
    quiet = with_meaning(TALK, NO_WORDS, [near(3, likeness=0.5)], MERITS)
    aloud = with_meaning(TALK, NO_WORDS, [near(3)], MERITS)

    assert NO_WORDS == quiet
    assert [0, 0, True, 0, 0, 0] == [score and score > 0 for score in aloud]


def test_what_both_find_goes_before_what_one_finds() -> None:
    words = [1.0, 0.95, 0.0, 0.0, 0.0, 0.0]

    scores = with_meaning(TALK, words, [near(2, 5)], MERITS)

    assert [2, 1, 5] == sorted((n for n in (1, 2, 5)), key=lambda n: -scores[n - 1])


def test_words_that_found_the_best_keep_it_before_what_vectors_found_alone() -> None:
    words = [3.0, 0.0, 0.0, 0.0, 0.0, 0.0]

    scores = with_meaning(TALK, words, [near(4), near(5)], MERITS)

    assert scores[0] > max(scores[1:]) > 0


def test_of_a_passage_the_message_that_tells_most_comes_first() -> None:
    merits = [0.1, 0.1, 0.1, 0.1, 0.9, 0.0]

    scores = with_meaning(TALK, NO_WORDS, [near(4, 5, 6)], merits)

    assert scores[4] > scores[3] > scores[5] == 0.0


def test_messages_that_are_not_there_any_more_are_passed_over() -> None:
    gone = replace(near(99), places=((GroupId(1), MessageId(99)),))

    assert NO_WORDS == with_meaning(TALK, NO_WORDS, [gone], MERITS)


def test_without_anything_near_scores_are_in_the_same_proportion() -> None:
    assert [1.0, 0.5, 0, 0, 0, 0] == with_meaning(TALK, [2.0, 1.0, 0, 0, 0, 0], [], MERITS)
