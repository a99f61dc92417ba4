"""What the picture of a rollout shows, and that it is drawn."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from bot.pictures.rollout import draw
from bot.translator import Translators
from bot.views.rollout_columns import Axis, Column, columns_of
from bot.views.rollout_picture import Mood, Picture, picture_of
from pipeline.rollout.gates import Verdict
from pipeline.rollout.models import Feature, Stage, State, Terms
from pipeline.rollout.samples import Sample
from pipeline.rollout.standing import Standing
from tests.fixtures.canary import ANSWERED, DELIVERED, OPEN, PUSHED, read

NOW = datetime(2026, 11, 20, 20, 40, tzinfo=UTC)
MOSCOW, KOLKATA = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Kolkata")
RU, EN = (Translators(strict=True).into(language) for language in ("ru", "en"))
STATE = State(Feature.DIGEST_AGENT, Stage.CANARY_10, 3, NOW, allowed=frozenset({7}))
STANDING = Standing(STATE, Terms({}), OPEN, (), overridden=False, named=frozenset(), at=NOW)
HATCHED = (241, 239, 233)


def sample(minutes: int, value: float | None, verdict: Verdict = Verdict.OK) -> Sample:
    return Sample(PUSHED.name, NOW - timedelta(minutes=minutes), value, 20, verdict)


def shown(standing: Standing, *samples: Sample) -> Picture:
    return picture_of(standing, samples, MOSCOW, RU)


class TestColumns:
    AXIS = Axis(NOW - timedelta(hours=1), NOW, columns=4)

    def test_each_has_the_newest_figure_of_its_time(self) -> None:
        found = columns_of([sample(1, 3), sample(14, 2), sample(60, 1)], self.AXIS)

        assert [Column(1, False), None, None, Column(3, False)] == found

    def test_a_breach_is_not_hidden_by_what_came_after_it(self) -> None:
        found = columns_of([sample(2, 9, Verdict.BREACH), sample(1, 3)], self.AXIS)

        assert Column(9, True) == found[-1]

    @pytest.mark.parametrize(
        "unknown",
        [
            sample(1, None, Verdict.TOO_FEW),
            sample(1, 3, Verdict.TOO_FEW),
            sample(1, 3, Verdict.STALE),
            sample(61, 3),
            sample(0, 3),
        ],
    )
    def test_what_is_not_known_is_nothing(self, unknown: Sample) -> None:
        assert [None] * 4 == columns_of([unknown], self.AXIS)


class TestPicture:
    def test_figures_and_threshold_have_one_scale(self) -> None:
        picture = shown(STANDING, sample(3, 300_000), sample(10, 750_000, Verdict.BREACH))

        strip = picture.strips[1]
        assert ("41 с", "не выше 300 с", 0.4) == (
            strip.now.replace("\xa0", " "),
            strip.threshold.replace("\xa0", " "),
            strip.level,
        )
        assert [None, Column(1.0, True), Column(0.4, False)] == [*strip.columns[-3:]]

    def test_hours_stand_where_the_persons_clock_shows_them(self) -> None:
        picture = picture_of(STANDING, (), KOLKATA, EN)

        assert ["21:00", "22:00", "23:00", "00:00", "01:00", "02:00"] == [
            name for _, name in picture.hours
        ]
        assert pytest.approx(50 / 360) == picture.hours[0][0]

    def test_a_gate_without_data_says_so_in_place_of_a_figure(self) -> None:
        few = replace(STANDING, readings=(read(DELIVERED, 1, samples=2),))

        [strip] = shown(few).strips

        assert ("мало данных", Mood.WAITING) == (strip.now, strip.mood)
        assert {None} == {*strip.columns}

    def test_who_is_killed_has_nobody_and_says_so_before_all_else(self) -> None:
        killed = replace(STANDING, state=replace(STATE, killed=True), overridden=True)

        picture = shown(killed)

        assert (0.0, "не работает ни у кого", ["рубильник опущен"]) == (
            picture.share,
            picture.share_words,
            [badge.text for badge in picture.badges],
        )

    def test_what_the_environment_gives_to_all_is_told_beside_the_stage(self) -> None:
        picture = shown(replace(STANDING, overridden=True))

        assert (1.0, Mood.PLAIN, 2) == (picture.share, picture.share_mood, picture.step)
        assert ["DIGEST_AGENT_ENABLED=true: у всех"] == [each.text for each in picture.badges]

    def test_the_list_is_counted_aside(self) -> None:
        assert "у 10 % арендаторов · по списку: 1" == shown(STANDING).share_words.replace(
            "\xa0", " "
        )


class TestDrawing:
    @pytest.mark.parametrize(
        "standing",
        [
            STANDING,
            replace(STANDING, readings=()),
            replace(STANDING, readings=(read(ANSWERED, 0.5),), overridden=True),
            replace(STANDING, state=replace(STATE, killed=True, held=True, stage=Stage.FULL)),
            replace(STANDING, state=replace(STATE, stage=Stage.OFF)),
        ],
    )
    def test_it_is_a_png_as_wide_as_a_phone_shows(self, standing: Standing) -> None:
        png = draw(shown(standing, sample(3, 1), sample(20, 2, Verdict.BREACH)))

        width, height = struct.unpack(">II", png[16:24])
        assert (b"\x89PNG\r\n\x1a\n", 1080) == (png[:8], width)
        assert 600 < height < 2400

    def test_a_breach_is_red_and_what_is_not_known_is_hatched(self) -> None:
        good = [sample(minute, 41_000) for minute in range(1, 181)]
        bad = [sample(minute, 900_000, Verdict.BREACH) for minute in range(181, 361)]

        left, right = halves_of_the_strip(*good, *bad)
        unknown, _ = halves_of_the_strip(*good)

        assert ({"red"}, {"green"}) == (left, right)
        assert {"hatched"} == unknown


def halves_of_the_strip(*samples: Sample) -> tuple[set[str], set[str]]:
    """What there is in one gate's strip: in its older half, and in its newer one."""
    from PIL import Image

    standing = replace(STANDING, readings=(read(PUSHED, 41_000),))
    image = Image.open(BytesIO(draw(shown(standing, *samples)))).convert("RGB")
    halves = image.crop((60, 640, 536, 678)), image.crop((544, 640, 1020, 678))
    left, right = (
        {kind for _, colour in half.getcolors(100_000) or () for kind in kinds(colour)}
        for half in halves
    )
    return left, right


def kinds(colour: object) -> Iterator[str]:
    """Of a pixel; the edges of shapes are mixed."""
    assert isinstance(colour, tuple)
    red, green, _ = colour
    if red - green > 100:
        yield "red"
    if green - red > 60:
        yield "green"
    if colour == HATCHED:
        yield "hatched"
