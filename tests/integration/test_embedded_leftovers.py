import time
from pathlib import Path

from storage.embedded import embedded_postgres
from storage.embedded.home import open_home
from storage.embedded.leftovers import LEAST_AGE, sweep
from tests.fixtures.embedded import UNSAFE_BUT_FAST

LATER = time.time() + 2 * LEAST_AGE


async def test_a_home_that_nobody_uses_any_more_is_deleted(home: Path) -> None:
    left = home / "thrown-1"
    async with embedded_postgres(left, UNSAFE_BUT_FAST):
        pass

    swept = await sweep(home, "thrown-", now=LATER)

    assert (left,) == swept
    assert not left.exists()


async def test_a_home_in_use_and_one_that_was_just_made_are_left_alone(home: Path) -> None:
    used = home / "thrown-2"
    async with embedded_postgres(used, UNSAFE_BUT_FAST):
        swept = await sweep(home, "thrown-", now=LATER)
    young = open_home(home / "thrown-3")

    swept += await sweep(home, "thrown-3")

    assert () == swept
    assert used.exists()
    assert young.exists()


async def test_what_is_no_home_of_ours_is_left_alone(home: Path) -> None:
    (home / "thrown-4").mkdir(parents=True)
    letter = home / "thrown-4" / "letter.txt"
    letter.write_text("dear")

    swept = await sweep(home, "thrown-", now=LATER)

    assert () == swept
    assert "dear" == letter.read_text()
