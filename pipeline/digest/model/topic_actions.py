"""Who does what until when in a topic, as the model points it out and the messages say it."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.digest.corpus import Corpus
from pipeline.digest.model import cleaning
from pipeline.digest.model.topic_drafts import Draft
from pipeline.digest.models import Action, Ids, SegmentKind
from pipeline.digest.prompts.topic import DUE, ActionAnswer
from pipeline.digest.rules.actions import agreements
from pipeline.digest.rules.quotes import best, centre, quotes
from pipeline.language.words import words

ACTIONS = 5


def actions_of(draft: Draft, corpus: Corpus) -> Iterator[Action]:
    """The model's actions, one a message; an agreement that the rules know is told their way."""
    agreed = agreements(corpus, draft.cluster.lines)
    used: set[int] = set()
    for given in (action for answer in draft.answers for action in answer.actions):
        for message_id in draft.inside([given.line]):
            known = next((each for each in agreed if message_id in each.message_ids), None)
            action = _action(given, message_id, known, draft, corpus)
            if action is not None and len(used) < ACTIONS and used.isdisjoint(action.message_ids):
                used.update(action.message_ids)
                yield action


def owners_of(draft: Draft, actions: Iterable[Action]) -> Sequence[str]:
    """Who took the topic on, by the model or by an action; nobody from elsewhere."""
    people = [draft.person(handle) for answer in draft.answers for handle in answer.owners]
    people += [action.who for action in actions]
    return tuple(dict.fromkeys(person for person in people if person is not None))


def _action(
    given: ActionAnswer, message_id: int, known: Action | None, draft: Draft, corpus: Corpus
) -> Action | None:
    who = draft.person(given.who)
    if known is not None:
        due = _due(given, known.message_ids, corpus) or known.due
        return known.model_copy(update={"who": who or known.who, "due": due})
    found = quotes([corpus.by_id[message_id]], centre(draft.cluster.lines))
    quote = best(found, lambda quote: 2.0 if SegmentKind.PLAN in quote.kinds else 1.0)
    if quote is None:
        return None
    ids = (message_id,)
    return Action(who=who, what=quote.text, due=_due(given, ids, corpus), message_ids=ids)


def _due(given: ActionAnswer, ids: Ids, corpus: Corpus) -> str | None:
    """The time that the model names, if the messages name it in the same words."""
    due = cleaning.plain(given.due or "")
    named = " ".join(words(due))
    said = (" ".join(words(corpus.by_id[i].text)) for i in ids if i in corpus.by_id)
    stands = bool(named) and any(f" {named} " in f" {text} " for text in said)
    return due if stands and len(due) <= DUE else None
