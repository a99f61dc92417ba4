"""deploy/compose.yaml fits the files, settings, networks and addresses that it names."""

import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import AlertSettings, TelegramSettings, WebSettings
from handlers.api.alerts import PATH
from handlers.cli import configuration
from handlers.cli.about import VERSION
from handlers.cli.configuration import load
from handlers.service.supervisor import DRAIN_SECONDS
from storage.settings import StorageSettings
from tests.fixtures.command_line import ROOT

DEPLOY = ROOT / "deploy"
FILE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = FILE["services"]
OURS = ("alfred", "migrate")
SCRIPT = DEPLOY / "compose" / "secrets.sh"


def mounts(service: str) -> list[tuple[str, str]]:
    pairs = (each.split(":")[:2] for each in SERVICES[service].get("volumes", ()))
    return [(source, target) for source, target in pairs]


def secrets(service: str) -> set[str]:
    given = SERVICES[service].get("secrets", ())
    return {each if isinstance(each, str) else each["source"] for each in given}


def neighbours(service: str) -> set[str]:
    """Whom it can reach by name."""
    mine = set(SERVICES[service]["networks"])
    return {name for name, each in SERVICES.items() if mine & set(each["networks"])}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_can_write_nothing_but_its_volumes_and_has_no_rights(service: str) -> None:
    settings = SERVICES[service]

    assert settings["read_only"] is True
    assert ["ALL"] == settings["cap_drop"]
    assert "cap_add" not in settings
    assert "privileged" not in settings
    assert ["no-new-privileges:true"] == settings["security_opt"]
    assert {"core": 0} == settings["ulimits"]
    assert {"mem_limit", "pids_limit", "restart", "logging"} <= settings.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_no_root(service: str) -> None:
    user = SERVICES[service].get("user", "65532:65532" if service in OURS else "0")

    assert int(user.split(":")[0]) > 0


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_is_named_with_its_version(service: str) -> None:
    name, _, tag = SERVICES[service]["image"].partition(":")

    assert name
    assert re.fullmatch(r"v?\d+(\.\d+)+(-pg\d+)?", tag)


def test_our_image_is_the_version_that_it_is_built_from() -> None:
    assert {f"alfred:{VERSION}"} == {SERVICES[name]["image"] for name in OURS}
    assert {"context": "..", "dockerfile": "deploy/Dockerfile"} == SERVICES["alfred"]["build"]


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_mounted_exists_or_is_a_volume(service: str) -> None:
    sources = [source for source, _ in mounts(service)]

    assert [] == [
        source
        for source in sources
        if not (source in FILE["volumes"] or (DEPLOY / source).exists())
    ]


def test_what_is_published_is_for_this_machine() -> None:
    published = [port for each in SERVICES.values() for port in each.get("ports", ())]

    assert ["127.0.0.1:3000:3000", "127.0.0.1:8080:8080", "127.0.0.1:9090:9090"] == sorted(
        published
    )


def test_only_alfred_reaches_the_databases_and_they_reach_nobody_outside() -> None:
    assert {"alfred", "migrate", "postgres", "mongo"} == neighbours("postgres")
    assert neighbours("postgres") == neighbours("mongo")
    assert FILE["networks"]["databases"]["internal"] is True
    assert ["databases"] == SERVICES["postgres"]["networks"] == SERVICES["mongo"]["networks"]


def test_every_setting_is_one_that_alfred_knows() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    given = {name for service in OURS for name in SERVICES[service]["environment"]}

    assert given == {name for name in given if f"\n#{name}=" in example}


def test_no_secret_is_in_the_environment() -> None:
    values = {
        str(value)
        for each in SERVICES.values()
        for name, value in each.get("environment", {}).items()
        if re.search("PASSWORD|SECRET|TOKEN|_URL$", name)
    }

    assert {"", "http://prometheus:9090"} == {
        value for value in values if not value.startswith("/run/secrets/")
    }


def test_metrics_are_shown_to_the_network_of_prometheus_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = SERVICES["alfred"]["environment"]
    monkeypatch.setenv("WEB_METRICS_NETWORKS", environment["WEB_METRICS_NETWORKS"])

    [network] = load(WebSettings).metrics_networks

    [told] = FILE["networks"]["monitoring"]["ipam"]["config"]
    assert told["subnet"] == str(network)
    assert {"monitoring"} == set(SERVICES["prometheus"]["networks"]) & set(
        SERVICES["alfred"]["networks"]
    )


def test_addresses_are_of_services_that_can_be_reached() -> None:
    port = SERVICES["alfred"]["environment"]["WEB_PORT"]
    for name, address in {"alfred": f"alfred:{port}", "alertmanager": "alertmanager:9093"}.items():
        [target] = yaml.safe_load((DEPLOY / "compose" / "targets" / f"{name}.yml").read_text())
        assert [address] == target["targets"]
        assert name in neighbours("prometheus")
    assert "alfred" in neighbours("alertmanager")
    assert "prometheus" in neighbours("grafana")


def test_prometheus_is_given_the_files_that_its_configuration_names() -> None:
    settings = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    given = {target.removeprefix("/etc/prometheus/") for _, target in mounts("prometheus")}

    assert {"prometheus.yml", "targets", *settings["rule_files"]} <= given


def test_alertmanager_is_configured_as_on_one_machine_but_for_alfreds_address() -> None:
    on_one = yaml.safe_load((DEPLOY / "alertmanager" / "alertmanager.yml").read_text("utf-8"))
    here = yaml.safe_load((DEPLOY / "compose" / "alertmanager.yml").read_text("utf-8"))
    urls = {hook["url"] for each in here["receivers"] for hook in each["webhook_configs"]}

    for receiver in (*on_one["receivers"], *here["receivers"]):
        for hook in receiver["webhook_configs"]:
            hook["url"] = ""

    assert on_one == here
    assert {f"http://alfred:8080{PATH}"} == urls


def test_alertmanager_finds_its_secrets_where_its_configuration_looks() -> None:
    written = (DEPLOY / "compose" / "alertmanager.yml").read_text("utf-8")
    wanted = set(re.findall(r"(?:routing_key|credentials)_file: ([^\s}]+)", written))

    assert wanted == {each["target"] for each in SERVICES["alertmanager"]["secrets"]}


def test_alfred_starts_when_the_databases_are_migrated() -> None:
    awaited = SERVICES["alfred"]["depends_on"]
    conditions = {name: each["condition"] for name, each in awaited.items()}

    assert {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "mongo": "service_healthy",
    } == conditions
    assert (["migrate"], "no") == (SERVICES["migrate"]["command"], SERVICES["migrate"]["restart"])
    assert {"disable": True} == SERVICES["migrate"]["healthcheck"]
    assert "migrations_database_url" not in secrets("alfred")


def test_he_has_the_time_to_end_that_he_needs() -> None:
    assert float(SERVICES["alfred"]["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS


def test_each_secret_is_used_and_made_by_the_script(tmp_path: Path) -> None:
    made(tmp_path, "42:TEST")

    used = {name for service in SERVICES for name in secrets(service)}
    files = {Path(each["file"]).name for each in FILE["secrets"].values()}
    assert FILE["secrets"].keys() == used
    assert files == {path.name for path in tmp_path.iterdir()}
    assert 0o700 == stat.S_IMODE(tmp_path.stat().st_mode)


def test_alfred_reads_what_the_script_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "42:TEST")
    monkeypatch.setattr(configuration, "SECRETS", tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "MIGRATIONS_DATABASE_URL", "MONGODB_URL"):
        monkeypatch.setenv(name, "")

    storage, alerts = load(StorageSettings), load(AlertSettings)

    assert storage.database_url is not None
    assert "@postgres/alfred" in storage.database_url.get_secret_value()
    assert storage.mongodb_url is not None
    assert storage.migrations_database_url != storage.database_url
    assert alerts.webhook_secret is not None
    assert 42 == load(TelegramSettings).bot_id


def test_secrets_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    made(tmp_path, "42:TEST")
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}

    made(tmp_path, "43:NEW")

    changed = {path.name for path in tmp_path.iterdir() if path.read_text() != before[path.name]}
    assert {"telegram_bot_token"} == changed
    assert "43:NEW" == (tmp_path / "telegram_bot_token").read_text()


def test_without_a_token_the_script_says_where_to_take_one(tmp_path: Path) -> None:
    ended = run_script(tmp_path)

    assert (2, 1) == (ended.returncode, ended.stderr.count("\n"))
    assert ended.stderr.startswith("error: there is no bot yet — take a token from @BotFather")


def made(folder: Path, token: str) -> None:
    ended = run_script(folder, token)
    assert ended.returncode == 0, ended.stderr


def run_script(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell is not None
    return subprocess.run(
        [shell, str(SCRIPT), *arguments],
        env={"PATH": "/usr/bin:/bin", "SECRETS": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
