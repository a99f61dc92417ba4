"""Writes the dashboards as JSON: ``python deploy/grafana/build.py [DIRECTORY]``."""

import json
import sys
from pathlib import Path

from chats import CHAT_HEALTH, ROLLOUT
from digests import OVERVIEW
from latency import LATENCY
from panels import written
from quality import FALLBACK, QUALITY

DASHBOARDS = (OVERVIEW, QUALITY, LATENCY, FALLBACK, CHAT_HEALTH, ROLLOUT)


def build(folder: Path) -> None:
    for dashboard in DASHBOARDS:
        name = dashboard.uid.removeprefix("alfred-")
        text = json.dumps(written(dashboard), ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "dashboards")
