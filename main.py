"""Composition root: what answers each command, put together of parts that do not know each other.

It is one thing, and longer than other modules, because only here may every part be known.

A method imports what it needs when it runs, so that ``--help`` and wrong options answer at once.
"""

import gc
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handlers.cli.about import ROOT, VERSION
from handlers.cli.commands import alfred
from handlers.cli.entry import run as run_command_line
from handlers.service.roles import Role

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from bot.channels.webhook import WebhookClient
    from bot.telegram.part import WebhookDoor
    from bot.translator import Translators
    from handlers.api.health import Health
    from handlers.cli.access import AccessStores
    from handlers.cli.backup_request import BackupRequest, RestoreRequest
    from handlers.cli.evaluate_request import EvaluateRequest
    from handlers.cli.logs import LogFile
    from handlers.cli.replay import Replay
    from handlers.cli.request import ReplayRequest
    from handlers.cli.trace import TraceStores
    from handlers.service.before_start import Edges
    from handlers.service.butler import Butler
    from handlers.service.conversation import Conversation
    from handlers.service.hearing import Hearing
    from handlers.service.kitchen import Kitchen
    from handlers.service.program import Stage
    from handlers.service.reading import BackfillWatch, Reading
    from pipeline.digest.model.engine import ModelEngine
    from pipeline.digest.ports import RunWatcher
    from pipeline.digest.runs import DigestRuns
    from pipeline.embedding.opening import ArchiveVectors
    from pipeline.embedding.ports import QuestionEmbedder
    from pipeline.events.consumers import Consumer
    from pipeline.health.lag import RecentLags
    from pipeline.health.parts import Part
    from pipeline.ingest.pauses import KnownPauses
    from pipeline.ingest.recoveries import RecoveryLog
    from pipeline.rollout.flags import KnownFlags
    from pipeline.rollout.measuring import Measuring
    from pipeline.rollout.metrics import RolloutMetrics
    from pipeline.speech.engines import SpeechSections
    from pipeline.speech.transcribing import Transcriber
    from storage.postgres.database import Database
    from storage.settings import StorageSettings


def compose(home: Path | None) -> "House":
    """Read where the databases are; a home that is given goes before the environment's.

    Raises:
        BadInputError: A setting is not possible.
    """
    from handlers.cli.configuration import load
    from storage.settings import StorageSettings

    return House(load(StorageSettings, **({"alfred_home": home} if home else {})))


@dataclass(frozen=True, slots=True)
class House:
    """The port ``Programs``."""

    settings: "StorageSettings"

    def log_file(self) -> "LogFile":
        from handlers.cli.configuration import load
        from handlers.cli.log_settings import LogSettings
        from handlers.cli.logs import LogFile
        from storage.embedded.home import open_home

        home, terms = self.settings.alfred_home, load(LogSettings).terms
        return LogFile(home / "logs" / "alfred.log", lambda: open_home(home), terms)

    async def replay(self, request: "ReplayRequest") -> None:
        from bot.translator import Translators
        from handlers.cli.replay_session import replay_export
        from pipeline.tracing.correlation import correlated, new_correlation

        translators = Translators()
        with correlated(new_correlation()):
            await replay_export(
                request,
                translators.into(request.language),
                lambda watcher: self.replaying(
                    request, translators, offline=request.offline, watcher=watcher
                ),
            )

    async def evaluate(self, request: "EvaluateRequest") -> None:
        from tempfile import gettempdir

        from bot.translator import Translators
        from handlers.cli.evaluate_session import HOMES, evaluate_chats
        from storage.embedded.leftovers import sweep

        await sweep(Path(gettempdir()), HOMES)
        translators = Translators()
        await evaluate_chats(
            request,
            translators.into(request.language),
            lambda home, asked: self._elsewhere(home).replaying(
                asked, translators, offline=request.offline
            ),
        )

    async def run(self, roles: frozenset[Role]) -> None:
        import click

        from handlers.cli.configuration import load
        from handlers.cli.service_session import run_service
        from handlers.service.telemetry import telemetry
        from pipeline.tracing.settings import TelemetrySettings

        async with telemetry(load(TelemetrySettings), VERSION, click.echo):
            await run_service(roles, lambda edges: self._serving(edges, roles))

    @asynccontextmanager
    async def access(self) -> AsyncIterator["AccessStores"]:
        from storage.databases import service_dsn
        from storage.postgres.database import open_database

        async with service_dsn(self.settings) as dsn, open_database(dsn, ()) as db:
            yield db

    @asynccontextmanager
    async def tracing(self) -> AsyncIterator["TraceStores"]:
        from storage.databases import service_dsn
        from storage.postgres.database import open_database

        async with service_dsn(self.settings) as dsn, open_database(dsn, ()) as db:
            yield db

    async def migrate(self) -> None:
        import click

        from handlers.cli.migrate import migrate, tell_indexes
        from storage.databases import owned_schema
        from storage.documents.opening import migrate_documents

        async with owned_schema(self.settings) as schema:
            await migrate(schema, click.echo)
        tell_indexes(await migrate_documents(self.settings), click.echo)

    async def backup(self, request: "BackupRequest") -> None:
        from handlers.cli.backup import back_up
        from storage.backup.taking import take_backup
        from storage.backup.writing import whole_file

        await back_up(
            request,
            whole_file,
            lambda stream, moved: take_backup(
                self.settings, stream, alfred=VERSION, sessions=request.sessions, moved=moved
            ),
        )

    async def restore(self, request: "RestoreRequest") -> None:
        from handlers.cli.backup import restore
        from storage.backup.restoring import restore_backup

        await restore(
            request,
            lambda moved: restore_backup(
                self.settings,
                request.archive,
                replace=request.replace,
                resume_work=request.resume_work,
                moved=moved,
            ),
        )

    async def doctor(self) -> bool:
        from rich.console import Console

        from bot.settings import TelegramSettings
        from bot.telegram.health import OperatorsCheck
        from bot.views.checkup import CheckupView
        from handlers.cli.configuration import load
        from handlers.cli.doctor import Doctor
        from handlers.cli.machine import machine_checks
        from pipeline.embedding.settings import EmbeddingSettings
        from pipeline.llm.gigachat.settings import GigaChatSettings
        from pipeline.llm.health import ModelCheck
        from pipeline.llm.provider import embedder_of
        from pipeline.llm.settings import LlmSettings
        from pipeline.speech.health import SpeechCheck
        from storage.health import (
            AccountsCheck,
            MongoCheck,
            PausesCheck,
            PostgresCheck,
            VectorsCheck,
        )

        gigachat, llm = load(GigaChatSettings), load(LlmSettings)
        wanted, telegram = load(EmbeddingSettings).butler_vectors, load(TelegramSettings)

        checks = (
            *machine_checks(self.settings.alfred_home, ROOT / "requirements.lock"),
            PostgresCheck(self.settings),
            PausesCheck(self.settings),
            AccountsCheck(self.settings),
            MongoCheck(self.settings),
            ModelCheck(gigachat, llm),
            VectorsCheck(self.settings, wanted=wanted, embedder=embedder_of(gigachat, llm)),
            SpeechCheck(_speech()),
            *((OperatorsCheck(telegram),) if telegram.bot_token else ()),
        )
        return await Doctor(checks, CheckupView(Console()).show)()

    async def reset(self, *, sure: bool) -> None:
        import click

        from handlers.cli.reset import reset
        from storage.embedded import reset as delete

        await reset(self.settings.alfred_home, delete, click.echo, sure=sure)

    def _elsewhere(self, home: Path) -> "House":
        """The same with embedded databases of its own."""
        own = {"alfred_home": home, "database_url": None, "migrations_database_url": None}
        return House(self.settings.model_copy(update=own))

    @asynccontextmanager
    async def replaying(
        self,
        request: "ReplayRequest",
        translators: "Translators",
        *,
        offline: bool,
        watcher: "RunWatcher | None" = None,
    ) -> AsyncIterator["Replay"]:
        """Everything that a replay works with, opened in order and closed in reverse."""
        from prometheus_client import CollectorRegistry

        from handlers.cli.replay import Replay
        from handlers.cli.replay_hearing import open_hearing
        from handlers.events.subscriptions import CONSUMED
        from pipeline.recordings.ears import admission
        from storage.bus import open_bus
        from storage.databases import service_dsn
        from storage.postgres.database import open_database

        registry, speech = CollectorRegistry(), _replay_speech(offline=offline)
        async with (
            service_dsn(self.settings) as dsn,
            open_database(dsn, CONSUMED, admission=admission(speech)) as db,
            _model(db, registry, offline=offline) as model,
            open_hearing(db.recordings, speech, request, registry) as hearing,
        ):
            runs = _replay_runs(db, registry, model, translators, watcher)
            async with open_bus(db.pool, _replay_consumers(db, runs, request), db.outbox) as bus:
                # What starting up made stays. A full collection that walked it each time would
                # hold up the loop for a tenth of a second.
                gc.freeze()
                yield Replay(
                    tenants=db.tenants,
                    groups=db.groups,
                    sink=db.messages,
                    windows=db.windows,
                    archive=db.archive,
                    runs=runs,
                    bus=bus,
                    hearing=hearing,
                )

    @asynccontextmanager
    async def _serving(
        self, edges: "Edges", roles: frozenset[Role]
    ) -> AsyncIterator[tuple[Sequence["Part"], "Stage"]]:
        """The parts that this process runs, in the order in which they start."""
        from prometheus_client import CollectorRegistry

        from bot.channels.webhook import open_webhooks
        from bot.translator import Translators
        from handlers.events.service import CONSUMED
        from pipeline.ingest.pause_metrics import PauseMetrics
        from pipeline.ingest.pauses import KnownPauses, PausesPart
        from pipeline.ingest.recoveries import RecoveryLog
        from pipeline.recordings.ears import admission
        from pipeline.rollout.flags import FlagsPart
        from pipeline.rollout.metrics import RolloutMetrics
        from storage.databases import service_dsn
        from storage.embedded.part import embedded_postgres_part
        from storage.postgres.database import open_database

        home, registry, translators = self.settings.alfred_home, CollectorRegistry(), Translators()
        async with (
            service_dsn(self.settings) as dsn,
            open_database(dsn, CONSUMED, admission=admission(_speech())) as db,
            open_webhooks(db.endpoints, private=edges.web.private_webhooks) as webhooks,
            _model(db, registry) as model,
            _vectors(db, registry, model) as vectors,
            _transcriber(registry, roles) as transcriber,
            self._conversation(
                db, registry, model, transcriber, vectors.questions, wanted=Role.BOT in roles
            ) as conversation,
        ):
            flags, recoveries = await _flags(db), RecoveryLog(db.recoveries)
            kitchen = _kitchen(db, registry, model, translators, flags)
            rollouts = RolloutMetrics(registry, flags.state)
            pauses = KnownPauses(await db.pauses.in_force())
            PauseMetrics(registry, pauses)
            service = _Service(
                home,
                edges,
                db,
                registry,
                translators,
                model,
                kitchen,
                webhooks,
                conversation,
                _hearing(db, registry, transcriber),
                vectors,
                recoveries,
                rollouts,
                pauses,
            )
            parts, stage = service.parts()
            database = () if self.settings.database_url else (embedded_postgres_part(home),)
            documents = () if conversation is None else conversation.stores.parts
            working = (part for role, each in parts.items() if role in roles for part in each)
            following = (
                FlagsPart(db.rollouts, flags, db.outages),
                PausesPart(db.pauses, pauses, db.outages),
            )
            gc.freeze()
            yield [*database, *documents, *following, recoveries, *working], stage

    @asynccontextmanager
    async def _conversation(
        self,
        db: "Database",
        registry: "CollectorRegistry",
        engine: "ModelEngine | None",
        transcriber: "Transcriber | None",
        embed: "QuestionEmbedder | None",
        *,
        wanted: bool,
    ) -> AsyncIterator["Conversation | None"]:
        """What the bot converses with; None where it is a plain one."""
        from handlers.cli.configuration import load
        from handlers.service.conversation import Conversation, MemoryStores
        from pipeline.alfred.condensing.asking import ModelCondenser
        from pipeline.alfred.condensing.extracting import RulesCondenser
        from pipeline.alfred.metrics import ButlerMetrics
        from pipeline.alfred.settings import ButlerSettings
        from storage.documents.expiring import ExpiringPart
        from storage.documents.facts import StoredFacts
        from storage.documents.locks import PersonLeases
        from storage.documents.memory import StoredMemory
        from storage.documents.opening import document_database
        from storage.documents.part import DocumentsPart
        from storage.documents.profiles import StoredProfiles
        from storage.documents.reading import DamagedDocumentError
        from storage.documents.scopes import StoredScopes
        from storage.embedded.part import embedded_mongo_part
        from storage.errors import DocumentStoreUnavailableError
        from storage.postgres.search import GroupArchive

        settings = load(ButlerSettings)
        if not wanted or not settings.personalization_enabled:
            yield None
            return
        embedded = self.settings.mongodb_url is None
        server = (embedded_mongo_part(self.settings.alfred_home),) if embedded else ()
        async with document_database(self.settings) as documents:
            yield Conversation(
                stores=MemoryStores(
                    StoredProfiles(documents),
                    StoredMemory(documents),
                    StoredFacts(documents),
                    PersonLeases(documents),
                    StoredScopes(documents),
                    outages=(DocumentStoreUnavailableError, DamagedDocumentError),
                    parts=(
                        *server,
                        DocumentsPart(documents),
                        *((ExpiringPart(documents),) if embedded else ()),
                    ),
                ),
                archive=GroupArchive(db.pool, embed),
                engine=engine,
                condenser=RulesCondenser() if engine is None else ModelCondenser(engine.model),
                transcriber=transcriber,
                longest_recording=_speech().speech.max_seconds,
                settings=settings,
                metrics=ButlerMetrics(registry),
            )


def _speech() -> "SpeechSections":
    from handlers.cli.configuration import load
    from pipeline.speech.engines import SpeechSections
    from pipeline.speech.settings import SaluteSpeechSettings, SpeechSettings, VoskSettings

    return SpeechSections(load(SpeechSettings), load(SaluteSpeechSettings), load(VoskSettings))


@asynccontextmanager
async def _transcriber(
    registry: "CollectorRegistry", roles: frozenset[Role]
) -> AsyncIterator["Transcriber | None"]:
    """For people who speak to the bot, and for the groups that it and accounts read."""
    from pipeline.speech.metrics import SpeechMetrics
    from pipeline.speech.opening import open_transcriber

    if not roles & {Role.BOT, Role.INGEST}:
        yield None
        return
    async with open_transcriber(_speech(), SpeechMetrics(registry)) as transcriber:
        yield transcriber


def _replay_speech(*, offline: bool) -> "SpeechSections | None":
    """Offline nobody is to listen but whoever does so in this process."""
    from pipeline.speech.settings import Engine

    sections = _speech()
    return None if offline and sections.engine is not Engine.POCKETSPHINX else sections


def _hearing(
    db: "Database", registry: "CollectorRegistry", transcriber: "Transcriber | None"
) -> "Hearing":
    from handlers.service.hearing import Hearing
    from pipeline.recordings.ears import group_ears
    from pipeline.recordings.metrics import RecordingMetrics

    settings = _speech().speech
    ears = group_ears(transcriber, settings)
    return Hearing(db.recordings, ears, RecordingMetrics(registry), settings)


def _model(
    db: "Database", registry: "CollectorRegistry", *, offline: bool = False
) -> AbstractAsyncContextManager["ModelEngine | None"]:
    from handlers.cli.configuration import load
    from pipeline.alfred.settings import ButlerSettings
    from pipeline.digest.model.opening import EngineSettings, open_model_engine
    from pipeline.digest.model.settings import ModelSettings, QuotaSettings
    from pipeline.llm.gigachat.settings import GigaChatSettings
    from pipeline.llm.settings import LlmSettings

    settings = (
        None
        if offline
        else EngineSettings(
            load(GigaChatSettings),
            load(LlmSettings),
            load(QuotaSettings),
            load(ModelSettings),
            apart=(load(ButlerSettings).allowance,),
        )
    )
    return open_model_engine(settings, usage=db.usage, segments=db.segments, registry=registry)


@asynccontextmanager
async def _vectors(
    db: "Database", registry: "CollectorRegistry", engine: "ModelEngine | None"
) -> AsyncIterator["ArchiveVectors"]:
    from handlers.cli.configuration import load
    from handlers.service.kitchen import utc_now
    from pipeline.embedding.opening import open_vectors
    from pipeline.embedding.settings import EmbeddingSettings

    embedder = None if engine is None else engine.embedder
    yield await open_vectors(load(EmbeddingSettings), db.passages, embedder, registry, utc_now)


def _replay_runs(
    db: "Database",
    registry: "CollectorRegistry",
    model: "ModelEngine | None",
    translators: "Translators",
    watcher: "RunWatcher | None",
) -> "DigestRuns":
    from handlers.cli.configuration import load
    from pipeline.digest.graph import build_digest_graph
    from pipeline.digest.metrics import DigestMetrics
    from pipeline.digest.runs import DigestRuns
    from pipeline.digest.settings import ContextSettings, DigestSettings

    return DigestRuns(
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


def _replay_consumers(
    db: "Database", runs: "DigestRuns", request: "ReplayRequest"
) -> "Sequence[Consumer[Any]]":
    from bot.delivery import Delivery
    from bot.display import displays
    from handlers.cli.replay import channel_of
    from handlers.events.deliver_digest import DeliverDigest
    from handlers.events.generate_digest import GenerateDigest
    from handlers.events.link_threads import LinkThreads
    from handlers.events.request_digest import RequestDigest
    from handlers.events.subscriptions import subscriptions
    from pipeline.threads.settings import ThreadSettings

    return subscriptions(
        LinkThreads(db.threads, ThreadSettings()),
        RequestDigest(runs, request.language, request.engine, channel_of(request)),
        GenerateDigest(runs),
        DeliverDigest(Delivery(db.digests, db.deliveries, db.events, displays())),
    )


async def _flags(db: "Database") -> "KnownFlags":
    """What is on as the process begins, so that nothing is refused before the first news."""
    from handlers.cli.configuration import load
    from pipeline.rollout.flags import KnownFlags
    from pipeline.rollout.settings import RolloutSettings

    settings = load(RolloutSettings)
    await db.rollouts.configure(settings.terms, "settings")
    flags = KnownFlags(settings.overrides)
    flags.learn(await db.rollouts.states())
    return flags


def _kitchen(
    db: "Database",
    registry: "CollectorRegistry",
    model: "ModelEngine | None",
    translators: "Translators",
    flags: "KnownFlags",
) -> "Kitchen":
    from handlers.cli.configuration import load
    from handlers.service.kitchen import Tuning, open_kitchen
    from pipeline.digest.settings import ContextSettings, DigestSettings
    from pipeline.rollout.settings import RolloutSettings
    from pipeline.threads.settings import ThreadSettings

    return open_kitchen(
        db,
        rollout=flags,
        wording=translators.into,
        model=model,
        tuning=Tuning(
            load(DigestSettings),
            load(ContextSettings),
            ThreadSettings(),
            load(RolloutSettings).overrides,
        ),
        registry=registry,
    )


@dataclass(frozen=True, slots=True)
class _Service:
    """``run`` on open databases, role by role."""

    home: Path
    edges: "Edges"
    db: "Database"
    registry: "CollectorRegistry"
    translators: "Translators"
    model: "ModelEngine | None"
    kitchen: "Kitchen"
    webhooks: "WebhookClient"
    conversation: "Conversation | None"
    hearing: "Hearing"
    vectors: "ArchiveVectors"
    recoveries: "RecoveryLog"
    rollouts: "RolloutMetrics"
    pauses: "KnownPauses"

    def parts(self) -> tuple[dict[Role, tuple["Part", ...]], "Stage"]:
        """The parts of each role, in the order in which they start."""
        from bot.telegram.part import BotPart, WebhookDoor
        from handlers.service.program import Stage
        from handlers.service.reading import BackfillWatch
        from pipeline.health.lag import RecentLags

        stage, door, watch = Stage(), WebhookDoor(), BackfillWatch()
        reading = self._reading(watch)
        lags = RecentLags()
        health = self._health(stage, lags)
        butler = self._butler(reading, watch, health)
        return {
            Role.WEB: self._web(reading, door, health, lags),
            Role.WORKER: self._worker(),
            Role.SCHEDULER: self._scheduler(),
            Role.INGEST: (reading, *self.hearing.by_accounts(reading, self.db.group_book)),
            Role.BOT: (BotPart(self.db.roles, butler.open, door),),
        }, stage

    def _health(self, stage: "Stage", lags: "RecentLags") -> "Health":
        from handlers.api.health import Health
        from handlers.events.service import CONSUMED
        from pipeline.ingest.pause_check import ReadingCheck
        from pipeline.llm.health import ModelsAnswer
        from storage.readiness import DatabaseAnswers, QueueIsFollowed

        pool, queued = self.db.pool, [event.name for event in CONSUMED]
        engine = self.model
        models = ModelsAnswer() if engine is None else ModelsAnswer(engine.names, engine.resting)
        checks = (
            DatabaseAnswers(pool),
            QueueIsFollowed(pool, queued),
            ReadingCheck(self.pauses),
            models,
            lags,
        )
        return Health(stage.statuses, checks)

    def _web(
        self, reading: "Reading", door: "WebhookDoor", health: "Health", lags: "RecentLags"
    ) -> tuple["Part", ...]:
        from handlers.service.serving import open_web

        return open_web(
            self.kitchen,
            reading,
            self.edges.web,
            self.edges.webhook,
            self.edges.alerts,
            door,
            health,
            lags,
            self.registry,
            self.rollouts,
            VERSION,
        )

    def _worker(self) -> tuple["Part", ...]:
        from pipeline.digest.stopping import StopListener
        from storage.bus.part import BusPart

        db, kitchen = self.db, self.kitchen
        return (
            kitchen.progress,
            StopListener(db.signals, kitchen.stops),
            BusPart("worker", db.pool, db.outbox, kitchen.worker_handlers().consumers()),
            *self.vectors.parts,
        )

    def _scheduler(self) -> tuple["Part", ...]:
        from handlers.cli.configuration import load
        from pipeline.retention.settings import RetentionSettings
        from pipeline.rollout.settings import RolloutSettings
        from pipeline.schedules.settings import ScheduleSettings
        from scheduler.clockwork import Job
        from scheduler.metrics import ScheduleMetrics
        from scheduler.part import SchedulerPart
        from scheduler.pushes import NAME as PUSHES
        from scheduler.pushes import DuePushes
        from scheduler.retention import Retention, RetentionMetrics, retention_job
        from scheduler.rollout_watch import RolloutWatch
        from storage.postgres.retention import OldRows

        metrics = ScheduleMetrics(self.registry)
        pushes = DuePushes(self.db.subscriptions, load(ScheduleSettings), metrics)
        limits = load(RetentionSettings).limits
        retention = Retention(OldRows(self.db.pool), limits, RetentionMetrics(self.registry))
        jobs = [Job(PUSHES, pushes.__call__), retention_job(retention)]
        overrides = load(RolloutSettings).overrides
        watch = RolloutWatch(
            self.db.rollouts,
            self.db.gate_looks,
            self.db.roles.hold,
            overrides,
            acts=self.edges.telegram.admin_chat is not None,
        )
        return SchedulerPart(jobs, metrics), watch

    def _reading(self, watch: "BackfillWatch") -> "Reading":
        from bot.telethon.metrics import IngestMetrics
        from handlers.service.reading import open_reading

        edges, metrics = self.edges, IngestMetrics(self.registry, self.recoveries.note)
        return open_reading(
            self.db, edges.telegram, edges.telethon, self.home, metrics, watch, self.pauses
        )

    def _measuring(self, health: "Health") -> "Measuring":
        from bot.monitoring.prometheus import PrometheusRules
        from pipeline.rollout.measuring import Measuring
        from storage.readiness import SchemaRevisions

        db, prometheus = self.db, self.edges.alerts.prometheus_url
        return Measuring(
            revisions=SchemaRevisions(db.pool),
            health=health,
            alerts=PrometheusRules(prometheus) if prometheus else None,
            rollouts=db.rollouts,
            pauses=self.pauses,
            letters=db.dead_letters.count,
            exercises=None if self.conversation is None else db.exercises,
            now=self.kitchen.now,
        )

    def _butler(self, reading: "Reading", watch: "BackfillWatch", health: "Health") -> "Butler":
        from zoneinfo import ZoneInfo

        from bot.telegram.metrics import BotMetrics
        from handlers.cli.zone import system_zone
        from handlers.service.butler import Butler
        from storage.bus.part import BusPart

        db = self.db
        return Butler(
            telegram=self.edges.telegram,
            webhook=self.edges.webhook,
            home=self.home,
            time_zone=(system_zone() or ZoneInfo("UTC")).key,
            kitchen=self.kitchen,
            reading=reading,
            watch=watch,
            translators=self.translators,
            webhooks=self.webhooks,
            conversation=self.conversation,
            metrics=BotMetrics(self.registry, self.recoveries.note),
            measuring=self._measuring(health),
            consuming=lambda handlers, transport: (
                BusPart("deliveries", db.pool, db.outbox, handlers.consumers()),
                *self.hearing.by_bot(transport),
            ),
        )


if __name__ == "__main__":
    sys.exit(run_command_line(alfred, sys.argv[1:], compose))
