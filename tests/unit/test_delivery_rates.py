"""Telegram's limits hold wherever messages are, and no chat holds up another."""

import heapq
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.delivery.allowances import Allowance, Rates
from pipeline.delivery.rates import SendingPlan, Ticket, Urgency

RATES = Rates(overall=Allowance(5, 1.0), chat=Allowance(2, 2.0), group=Allowance(4, 20.0))
GROUPS = (-1, -2)
PEOPLE = (1, 2)


@dataclass
class Sending:
    """Runs a plan over its whole future: messages travel for a while, and nobody sleeps."""

    plan: SendingPlan
    travel: dict[Ticket, float] = field(default_factory=dict)
    left: list[tuple[float, Ticket]] = field(default_factory=list)
    arrived: dict[Ticket, float] = field(default_factory=dict)

    def run(self, wishes: list[tuple[float, Ticket]], longest: float = 10_000.0) -> None:
        moments = [(at, index, "wish", ticket) for index, (at, ticket) in enumerate(wishes)]
        heapq.heapify(moments)
        number = len(moments)
        now = 0.0
        while moments or self.plan.wake_at(now) is not None:
            wake_at = self.plan.wake_at(now)
            if moments and (wake_at is None or moments[0][0] <= wake_at):
                now, _, what, ticket = heapq.heappop(moments)
                if what == "wish":
                    self.plan.add(ticket, now)
                else:
                    self.plan.arrived(ticket, now)
                    self.arrived[ticket] = now
            elif wake_at is not None:
                now = max(now, wake_at)
            assert now < longest
            for ticket in self.plan.leaving(now):
                self.left.append((now, ticket))
                number += 1
                heapq.heappush(
                    moments, (now + self.travel.get(ticket, 0.0), number, "arrival", ticket)
                )

    def order(self) -> list[Ticket]:
        return [ticket for _, ticket in self.left]


def ticket(chat: int, urgency: Urgency = Urgency.ANSWER) -> Ticket:
    return Ticket(chat, urgency, group=chat < 0)


def most(times: list[float], seconds: float) -> int:
    """The most that any half-open period of so many seconds holds."""
    ordered = sorted(times)
    return max(
        (
            sum(1 for each in ordered if start <= each < start + seconds - 1e-9)
            for start in ordered
        ),
        default=0,
    )


wishes = st.lists(
    st.tuples(
        st.floats(0, 30, allow_nan=False).map(lambda at: round(at, 2)),
        st.sampled_from((*GROUPS, *PEOPLE)),
        st.sampled_from(tuple(Urgency)),
        st.sampled_from((0.0, 0.05, 0.7, 3.0)),
        st.floats(0, 1),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(wishes)
def test_no_limit_is_ever_exceeded_where_telegram_counts(
    drawn: list[tuple[float, int, Urgency, float, float]],
) -> None:
    sending = Sending(SendingPlan(RATES))
    seen_after = {}
    wanted = []
    for at, chat, urgency, travel, share in drawn:
        one = ticket(chat, urgency)
        sending.travel[one] = travel
        seen_after[one] = travel * share
        wanted.append((at, one))

    sending.run(wanted)

    counted: dict[int, list[float]] = defaultdict(list)
    for at, one in sending.left:
        counted[int(one.chat)].append(at + seen_after[one])
    everything = [at for times in counted.values() for at in times]
    assert len(wanted) == len(sending.left)
    assert most(everything, 1.0) <= 5
    assert all(most(times, 2.0) <= 2 for times in counted.values())
    assert all(most(counted[chat], 20.0) <= 4 for chat in GROUPS)


def test_messages_of_one_chat_leave_in_their_order() -> None:
    tickets = [ticket(1) for _ in range(6)]
    sending = Sending(SendingPlan(RATES))

    sending.run([(0.0, each) for each in tickets])

    assert tickets == sending.order()


def test_a_group_with_a_long_queue_does_not_hold_up_others() -> None:
    flood = [ticket(-1) for _ in range(50)]
    others = [ticket(chat) for chat in (7, 8, 9)]
    sending = Sending(SendingPlan(RATES))

    sending.run([(0.0, each) for each in [*flood, *others]])

    assert set(others) <= set(sending.order()[:5])


def test_what_a_person_waits_for_goes_before_what_was_scheduled() -> None:
    pushes = [ticket(chat, Urgency.PUSH) for chat in range(100, 130)]
    answer = ticket(7)
    sending = Sending(SendingPlan(RATES))

    sending.run([*((0.0, each) for each in pushes), (0.5, answer)])

    assert answer in sending.order()[:6]
    assert 31 == len(sending.order())


def test_progress_leaves_a_group_room_for_the_digest() -> None:
    shown = [ticket(-1, Urgency.PROGRESS) for _ in range(4)]
    digest = ticket(-1)
    sending = Sending(SendingPlan(RATES))

    sending.run([*((0.0, each) for each in shown), (6.0, digest)])

    at = {one: moment for moment, one in sending.left}
    assert 6.0 == at[digest]
    assert at[shown[2]] >= 20.0


def test_a_pause_holds_up_its_chat_and_no_other() -> None:
    plan = SendingPlan(RATES)
    sending = Sending(plan)
    sending.run([(0.0, ticket(1))])
    plan.pause(1, until=9.0, now=0.0)

    late, other = ticket(1), ticket(2)
    sending.run([(0.0, late), (0.0, other)])

    at = {one: moment for moment, one in sending.left}
    assert 9.0 == at[late]
    assert 0.0 == at[other]


def test_pauses_of_several_chats_at_once_are_meant_for_all() -> None:
    plan = SendingPlan(RATES)
    for chat in (1, 2, 3):
        plan.pause(chat, until=5.0, now=0.0)
    sending = Sending(plan)
    other = ticket(4)

    sending.run([(0.0, other)])

    assert [(5.0, other)] == sending.left


def test_pauses_that_are_far_apart_are_each_chats_own() -> None:
    plan = SendingPlan(RATES)
    for chat, now in ((1, 0.0), (2, 20.0), (3, 40.0)):
        plan.pause(chat, until=now + 100.0, now=now)
    sending = Sending(plan)
    other = ticket(4)

    sending.run([(41.0, other)])

    assert [(41.0, other)] == sending.left


def test_chats_that_are_idle_are_forgotten() -> None:
    plan = SendingPlan(RATES)
    Sending(plan).run([(0.01 * chat, ticket(chat)) for chat in range(1, 500)])

    plan.add(ticket(1_000), 1_000.0)

    assert 1 == plan.chats


def test_what_was_withdrawn_does_not_leave() -> None:
    plan = SendingPlan(RATES)
    first, second = ticket(1), ticket(1)
    plan.add(first, 0.0)
    plan.add(second, 0.0)

    plan.withdraw(first)

    assert [second] == plan.leaving(0.0)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (30.0, Allowance(30, 1.0)),
        (0.5, Allowance(1, 2.0)),
        (2.5, Allowance(2, 0.8)),
    ],
)
def test_a_rate_is_kept_also_if_it_is_no_whole_number(rate: float, expected: Allowance) -> None:
    assert expected == Allowance.per_second(rate)
