"""What listens to groups, as it is put together: nothing, where no voice of theirs is heard."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.downloads import LARGEST
from bot.telegram.recordings import BotRecordings
from bot.telegram.transport import Transport
from bot.telethon.recordings import AccountRecordings
from handlers.service.reading import Reading
from pipeline.groups.ports import GroupBook
from pipeline.health.parts import Part
from pipeline.recordings.ears import GroupEars
from pipeline.recordings.hearing import GroupHearing
from pipeline.recordings.metrics import RecordingMetrics
from pipeline.recordings.ports import RecordingFetcher, Recordings
from pipeline.speech.settings import SpeechSettings


@dataclass(frozen=True, slots=True)
class Hearing:
    recordings: Recordings
    ears: GroupEars | None
    metrics: RecordingMetrics
    settings: SpeechSettings

    def by_bot(self, transport: Transport) -> Sequence[Part]:
        most = min(LARGEST, self.settings.max_bytes)
        return self._part(BotRecordings(transport.bot, most))

    def by_accounts(self, reading: Reading, groups: GroupBook) -> Sequence[Part]:
        readers, most = reading.accounts.reader, self.settings.max_bytes
        return self._part(AccountRecordings(readers, groups, most, pauses=reading.pauses))

    def _part(self, fetcher: RecordingFetcher) -> Sequence[Part]:
        if self.ears is None:
            return ()
        daily = 60 * self.settings.groups_minutes or None
        return (GroupHearing(fetcher, self.recordings, self.ears, self.metrics, daily=daily),)
