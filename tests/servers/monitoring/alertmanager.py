from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml

from tests.fixtures.command_line import ROOT
from tests.fixtures.live_service import free_port
from tests.servers.monitoring.programs import program, running

DEPLOYED = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
PAGERDUTY_KEY = "a-key-of-pagerduty"


@asynccontextmanager
async def alertmanager(
    folder: Path, *, webhook: str, secret: str, pagerduty: str
) -> AsyncIterator[str]:
    """The deployed configuration, in a hurry, with the addresses of a test; its own address."""
    _write(folder, webhook=webhook, secret=secret, pagerduty=pagerduty)
    address = f"127.0.0.1:{free_port()}"
    command = (
        program("prometheus-alertmanager", "alertmanager"),
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
        "--log.level=warn",
    )
    async with running(command, f"http://{address}/-/ready", folder / "alertmanager.log"):
        yield address


def _write(folder: Path, *, webhook: str, secret: str, pagerduty: str) -> None:
    folder.mkdir(parents=True)
    (folder / "secret").write_text(secret)
    (folder / "key").write_text(PAGERDUTY_KEY)
    settings = yaml.safe_load(DEPLOYED.read_text("utf-8"))
    for route in (settings["route"], *settings["route"]["routes"]):
        route |= {"group_wait": "0s", "group_interval": "1s"}
    for receiver in settings["receivers"]:
        for hook in receiver["webhook_configs"]:
            hook["url"] = webhook
            hook["http_config"]["authorization"]["credentials_file"] = str(folder / "secret")
        for duty in receiver.get("pagerduty_configs", ()):
            duty |= {"url": pagerduty, "routing_key_file": str(folder / "key")}
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(settings))
