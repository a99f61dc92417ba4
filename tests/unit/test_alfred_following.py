"""A profile's language follows the person's choice, at once or with their next words."""

from pipeline.alfred.following import ProfilesFollow
from pipeline.alfred.models import Profile
from tests.fakes.profiles import MemoryProfiles
from tests.fixtures.butler import ANNA, NOON, MemoryAwayError, parlour


class Away(MemoryProfiles):
    async def change(self, *_: object, **__: object) -> Profile | None:
        raise MemoryAwayError


async def test_a_choice_is_written_to_the_profile() -> None:
    profiles = MemoryProfiles()
    await profiles.meet(ANNA, "ru", NOON)

    await ProfilesFollow(profiles, (MemoryAwayError,), lambda: NOON)(ANNA, "en")

    known = await profiles.find(ANNA)
    assert known is not None
    assert "en" == known.language


async def test_a_choice_does_not_fail_because_the_profiles_are_away() -> None:
    profiles = Away()
    await profiles.meet(ANNA, "ru", NOON)

    await ProfilesFollow(profiles, (MemoryAwayError,), lambda: NOON)(ANNA, "en")

    known = await profiles.find(ANNA)
    assert known is not None
    assert "ru" == known.language


async def test_a_profile_that_missed_a_choice_learns_of_it_with_the_next_words() -> None:
    at = parlour()
    await at.hears("Привет!", language="ru")

    await at.hears("Ещё раз привет!", language="ru", own_language="en")

    known = await at.profiles.find(ANNA)
    assert known is not None
    assert "en" == known.language
