"""Messages that are not told, be they talk or not (``pipeline.ingest.talk``).

Precision comes first: a lost message is worse than a told advertisement.
"""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.digest.corpus import Noise
from pipeline.digest.rules.preparation.noise_signs import THRESHOLD, VICE, spam_weight
from pipeline.ingest.models import Message
from pipeline.ingest.talk import aside
from pipeline.language.words import normal, words

TEMPLATE_MESSAGES = 5
"""From this many messages of one author, a template is no coincidence."""
TEMPLATE_SHARE = 0.8
COPIES = 4
"""Copies of one text by one author from which repetition is a sign of spam."""
SHORTEST_COPY = 4
"""Words; shorter texts recur in any talk."""

_BOT_WORD = re.compile(r"(?:^|[\W_])(?:bot|бот)(?:$|[\W_])", re.IGNORECASE)
_BOT_CAMEL = re.compile(r"[a-zа-яё0-9](?:Bot|Бот)$")
_BOT_NICK = re.compile(r"\w{3,}bot$", re.IGNORECASE)
_NO_BOT = re.compile(r"(?:^|\W)(?:not?|не)\W+(?:a\W+)?(?:bot|бот)", re.IGNORECASE)
_BRIDGE = re.compile(r"matrix|bridge|relay|irc|discord|slack|xmpp", re.IGNORECASE)
_SURNAMES = ("robot", "talbot", "abbot", "cabot", "barbot", "turbot", "corbot", "herbot")
_MACHINE = re.compile(
    r"(?:github|gitlab|bitbucket|gitea|jenkins|teamcity|travis|circleci|argocd|jira|sentry|grafana|"
    r"zabbix|alert ?manager|prometheus|pagerduty|opsgenie|renovate|sonarqube|ifttt|zapier|ubottu|"
    r"uptime ?robot|netlify|vercel|youtrack|group ?help|shieldy|rss)"
    r"(?:[\s_-]*(?:ci|notifications?|alerts?|app|integration|updates?|feed|уведомления|алерты))?"
    r"|.+ ci(?:/cd)?",
    re.IGNORECASE,
)

_VARYING = re.compile(
    r"https?://\S+|@\w+|\d+(?:[.,:]\d+)*|(?<!\w)(?=\w*\d)[0-9a-f]{7,}(?!\w)", re.IGNORECASE
)


def classify(message: Message) -> Noise | None:
    """Why this message alone is noise; None for talk.

    A text of emoji only is ``EMPTY``: nothing in it can be told, yet it counts as a feeling. A
    link alone is talk.
    """
    why = aside(message)
    if why is not None:
        return Noise(why.value)
    if message.via_bot or is_bot_name(message.author_name):
        return Noise.BOT
    if not message.links and "://" not in message.text and not words(message.text):
        return Noise.EMPTY
    return Noise.SPAM if _spam_weight(message) >= THRESHOLD else None


def classify_window(messages: Sequence[Message]) -> list[Noise | None]:
    """``classify`` for each message of a window, in its order, with what repetition tells.

    An author whose messages follow one template with changing numbers is a bot, by whatever
    name; a text that one author sends again and again needs one sign less to be spam.
    """
    noise = [classify(message) for message in messages]
    machines = _templated([m for m, why in zip(messages, noise, strict=True) if why is None])
    copies = Counter(_copy(m) for m, why in zip(messages, noise, strict=True) if why is None)
    for place, message in enumerate(messages):
        if noise[place] is not None:
            continue
        if _author(message) in machines:
            noise[place] = Noise.BOT
        elif copies[_copy(message)] >= COPIES and _is_spam_when_repeated(message):
            noise[place] = Noise.SPAM
    return noise


def is_bot_name(name: str) -> bool:
    """Whether a name is a bot's or a service's: «Дежурный бот», "DeployBot", "GitLab".

    Bridges ("matrixbot") are none: they relay what people say.
    """
    name = name.strip()
    if _NO_BOT.search(name) or _BRIDGE.search(name):
        return False
    if _BOT_WORD.search(name) or _BOT_CAMEL.search(name) or _MACHINE.fullmatch(name):
        return True
    return bool(_BOT_NICK.fullmatch(name)) and not name.lower().endswith(_SURNAMES)


def _spam_weight(message: Message) -> int:
    return spam_weight(" ".join((message.text, *message.links)))


def _is_spam_when_repeated(message: Message) -> bool:
    if len(words(message.text)) < SHORTEST_COPY:
        return False
    return _spam_weight(message) >= THRESHOLD - VICE


def _templated(messages: Sequence[Message]) -> set[str]:
    texts: dict[str, list[str]] = {}
    for message in messages:
        texts.setdefault(_author(message), []).append(normal(message.text))
    return {author for author, own in texts.items() if _is_template(own)}


def _is_template(texts: Sequence[str]) -> bool:
    if len(texts) < TEMPLATE_MESSAGES:
        return False
    shapes = Counter(_VARYING.sub("0", text) for text in texts)
    shape, count = shapes.most_common(1)[0]
    if count < TEMPLATE_SHARE * len(texts) or len(words(shape)) <= SHORTEST_COPY:
        return False
    varieties = {text for text in texts if _VARYING.sub("0", text) == shape}
    return len(varieties) > count / 2


def _author(message: Message) -> str:
    return message.author_id or message.author_name


def _copy(message: Message) -> tuple[str, str]:
    return _author(message), " ".join(normal(message.text).split())
