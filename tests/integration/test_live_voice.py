"""Voice messages on the whole service: real sound to Opus to Telegram to words to an answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fixtures.live_guests import Aloud, Guest, until, with_model
from tests.fixtures.live_service import Service
from tests.fixtures.voice_messages import BROTHER, TEA, Recording, humming, silent, spoken
from tests.servers.gigachat import GigaChatServer, Reply
from tests.servers.speech import Said, VoskServer, vosk_server
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.faults import Fault

pytestmark = pytest.mark.timeout(240)

UNSURE = "(?)"
LONG = " ".join(f"word{number}" for number in range(200))


@pytest.fixture
async def vosk() -> AsyncIterator[VoskServer]:
    async with vosk_server() as server:
        yield server


def words_of(heard: str) -> str:
    """What was heard, out of the message that shows it."""
    head, _, words = heard.partition("\n")
    assert head in {"I heard:", "Расслышал:"}
    return " ".join(words.replace(UNSURE, "").split())


async def test_a_voice_is_shown_as_it_was_heard_then_answered_and_remembered(
    service: Service, gigachat: GigaChatServer, kate: Guest
) -> None:
    with_model(service, gigachat)
    gigachat.script(Reply("Green tea it shall be."))
    await service.start()
    await service.ready()
    voice = spoken(TEA)

    heard, answered = await kate.sends(voice.content, voice.seconds)

    words = words_of(heard)
    export = await kate.export()
    assert len(set(TEA.split()) & set(words.split())) >= 0.6 * len(set(TEA.split()))
    assert "Green tea it shall be." == answered
    assert words == gigachat.chats[-1].last
    assert [("user", "voice", words), ("assistant", "voice", answered)] == [
        (event["role"], event["source"], event["content"]) for event in export.memory
    ]
    assert 1 == await service.metric('personalized_requests_total{source="voice",status="ok"}')
    assert 1 == await service.metric('stt_seconds_count{adapter="pocketsphinx",status="ok"}')


async def test_a_voice_is_answered_without_a_model_and_a_text_after_it_too(
    service: Service, kate: Guest
) -> None:
    await service.start()
    await service.ready()
    voice = spoken("good morning alfred")

    heard, answered = await kate.sends(voice.content, voice.seconds)
    await kate.says("thank you")

    export = await kate.export()
    assert "good morning" in words_of(heard)
    assert [words_of(heard), answered, "thank you"] == export.contents[:3]
    assert ["voice", "voice", "text", "text"] == [event["source"] for event in export.memory]


async def test_an_audio_file_and_a_video_note_are_heard_like_a_voice(
    service: Service, gigachat: GigaChatServer, kate: Guest
) -> None:
    with_model(service, gigachat)
    gigachat.script(Reply("Green tea it shall be."), Reply("I cannot remind, alas."))
    await service.start()
    await service.ready()
    file, note = spoken(TEA, form="m4a"), spoken(BROTHER, form="video note")

    tea, drunk = await kate.sends(file.content, file.seconds, aloud="audio")
    brother, called = await kate.sends(note.content, note.seconds, aloud="video note")

    export = await kate.export()
    assert len(set(TEA.split()) & set(words_of(tea).split())) >= 0.6 * len(set(TEA.split()))
    assert "tomorrow" in words_of(brother)
    assert ["Green tea it shall be.", "I cannot remind, alas."] == [drunk, called]
    assert [words_of(tea), drunk, words_of(brother), called] == export.contents
    assert {"voice"} == {event["source"] for event in export.memory}
    assert 2 == await service.metric('personalized_requests_total{source="voice",status="ok"}')


async def test_what_cannot_be_heard_in_files_of_other_kinds_costs_a_sentence_too(
    service: Service, kate: Guest
) -> None:
    await service.start()
    await service.ready()
    without_sound, too_long = silent(form="video note"), humming(121, form="mp3")
    trials: dict[str, tuple[Recording, Aloud]] = {
        "heard not a word": (without_sound, "video note"),
        "120 seconds at the most": (too_long, "audio"),
        "could not open": (Recording(b"ID3 and no music", 3), "audio"),
    }

    told = {
        words: await kate.sends(file.content, file.seconds, answers=1, aloud=aloud)
        for words, (file, aloud) in trials.items()
    }
    [lied] = await kate.sends(too_long.content, 3, answers=1, aloud="audio")

    assert all(words in sentence for words, [sentence] in told.items())
    assert "120 seconds at the most" in lied
    assert [] == (await kate.export()).memory
    assert "Traceback" not in service.told()


async def test_what_cannot_be_heard_costs_a_sentence_and_leaves_nothing(
    service: Service, kate: Guest
) -> None:
    await service.start()
    await service.ready()
    mumbled, too_long = spoken("good morning alfred", "en-us+f3"), humming(121)
    trials = {
        "heard not a word": silent(),
        "heard it badly": mumbled,
        "120 seconds at the most": too_long,
        "could not open": Recording(spoken(TEA).content[:300], 3),
    }

    told = {
        words: await kate.sends(voice.content, voice.seconds, answers=1)
        for words, voice in trials.items()
    }
    fetched = len(kate.bot_api.journal.of("getFile"))
    lied = await kate.sends(too_long.content, 3, answers=1)

    export = await kate.export()
    assert all(words in sentence for words, [sentence] in told.items())
    assert 3 == fetched  # of the long one Telegram tells the length
    assert "120 seconds at the most" in lied[0]
    assert ([], []) == (export.memory, export.facts)
    assert 0 == await service.metric("personalized_requests_total")
    assert "Traceback" not in service.told()


async def test_a_file_that_telegram_has_no_more_is_asked_for_anew(
    service: Service, kate: Guest
) -> None:
    await service.start()
    await service.ready()
    voice, files = spoken(TEA), kate.bot_api.world.files
    gone = Fault.of(bad_request("wrong file_id or the file is temporarily unavailable"))

    kate.bot_api.faults.add(gone, method="getFile")
    [refused] = await kate.sends(voice.content, voice.seconds, answers=1)
    files.keeps_nothing = True
    [missing] = await kate.sends(voice.content, voice.seconds, answers=1)
    files.keeps_nothing = False
    heard, _ = await kate.sends(voice.content, voice.seconds)

    assert "could not open" in refused
    assert "could not open" in missing
    assert "tea" in words_of(heard)
    assert 2 == len((await kate.export()).memory)


async def test_a_language_that_the_recogniser_does_not_know_is_refused(
    service: Service, anna: Guest
) -> None:
    await service.start()
    await service.ready()
    voice = spoken("когда выпуск", "ru")

    [told] = await anna.sends(voice.content, voice.seconds, answers=1)

    assert "Напишите, пожалуйста, словами" in told
    assert [] == (await anna.export()).memory


async def test_five_hundred_characters_are_shown_and_all_of_it_is_remembered(
    service: Service, vosk: VoskServer, kate: Guest
) -> None:
    service.variables |= {"VOSK_URL": vosk.url, "SPEECH_CONFIDENCE": "0.5"}
    vosk.script(Said(LONG), Said("buy some milk", confidence=0.55))
    await service.start()
    await service.ready()
    voice = humming(3)

    long, _ = await kate.sends(voice.content, voice.seconds)
    unsure, _ = await kate.sends(voice.content, voice.seconds)

    contents = (await kate.export()).contents
    shown = words_of(long)
    assert shown.endswith("…")
    assert LONG.startswith(shown.removesuffix("…").rstrip())
    assert 400 < len(shown) <= 501
    assert f"buy{UNSURE} some{UNSURE} milk{UNSURE}" in unsure
    assert [LONG, "buy some milk"] == contents[::2]


async def test_in_a_group_a_voice_is_heard_that_answers_alfred_and_no_other(
    service: Service, bot_api: BotApiServer
) -> None:
    people = bot_api.people
    kate = people.person("Kate", language_code="en")
    group = people.supergroup("Team", [kate], bot=None)
    await service.start()
    await service.ready()
    people.adds_bot(kate, group, administrator=True)
    await until(lambda: bool(bot_api.journal.delivered(group)))
    voice, chat = spoken(BROTHER), bot_api.world.chat(group)

    people.sends_voice(kate, group, content=voice.content, duration=round(voice.seconds))
    people.says(kate, group, "@alfred_test_bot thank you")
    await until(lambda: len(bot_api.journal.delivered(group)) == 2)
    answer = max(number for number, stored in chat.messages.items() if stored.by_bot)
    asked = people.sends_voice(
        kate, group, content=voice.content, duration=round(voice.seconds), reply_to=answer
    )
    await until(lambda: len(bot_api.journal.delivered(group)) == 4)

    [heard, answered] = [
        stored.json for stored in chat.messages.values() if stored.by_bot and stored.id > asked
    ]
    assert "tomorrow" in words_of(heard["text"])
    assert asked == heard["reply_to_message"]["message_id"]
    assert asked == answered["reply_to_message"]["message_id"]
    private = Guest(bot_api, kate)
    export = await private.export()
    assert {str(group)} == {event["scope"].lstrip("'") for event in export.memory}
    assert ["text", "text", "voice", "voice"] == [event["source"] for event in export.memory]


async def test_in_a_group_a_video_note_is_heard_that_answers_alfred_and_no_other(
    service: Service, bot_api: BotApiServer
) -> None:
    people = bot_api.people
    kate = people.person("Kate", language_code="en")
    group = people.supergroup("Team", [kate], bot=None)
    await service.start()
    await service.ready()
    people.adds_bot(kate, group, administrator=True)
    await until(lambda: bool(bot_api.journal.delivered(group)))
    note, chat = spoken(BROTHER, form="video note"), bot_api.world.chat(group)
    seconds = round(note.seconds)

    people.sends_video_note(kate, group, content=note.content, duration=seconds)
    people.says(kate, group, "@alfred_test_bot thank you")
    await until(lambda: len(bot_api.journal.delivered(group)) == 2)
    answer = max(number for number, stored in chat.messages.items() if stored.by_bot)
    people.sends_video_note(kate, group, content=note.content, duration=seconds, reply_to=answer)
    await until(lambda: len(bot_api.journal.delivered(group)) == 4)

    assert "tomorrow" in words_of(bot_api.journal.delivered(group)[2])
    export = await Guest(bot_api, kate).export()
    assert ["text", "text", "voice", "voice"] == [event["source"] for event in export.memory]


async def test_while_five_voices_are_recognised_a_command_is_answered_at_once(
    service: Service, bot_api: BotApiServer
) -> None:
    people = bot_api.people
    speakers = [people.person(f"Speaker {number}", language_code="en") for number in range(5)]
    reader = Guest(bot_api, people.person("Reader", language_code="en"))
    voice = spoken(BROTHER, times=5)
    await service.start()
    await service.ready()

    for speaker in speakers:
        people.sends_voice(speaker, speaker, content=voice.content, duration=round(voice.seconds))
    await bot_api.journal.called("getFile", times=5)
    async with asyncio.timeout(2):
        told = await reader.says("/privacy")
    unheard = [speaker for speaker in speakers if not bot_api.journal.delivered(speaker)]

    await until(lambda: all(len(bot_api.journal.delivered(each)) == 2 for each in speakers), 90)
    assert "I heard" not in told
    assert len(unheard) >= 4
    assert all(
        "tomorrow" in words_of(bot_api.journal.delivered(speaker)[0]) for speaker in speakers
    )


async def test_killed_over_a_voice_it_answers_it_once_when_it_is_back(
    service: Service, kate: Guest
) -> None:
    await service.start()
    await service.ready()
    voice = spoken(BROTHER, times=5)

    kate.bot_api.people.sends_voice(
        kate.id, kate.id, content=voice.content, duration=round(voice.seconds)
    )
    await kate.bot_api.journal.called("getFile")
    await service.kill()
    told_before = len(kate.told)
    await service.start()
    await service.ready()
    await until(lambda: len(kate.told) == 2, 90)

    export = await kate.export()
    assert 0 == told_before
    assert "tomorrow" in words_of(kate.told[0])
    assert ["voice", "voice"] == [event["source"] for event in export.memory]
