"""The least that a measure of ``evaluate`` has to average."""

from typing import Any

import click

MEASURES = (
    "faithfulness",
    "completeness",
    "relevance",
    "coherence",
    "evidence_precision",
    "mentioned",
)
"""What a floor can be set for. Named here too, because --help loads no models."""


class Floor(click.ParamType[tuple[str, float]]):
    """A measure and the least that its average has to be, such as ``faithfulness=0.9``."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        if isinstance(value, tuple):
            return value
        name, _, least = str(value).partition("=")
        if name not in MEASURES:
            message = f"{name!r} is no measure; there are {', '.join(MEASURES)}"
            raise click.BadParameter(message, ctx, param)
        try:
            floor = float(least)
        except ValueError:
            floor = -1.0
        if not 0 <= floor <= 1:
            message = f"{least!r} is no score from 0 to 1, such as {name}=0.9"
            raise click.BadParameter(message, ctx, param)
        return name, floor
