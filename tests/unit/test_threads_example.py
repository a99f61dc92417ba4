from dataclasses import replace

from pipeline.threads.settings import ThreadSettings
from tests.fixtures.team_hour import TEAM_HOUR
from tests.fixtures.threads import link_all, talk, threads

HOUR = talk(TEAM_HOUR + "117 09:58 Гость: заработок от 5000 в день, пиши в лс")
UNMARKED = [replace(each, reply_to=None) for each in HOUR]

INCIDENT = {102, 104, 105, 107, 110, 111, 112, 113}
RELEASE = {101, 103, 114, 115, 116}
LUNCH = {106, 108, 109}
SPAM = {117}


def test_with_its_reply_marks_the_hour_falls_into_its_stories() -> None:
    found = threads(link_all(HOUR, ThreadSettings()))

    expected = [
        [101, 103],
        [102, 104, 105, 107, 110, 111, 112, 113],
        [106, 108, 109],
        [114, 115, 116],
        [117],
    ]
    assert expected == found


def test_without_reply_marks_no_thread_mixes_two_stories() -> None:
    found = threads(link_all(UNMARKED, ThreadSettings()))

    mixed = [
        thread
        for thread in found
        if sum(bool(story & set(thread)) for story in (INCIDENT, RELEASE, LUNCH, SPAM)) > 1
    ]
    assert [] == mixed


def test_without_reply_marks_the_heart_of_each_story_stays_together() -> None:
    found = [set(thread) for thread in threads(link_all(UNMARKED, ThreadSettings()))]

    together = [max((story & thread for thread in found), key=len) for story in (INCIDENT, LUNCH)]

    assert [{104, 105, 107, 110, 112, 113}, LUNCH] == together
