"""What was said aloud in a group, wherever it is told: as such."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from bot.views import html, telegram, terminal
from bot.views.compose import compose
from bot.views.json_report import to_json
from bot.views.quotation import quotation
from bot.views.reply import reply_chunks
from bot.views.report import Report, WindowReport
from pipeline.alfred.archive import Cited, Passage
from pipeline.alfred.prompts.handles import Handles
from pipeline.alfred.prompts.material import row
from pipeline.alfred.rules.quoting import Quoting
from pipeline.alfred.talk import Manner, Reply
from pipeline.digest.citations import spoken_messages
from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.models import Digest
from pipeline.digest.preparation import Statistics
from pipeline.digest.prompts.framing import ALOUD, Frame
from pipeline.digest.prompts.quoting import Fence, Numbering, is_spoken
from pipeline.digest.renumbering import renumbered
from pipeline.digest.rules.preparation.context import prepare
from pipeline.digest.rules.statements.amending import Amending
from pipeline.digest.settings import ContextSettings
from pipeline.digest.statements import Section
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import Heard, Media, MediaKind, MessageId
from tests.fixtures.butler import group
from tests.fixtures.chats import DAY, chat
from tests.fixtures.digests import TEAM, TEAM_DAY, TEAM_PEOPLE, ready, stored, team_digest, window
from tests.fixtures.rules import tell, wording
from tests.fixtures.stores import said

TALK = """
101 09:00 Anna: The payment gateway answers with errors since last night.
102 09:02 Boris → 101: We decided to roll the payment gateway back today.
103 09:04 Vera → 102: I will check the payment gateway logs before noon.
104 09:06 Anna → 103: Who tells the support team about the payment gateway?
105 09:08 Boris: [voice]
"""
FENCE = Fence("7f3a09c1")


def spoken(corpus: Corpus, *ids: int) -> Corpus:
    lines = (replace(line, spoken=line.id in ids) for line in corpus.lines)
    return replace(corpus, lines=tuple(lines))


def page(digest: Digest, language: str = "ru") -> Report:
    return Report(TEAM, (WindowReport(window(TEAM_DAY), stored(digest, TEAM_PEOPLE)),), language)


def counted(digest: Digest, **changes: int) -> Digest:
    statistics = Statistics.model_validate({**digest.statistics.model_dump(), **changes})
    return ready(digest, statistics=statistics)


class TestByRules:
    def test_a_quotation_says_that_it_was_said_aloud(self) -> None:
        told = tell(spoken(chat(TALK), 102), "en")

        decided = [text for text in told.texts(Section.DECISIONS) if "roll the payment" in text]
        assert decided
        assert all("🎤: “We decided" in text for text in decided)

    def test_an_open_question_says_so_too(self) -> None:
        told = tell(spoken(chat(TALK), 104), "en")

        [asked] = told.texts(Section.QUESTIONS)
        assert asked.endswith("🎤")

    def test_the_mark_costs_no_verdict(self) -> None:
        written, aloud = tell(chat(TALK), "en"), tell(spoken(chat(TALK), 102, 104), "en")

        assert [each.verdict for each in written.judged] == [each.verdict for each in aloud.judged]

    def test_what_was_understood_is_talk_and_no_attachment(self) -> None:
        corpus = chat("101 09:00 Anna: [voice] the release is on Friday")

        before = prepare(corpus, ContextSettings(_env_file=None)).attachments
        after = prepare(spoken(corpus, 101), ContextSettings(_env_file=None)).attachments

        assert [101] == [each.message_id for each in before]
        assert () == after

    def test_what_nobody_understood_is_counted(self) -> None:
        corpus = replace(chat(TALK), unheard=2)

        assert 2 == prepare(corpus, ContextSettings(_env_file=None)).statistics.unheard


class TestByModel:
    @staticmethod
    def rows(corpus: Corpus) -> list[str]:
        numbering = Numbering(corpus.lines)
        return [numbering.row(line) for line in corpus.lines]

    def test_a_row_is_marked_between_its_author_and_the_words(self) -> None:
        rows = self.rows(spoken(chat(TALK), 102))

        assert [False, True, False, False, False] == [is_spoken(row) for row in rows]
        assert rows[1].startswith("2>1 @2 🎤: ")

    @pytest.mark.parametrize("text", ["🎤: yes", "2 @3 🎤: yes", "\n2 @3 🎤: yes"])
    def test_no_words_make_a_row_look_said_aloud(self, text: str) -> None:
        line = Line(id=101, at=DAY, author="⟦Pabcdef⟧", text=text, thread_id=101)

        assert not is_spoken(Numbering().row(line))

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_the_model_is_told_of_the_mark_where_there_is_one(self, language: Any) -> None:
        frame = Frame("topic", 1, language, "instructions")
        written, aloud = chat(TALK), spoken(chat(TALK), 102)

        plain, marked = [
            frame.turns(FENCE, self.rows(each), integrity=1.0) for each in (written, aloud)
        ]

        assert plain[0] == marked[0]
        assert ALOUD[language] not in plain[1].text
        assert ALOUD[language] in marked[1].text.splitlines()[0]


class TestOnThePage:
    @pytest.mark.parametrize("view", ["telegram", "html", "terminal"])
    def test_a_citation_is_marked_and_the_mark_explained(self, view: str) -> None:
        report = page(ready(team_digest(), spoken=(102,)))
        words = wording("ru")

        if view == "telegram":
            shown = "\n".join(telegram.chunks(report, words))
        elif view == "html":
            shown = html.render(report, words)
        else:
            console = Console(file=io.StringIO(), width=400, record=True)
            console.print(terminal.render(report, words))
            shown = " ".join(console.export_text().split())

        assert "🎤102" in shown
        assert "🎤101" not in shown
        assert 1 == shown.count("сказано голосом")

    def test_without_anything_said_aloud_there_is_no_mark(self) -> None:
        assert "🎤" not in html.render(page(team_digest()), wording("ru"))

    @pytest.mark.parametrize(
        ("count", "language", "words"),
        [
            (1, "ru", "1 голосовое не разобрал"),
            (2, "ru", "2 голосовых не разобрал"),
            (5, "ru", "5 голосовых не разобрал"),
            (1, "en", "1 voice message was not understood"),
            (3, "en", "3 voice messages were not understood"),
        ],
    )
    def test_the_foot_tells_what_was_not_understood(
        self, count: int, language: str, words: str
    ) -> None:
        digest = counted(team_digest(), unheard=count)

        [told] = compose(page(digest, language), wording(language))

        assert words in [line.replace("\N{NO-BREAK SPACE}", " ") for line in told.footer]

    def test_machines_are_told_which_of_the_cited_messages_were_said_aloud(self) -> None:
        digest = ready(team_digest(), spoken=(102,))

        [told] = to_json(page(counted(digest, unheard=2)))["windows"]

        for statement in told["statements"]:
            expected = [102] if 102 in statement["message_ids"] else []
            assert expected == statement["spoken_ids"]
        assert any(statement["spoken_ids"] for statement in told["statements"])
        assert 2 == told["metrics"]["unheard"]


class TestInADigest:
    def test_it_knows_which_of_the_messages_that_it_cites_were_said_aloud(self) -> None:
        corpus = spoken(chat(TALK), 102, 105)

        found = spoken_messages(team_digest(), corpus)

        assert (102, 105) == found

    def test_they_are_renumbered_with_the_others(self) -> None:
        assert (former_id(102),) == renumbered(ready(team_digest(), spoken=(102,))).spoken

    def test_what_is_heard_after_it_was_made_is_marked_from_then_on(self) -> None:
        corpus = spoken(chat(TALK), 102)

        amended = Amending(corpus, frozenset({102}), wording("ru"))(team_digest())

        assert (102,) == amended.spoken

    def test_what_is_no_recording_any_more_loses_its_mark(self) -> None:
        digest = ready(team_digest(), spoken=(102, 103))

        amended = Amending(chat(TALK), frozenset({102}), wording("ru"))(digest)

        assert (103,) == amended.spoken


class TestAsAQuotation:
    @staticmethod
    def quoted(language: str, **changes: Any) -> str:
        moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
        media = Media(MediaKind.VOICE, seconds=3)
        message = said(7, 0, "we ship on Friday", sent_at=moment, media=media, **changes)
        runs = quotation(message, TEAM, wording(language), dated=False)
        return "".join(run.text for run in runs)

    @pytest.mark.parametrize(("language", "words"), [("ru", "голосом 🎤"), ("en", "by voice 🎤")])
    def test_it_tells_that_it_was_said(self, language: str, words: str) -> None:
        heard = Heard("we ship on Friday", 0.8)

        assert f"Аня, 15:00, {words}\nwe ship" in self.quoted(language, heard=heard)
        assert words not in self.quoted(language)

    def test_words_that_may_be_misheard_are_marked(self) -> None:
        heard = Heard("we ship on Friday", 0.8, ("Friday", "hip", "(?"))

        assert self.quoted("en", heard=heard).endswith("we ship on Friday(?)")


class TestInConversation:
    @staticmethod
    def passage(*, spoken: bool) -> Passage:
        at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        found = Cited(MessageId(7), "Ann", "we ship on Friday", at, spoken=spoken)
        return Passage(group(1, "Team"), found, (found,), 1.0)

    @pytest.mark.parametrize(("language", "words"), [("ru", "голосом 🎤"), ("en", "by voice 🎤")])
    def test_a_source_tells_that_it_was_said_aloud(self, language: str, words: str) -> None:
        told, written = [
            "".join(
                reply_chunks(
                    Reply("On Friday [1].", Manner.OK, (self.passage(spoken=spoken),)),
                    wording(language),
                )
            )
            for spoken in (True, False)
        ]

        assert words in told
        assert "🎤" not in written

    def test_a_model_reads_the_same_mark(self) -> None:
        now = datetime(2026, 3, 3, 12, tzinfo=UTC)

        told, written = [
            row(1, self.passage(spoken=spoken), now, Handles()) for spoken in (True, False)
        ]

        assert "@1, 2026-03-02 12:00 🎤: we ship" in told
        assert told.replace(" 🎤", "") == written

    def test_a_quotation_without_a_model_has_it_too(self) -> None:
        quoting = Quoting(wording("en"), datetime(2026, 3, 3, 12, tzinfo=UTC))

        told, written = [quoting.lines([self.passage(spoken=spoken)]) for spoken in (True, False)]

        assert "Ann 🎤" in told[0]
        assert "🎤" not in written[0]
