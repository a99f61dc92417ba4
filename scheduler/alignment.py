from datetime import UTC, datetime, timedelta

from apscheduler.triggers.base import BaseTrigger

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Aligned(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """At once, then at each whole multiple of a period since 1970, such as each full minute.

    A phase puts all of these times off by as much.

    It asks only what time it is: a clock that was set forward by a year costs one run, where
    APScheduler's own triggers would list half a million minutes.
    """

    def __init__(self, period: timedelta, phase: timedelta = timedelta(0)) -> None:
        self._period = period
        self._begin = _EPOCH + phase

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The latest multiple if it is later than the previous run, the next one otherwise."""
        if previous is None:
            return now
        latest = self.latest(now)
        return latest if latest > previous else latest + self._period

    def latest(self, now: datetime) -> datetime:
        return self._begin + (now - self._begin) // self._period * self._period

    def __str__(self) -> str:
        return f"each {self._period}"
