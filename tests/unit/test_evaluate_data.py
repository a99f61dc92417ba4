from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.cli.evaluate_data import (
    NoExportsError,
    NotAScorecardError,
    Source,
    UnreadableExpectationsError,
    find_exports,
    read_scorecard,
)
from handlers.export.errors import ChatNotChosenError
from pipeline.digest.expectations import Expected
from tests.fixtures.exports import MONDAY_TALK, exported
from tests.fixtures.scorecards import scorecard
from tests.telegram_desktop import account, one_chat, written

UTC = ZoneInfo("UTC")


def put(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return folder


def names(data: Path) -> list[str]:
    return [source.name for source in find_exports(data)]


def test_a_file_is_an_export_whatever_it_is_called(tmp_path: Path) -> None:
    put(tmp_path, "lastochka/result.json", "chat.txt")

    assert ["chat.txt"] == names(tmp_path / "chat.txt")
    assert ["lastochka"] == names(tmp_path / "lastochka" / "result.json")


def test_the_folder_of_an_export_is_that_export_whatever_was_sent_in_the_chat(
    tmp_path: Path,
) -> None:
    put(tmp_path, "lastochka/result.json", "lastochka/files/result.json")

    assert ["lastochka"] == names(tmp_path / "lastochka")


def test_a_folder_holds_files_and_folders_of_exports(tmp_path: Path) -> None:
    put(tmp_path, "b.json", "a.result.json", "c/result.json", "d/other.json", "a.expected.json")

    assert ["a", "b", "c"] == names(tmp_path)


def test_exports_of_the_same_name_are_told_apart_by_their_place(tmp_path: Path) -> None:
    put(tmp_path, "a.json", "a/result.json", "b.json")

    assert ["a.json", "b", "a/result.json"] == names(tmp_path)


def test_a_name_that_is_no_text_is_told_as_one(tmp_path: Path) -> None:
    put(tmp_path, "\udcff.json", "\udcff/result.json")

    assert ["?.json", "?/result.json"] == names(tmp_path)


def test_a_folder_without_exports_is_refused_with_what_to_put_there(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt", "a.expected.json", "deep/er/result.json")

    with pytest.raises(NoExportsError, match=r"no export in .* — put \*\.json files there"):
        find_exports(tmp_path)


def test_of_an_account_the_chat_is_taken_that_is_named(tmp_path: Path) -> None:
    export = account(exported(MONDAY_TALK), one_chat(id=77, name="Рыбаки"))
    source = Source("account", written(tmp_path, export))

    assert "Рыбаки" == source.open("77", UTC).chat.title
    with pytest.raises(ChatNotChosenError, match="choose one with --chat ID"):
        source.open(None, UTC)


def test_a_chat_that_is_named_does_not_hinder_an_export_of_one_other_chat(tmp_path: Path) -> None:
    source = Source("one", written(tmp_path, exported(MONDAY_TALK)))

    assert "Ласточка" == source.open("Рыбаки", UTC).chat.title


def test_expectations_stand_beside_the_export(tmp_path: Path) -> None:
    put(tmp_path, "a.json", "b.json")
    (tmp_path / "a.expected.json").write_text('{"must_mention": [[101]], "must_not_say": ["x"]}')

    first, second = find_exports(tmp_path)

    assert Expected(must_mention=((101,),), must_not_say=("x",)) == first.expected()
    assert second.expected() is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"must_mention": [101]}', "must_mention.0: "),
        ('{"must_not_say": ["("]}', r"must_not_say.0: .* it is no regular expression"),
        ("[", "Invalid JSON"),
    ],
)
def test_expectations_in_another_form_are_refused_with_their_fault(
    tmp_path: Path, text: str, fault: str
) -> None:
    put(tmp_path, "a.json")
    (tmp_path / "a.expected.json").write_text(text)
    [source] = find_exports(tmp_path)

    with pytest.raises(UnreadableExpectationsError, match=rf"a.expected.json .*{fault}.* — "):
        source.expected()


def test_a_table_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(scorecard().model_dump_json())

    assert scorecard() == read_scorecard(path)


@pytest.mark.parametrize("text", ["", "{}", '{"format": 2}'])
def test_what_is_no_table_is_not_compared_with(tmp_path: Path, text: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(text)

    with pytest.raises(NotAScorecardError, match=r"old\.json is no table .* — give a file that"):
        read_scorecard(path)
