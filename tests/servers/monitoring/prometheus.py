from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from tests.fixtures.command_line import ROOT
from tests.fixtures.live_service import free_port
from tests.servers.monitoring.programs import program, running

DEPLOYED = ROOT / "deploy" / "prometheus"


@dataclass(frozen=True, slots=True)
class Prometheus:
    url: str
    folder: Path

    def watches(self, *targets: str, alertmanager: str = "") -> None:
        """Have it scrape these addresses as Alfred's; it looks at its files while it runs."""
        scraped = [{"targets": list(targets)}]
        alerted = [{"targets": [alertmanager] if alertmanager else []}]
        (self.folder / "targets" / "alfred.yml").write_text(yaml.safe_dump(scraped))
        (self.folder / "targets" / "alertmanager.yml").write_text(yaml.safe_dump(alerted))

    async def query(self, query: str) -> list[Any]:
        """The series that the query gives now; it has to be one that Prometheus understands."""
        address = f"{self.url}/api/v1/query"
        async with (
            aiohttp.ClientSession() as session,
            session.post(address, data={"query": query}) as answer,
        ):
            told = await answer.json()
        assert told["status"] == "success", f"{query}: {told}"
        return list(told["data"]["result"])


@asynccontextmanager
async def prometheus(
    folder: Path, *targets: str, alertmanager: str = "", waiting: str | None = None
) -> AsyncIterator[Prometheus]:
    """The deployed configuration, in a hurry: it scrapes and evaluates every second.

    ``waiting``: for how long alerts are pending, in the place of what each of them says.
    """
    _write(folder, waiting)
    address = f"127.0.0.1:{free_port()}"
    started = Prometheus(f"http://{address}", folder)
    started.watches(*targets, alertmanager=alertmanager)
    command = (
        program("prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--log.level=warn",
    )
    async with running(command, f"{started.url}/-/ready", folder / "prometheus.log"):
        yield started


def _write(folder: Path, waiting: str | None) -> None:
    (folder / "targets").mkdir(parents=True)
    settings = yaml.safe_load((DEPLOYED / "prometheus.yml").read_text("utf-8"))
    settings["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    for each in settings["scrape_configs"] + settings["alerting"]["alertmanagers"]:
        each["file_sd_configs"][0]["refresh_interval"] = "1s"
    (folder / "prometheus.yml").write_text(yaml.safe_dump(settings))
    for name in settings["rule_files"]:
        rules = yaml.safe_load((DEPLOYED / name).read_text("utf-8"))
        for rule in (rule for group in rules["groups"] for rule in group["rules"]):
            if waiting is not None and "for" in rule:
                rule["for"] = waiting
        (folder / name).write_text(yaml.safe_dump(rules))
