"""Every adapter of one Postgres database, on one pool and one outbox."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pipeline.events.models import Event
from pipeline.recordings.models import Admission
from storage.postgres.accounts import Accounts
from storage.postgres.alarms import OperatorAlarms
from storage.postgres.amendments import Amendments
from storage.postgres.archive import MessageArchive
from storage.postgres.artifacts import Artifacts
from storage.postgres.chat_statuses import KnownChats
from storage.postgres.checklists import StoredChecklists
from storage.postgres.connection import Pool
from storage.postgres.conversation import Conversations
from storage.postgres.copies import StoredCopies
from storage.postgres.cursors import Cursors
from storage.postgres.dead_letter_notices import LetterNotices
from storage.postgres.dead_letters import DeadLetters
from storage.postgres.deliveries import Deliveries
from storage.postgres.dialogues import StoredDialogues
from storage.postgres.digests import Digests
from storage.postgres.endpoints import WebhookEndpoints
from storage.postgres.errors import DatabaseUnavailableError
from storage.postgres.exercises import NotedExercises
from storage.postgres.feedback import FeedbackEntries
from storage.postgres.floods import Floods
from storage.postgres.group_book import ConnectedGroups
from storage.postgres.group_figures import StoredGroupFigures
from storage.postgres.groups import Groups, Tenants
from storage.postgres.kept_answers import StoredAnswers
from storage.postgres.locks import RoleLocks, WindowLocks
from storage.postgres.members import TenantMembers
from storage.postgres.messages import Messages
from storage.postgres.missed_orders import OrdersShutOut
from storage.postgres.orders import Orders
from storage.postgres.outbox import Events, Outbox
from storage.postgres.passages import Passages
from storage.postgres.pauses import StoredPauses
from storage.postgres.people import KnownPeople
from storage.postgres.pool import open_pool
from storage.postgres.reactions import MessageReactions
from storage.postgres.recordings import StoredRecordings
from storage.postgres.recoveries import NotedRecoveries
from storage.postgres.rollout import RolloutDesk
from storage.postgres.rollout_samples import RolloutSamples, StoredWatchNotices
from storage.postgres.segments import Segments
from storage.postgres.sent_messages import SentByTheBot
from storage.postgres.signals import Signals
from storage.postgres.subscriptions import Subscriptions
from storage.postgres.thread_answers import StoredThreadAnswers
from storage.postgres.thread_reading import ThreadReading
from storage.postgres.threads import Threads
from storage.postgres.tokens import Tokens
from storage.postgres.traces import StoredTraces
from storage.postgres.unfinished import WaitedForDigests
from storage.postgres.usage import Usages
from storage.postgres.windows import Windows


@dataclass(frozen=True, slots=True)
class Database:
    pool: Pool
    outbox: Outbox
    tenants: Tenants
    groups: Groups
    messages: Messages
    archive: MessageArchive
    threads: Threads
    thread_reading: ThreadReading
    thread_answers: StoredThreadAnswers
    windows: Windows
    locks: WindowLocks
    artifacts: Artifacts
    segments: Segments
    usage: Usages
    digests: Digests
    deliveries: Deliveries
    copies: StoredCopies
    events: Events
    cursors: Cursors
    floods: Floods
    accounts: Accounts
    amendments: Amendments
    reactions: MessageReactions
    signals: Signals
    dead_letters: DeadLetters
    letter_notices: LetterNotices
    alarms: OperatorAlarms
    tokens: Tokens
    kept_answers: StoredAnswers
    endpoints: WebhookEndpoints
    feedback: FeedbackEntries
    roles: RoleLocks
    rollouts: RolloutDesk
    gate_looks: RolloutSamples
    watch_notices: StoredWatchNotices
    checklists: StoredChecklists
    exercises: NotedExercises
    pauses: StoredPauses
    recoveries: NotedRecoveries
    conversation: Conversations
    dialogues: StoredDialogues
    figures: StoredGroupFigures
    people: KnownPeople
    members: TenantMembers
    group_book: ConnectedGroups
    orders: Orders
    missed: OrdersShutOut
    unfinished: WaitedForDigests
    subscriptions: Subscriptions
    chat_statuses: KnownChats
    sent_messages: SentByTheBot
    passages: Passages
    recordings: StoredRecordings
    traces: StoredTraces

    @property
    def outages(self) -> tuple[type[Exception], ...]:
        return (DatabaseUnavailableError,)


@asynccontextmanager
async def open_database(
    dsn: str, consumed: Collection[type[Event]], *, admission: Admission | None = None
) -> AsyncIterator[Database]:
    """Open the pool and make the adapters.

    Args:
        dsn: Of the service's role.
        consumed: The events that have a consumer, in this process or another.
        admission: Which recordings are to be heard; None for none.
    """
    outbox = Outbox([event.name for event in consumed])
    async with open_pool(dsn) as pool:
        yield Database(
            pool=pool,
            outbox=outbox,
            tenants=Tenants(pool),
            groups=Groups(pool),
            messages=Messages(pool, outbox, admission),
            archive=MessageArchive(pool),
            threads=Threads(pool),
            thread_reading=ThreadReading(pool),
            thread_answers=StoredThreadAnswers(pool, outbox),
            windows=Windows(pool, outbox),
            locks=WindowLocks(pool),
            artifacts=Artifacts(pool),
            segments=Segments(pool),
            usage=Usages(pool),
            digests=Digests(pool, outbox),
            deliveries=Deliveries(pool),
            copies=StoredCopies(pool),
            events=Events(pool, outbox),
            cursors=Cursors(pool),
            floods=Floods(pool),
            accounts=Accounts(pool),
            amendments=Amendments(pool, outbox),
            reactions=MessageReactions(pool),
            signals=Signals(pool),
            dead_letters=DeadLetters(pool, outbox),
            letter_notices=LetterNotices(pool),
            alarms=OperatorAlarms(pool),
            tokens=Tokens(pool),
            kept_answers=StoredAnswers(pool),
            endpoints=WebhookEndpoints(pool),
            feedback=FeedbackEntries(pool),
            roles=RoleLocks(dsn),
            rollouts=RolloutDesk(pool),
            gate_looks=RolloutSamples(pool),
            watch_notices=StoredWatchNotices(pool),
            checklists=StoredChecklists(pool),
            exercises=NotedExercises(pool),
            pauses=StoredPauses(pool),
            recoveries=NotedRecoveries(pool),
            conversation=Conversations(pool),
            dialogues=StoredDialogues(pool),
            figures=StoredGroupFigures(pool),
            people=KnownPeople(pool),
            members=TenantMembers(pool),
            group_book=ConnectedGroups(pool, outbox),
            orders=Orders(pool, outbox),
            missed=OrdersShutOut(pool),
            unfinished=WaitedForDigests(pool),
            subscriptions=Subscriptions(pool, outbox),
            chat_statuses=KnownChats(pool),
            sent_messages=SentByTheBot(pool),
            passages=Passages(pool),
            recordings=StoredRecordings(pool, outbox),
            traces=StoredTraces(pool),
        )
