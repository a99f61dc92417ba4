"""On whose account SaluteSpeech listens: the tokens that its key gets."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Final

from pipeline.llm.errors import ModelRejectedError
from pipeline.llm.openai.errors import RequestRefusedError
from pipeline.sber import authorization_key
from pipeline.speech.http import Http, KeyRefusedError, strange
from pipeline.speech.salute.service import SALUTE
from pipeline.speech.settings import SaluteSpeechSettings

RENEWED_BEFORE: Final = 60.0
"""Seconds before its end at which a token of 30 minutes is replaced."""


class Tokens:
    """The access token of the moment, got once for all who need it at the same time."""

    def __init__(
        self, http: Http, settings: SaluteSpeechSettings, clock: Callable[[], float] = time.time
    ) -> None:
        self._http = http
        self._settings = settings
        self._key = authorization_key(settings.credentials, "SALUTE_SPEECH_CREDENTIALS")
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._token: str | None = None
        self._until = 0.0

    async def get(self) -> str:
        """A token that holds for another minute.

        Raises:
            ModelError: The service gave none.
        """
        async with self._one_at_a_time:
            if self._token is None or self._clock() > self._until - RENEWED_BEFORE:
                self._token, self._until = await self._issue()
            return self._token

    def forget(self, token: str) -> None:
        """It was refused before its time; the next call gets another one."""
        if token == self._token:
            self._token = None

    async def _issue(self) -> tuple[str, float]:
        try:
            answer = await self._http.post(
                self._settings.auth_url,
                {"scope": self._settings.scope},
                headers={"Authorization": f"Basic {self._key}", "RqUID": str(uuid.uuid4())},
            )
        except (KeyRefusedError, RequestRefusedError):
            raise ModelRejectedError(
                "SaluteSpeech gives no token — check that SALUTE_SPEECH_CREDENTIALS and"
                " SALUTE_SPEECH_SCOPE are of one project"
            ) from None
        match answer:
            case {"access_token": str(token), "expires_at": int(milliseconds)}:
                return token, milliseconds / 1000
        raise strange(SALUTE)
