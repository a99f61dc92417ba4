import logging
from collections.abc import Awaitable, Callable, Sequence

from pipeline.errors import AlfredError
from pipeline.health.models import Examined, Finding, Level, fail
from pipeline.health.ports import Check

_log = logging.getLogger(__name__)


class Doctor:
    """Examines everything that a digest needs, one after the other, and says what to do."""

    def __init__(self, checks: Sequence[Check], show: Callable[[Examined], None]) -> None:
        self._checks = checks
        self._show = show

    async def __call__(self) -> bool:
        """Show each finding as soon as it is there; False if something does not work."""
        well = True
        for check in self._checks:
            finding = await _examine(check.examine)
            self._show(Examined(check.subject, finding))
            well = well and finding.level is not Level.FAIL
        return well


async def _examine(examine: Callable[[], Awaitable[Finding]]) -> Finding:
    """Ask; an error is a finding too, so that one broken part does not hide the others."""
    try:
        return await examine()
    except AlfredError as error:
        what, _, remedy = str(error).partition(" — ")
        return Finding(Level.FAIL, what, remedy or None)
    except Exception as error:
        _log.exception("check failed")
        return fail(f"unexpected {type(error).__name__}", "see the log, or use --debug")
