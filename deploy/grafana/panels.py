"""What a dashboard is made of, and Grafana's JSON of it (schema version 39, Grafana 10 and 11)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

SOURCE = {"type": "prometheus", "uid": "alfred-prometheus"}
WIDTH = 24
GOOD, DOUBTFUL, BAD = "green", "orange", "red"
SLOW = ((None, GOOD), (60, DOUBTFUL), (300, BAD))
"""Seconds of what a person waits for."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """One picture.

    Args:
        title: What it shows.
        description: How to read it, and when it is bad.
        queries: In PromQL, by the name of what they give.
        unit: Grafana's: ``s``, ``percentunit``, ``short``, ``none``.
        steps: Colours from a value on; the first one holds below all others.
        words: What stands for a value, with its colour.
        width: Of 24.
    """

    title: str
    description: str
    queries: Mapping[str, str]
    kind: Literal["timeseries", "stat", "heatmap", "bargauge", "state-timeline"] = "timeseries"
    unit: str = "short"
    steps: Sequence[tuple[float | None, str]] = ((None, GOOD),)
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    width: int = 8
    height: int = 8
    least: float | None = 0
    most: float | None = None


@dataclass(frozen=True)
class Row:
    title: str
    panels: Sequence[Panel]


@dataclass(frozen=True)
class Dashboard:
    uid: str
    title: str
    description: str
    rows: Sequence[Row]
    variables: Mapping[str, str] = field(default_factory=dict)
    """What may be chosen: a query of label values by the variable's name."""
    since: str = "now-24h"


def written(dashboard: Dashboard) -> Json:
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.description,
        "tags": ["alfred"],
        "schemaVersion": 39,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": dashboard.since, "to": "now"},
        "timezone": "utc",
        "links": [
            {"type": "dashboards", "tags": ["alfred"], "title": "Alfred", "asDropdown": True}
        ],
        "templating": {"list": [_variable(*each) for each in dashboard.variables.items()]},
        "panels": list(_laid_out(dashboard.rows)),
    }


def percentile(share: str, of: str, by: str) -> str:
    """A query of a histogram's percentile, by a label if one is given."""
    labels = f"{by}, le" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) (rate({of}_bucket[$__rate_interval])))"


def _laid_out(rows: Sequence[Row]) -> Iterator[Json]:
    """Panels side by side until a line is full; a row's title is a line of its own."""
    number = top = 0
    for row in rows:
        number += 1
        yield _row(number, row.title, top)
        top, left, height = top + 1, 0, 0
        for panel in row.panels:
            if left + panel.width > WIDTH:
                top, left, height = top + height, 0, 0
            number += 1
            place = {"x": left, "y": top, "w": panel.width, "h": panel.height}
            yield {"id": number, "gridPos": place, **_panel(panel)}
            left, height = left + panel.width, max(height, panel.height)
        top += height


def _row(number: int, title: str, top: int) -> Json:
    place = {"x": 0, "y": top, "w": WIDTH, "h": 1}
    return {
        "id": number, "type": "row", "title": title, "gridPos": place,
        "collapsed": False, "panels": [],
    }  # fmt: skip


def _panel(panel: Panel) -> Json:
    defaults: Json = {
        "unit": panel.unit,
        "thresholds": {
            "mode": "absolute",
            "steps": [{"value": value, "color": color} for value, color in panel.steps],
        },
        "mappings": [_words(panel.words)] if panel.words else [],
        "noValue": "no data",
    }
    if panel.least is not None:
        defaults["min"] = panel.least
    if panel.most is not None:
        defaults["max"] = panel.most
    if panel.kind == "timeseries":
        marked = "line" if len(panel.steps) > 1 else "off"
        defaults["custom"] = {
            "fillOpacity": 10, "showPoints": "never", "thresholdsStyle": {"mode": marked},
        }  # fmt: skip
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": SOURCE,
        "targets": [
            _target(letter, legend, query, panel.kind)
            for letter, (legend, query) in zip("ABCDEFGH", panel.queries.items(), strict=False)
        ],
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": _OPTIONS[panel.kind],
    }


def _target(letter: str, legend: str, query: str, kind: str) -> Json:
    return {
        "refId": letter,
        "datasource": SOURCE,
        "expr": query,
        "legendFormat": legend,
        "format": "heatmap" if kind == "heatmap" else "time_series",
        "instant": kind in ("stat", "bargauge"),
        "range": kind not in ("stat", "bargauge"),
    }


def _words(words: Mapping[str, tuple[str, str]]) -> Json:
    return {
        "type": "value",
        "options": {
            value: {"text": text, "color": color, "index": index}
            for index, (value, (text, color)) in enumerate(words.items())
        },
    }


def _variable(name: str, query: str) -> Json:
    return {
        "name": name,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": name},
        "refresh": 2,
        "sort": 3,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": "All", "value": "$__all"},
    }


_LATEST: Json = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_OPTIONS: dict[str, Json] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom"},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {"reduceOptions": _LATEST, "colorMode": "value", "graphMode": "none"},
    "bargauge": {
        "reduceOptions": _LATEST, "orientation": "horizontal", "displayMode": "basic",
    },
    "heatmap": {
        "calculate": False,
        "cellGap": 1,
        "color": {"mode": "scheme", "scheme": "YlGnBu", "steps": 32},
        "yAxis": {"axisPlacement": "left"},
        "tooltip": {"mode": "single", "yHistogram": True},
    },
    "state-timeline": {
        "mergeValues": True, "showValue": "auto", "legend": {"displayMode": "list"},
    },
}  # fmt: skip
