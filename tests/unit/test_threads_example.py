from dataclasses import replace

import pytest

from pipeline.threads.settings import ThreadSettings
from tests.fixtures.team_hour import TEAM_HOUR
from tests.fixtures.threads import link_all, talk, threads

HOUR = talk(TEAM_HOUR + "117 09:58 Гость: заработок от 5000 в день, пиши в лс")
UNMARKED = [replace(each, reply_to=None) for each in HOUR]

INCIDENT = {102, 104, 105, 107, 110, 111, 112, 113}
RELEASE = {101, 103, 114, 115, 116}
LUNCH = {106, 108, 109}
SPAM = {117}

DOUBTFUL = pytest.mark.xfail(
    strict=True,
    reason="in the channel that the model learned from, whoever asks goes on with his own matter:"
    " it takes 104, a question to Boris, for a part of 101, which its author opened before",
)


def test_with_its_reply_marks_the_hour_falls_into_its_stories() -> None:
    found = threads(link_all(HOUR, ThreadSettings()))

    expected = [
        [101, 103, 114, 115, 116],
        [102, 104, 105, 107, 110, 111, 112, 113],
        [106, 108, 109],
        [117],
    ]
    assert expected == found


@DOUBTFUL
def test_without_reply_marks_no_thread_mixes_two_stories() -> None:
    found = threads(link_all(UNMARKED, ThreadSettings()))

    mixed = [
        thread
        for thread in found
        if sum(bool(story & set(thread)) for story in (INCIDENT, RELEASE, LUNCH, SPAM)) > 1
    ]
    assert [] == mixed


@DOUBTFUL
def test_without_reply_marks_the_heart_of_each_story_stays_together() -> None:
    found = [set(thread) for thread in threads(link_all(UNMARKED, ThreadSettings()))]

    together = [max((story & thread for thread in found), key=len) for story in (INCIDENT, LUNCH)]

    assert [{104, 105, 107, 110, 112, 113}, LUNCH] == together
