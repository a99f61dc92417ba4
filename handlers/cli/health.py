"""``health``: what a container's healthcheck, or a person, asks a service on this machine."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import click

from pipeline.errors import AlfredError, BadInputError
from pipeline.health.models import Level
from pipeline.health.parts import PartState

if TYPE_CHECKING:
    from bot.settings import WebSettings

SECONDS: Final = 5.0
"""Longer than the service itself waits for what it is asked about."""
_HERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - asked, not bound
_WELL: Final = (PartState.READY, PartState.WAITING, Level.OK, Level.WARN)


class UnwellError(AlfredError):
    """Nobody answers, or the answer is that something does not work."""


@click.command()
@click.option(
    "--ready", is_flag=True, help="Ask whether it can do its work, not only if it lives."
)
def health(ready: bool) -> None:
    """Ask the service that runs on this machine whether it lives.

    It needs the role web. The exit code is 1 if there is no answer, or a bad one.
    """
    from bot.settings import WebSettings
    from handlers.cli.configuration import load

    click.echo(ask(load(WebSettings), ready=ready))


def ask(settings: "WebSettings", *, ready: bool) -> str:
    """Return how the service is, in a word.

    Raises:
        UnwellError: It does not answer, or is not ready; the message names what is not.
        BadInputError: Nobody can know where it listens.
    """
    from http.client import HTTPConnection, HTTPException

    if settings.port == 0:
        raise BadInputError("WEB_PORT is 0, any free port — name the one that is to be asked")
    host = _HERE.get(settings.host, settings.host)
    connection = HTTPConnection(host, settings.port, timeout=SECONDS)
    try:
        connection.request("GET", "/ready" if ready else "/health")
        answer = connection.getresponse()
        status, body = answer.status, answer.read()
    except (OSError, HTTPException) as error:
        raise UnwellError(
            f"no service answers at {host}:{settings.port} ({type(error).__name__})"
            " — see that it runs, with the role web"
        ) from None
    finally:
        connection.close()
    if status != HTTPStatus.OK:
        other = f"it answers {status} — see what it is that listens at {host}:{settings.port}"
        raise UnwellError(f"it is not well: {_wrong(body) or other}")
    return "ready" if ready else "alive"


def _wrong(body: bytes) -> str:
    """What /ready says of each part and check that keeps the service from its work."""
    import json

    try:
        told = json.loads(body)
        shown = {**told["parts"], **told["checks"]}
        wrong = {name: each for name, each in shown.items() if each["state"] not in _WELL}
        return "; ".join(
            f"{name} {each['state']} ({each['reason']})"
            if each["reason"]
            else f"{name} {each['state']}"
            for name, each in wrong.items()
        )
    except (ValueError, TypeError, KeyError):
        return ""
