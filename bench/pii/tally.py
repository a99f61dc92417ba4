"""What is leaked and touched of a set of our own."""

from collections import Counter
from dataclasses import dataclass, field

from bench.pii.naive import naive_spans
from bench.pii.own import OwnSet
from bench.pii.scoring import leaks, legible, masked_spans, touches
from pipeline.privacy.masks import mask


@dataclass(slots=True)
class OwnTally:
    spans: int = 0
    leaked: int = 0
    """Labelled spans with a letter or digit that can still be read."""
    masks: int = 0
    apt: int = 0
    """Masks that cover something of a labelled span."""
    clean: int = 0
    touched: int = 0
    """Messages without personal data that masking changes."""
    naive_leaked: int = 0
    naive_touched: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    """How many of each kind leaked."""


def tally(those: OwnSet) -> OwnTally:
    found = OwnTally(clean=len(those.clean))
    for message in those.labelled:
        spans, naive = masked_spans(legible(message.text)), naive_spans(message.text)
        found.masks += len(spans)
        found.apt += sum(touches(message.labels, span) for span in spans)
        for label in message.labels:
            found.spans += 1
            leaked = leaks(message.text, label, spans) > 0
            found.leaked += leaked
            found.by_kind[label.kind] += leaked
            found.naive_leaked += leaks(message.text, label, naive) > 0
    for text in those.clean:
        found.touched += mask(text).text != text
        found.naive_touched += bool(naive_spans(text))
    return found
