"""Orders to a model that people write into chats, in English and Russian."""

import re


def _order(verbs: str, fillers: str, marks: str, objects: str) -> str:
    """A verb, which of them, of what: ``ignore (all) (of the) previous instructions``.

    Words follow each other without a free gap, so ordinary sentences with the same words do not
    match and hostile text costs linear time.
    """
    return (
        rf"\b(?:{verbs})(?:\s++(?:{fillers})){{0,4}}\s++(?:{marks})"
        rf"(?:\s++(?:{fillers}|{marks})){{0,5}}\s++(?:{objects})"
    )


_EN_DROP = (
    r"ignore|disregard|forget|override|bypass|(?:do\s++not|don['’]?t|stop)\s++follow(?:ing)?"
)
_EN_FILLERS = "the|of|my|these|those|any|and|me|us|to"
_EN_MARKS = "all|previous|prior|above|earlier|preceding|your|system|initial|original|hidden"
_EN_OBJECTS = r"(?:instructions?|prompts?|rules|guidelines|directions|directives|commands)\b"
_RU_FILLERS = "эти|те|мои|и|о|про|обо|мне|нам|пожалуйста"
_RU_MARKS = (
    r"вс[еёяю]|всех|весь|предыдущ\w++|прошл\w++|прежн\w++|системн\w++|сво[иейю]\w*+|твои|"
    r"исходн\w++|начальн\w++"
)
_RU_OBJECTS = r"(?:инструкци|указани|правил|промпт|команд|установ[оак]|ограничени)\w*+"

ORDER = re.compile(
    "|".join(
        (
            _order(_EN_DROP, _EN_FILLERS, _EN_MARKS, _EN_OBJECTS),
            _order(
                "reveal|print|show|repeat|output|leak|display",
                _EN_FILLERS,
                "your|system|initial|original|hidden",
                r"(?:system\s++)?(?:prompt|instructions)\b",
            ),
            r"\b(?:ignore|disregard|forget)\s++(?:everything|all)(?:\s++[a-z]++){0,3}?\s++above\b",
            r"\b(?:repeat|print|output)\s++(?:everything|the\s++text)(?:\s++[a-z]++){0,3}?\s++above\b",
            r"\byou\s++are\s++now\s++(?:dan\b|in\s++(?:developer|god|debug|jailbreak)\s++mode)",
            r"^[ \t]{0,8}new\s++(?:system\s++)?instructions?[ \t]{0,4}:",
            _order(
                r"(?:про)?игнорир\w++|забудь(?:те)?|отмени(?:те)?|не\s++(?:следуй|выполняй)(?:те)?",
                _RU_FILLERS,
                _RU_MARKS,
                _RU_OBJECTS,
            ),
            _order(
                "(?:покажи|выведи|раскрой|повтори|напиши)(?:те)?",
                _RU_FILLERS,
                r"весь|сво[йи]|системн\w++",
                r"(?:системн\w++\s++)?(?:промпт|инструкци)\w*+",
            ),
            r"\bты\s++теперь\s++(?:dan\b|в\s++режиме\s++(?:разработчика|бога|отладки))",
            r"\b(?:повтори|выведи)(?:те)?\s++(?:вс[её]|весь\s++текст),?(?:\s++\w++){0,3}?\s++выше\b",
            r"\b(?:(?:про)?игнорир\w++|забудь(?:те)?)\s++вс[её],?(?:\s++\w++){0,3}?\s++выше\b",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)
"""``print your instructions`` and the like too: what a digest quotes must not ask for a prompt."""

WORDS = (
    "instruction", "prompt", "rules", "guideline", "direction", "directive", "command", "above",
    "dan", "mode", "инструкц", "указани", "правил", "промпт", "команд", "установ", "ограничени",
    "выше", "режим",
)  # fmt: skip
"""A lower-case text without one of these holds no order."""
