"""Voice messages that were exported with their chat: heard, and no file besides them read."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from handlers.export.recordings import ExportRecordings
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.recordings.errors import RecordingGoneError
from pipeline.recordings.models import Claim
from pipeline.speech.errors import SpeechError, SpeechFault
from tests.fakes.recordings import MemoryRecordings
from tests.fixtures.command_line import alfred
from tests.fixtures.replays import Replays
from tests.fixtures.voices import encoded, said, silence
from tests.telegram_desktop import one_chat, plain, written

OFFICE = "we have decided to close the old office in march"
LINES = (
    "Good morning, what do we do with the old office next spring?",
    "The rent of the old office goes up by a third in April.",
    "And half of the desks there have been empty since the summer.",
    "The landlord wants two months of notice for the old office.",
    "Two months of notice are fine, the new office is ready by then.",
    "Fine, then I will tell the landlord about the old office today.",
    "And who writes the report about the costs of the office?",
    "I will write the report about the costs of the office tomorrow.",
)


def voice(number: int, file: str) -> dict[str, Any]:
    return plain(
        number,
        "",
        file=file,
        media_type="voice_message",
        mime_type="audio/ogg",
        duration_seconds=4,
    )


def export(*voices: str) -> dict[str, Any]:
    texts = [
        plain(number, text, **{"from": "Anna" if number % 2 else "Boris"})
        for number, text in enumerate(LINES, 1)
    ]
    return one_chat(*texts, *(voice(20 + place, file) for place, file in enumerate(voices)))


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    folder = tmp_path / "voice_messages"
    folder.mkdir()
    (folder / "audio_1.ogg").write_bytes(encoded(said(OFFICE)))
    (folder / "audio_2.ogg").write_bytes(encoded(silence(2)))
    return folder


def replayed(replays: Replays, chat: dict[str, Any], **variables: str) -> dict[str, Any]:
    """The one window of a replay in a process of its own, which may have processes itself."""
    ended = alfred(
        *("--home", str(replays.home), "replay", str(written(replays.folder, chat)), "--quiet"),
        *("--tenant", replays.tenant, "--tz", "UTC", "--lang", "en", "--engine", "rules"),
        *("--format", "json"),
        cwd=replays.folder,
        variables=variables,
    )
    assert (0, "") == (ended.code, ended.err)
    [window] = json.loads(ended.out)["windows"]
    return dict(window)


async def test_what_lies_beside_the_export_is_heard_and_told(
    replays: Replays, recorded: Path
) -> None:
    names = ("audio_1.ogg", "audio_2.ogg", "lost.ogg")
    chat = export(*(f"voice_messages/{name}" for name in names), "(File not included.)")

    told = replayed(replays, chat)

    aloud = [each for each in told["statements"] if each["spoken_ids"]]
    assert any(OFFICE in each["text"].casefold() for each in aloud)
    assert {20} == {number for each in aloud for number in each["spoken_ids"]}
    assert 2 == told["metrics"]["unheard"]


async def test_a_second_replay_hears_nothing_again_and_what_came_since(
    replays: Replays, recorded: Path
) -> None:
    chat = export("voice_messages/audio_1.ogg", "voice_messages/late.ogg")
    first = replayed(replays, chat)
    (recorded / "audio_1.ogg").unlink()
    (recorded / "late.ogg").write_bytes(encoded(said("i will finish the report tomorrow morning")))

    second = replayed(replays, chat)

    figures = [
        (
            each["metrics"]["unheard"],
            any(OFFICE in told["text"].casefold() for told in each["statements"]),
        )
        for each in (first, second)
    ]
    assert [(1, True), (0, True)] == figures


async def test_where_groups_are_not_heard_a_replay_is_as_before(
    replays: Replays, recorded: Path
) -> None:
    chat = export("voice_messages/audio_1.ogg")

    told = replayed(replays, chat, SPEECH_GROUPS="false")

    assert 0 == told["metrics"]["unheard"]
    assert not any(each["spoken_ids"] for each in told["statements"])


class TestConfinement:
    @staticmethod
    def fetched(folder: Path, most: int = 100) -> ExportRecordings:
        return ExportRecordings(folder, most)

    @staticmethod
    def claim(handle: str | None) -> Claim:
        row = MemoryRecordings().add(1)
        known = row.claim
        return Claim(known.id, TenantId(1), GroupId(1), MessageId(1), handle, 5, "en", attempts=1)

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "export"
        (folder / "voices").mkdir(parents=True)
        (folder / "voices" / "a.ogg").write_bytes(b"sound")
        (tmp_path / "secret.ogg").write_bytes(b"secret")
        return folder

    async def test_a_file_beside_the_export_is_read(self, folder: Path) -> None:
        assert b"sound" == await self.fetched(folder).fetch(self.claim("voices/a.ogg"))

    @pytest.mark.parametrize(
        "handle",
        ["../secret.ogg", "voices/../../secret.ogg", "/etc/hostname", "voices", "none.ogg", "",
         None, "voices/link.ogg", "voices/pipe.ogg", "out/secret.ogg", "a" * 300, "\0"],
    )  # fmt: skip
    async def test_nothing_else_is(self, folder: Path, handle: str | None) -> None:
        (folder / "voices" / "link.ogg").symlink_to(folder.parent / "secret.ogg")
        (folder / "out").symlink_to(folder.parent)
        os.mkfifo(folder / "voices" / "pipe.ogg")

        with pytest.raises(RecordingGoneError):
            await self.fetched(folder).fetch(self.claim(handle))

    async def test_a_link_that_stays_inside_is_followed(self, folder: Path) -> None:
        (folder / "link.ogg").symlink_to(folder / "voices" / "a.ogg")

        assert b"sound" == await self.fetched(folder).fetch(self.claim("link.ogg"))

    async def test_a_file_beyond_the_limit_is_not_read_to_its_end(self, folder: Path) -> None:
        with pytest.raises(SpeechError) as caught:
            await self.fetched(folder, most=4).fetch(self.claim("voices/a.ogg"))

        assert SpeechFault.TOO_LARGE is caught.value.fault
