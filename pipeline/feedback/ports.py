from collections.abc import Sequence
from typing import Protocol

from pipeline.digest.models import DigestId
from pipeline.feedback.models import Feedback
from pipeline.ingest.models import TenantId


class FeedbackBook(Protocol):
    async def add(self, tenant: TenantId, feedback: Feedback) -> bool:
        """Write it; a person's later opinion of the digest replaces the earlier one.

        A wrong line is kept with the statement, the messages it cites as they are now, and the
        run's id, so that it can be made a regression fixture.

        Returns:
            False if just this was known.

        Raises:
            LookupError: There is no such digest or line, or the digest is not what was ``seen``.
        """
        ...

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Feedback]: ...
