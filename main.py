"""Command line and composition root: what can be asked for, and what answers it.

A command imports what it needs when it runs, so that ``--help`` and wrong options answer at once.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from handlers.cli.access_options import LABEL, NUMBER, OF_TENANT, SCOPE, URL
from handlers.cli.entry import FAILED, Invocation
from handlers.cli.entry import run as run_command_line
from handlers.cli.evaluate_options import evaluate_options
from handlers.cli.examples import (
    EVALUATE_EXAMPLES,
    EXAMPLES,
    REPLAY_EXAMPLES,
    RUN_EXAMPLES,
)
from handlers.cli.options import replay_options
from handlers.service.roles import Role, Roles

if TYPE_CHECKING:
    from bot.translator import Translators
    from handlers.cli.evaluate_request import EvaluateRequest
    from handlers.cli.replay import Replay
    from handlers.cli.request import ReplayRequest
    from handlers.service.before_start import Edges
    from handlers.service.ports import ServicePorts
    from handlers.service.program import Stage
    from pipeline.digest.ports import RunWatcher
    from pipeline.health.parts import Part
    from pipeline.health.ports import Check
    from storage.postgres.database import Database
    from storage.settings import StorageSettings

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent


@click.group(
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, prog_name="Alfred", message="%(prog)s %(version)s")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the embedded databases and the log are kept; ALFRED_HOME by default.",
)
@click.option("--debug", is_flag=True, help="Log everything to stderr and show tracebacks.")
@click.pass_obj
def alfred(invocation: Invocation, home: Path | None, debug: bool) -> None:
    """Digests of Telegram groups, whose every statement is backed by messages."""
    invocation.home = home
    invocation.debug = debug


@alfred.command(epilog=REPLAY_EXAMPLES)
@replay_options
@click.pass_obj
def replay(invocation: Invocation, /, **options: Any) -> None:
    """Read a Telegram Desktop export and tell what was said.

    EXPORT is the result.json of one chat or of an account, or the folder that holds it. Reading
    the same export again changes nothing; a longer one adds what is new.
    """
    from handlers.cli.request import replay_request

    request = replay_request(options)
    asyncio.run(_replay(_prepared(invocation), request))


@alfred.command(epilog=EVALUATE_EXAMPLES)
@evaluate_options
@click.pass_obj
def evaluate(invocation: Invocation, /, **options: Any) -> None:
    """Digest chats, deliver nothing, and print how good the digests are.

    DATA is an export as for replay, or a folder with several: *.json files, or sub-folders with a
    result.json. What must and must not be told of result.json may stand beside it in
    result.expected.json: {"must_mention": [[101, 102]], "must_not_say": ["regex"]}.

    All of it happens in a database that is made for this and deleted at the end. DATABASE_URL is
    ignored, so that nothing of yours is touched and no stored answer is taken for a new one.

    The exit code is 1 if a chat fails or an average is below its --min-score.
    """
    from handlers.cli.evaluate_request import evaluate_request

    request = evaluate_request(options)
    asyncio.run(_evaluate(_prepared(invocation), request))


@alfred.command(epilog=RUN_EXAMPLES)
@click.option(
    "--roles",
    type=Roles(),
    default=",".join(Role),
    show_default=True,
    help="What this process does; several may share the databases.",
)
@click.pass_obj
def run(invocation: Invocation, roles: frozenset[Role]) -> None:
    """Run the service: read groups, answer people, send digests when they are due.

    It ends on SIGTERM or Ctrl-C, within twenty seconds, and loses nothing that was accepted.
    """
    asyncio.run(_run(_prepared(invocation), roles))


@alfred.group()
def token() -> None:
    """Make, list and revoke tokens of the HTTP API."""


@token.command("create")
@OF_TENANT
@SCOPE
@LABEL
@click.pass_obj
def create_token(invocation: Invocation, tenant: str, scopes: tuple[str, ...], label: str) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    from handlers.cli.token import create_token

    asyncio.run(
        _with_database(
            _prepared(invocation),
            lambda db: create_token(db.tokens, db.tenants, tenant, scopes, label, click.echo),
        )
    )


@token.command("list")
@OF_TENANT
@click.pass_obj
def list_tokens(invocation: Invocation, tenant: str) -> None:
    """List a tenant's tokens."""
    from handlers.cli.token import list_tokens

    asyncio.run(
        _with_database(
            _prepared(invocation),
            lambda db: list_tokens(db.tokens, db.tenants, tenant, click.echo),
        )
    )


@token.command("revoke")
@NUMBER
@OF_TENANT
@click.pass_obj
def revoke_token(invocation: Invocation, number: int, tenant: str) -> None:
    """Let a token open nothing from now on."""
    from handlers.cli.token import revoke_token

    asyncio.run(
        _with_database(
            _prepared(invocation),
            lambda db: revoke_token(db.tokens, db.tenants, tenant, number, click.echo),
        )
    )


@alfred.group()
def webhook() -> None:
    """Add, list and remove the URLs that a tenant's digests are posted to."""


@webhook.command("add")
@URL
@OF_TENANT
@click.pass_obj
def add_webhook(invocation: Invocation, url: str, tenant: str) -> None:
    """Add a URL and print the secret that signs what is posted there, this once."""
    from bot.settings import WebSettings
    from handlers.cli.configuration import load
    from handlers.cli.webhook import add_webhook
    from pipeline.webhooks.addresses import AddressRules

    rules = AddressRules(load(WebSettings).private_webhooks)
    asyncio.run(
        _with_database(
            _prepared(invocation),
            lambda db: add_webhook(db.endpoints, db.tenants, rules, tenant, url, click.echo),
        )
    )


@webhook.command("list")
@OF_TENANT
@click.pass_obj
def list_webhooks(invocation: Invocation, tenant: str) -> None:
    """List a tenant's URLs."""
    from handlers.cli.webhook import list_webhooks

    asyncio.run(
        _with_database(
            _prepared(invocation),
            lambda db: list_webhooks(db.endpoints, db.tenants, tenant, click.echo),
        )
    )


@webhook.command("remove")
@NUMBER
@OF_TENANT
@click.pass_obj
def remove_webhook(invocation: Invocation, number: int, tenant: str) -> None:
    """Post nothing there any more."""
    from handlers.cli.webhook import remove_webhook

    asyncio.run(
        _with_database(
            _prepared(invocation),
            lambda db: remove_webhook(db.endpoints, db.tenants, tenant, number, click.echo),
        )
    )


@alfred.command()
@click.pass_obj
def migrate(invocation: Invocation) -> None:
    """Bring the database's schema up to date.

    The embedded database does this by itself. A server's is migrated by its owner, whom
    MIGRATIONS_DATABASE_URL names.
    """
    asyncio.run(_migrate(_prepared(invocation)))


@alfred.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Examine what a digest needs, and name the remedy of what is wrong.

    The exit code is 1 if something does not work.
    """
    if not asyncio.run(_doctor(_prepared(context.obj))):
        context.exit(FAILED)


@alfred.command()
@click.option("--yes", is_flag=True, help="It is meant.")
@click.pass_obj
def reset(invocation: Invocation, yes: bool) -> None:
    """Delete the embedded databases. Servers and the log are left alone."""
    asyncio.run(_reset(_prepared(invocation), sure=yes))


@alfred.group()
def schema() -> None:
    """Write machine-readable descriptions."""


@schema.command()
def events() -> None:
    """Write docs/events/*.schema.json from the events' models."""
    from handlers.cli.schema import write_event_schemas

    written = write_event_schemas(ROOT / "docs" / "events")
    for name in (*written.changed, *written.removed):
        click.echo(f"docs/events/{name}")
    if not (written.changed or written.removed):
        click.echo(f"nothing to do: all {written.total} schemas are current")


def _prepared(invocation: Invocation) -> "StorageSettings":
    from handlers.cli import logs
    from handlers.cli.configuration import load
    from storage.embedded.home import open_home
    from storage.settings import StorageSettings

    given = {"alfred_home": invocation.home} if invocation.home else {}
    settings = load(StorageSettings, **given)
    home = settings.alfred_home
    invocation.log = logs.LogFile(home / "logs" / "alfred.log", lambda: open_home(home))
    logs.configure(invocation.log, debug=invocation.debug)
    return settings


async def _replay(settings: "StorageSettings", request: "ReplayRequest") -> None:
    from bot.translator import Translators
    from handlers.cli.replay_session import replay_export

    translators = Translators()
    await replay_export(
        request,
        translators.into(request.language),
        lambda watcher: _replaying(
            settings, request, translators, offline=request.offline, watcher=watcher
        ),
    )


@asynccontextmanager
async def _replaying(
    settings: "StorageSettings",
    request: "ReplayRequest",
    translators: "Translators",
    *,
    offline: bool,
    watcher: "RunWatcher | None" = None,
) -> AsyncIterator["Replay"]:
    """Everything that a replay works with, opened in order and closed in reverse."""
    from prometheus_client import CollectorRegistry

    from bot.delivery import Delivery
    from bot.display import displays
    from handlers.cli.configuration import load
    from handlers.cli.replay import Replay, channel_of
    from handlers.events.deliver_digest import DeliverDigest
    from handlers.events.generate_digest import GenerateDigest
    from handlers.events.link_threads import LinkThreads
    from handlers.events.request_digest import RequestDigest
    from handlers.events.subscriptions import CONSUMED, subscriptions
    from pipeline.digest.graph import build_digest_graph
    from pipeline.digest.metrics import DigestMetrics
    from pipeline.digest.model.opening import EngineSettings, open_model_engine
    from pipeline.digest.model.settings import ModelSettings, QuotaSettings
    from pipeline.digest.runs import DigestRuns
    from pipeline.digest.settings import ContextSettings, DigestSettings
    from pipeline.llm.gigachat.settings import GigaChatSettings
    from pipeline.llm.settings import LlmSettings
    from pipeline.threads.settings import ThreadSettings
    from storage.bus import open_bus
    from storage.databases import service_dsn
    from storage.postgres.database import open_database

    registry = CollectorRegistry()
    async with (
        service_dsn(settings) as dsn,
        open_database(dsn, CONSUMED) as db,
        open_model_engine(
            None
            if offline
            else EngineSettings(
                load(GigaChatSettings), load(LlmSettings), load(QuotaSettings), load(ModelSettings)
            ),
            usage=db.usage,
            segments=db.segments,
            registry=registry,
        ) as model,
    ):
        runs = DigestRuns(
            graph=build_digest_graph().compile(),
            windows=db.windows,
            archive=db.archive,
            digests=db.digests,
            artifacts=db.artifacts,
            events=db.events,
            locks=db.locks,
            wording=translators.into,
            metrics=DigestMetrics(registry),
            model=model,
            watching=None if watcher is None else lambda _tenant, _window: watcher,
            digest_settings=load(DigestSettings),
            context_settings=load(ContextSettings),
        )
        consumers = subscriptions(
            LinkThreads(db.threads, ThreadSettings()),
            RequestDigest(runs, request.language, request.engine, channel_of(request)),
            GenerateDigest(runs),
            DeliverDigest(Delivery(db.digests, db.deliveries, db.events, displays())),
        )
        async with open_bus(db.pool, consumers, db.outbox) as bus:
            # What starting up made stays. A full collection that walked it each time would hold
            # up the loop for a tenth of a second.
            gc.freeze()
            yield Replay(
                tenants=db.tenants,
                groups=db.groups,
                sink=db.messages,
                windows=db.windows,
                archive=db.archive,
                runs=runs,
                bus=bus,
            )


async def _evaluate(settings: "StorageSettings", request: "EvaluateRequest") -> None:
    from bot.translator import Translators
    from handlers.cli.evaluate_session import HOMES, evaluate_chats
    from storage.embedded.leftovers import sweep

    await sweep(Path(gettempdir()), HOMES)
    translators = Translators()
    elsewhere = {"database_url": None, "migrations_database_url": None}
    await evaluate_chats(
        request,
        translators.into(request.language),
        lambda home, asked: _replaying(
            settings.model_copy(update={"alfred_home": home, **elsewhere}),
            asked,
            translators,
            offline=request.offline,
        ),
    )


async def _run(settings: "StorageSettings", roles: frozenset[Role]) -> None:
    from bot.settings import TelegramSettings, TelethonSettings, WebhookSettings, WebSettings
    from handlers.cli.configuration import load
    from handlers.service.before_start import Edges, check_first, required
    from handlers.service.program import serve

    edges = Edges(
        load(TelegramSettings), load(TelethonSettings), load(WebhookSettings), load(WebSettings)
    )
    required(roles, edges)
    await check_first(_checks_before_start(edges, roles), click.echo)
    await serve(lambda: _service(settings, edges, roles), click.echo)


@asynccontextmanager
async def _service(
    settings: "StorageSettings", edges: "Edges", roles: frozenset[Role]
) -> AsyncIterator[tuple[Sequence["Part"], "Stage"]]:
    """The parts that this process runs, in the order in which they start."""
    from prometheus_client import CollectorRegistry

    from bot.channels.webhook import open_webhooks
    from bot.telegram.metrics import BotMetrics
    from bot.telegram.part import BotPart, WebhookDoor
    from bot.telethon.metrics import IngestMetrics
    from bot.translator import Translators
    from handlers.cli.configuration import load
    from handlers.cli.zone import system_zone
    from handlers.events.service import CONSUMED
    from handlers.service.butler import BackfillWatch, Butler
    from handlers.service.kitchen import Tuning, open_kitchen
    from handlers.service.program import Stage
    from handlers.service.reading import open_reading
    from handlers.service.serving import open_web
    from pipeline.digest.model.opening import EngineSettings, open_model_engine
    from pipeline.digest.model.settings import ModelSettings, QuotaSettings
    from pipeline.digest.settings import ContextSettings, DigestSettings
    from pipeline.digest.stopping import StopListener
    from pipeline.llm.gigachat.settings import GigaChatSettings
    from pipeline.llm.settings import LlmSettings
    from pipeline.rollout.settings import RolloutSettings, SettingsRollout
    from pipeline.schedules.settings import ScheduleSettings
    from pipeline.threads.settings import ThreadSettings
    from scheduler.clockwork import Job
    from scheduler.metrics import ScheduleMetrics
    from scheduler.part import SchedulerPart
    from scheduler.pushes import NAME as PUSHES
    from scheduler.pushes import DuePushes
    from storage.bus.part import BusPart
    from storage.databases import service_dsn
    from storage.embedded.part import EmbeddedPart
    from storage.postgres.database import open_database
    from storage.readiness import DatabaseAnswers, QueueIsFollowed

    registry, stage, door = CollectorRegistry(), Stage(), WebhookDoor()
    translators = Translators()
    async with (
        service_dsn(settings) as dsn,
        open_database(dsn, CONSUMED) as db,
        open_webhooks(db.endpoints, private=edges.web.private_webhooks) as webhooks,
        open_model_engine(
            EngineSettings(
                load(GigaChatSettings), load(LlmSettings), load(QuotaSettings), load(ModelSettings)
            ),
            usage=db.usage,
            segments=db.segments,
            registry=registry,
        ) as model,
    ):
        ports = _service_ports(db)
        kitchen = open_kitchen(
            ports,
            rollout=SettingsRollout(load(RolloutSettings)),
            wording=translators.into,
            model=model,
            tuning=Tuning(load(DigestSettings), load(ContextSettings), ThreadSettings()),
            registry=registry,
        )
        watch = BackfillWatch()
        reading = open_reading(
            ports,
            edges.telegram,
            edges.telethon,
            settings.alfred_home,
            IngestMetrics(registry),
            watch,
        )
        butler = Butler(
            telegram=edges.telegram,
            webhook=edges.webhook,
            home=settings.alfred_home,
            time_zone=(system_zone() or ZoneInfo("UTC")).key,
            kitchen=kitchen,
            reading=reading,
            watch=watch,
            translators=translators,
            webhooks=webhooks,
            metrics=BotMetrics(registry),
            consuming=lambda handlers: BusPart(
                "deliveries", db.pool, db.outbox, handlers.consumers()
            ),
        )
        schedule = ScheduleMetrics(registry)
        pushes = DuePushes(ports.subscriptions, load(ScheduleSettings), schedule)
        parts: dict[Role, tuple[Part, ...]] = {
            Role.WEB: open_web(
                kitchen,
                reading,
                edges.web,
                edges.webhook,
                door,
                stage,
                [
                    DatabaseAnswers(db.pool),
                    QueueIsFollowed(db.pool, [event.name for event in CONSUMED]),
                ],
                registry,
                VERSION,
            ),
            Role.WORKER: (
                kitchen.progress,
                StopListener(ports.signals, kitchen.stops),
                BusPart("worker", db.pool, db.outbox, kitchen.worker_handlers().consumers()),
            ),
            Role.SCHEDULER: (SchedulerPart([Job(PUSHES, pushes.__call__)], schedule),),
            Role.INGEST: (reading,),
            Role.BOT: (BotPart(ports.roles, butler.open, door),),
        }
        database = () if settings.database_url else (EmbeddedPart(settings.alfred_home),)
        working = (part for role, each in parts.items() if role in roles for part in each)
        gc.freeze()
        yield [*database, *working], stage


async def _with_database(
    settings: "StorageSettings", work: Callable[["Database"], Awaitable[None]]
) -> None:
    from storage.databases import service_dsn
    from storage.postgres.database import open_database

    async with service_dsn(settings) as dsn, open_database(dsn, ()) as db:
        await work(db)


def _service_ports(db: "Database") -> "ServicePorts":
    from handlers.service.ports import ServicePorts
    from storage.postgres.errors import DatabaseUnavailableError

    return ServicePorts(
        tenants=db.tenants,
        messages=db.messages,
        reactions=db.reactions,
        stored=db.archive,
        archive=db.archive,
        threads=db.threads,
        thread_reading=db.thread_reading,
        windows=db.windows,
        locks=db.locks,
        artifacts=db.artifacts,
        digests=db.digests,
        deliveries=db.deliveries,
        events=db.events,
        cursors=db.cursors,
        floods=db.floods,
        accounts=db.accounts,
        amendments=db.amendments,
        signals=db.signals,
        dead_letters=db.dead_letters,
        tokens=db.tokens,
        endpoints=db.endpoints,
        feedback=db.feedback,
        roles=db.roles,
        conversation=db.conversation,
        dialogues=db.dialogues,
        people=db.people,
        members=db.members,
        groups=db.group_book,
        figures=db.figures,
        orders=db.orders,
        subscriptions=db.subscriptions,
        chat_statuses=db.chat_statuses,
        outages=(DatabaseUnavailableError,),
    )


def _checks_before_start(edges: "Edges", roles: frozenset[Role]) -> "Sequence[Check]":
    from bot.telegram.health import BotCheck
    from bot.telethon.health import ApplicationCheck

    return (
        *((BotCheck(edges.telegram),) if Role.BOT in roles else ()),
        *(
            (ApplicationCheck(edges.telegram, edges.telethon),)
            if Role.INGEST in roles and edges.telegram.api_id is not None
            else ()
        ),
    )


async def _migrate(settings: "StorageSettings") -> None:
    from handlers.cli.migrate import migrate
    from storage.databases import owned_schema

    async with owned_schema(settings) as schema:
        await migrate(schema, click.echo)


async def _doctor(settings: "StorageSettings") -> bool:
    from rich.console import Console

    from bot.views.checkup import CheckupView
    from handlers.cli.configuration import load
    from handlers.cli.doctor import Doctor
    from handlers.cli.machine import machine_checks
    from pipeline.llm.gigachat.settings import GigaChatSettings
    from pipeline.llm.health import ModelCheck
    from pipeline.llm.settings import LlmSettings
    from storage.health import MongoCheck, PostgresCheck

    checks = (
        *machine_checks(settings.alfred_home, ROOT / "requirements.lock"),
        PostgresCheck(settings),
        MongoCheck(settings),
        ModelCheck(load(GigaChatSettings), load(LlmSettings)),
    )
    return await Doctor(checks, CheckupView(Console()).show)()


async def _reset(settings: "StorageSettings", *, sure: bool) -> None:
    from handlers.cli.reset import reset
    from storage.embedded import reset as delete

    await reset(settings.alfred_home, delete, click.echo, sure=sure)


if __name__ == "__main__":
    sys.exit(run_command_line(alfred, sys.argv[1:]))
