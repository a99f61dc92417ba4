import pytest

from pipeline.digest.findings import ThreadState, Topic, TopicStatus
from pipeline.digest.models import Digest
from pipeline.digest.rules.statements.changes import Changes, baseline, compare, coverage
from pipeline.digest.statements import Quality
from tests.fixtures.digests import team_digest, topic

OPEN, DONE = TopicStatus.IN_PROGRESS, TopicStatus.DONE


def named(
    title: str, *, thread: int = 1, status: TopicStatus = OPEN, keywords: tuple[str, ...] = ()
) -> Topic:
    made = topic(title, status, 1, (thread,), (thread,), ThreadState.OPENED)
    return made.model_copy(update={"keywords": keywords})


def before(*topics: Topic) -> Digest:
    return team_digest().model_copy(update={"topics": topics})


def titles(changes: Changes) -> dict[str, list[str]]:
    return {kind: [topic.title for topic in topics] for kind, topics in changes.by_kind()}


def test_without_an_earlier_digest_nothing_has_changed() -> None:
    assert Changes() == compare([named("Релиз 2.4")], None)
    assert {} == titles(Changes())


@pytest.mark.parametrize(
    ("now", "then", "kind"),
    [
        (named("Релиз 2.4"), named("Релиз 2.4", thread=9), "continued"),
        (named("Падение оплаты"), named("Падения оплаты на проде", thread=9), "continued"),
        (named("Релиз 2.4"), named("Новые этикетки", thread=9), "opened"),
        (named("Релиз 2.4"), named("Релиз мобильного приложения", thread=9), "opened"),
        (
            named("План на четверг", keywords=("релиз 2.4",)),
            named("Заметки", keywords=("заметки к релизу",)),
            "continued",
        ),
        (named("План на четверг"), named("Новые этикетки"), "opened"),
        (named("Релиз 2.4", status=DONE), named("Релиз 2.4"), "closed"),
        (named("Релиз 2.4", status=DONE), named("Релиз 2.4", status=DONE), "continued"),
        (named("Релиз 2.4"), named("Релиз 2.4", status=DONE), "continued"),
        (named("Релиз 2.4", status=DONE), named("Этикетки", thread=9), "opened"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.title,
)
def test_a_topic_is_known_by_its_title_or_by_a_thread_that_spoke_of_the_same(
    now: Topic, then: Topic, kind: str
) -> None:
    assert {kind: [now.title]} == titles(compare([now], before(then)))


def test_each_topic_of_the_window_is_told_once_in_its_order() -> None:
    changes = compare(
        [named("Релиз 2.4"), named("Новый офис", thread=3), named("Этикетки", status=DONE)],
        before(named("Этикетки"), named("Релиз 2.4", thread=8)),
    )

    assert ["closed", "continued", "opened"] == list(titles(changes))
    assert {
        "closed": ["Этикетки"],
        "continued": ["Релиз 2.4"],
        "opened": ["Новый офис"],
    } == titles(changes)


def test_the_baseline_names_the_changes_and_how_the_scores_moved() -> None:
    previous = before(named("Этикетки"))
    changes = compare([named("Этикетки", status=DONE), named("Релиз 2.4", thread=8)], previous)
    quality = Quality(faithfulness=1, completeness=0.75, relevance=1, coherence=1)
    statistics = previous.statistics.model_copy(update={"messages": 8, "expected": 10})

    found = baseline(changes, quality, statistics, previous, 7)

    assert found is not None
    assert (7, ("Этикетки",), (), ("Релиз 2.4",)) == (
        found.digest_id,
        found.closed,
        found.continued,
        found.opened,
    )
    assert pytest.approx(0.75 - previous.quality.score, abs=1e-4) == found.quality_delta
    assert pytest.approx(0.8 - coverage(previous.statistics), abs=1e-4) == found.coverage_delta


def test_there_is_no_baseline_without_an_earlier_digest() -> None:
    digest = team_digest()

    assert baseline(Changes(), digest.quality, digest.statistics, None, None) is None
    assert baseline(Changes(), digest.quality, digest.statistics, digest, None) is None


def test_a_window_without_messages_misses_none() -> None:
    nothing = team_digest().statistics.model_copy(update={"messages": 0, "expected": 0})

    assert 1.0 == coverage(nothing)
