"""The signs of spam: each an independent category, hand-made for Russian and English chats.

Patterns meet text in lower case with ё as е, and Latin look-alikes inside Cyrillic words undone.
"""

import re
from collections.abc import Mapping

from pipeline.language.words import normal

LONGEST = 4096
"""Characters that are looked at: what Telegram lets a person send."""

VICE = 3
OFFER = 2
HINT = 1
THRESHOLD = 4
"""Spam is a call to act (a link, a contact) among signs of this weight together. Bets and sex,
which no team offers itself, count ``VICE``; money and papers, of which teams speak, ``OFFER``;
what decorates an offer ``HINT``. One sign never suffices: «скинь в лс» is a call without an offer,
talk about casinos an offer without a call, a job with pay and contact two hints."""


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})")


_COIN = r"(?:крипт\w+|биткоин\w*|bitcoin|btc|usdt|forex|форекс\w*|трейдинг\w*|trading|crypto\w*)"
_GAIN = (
    r"(?:сигнал\w*|прибыл\w+|профит\w*|доход\w*|инвест\w+|арбитраж\w*|заработ\w+|"
    r"signals?|profits?|invest\w*|returns|giveaway|doubl\w+)"
)

SIGNS: Mapping[str, tuple[int, re.Pattern[str]]] = {
    "earnings": (
        OFFER,
        _any(
            r"заработ(?:ок|ка|ку|ком)\s+(?:от|до|без|на дому|в интернете|в сети|онлайн|из дома)",
            r"(?:пассивн|дополнительн|стабильн|ежедневн|быстр|легк|удаленн|хорош)\w+ "
            r"(?:заработ|доход|подработ)\w+",
            r"(?:предлага\w+|ищешь|ищете|хочешь|хотите|есть|интересует) (?:\w+ ){0,2}"
            r"(?:заработ\w+|подработк\w+|зарабатывать)",
            r"зарабатыва(?:й|йте|ть|ем) (?:от|до|по|вместе|\d|деньги|\$)",
            r"(?:доход|прибыль|выплаты) (?:от|до) \$?\d",
            r"(?:earn|mak(?:e|ing)) (?:up to |over |at least |around |extra )?[$€£]\s?\d",
            r"(?:earn|make) (?:extra |easy |fast |quick |real )?(?:money|cash|income) "
            r"(?:online|from home|daily|fast|with)",
            r"passive income|easy money|financial freedom|work from home (?:job|and earn)",
            r"(?:investment|earning|business|job) opportunit(?:y|ies)",
        ),
    ),
    "crypto": (
        OFFER,
        _any(
            rf"{_COIN}.{{0,40}}(?<!\w){_GAIN}",
            rf"{_GAIN}.{{0,40}}(?<!\w){_COIN}",
            r"free (?:btc|bitcoin|crypto|usdt|eth|tokens)|airdrop",
            r"guaranteed (?:profits?|returns?|income)|гарантир\w+ (?:прибыл|доход|заработ)\w+",
        ),
    ),
    "gambling": (
        VICE,
        _any(
            r"казино|casino|1x?win(?!\w)|1[xх](?:bet|бет)|фриспин\w*|free ?spins?|jackpot|джекпот",
            r"ставк\w+ на спорт|договорн\w+ матч\w*|букмекер\w*|betting (?:tips|site)",
            r"(?:бонус\w*.{0,20}депозит|депозит\w*.{0,20}бонус)\w*",
        ),
    ),
    "adult": (
        VICE,
        _any(
            r"интим(?:а|у|н\w+)?(?!\w)|эскорт\w*|проститут\w+|виртуальн\w+ секс",
            r"откровенн\w+ (?:фото|видео|контент)|намного откровенн\w+|покажу себя",
            r"слив(?:ы)? (?:фото|видео|девоч|школьн)\w*|знакомств\w+ для секса",
            r"nudes|onlyfans|hot (?:girls?|singles)|sexy? (?:girls?|chat|cams?)|horny|porn\w*",
            r"(?:18\+|adult) (?:канал|контент|видео|content|channel|group|chat)\w*",
        ),
    ),
    "papers": (
        OFFER,
        _any(
            r"(?:займ|кредит)\w* (?:без отказа|без справок|за \d+ минут|с плохой)|обнал\w*",
            r"(?:купить|продам|продаем|изготовим|оформим) (?:\w+ )?(?:диплом|справк|больничн|"
            r"водительск|паспорт|медкнижк)\w*",
            r"накрутк\w+ (?:подписчик|лайк|просмотр|отзыв)\w*|прода(?:м|ю|ем) аккаунт\w*",
            r"(?:instant|payday) loans?|loans? without|buy (?:followers|likes|subscribers)",
            r"viagra|cialis|replica watches|cheap (?:followers|meds)",
        ),
    ),
    "rate": (
        HINT,
        _any(
            r"[$€£]?\s?(?:\d[\d .,]{2,12}|\d+ ?(?:к|k|тыс\w*|руб\w*|р|[$€£₽]|usdt?|доллар\w*))"
            r"\s?(?:к|k|тыс\w*|руб\w*|р|[$€£₽]|usdt?|доллар\w*)?"
            r"\s?(?:в|за|/|per|a|every|каждый|кажд\w+)\s?"
            r"(?:день|дн\w+|сутки|неделю|смену|час|day|week|hour|shift)",
            r"[$€£]\s?\d[\d,.]*k? (?:daily|weekly)|за (?:небольшую )?плату",
            r"выплат\w+ (?:сразу|ежедн)",
        ),
    ),
    "contact": (
        HINT,
        _any(
            r"(?:пиши\w*|напиши\w*|стучи\w*|жду|обращайт\w+|подробност\w+|детали|инф[оа]\w*|"
            r"отпиш\w+) (?:\w+ ){0,3}(?:мне |сюда )?(?:в |на )?(?:лс|л\.с|личк\w+|личные|директ|"
            r"тг|телеграм\w*|ватсап\w*|whatsapp|@\w+)",
            r"(?:пиши\w*|ставь\w*|кидай\w*|отправ\w+|жду)\s*[«\"“]?\+",
            r"(?:dm|inbox|pm|hit|add) (?:me|us)|(?:message|text|write|contact) "
            r"(?:me|us|@\w+)(?: (?:on|at|now|via|privately|for|in|here|to)|$|[.!,:])",
        ),
    ),
    "recruits": (
        HINT,
        _any(
            r"(?:нужны|требуются|ищу|ищем|набира\w+|возьм\w+|приглаша\w+|набор) (?:\w+ ){0,3}"
            r"(?:люд(?:и|ей)|человек\w*|партнер\w*|ответственн\w+|ребят\w*|девуш\w+|парн(?:и|ей))",
            r"(?:looking for|need|recruiting) (?:\w+ ){0,3}(?:people|partners?|individuals)",
        ),
    ),
    "ease": (
        HINT,
        _any(
            r"без (?:вложени\w+|опыта|обмана|риск\w*|предоплат\w*|продаж)|от 18 лет|строго 18",
            r"опыт не (?:нужен|требуется|важен)",
            r"(?:обуч(?:им|аем|у)|науч(?:им|у)) (?:с нуля|всему|бесплатно)",
            r"(?:осталось|последни\w+|ограничен\w+) (?:\w+ ){0,2}мест\w*|успей\w*|не упусти\w*",
            r"\d(?:-\d)? час\w* в день|свободный график|гаранти\w+|промокод\w*|бонус\w*",
            r"no (?:experience|investment|risk|skills?|fees?)|risk[- ]free|100 ?% legit",
            r"limited (?:spots?|slots?|offer)|act now|hurry(?: up)?|only \d+ (?:spots?|slots?)",
            r"promo ?code|sign ?up bonus|guaranteed|bonus(?:es)?",
        ),
    ),
    "pitch": (
        HINT,
        _any(
            r"подписывай\w*|вступай\w*|переходи(?:те)? по|жми\w*|заходи в",
            r"subscribe|join (?:our|my|now|us)|follow (?:me|us|my)|click (?:here|the link|below)",
        ),
    ),
    "promotion": (
        HINT,
        _any(
            r"(?:начинающ\w+|мой|моего|лучш\w+|бесплатн\w+|закрыт\w+) (?:\w+ )?"
            r"(?:канал|паблик|магазин|vip)\w*",
            r"канал (?:про|с|моего)|взаимн\w+ (?:подписк|пиар)\w*|vip",
            r"(?:best|my|free|vip|exclusive) (?:\w+ )?(?:channel|signals?|group)",
        ),
    ),
    "welcome": (
        HINT,
        _any(r"рад[аы]? (?:каждому|всем)|all are welcome|everyone(?: is|'s) welcome"),
    ),
    "invitation": (
        HINT,
        re.compile(r"(?:t|telegram)\.me/(?!c/|\w+/\d)|discord\.gg/|(?<!\w)wa\.me/"),
    ),
}

_CALLS = ("contact", "pitch", "invitation")
_REACHABLE = re.compile(r"https?://|(?<!\w)(?:в (?:лс|личк\w+|личные)|@\w{4,})")
_SPEAKS_OF_SPAM = re.compile(
    r"(?<!не )(?<!без )(?<!no )(?<!not )(?<!not a )(?<!\w)(?:спам\w*|скам\w*|развод\w*|мошенн\w+|"
    r"бан(?:ьте|ить|им)?(?!\w)|забан\w*|scam\w*|spam\w*|fraud\w*|phishing|ban (?:him|this|them))"
)
_WORD = re.compile(r"[a-zа-я]+")
_CYRILLIC = re.compile(r"[а-я]")
_LATIN = re.compile(r"[a-z]")
_LOOK_ALIKE = str.maketrans("aeopcxykmhtb", "аеорсхукмнтв")


def spam_weight(text: str) -> int:
    """The weight of a text's signs of spam, one for each category, to be held against THRESHOLD.

    0 without a call to act, and for those who speak of spam, as victims and moderators do. Words
    that mix alphabets to hide («зapaбoтoк») are read as meant; two such words are a sign too.
    """
    plain, disguise = _unmasked(normal(text[:LONGEST]))
    if not _REACHABLE.search(plain) and not any(SIGNS[call][1].search(plain) for call in _CALLS):
        return 0
    weight = sum(weight for weight, pattern in SIGNS.values() if pattern.search(plain))
    if not weight or _SPEAKS_OF_SPAM.search(plain):
        return 0
    return weight + (HINT if disguise else 0)


def _unmasked(text: str) -> tuple[str, bool]:
    """The text with look-alike letters undone, and whether there were words full of them."""
    if not (_LATIN.search(text) and _CYRILLIC.search(text)):
        return text, False
    mixed = [
        word for word in _WORD.findall(text) if _LATIN.search(word) and _CYRILLIC.search(word)
    ]
    undone = {word: word.translate(_LOOK_ALIKE) for word in mixed}
    for word, meant in undone.items():
        text = text.replace(word, meant)
    return text, sum(not _LATIN.search(meant) for meant in undone.values()) > 1
