"""What holds of the rules engine whatever people write."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.digest.corpus import Corpus, Line, Noise
from pipeline.digest.statements import Section, Verdict
from pipeline.ingest.models import Media, MediaKind, MessageKind, Reaction
from tests.fixtures.chats import DAY, chat
from tests.fixtures.rules import Told, tell, wording

SAYINGS = (
    "Решили: релиз 2.4 выкатываем в четверг в 11:00.",
    "Платёжный шлюз отдаёт 502 на проде!",
    "кто предупредит поддержку клиентов?",
    "Подтверждаю, оплаты идут. Спасибо!",
    "Костя, напиши постмортем до завтра",
    "ок, сделаю до 12:00",
    "ахаха",
    "скидка 5  % до конца недели",
    "Let's go with Postgres, see https://example.org/a?b=1&c=2).",
    "The nightly build fails on the database container",
    "does anyone know how to reset it?",
    "fixed, thanks a lot",
    "см. рис. 3.5, стр. 12, п. 4)",
    "```\nrm -rf / && echo {x[0]}\n```",
)
HOSTILE = (
    "абвяёЁйИкaeiztZ 019.,:;!?-–—…()[]{}<>«»\"'’`*_~|/\\%$№@#&=+\n\t⟦⟧🙂👍\u200d\ufe0fİ\u0301"
)
TEXTS = st.lists(
    st.one_of(st.sampled_from(SAYINGS), st.text(alphabet=HOSTILE, max_size=40)),
    min_size=1,
    max_size=3,
).map(" ".join)
AUTHORS = ("⟦P0001⟧", "⟦P0002⟧", "⟦P0003⟧")
ENGINE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def talks(draw: st.DrawFn) -> Corpus:
    """A short chat with links to what was said in the window or before it."""
    lines: list[Line] = []
    at = DAY
    for number in range(10, 10 + draw(st.integers(0, 9))):
        at += timedelta(seconds=draw(st.sampled_from((0, 5, 100, 900))))
        back = draw(st.sampled_from((0, 1, 2, 5, 12)))
        parent = number - back if back else None
        known = {line.id: line.thread_id for line in lines}
        noise = draw(st.sampled_from((None, None, None, None, Noise.BOT, Noise.EMPTY)))
        photo = draw(st.booleans()) and noise is Noise.EMPTY
        lines.append(
            Line(
                id=number,
                at=at,
                author=draw(st.sampled_from(AUTHORS)),
                text="" if noise is Noise.EMPTY else draw(TEXTS),
                thread_id=known.get(parent, parent) if parent else number,
                parent_id=parent,
                link_reason=draw(st.sampled_from(("reply", "mention"))) if parent else "root",
                explicit_reply=parent is not None and draw(st.booleans()),
                kind=MessageKind.MEDIA if photo else MessageKind.TEXT,
                media=Media(MediaKind.PHOTO, None) if photo else None,
                reactions=(Reaction("👍", 2),) if draw(st.booleans()) else (),
                noise=noise,
            )
        )
    return Corpus(
        start=DAY,
        end=DAY + timedelta(hours=4),
        lines=tuple(lines),
        history=(),
        people=dict(zip(AUTHORS, "ABC", strict=True)),
        masked={},
        boundary=1.0,
        expected=len(lines),
    )


def whole(told: Told, text: str, ids: tuple[int, ...]) -> bool:
    """The text quotes one whole sentence of each of the messages, in their order."""
    say = wording("ru").say
    begun = {""}
    for message_id in ids:
        line = told.corpus.by_id[message_id]
        arrow = " → " if begun != {""} else ""
        longer = {
            before + arrow + say("quote", who=line.author, text=sentence)
            for before in begun
            for sentence in line.sentences
        }
        begun = {each for each in longer if text.startswith(each)}
    return text in begun


@given(talks())
@ENGINE
def test_whatever_is_said_is_told_without_an_error_and_nothing_unsupported(talk: Corpus) -> None:
    told = tell(talk)

    cited = {i for item in told.judged for i in item.statement.message_ids}
    assert cited <= set(talk.by_id)
    assert Verdict.UNSUPPORTED not in {item.verdict for item in told.judged}
    assert 0.0 <= told.quality.score <= 1.0


@given(talks())
@ENGINE
def test_topics_have_titles_of_their_own_and_quote_whole_sentences(talk: Corpus) -> None:
    told = tell(talk)

    titles = [topic.title.casefold() for topic in told.topics.topics]
    assert len(set(titles)) == len(titles)
    assert [] == [
        topic.summary
        for topic in told.topics.topics
        if not whole(told, topic.summary, topic.message_ids)
    ]


@given(talks())
@ENGINE
def test_decisions_and_questions_quote_whole_sentences(talk: Corpus) -> None:
    told = tell(talk)

    for item in told.synthesis.statements:
        if item.section in (Section.DECISIONS, Section.QUESTIONS):
            sentences = talk.by_id[item.message_ids[0]].sentences
            assert any(sentence in item.text for sentence in sentences)


@given(talks())
@settings(ENGINE, max_examples=15)
def test_a_talk_is_told_the_same_way_twice(talk: Corpus) -> None:
    assert tell(talk) == tell(talk)


def test_a_chat_in_which_nobody_said_a_word_is_told_in_silence() -> None:
    told = tell(chat(""))

    assert () == told.judged
    assert 1.0 == told.quality.score
