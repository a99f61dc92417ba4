import json
from typing import Any

import pytest

from handlers.export.content import Content, read_content
from handlers.export.problems import Problem, Problems
from pipeline.ingest.models import Media, MediaKind, MessageKind
from tests.telegram_desktop import plain, without

NOT_INCLUDED = "(File not included. Change data exporting settings to download.)"


def read(raw: dict[str, Any]) -> tuple[Content, dict[Problem, int]]:
    problems = Problems()
    content = read_content(raw, problems)
    return content, dict(problems.counts)


def flawless(raw: dict[str, Any]) -> Content:
    content, problems = read(raw)
    assert {} == problems
    return content


class TestText:
    def test_a_list_of_strings_and_entities_is_read_in_one_piece(self) -> None:
        text = ["Смотри ", {"type": "bold", "text": "сюда"}, "!"]

        assert "Смотри сюда!" == flawless(plain(1, text)).text

    def test_what_was_displayed_wins_over_entities_that_differ(self) -> None:
        raw = plain(1, "Base text", text_entities=[{"type": "bold", "text": "Baseaj text"}])

        assert "Base text" == flawless(raw).text

    def test_entities_speak_where_there_is_no_text(self) -> None:
        raw = without(plain(1, "hello"), "text")

        assert "hello" == flawless(raw).text

    @pytest.mark.parametrize("strange", [5, True, {}, 1.5])
    def test_a_strange_text_is_read_from_its_entities_and_counted(self, strange: Any) -> None:
        content, problems = read(plain(1, strange, text_entities=[{"text": "hello"}]))

        assert ("hello", {Problem.UNREADABLE_TEXT: 1}) == (content.text, problems)

    def test_a_strange_part_is_left_out_of_a_text_and_counted(self) -> None:
        content, problems = read(plain(1, ["a", 5, {"type": "bold"}, None, "b"]))

        assert ("ab", {Problem.UNREADABLE_TEXT: 1}) == (content.text, problems)

    def test_a_text_of_a_megabyte_is_cut_at_the_limit_and_counted(self) -> None:
        content, problems = read(plain(1, "я" * 1_000_000))

        assert ("я" * 32_768, {Problem.TEXT_CUT: 1}) == (content.text, problems)

    def test_a_text_that_had_to_be_cleaned_is_counted(self) -> None:
        content, problems = read(plain(1, "\x1b[31mкрасный\x1b[0m"))

        assert ("красный", {Problem.TEXT_CLEANED: 1}) == (content.text, problems)


class TestReferences:
    def test_links_and_mentions_are_taken_from_the_entities(self) -> None:
        entities = [
            {"type": "mention", "text": "@boris"},
            {"type": "mention_name", "text": "Вика", "user_id": 5},
            {"type": "link", "text": "example.org/a"},
            {"type": "text_link", "text": "here", "href": "https://example.org/b"},
            {"type": "text_link", "text": "again", "href": "https://example.org/b"},
            {"type": "bot_command", "text": "/digest"},
            {"type": "email", "text": "a@example.org"},
        ]

        found = flawless(plain(1, "…", text_entities=entities)).found

        assert ("@boris", "Вика") == found.mentions
        assert ("example.org/a", "https://example.org/b") == found.links

    def test_exports_before_2022_hold_them_in_the_text(self) -> None:
        raw = without(plain(1, ["see ", {"type": "link", "text": "example.org"}]), "text_entities")

        assert ("example.org",) == flawless(raw).found.links

    def test_a_link_holds_nothing_that_a_terminal_obeys(self) -> None:
        entities = [{"type": "text_link", "text": "x", "href": "https://e.org/\x1b[31m\n\u202ea"}]

        assert ("https://e.org/a",) == flawless(plain(1, "x", text_entities=entities)).found.links

    def test_endless_links_and_endless_lists_of_them_are_bounded(self) -> None:
        entities = [{"type": "link", "text": f"e.org/{n}"} for n in range(500)]
        entities.insert(0, {"type": "link", "text": "e.org/" + "x" * 5000})

        links = flawless(plain(1, "x", text_entities=entities)).found.links

        assert tuple(f"e.org/{n}" for n in range(100)) == links

    @pytest.mark.parametrize(
        "strange",
        [5, {}, "x", [5], [None], [{"type": []}], [{"type": "link"}], [{"type": "mention"}]],
    )
    def test_strange_entities_name_nothing(self, strange: Any) -> None:
        content = flawless(plain(1, "hello", text_entities=strange))

        assert ("hello", ((), ())) == (content.text, content.found)


class TestMedia:
    @pytest.mark.parametrize(
        ("keys", "expected"),
        [
            (
                {"photo": "photos/p1.jpg", "photo_file_size": 5, "width": 10, "height": 10},
                Media(MediaKind.PHOTO, size=5),
            ),
            (
                {"photo_file_size": 0, "self_destruct_period_seconds": 10},
                Media(MediaKind.PHOTO, size=0),
            ),
            (
                {"file": "files/план.pdf", "file_name": "план.pdf", "file_size": 9},
                Media(MediaKind.FILE, "план.pdf", 9),
            ),
            (
                {"file": "chats/chat_01/files/план.pdf"},
                Media(MediaKind.FILE, "план.pdf"),
            ),
            (
                {"file": NOT_INCLUDED, "file_name": "huge.zip", "file_size": 5_000_000_000},
                Media(MediaKind.FILE, "huge.zip", 5_000_000_000),
            ),
            ({"file": NOT_INCLUDED}, Media(MediaKind.FILE)),
            (
                {"file": NOT_INCLUDED, "media_type": "sticker", "sticker_emoji": "🙂"},
                Media(MediaKind.STICKER, "🙂"),
            ),
            (
                {"file": "v.ogg", "media_type": "voice_message", "duration_seconds": 11},
                Media(MediaKind.VOICE, seconds=11),
            ),
            (
                {"file": "v.mp4", "media_type": "video_message", "duration_seconds": 14},
                Media(MediaKind.VIDEO_NOTE, seconds=14),
            ),
            (
                {"file": "v.mp4", "media_type": "video_file", "duration_seconds": 95},
                Media(MediaKind.VIDEO, "v.mp4", seconds=95),
            ),
            ({"file": "a.mp4", "media_type": "animation"}, Media(MediaKind.ANIMATION)),
            (
                {"file": "s.mp3", "media_type": "audio_file", "performer": "P", "title": "T"},
                Media(MediaKind.AUDIO, "P — T"),
            ),
            ({"file": "s.mp3", "media_type": "audio_file"}, Media(MediaKind.AUDIO, "s.mp3")),
            (
                {
                    "contact_information": {
                        "first_name": "Боб",
                        "last_name": "",
                        "phone_number": "+1 555",
                    }
                },
                Media(MediaKind.CONTACT, "Боб"),
            ),
            (
                {"location_information": {"latitude": 1.5, "longitude": 2.5}},
                Media(MediaKind.LOCATION),
            ),
            ({"location_information": None}, Media(MediaKind.LOCATION)),
            (
                {"place_name": "Кафе", "address": "Садовая, 1"},
                Media(MediaKind.LOCATION, "Кафе, Садовая, 1"),
            ),
            ({"game_title": "Space", "game_description": "x"}, Media(MediaKind.GAME, "Space")),
            ({"invoice_information": {"title": "Premium"}}, Media(MediaKind.INVOICE, "Premium")),
            (
                {"invoice_information": json.dumps({"title": "As a string"})},
                Media(MediaKind.INVOICE, "As a string"),
            ),
            ({"giveaway_information": {"quantity": 10}}, Media(MediaKind.OTHER)),
            ({"giveaway_results": {"winners_count": 2}}, Media(MediaKind.OTHER)),
            ({"paid_stars_amount": 250}, Media(MediaKind.OTHER)),
        ],
    )
    def test_each_kind_is_read_with_its_caption(
        self, keys: dict[str, Any], expected: Media
    ) -> None:
        content = flawless(plain(1, "caption", **keys))

        assert (MessageKind.MEDIA, "caption", expected) == (
            content.kind,
            content.text,
            content.media,
        )

    @pytest.mark.parametrize(
        ("keys", "expected"),
        [
            ({"media_type": "hologram", "file": "x"}, Media(MediaKind.OTHER)),
            ({"media_type": 5, "file": "x"}, Media(MediaKind.OTHER)),
            ({"contact_information": "Боб"}, Media(MediaKind.CONTACT)),
            ({"todo_list": "Молоко"}, Media(MediaKind.TODO)),
            ({"todo_list": {"title": "Молоко"}}, Media(MediaKind.TODO, "Молоко")),
            ({"invoice_information": "{"}, Media(MediaKind.INVOICE)),
            ({"invoice_information": "[" * 9999}, Media(MediaKind.INVOICE)),
            ({"invoice_information": "5"}, Media(MediaKind.INVOICE)),
        ],
    )
    def test_strange_media_are_kept_as_far_as_they_can_be_read(
        self, keys: dict[str, Any], expected: Media
    ) -> None:
        content, problems = read(plain(1, "caption", **keys))

        assert (expected, {Problem.UNREADABLE_MEDIA: 1}) == (content.media, problems)

    @pytest.mark.parametrize("strange", [-1, 2**70, "many", None, [], 1.5])
    def test_strange_sizes_and_durations_are_left_out(self, strange: Any) -> None:
        raw = plain(1, file="a", file_name=5, file_size=strange, duration_seconds=strange)

        assert Media(MediaKind.FILE, "a") == flawless(raw).media

    def test_a_duration_of_centuries_is_left_out(self) -> None:
        assert flawless(plain(1, file="a", duration_seconds=2**31)).media == Media(
            MediaKind.FILE, "a"
        )


class TestPollsAndTasks:
    def test_a_poll_reads_as_its_question_and_answers_with_voters(self) -> None:
        poll = {
            "question": [{"type": "bold", "text": "Когда"}, " релиз?"],
            "closed": False,
            "total_voters": 3,
            "answers": [
                {"text": "Четверг", "voters": "2", "chosen": "false"},
                {"text": ["Пят", {"type": "italic", "text": "ница"}], "voters": 1},
            ],
        }

        content = flawless(plain(1, "", poll=poll))

        assert (MessageKind.POLL, "Когда релиз?\n- Четверг (2)\n- Пятница (1)", None) == (
            content.kind,
            content.text,
            content.media,
        )

    def test_a_to_do_list_reads_as_its_title_and_tasks(self) -> None:
        todo = {"title": "Релиз", "answers": [{"text": "теги", "id": 1}, {"text": "чейнджлог"}]}

        content = flawless(plain(1, "до пятницы", todo_list=todo))

        assert "до пятницы\nРелиз\n- теги\n- чейнджлог" == content.text
        assert Media(MediaKind.TODO, "Релиз") == content.media

    @pytest.mark.parametrize("strange", [5, "?", [], None, {"answers": 5}, {"question": "Когда?"}])
    def test_a_strange_poll_is_kept_and_counted(self, strange: Any) -> None:
        content, problems = read(plain(1, "Опрос", poll=strange))

        assert MessageKind.POLL is content.kind
        assert content.text.startswith("Опрос")
        assert {Problem.UNREADABLE_MEDIA: 1} == problems

    def test_strange_answers_are_left_out(self) -> None:
        poll = {"question": "Когда?", "answers": [5, {}, {"text": 5}, {"text": "Завтра"}]}

        assert "Когда?\n- Завтра" == flawless(plain(1, "", poll=poll)).text


class TestRichMessages:
    def test_blocks_read_as_lines(self) -> None:
        blocks = [
            {"type": "heading", "level": 1, "text": {"type": "plain", "text": "Итоги"}},
            {
                "type": "paragraph",
                "text": {
                    "type": "concat",
                    "text": [
                        {"type": "plain", "text": "Готово, см. "},
                        {
                            "type": "text_link",
                            "href": "https://example.org/notes",
                            "text": {"type": "bold", "text": {"type": "plain", "text": "тут"}},
                        },
                    ],
                },
            },
            {
                "type": "list",
                "items": [
                    {"content": "text", "text": {"type": "plain", "text": "раз"}},
                    {
                        "content": "blocks",
                        "blocks": [
                            {"type": "paragraph", "text": {"type": "plain", "text": "два"}}
                        ],
                    },
                ],
            },
            {
                "type": "table",
                "title": {"type": "empty"},
                "rows": [
                    {
                        "cells": [
                            {"text": {"type": "plain", "text": "a"}},
                            {"text": {"type": "mention", "text": {"type": "plain", "text": "@b"}}},
                        ]
                    }
                ],
            },
            {"type": "math", "formula": "x^2"},
            {
                "type": "photo",
                "photo_id": "7",
                "caption": {"text": {"type": "plain", "text": "график"}, "credit": {}},
            },
            {"type": "divider"},
        ]
        raw = {
            **without(plain(1), "text", "text_entities"),
            "rich_message": {"rtl": False, "part": False, "blocks": blocks},
        }

        content = flawless(raw)

        assert "Итоги\nГотово, см. тут\nраз\nдва\na | @b\nx^2\nграфик" == content.text
        assert (("@b",), ("https://example.org/notes",)) == content.found
        assert MessageKind.TEXT is content.kind

    @pytest.mark.parametrize("strange", [5, [], {}, {"blocks": 5}, {"blocks": [5, {"rows": 5}]}])
    def test_a_strange_one_has_no_content(self, strange: Any) -> None:
        raw = {**without(plain(1), "text", "text_entities"), "rich_message": strange}

        content, problems = read(raw)

        assert (MessageKind.UNKNOWN, {Problem.NO_CONTENT: 1}) == (content.kind, problems)
