"""How slow chats run, as measured on real ones.

``python -m bench.slow_chats --measure`` prints the measures that these numbers are of: bursts are
what a silence of 15 minutes parts. What no chat tells without a truth, how often conversations run
beside each other and how often they go on later, is set: see each regime.
"""

from dataclasses import dataclass

LogNormal = tuple[float, float]
"""Mean and standard deviation of the logarithm."""


@dataclass(frozen=True, slots=True)
class Regime:
    name: str
    within: LogNormal
    """Seconds between the messages of a burst."""
    between: LogNormal
    """Seconds between bursts."""
    size: LogNormal
    """Messages of a conversation in one burst."""
    people: int
    regulars: float
    """How many people, about, talk as much as the one who talks most."""
    split: float
    """Share of the sentence ends inside a turn at which it is sent as two messages."""
    called: float
    """Share of the answers that begin with the name of the one who spoke before."""
    beside: float
    """Share of bursts with one conversation more, of those with two, and so on."""
    resumed: float
    """Share of the conversations broken off that go on in a later burst, and of the conversations
    of a burst that are such, while there are any."""


REGIMES = (
    Regime(
        name="zulip-like",
        within=(4.8, 1.3),
        between=(7.9, 0.8),
        size=(1.0, 1.1),
        people=206,
        regulars=10.0,
        split=0.5,
        called=0.17,
        # So that a gap of 15 minutes comes near what it reaches by the topics of a real one,
        # 1-1 77.0 and exact F 48.4, as the data's README tells.
        beside=0.15,
        resumed=0.05,
    ),
    Regime(
        name="forum-like",
        within=(4.8, 1.3),
        between=(7.9, 0.8),
        size=(0.4, 0.8),
        people=206,
        regulars=10.0,
        split=0.5,
        called=0.17,
        # So that about as many mentions as in the Zulip export name somebody whose last message
        # is of an earlier burst, or has other people's between: half of them.
        beside=0.4,
        resumed=0.7,
    ),
    Regime(
        name="gitter-like",
        within=(2.7, 1.6),
        between=(9.1, 1.5),
        size=(1.4, 1.3),
        people=74,
        regulars=1.0,
        split=0.9,
        called=0.1,
        beside=0.1,  # 1.4 people a burst: few bursts have room for a second conversation
        resumed=0.2,
    ),
    Regime(
        name="busy evening",  # of the Russian group: seconds between messages, ten people a burst
        within=(2.1, 1.3),
        between=(7.9, 1.1),
        size=(2.0, 1.2),
        people=128,
        regulars=3.0,
        split=0.5,
        called=0.03,
        beside=0.6,
        resumed=0.3,
    ),
)
