"""Questions about whoever asks them: what of themselves they want to hear."""

import re
from typing import Final

from pipeline.language.words import composed, normal

_OF_ME: Final = re.compile(
    r"(?<!\w)(?:я|мне|меня|мной|мо[йяеию]|моего|моей|моему|моих|моим|мою|i|i'm|am i|me|my"
    r"|mine)(?!\w)"
)
_MINE: Final = re.compile(r"(?<!\w)(?:я|мо[йяеию]|моего|моей|моему|моих|моим|i|i'm|my|mine)(?!\w)")
_FOR_ME: Final = re.compile(
    r"(?<!\w)(?:tell|show|find|give|help|remind|let) me(?!\w)"
    r"|(?<!\w)(?:напомни|покажи|скажи|расскажи|найди|объясни|подскажи|помоги)(?:те)? мне(?!\w)"
)
_SHOULD: Final = re.compile(
    r"(?<!\w)(?:мне (?:\w+ )?(?:делать|быть|надеть|купить|выбрать|сказать|поехать|пойти|почитать"
    r"|посмотреть|ответить|приготовить)|(?:should|shall|can|could|may|must) i"
    r"|(?:do|would) you (?:think|advise|recommend|suggest))(?!\w)"
)
"""Advice is asked for, not what was told."""
_KINDS: Final = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "name": r"меня (?:\w+ )?з(?:овут|вали)|мое имя|зовут меня|my name|am i called",
        "home": (
            r"(?:где|в каком городе) я (?:\w+ )?жи[вл]|я живу где|live i|my (?:city|town|address"
            r"|home)|where (?:do |did |have |was )?i (?:used? to |been )?liv"
        ),
        "origin": r"откуда я|я родом|where am i from",
        "job": (
            r"кем я (?:\w+ )?работа|моя (?:\w+ )?(?:работа|профессия)|чем я (?:\w+ )?занима"
            r"|я по профессии|do i do|i (?:used? to )?work as|my (?:\w+ )?(?:job|profession|work)"
        ),
        "employer": (
            r"(?:где|кем|у кого) я (?:\w+ )?работа|мо\w+ (?:\w+ )?(?:работ|компани)"
            r"|where (?:do |did )?i (?:used? to )?work|my (?:\w+ )?(?:employer|company|job)"
        ),
        "age": r"сколько мне|мой возраст|old am i|my age",
        "birthday": r"день рождения|(?:когда|где) я родил|my birthday|was i born",
        "health": r"аллерги|болею|allerg|my health",
        "taste": (
            r"я люблю|мне нравится|мо\w+ любим|do i (?:like|love|hate|prefer)|my favou?rite"
        ),
        "marriage": (
            r"мо\w+ (?:муж|жен|супруг)|я (?:женат|замужем)|my (?:wife|husband)|am i married"
        ),
        "pet": (
            r"(?:зовут|кличк\w+|имя|кто) мо\w+ (?:\w+ )?(?:кот|кошк|пс|собак|питом|животн)"
            r"|мо\w+ (?:\w+ )?(?:кот|кошк|пс|собак|питом|животн)\w* (?:зовут|кличк)"
            r"|у меня (?:\w+ )?(?:кот|кошк|пес|пс|собак|питом|животн)"
            r"|my (?:\w+ )?(?:cat|dog|pet)s?(?:['’]s)? (?:called|name)|name of my (?:cat|dog|pet)"
            r"|(?:who|what)(?: is|['’]s) my (?:cat|dog|pet)|do i have (?:an? )?(?:cat|dog|pet)"
        ),
        "plan": r"мо\w+ план|я планир|я собира|my plans?|am i (?:planning|going)",
        "hobby": r"мое хобби|я увлека|my hobb",
        "study": r"я (?:учу|изуча|учусь)|(?:do|am) i (?:study|learn)",
    }.items()
}
"""What of oneself is asked for, by the kinds of ``condensing.claims``."""
_PAST: Final = re.compile(
    r"(?<!\w)(?:раньше|прежде|ранее|до (?:этого|того|переезда)|прежн\w+|предыдущ\w+|бывш\w+"
    r"|жил[аи]?|работал[аи]?|занимал(?:ся|ась)|before|previous(?:ly)?|earlier|former(?:ly)?"
    r"|used to|did i (?:live|work)|last (?:job|employer|company))(?!\w)"
)
"""What was, and is no more."""
CHANGING: Final = frozenset({"home", "job", "employer"})
"""Kinds of which people had another one before."""


def asks_of_oneself(text: str) -> bool:
    """Whether a question is about what whoever asks it told of themselves."""
    said = _FOR_ME.sub(" ", normal(composed(text)))
    return bool(_OF_ME.search(said)) and not _SHOULD.search(said)


def is_own_matter(text: str) -> bool:
    """Whether nobody but whoever asks can have told it: «где я живу?», not «кто мне ответил?»."""
    said = normal(composed(text))
    return bool(_MINE.search(said) or (_OF_ME.search(said) and kinds_of(said)))


def kinds_of(question: str) -> frozenset[str]:
    said = normal(composed(question))
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(said))


def is_of_the_past(text: str) -> bool:
    """Whether it speaks of what was, and is no more: «где я жила раньше?»."""
    return bool(_PAST.search(normal(composed(text))))
