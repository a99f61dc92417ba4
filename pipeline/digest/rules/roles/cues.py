"""The words by which people lead, mend, order and counter, in Russian and English chats.

Patterns meet text in lower case with ё as е.
"""

import re

from pipeline.language.words import listed


def any_of(*alternatives: str) -> re.Pattern[str]:
    """Any of these as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


MENDS = any_of(
    r"(?:по|ис)?чинил[аи]?|откатил[аи]?|пофиксил[аи]?|исправил[аи]?|восстановил[аи]?|поднял[аи]?",
    r"перезапустил[аи]?|наш(?:ел|ла|ли) (?:причин\w+|ошибк\w+|баг\w*|в чем)|выкатил[аи]?",
    r"откатываю|чиню|фикшу|исправляю|восстанавливаю|разбираюсь|выкатываю|поднимаю|замержил[аи]?",
    r"i(?:'ve| have)? (?:just )?(?:fixed|reverted|restarted|restored|patched|deployed|merged)",
    r"(?:fixed|reverted|patched|restored) (?:it|the|that)|roll(?:ed|ing) (?:it )?back",
    r"found the (?:cause|bug|problem|issue)|pushed a fix|fix is (?:in|out|live)|looking into it",
)
"""Takes something broken in hand, or has mended it."""

STATUS = any_of(
    r"(?:как|что) (?:там |у нас |дела )*(?:с|со|по) (?:⟦|\w)[^?]{0,80}\?|какой статус|статус по",
    r"все (?:успева\w+|готовы|согласны|в курсе)[^?]{0,80}\?|кто (?:возьм\w+|берет|займ\w+)",
    r"когда (?:будет готов\w*|закончи\w+|ждать|релиз\w*|сможешь|выкат\w+)|есть новости",
    r"успева(?:ешь|ете|ем)[^?]{0,80}\?|any (?:updates?|news|progress)|status (?:of|on|update)",
    r"what(?:'s| is) the (?:status|eta|plan)|how(?:'s| is) [^?]{1,40} going|are we on track",
    r"who (?:can take|takes|will take|is taking|owns)|(?:is everyone|are we) (?:ready|ok|done)",
)

SUMMARY = re.compile(
    r"\W*(?:(?:так|so|ok|ок)[,. ]+)?(?:итого|итак|резюмиру\w+|резюме|подытож\w+|фиксиру\w+|"
    r"подвед\w+ итог\w*|зафиксируем|по итогам|план такой|to sum up|to summari[sz]e|summary|recap|"
    r"to recap|action items|next steps|let me summari[sz]e)(?!\w)"
)
"""Opens with a summary of what was said."""

ORDER = any_of(
    r"не флуд\w+|без флуда|хватит флудить|оф{1,2}топ\w*|не по теме|ближе к теме|давайте по теме",
    r"правила (?:чата|группы)|читай\w* правила|давайте (?:без|по делу)|предупреждение",
    r"(?:мут|бан) (?:\d+|@|⟦)|без (?:мата|оскорблений|перехода на личности)|enough of this",
    r"off-?topic|keep it (?:on topic|civil|polite)|wrong (?:channel|room)|in (?:a )?thread please",
    r"watch your language|please don'?t (?:flood|spam|swear|repeat)|(?:channel|group) rules",
)

SCHEDULE = any_of(
    r"планиру\w+|реша(?:ем|ю)|решим|перенос(?:им|ится)|двига(?:ем|ю)|сдвига(?:ем|ю)|созвон\w*",
    r"созваниваемся|встреча(?:емся)?|собираемся|дедлайн\w*|релиз\w*|жду|ждем|назнача\w+",
    r"deadline|meeting|stand-?up|let's meet|we (?:ship|release|meet|decide)|scheduled?|due by",
)
"""Words that, with a time, set it for others."""

PLEASE_EN = re.compile(
    r"(?:^|[\s,:;.!⟧])(?:(?:can|could|will|would) you please|please|pls|need you to) ([a-z]+)"
)
"""The verb of an English request."""

NO_TASK = re.compile(
    r"подска\w+|помог\w+|скаж\w+|посовет\w+|объясн\w+|поясн\w+|напомни\w*|ответь\w*|расскаж\w+|"
    r"подели\w*|подума\w+|дай(?:те)?|прости\w*|живи\w*|запомни\w*|иди(?:те)?|вали|гони|спи|"
    r"help|explain|tell|advise|suggest|show|share|clarify|elaborate|recommend|let|be|note|see|"
    r"correct|ignore|don|forget|excuse|forgive|bear|feel|understand|provide"
)
"""Verbs by which one asks for help, or says nothing, rather than hands out work."""

ADDRESSES = re.compile(r"⟦p|(?<!\w)@\w|пожалуйста|плиз|please|pls|need you to")

COUNTERS = re.compile(
    r"\W*(?:но|однако|а если|а вдруг|а как же|а кто тогда|а что тогда|зато|but|however|what if|"
    r"then who)(?!\w)"
)
"""Opens with a but."""

OPINION = any_of(
    r"i(?:'d| would| think| guess| believe| suppose| suggest|'ll| can)|i don'?t (?:think|believe)",
    r"imho|afaik|я (?:думаю|бы|считаю|так понимаю)|мне кажется|let me know",
)
OWN_AFFAIR = listed("i i'm i've im ive my me we our я мне меня мой моя мою")
"""Whose answer speaks of these, and not of «ты», tells of a problem rather than solves one."""
YOU = listed("you your you're ты вы тебе вам тебя вас")

CODE = re.compile(r"`|https?://|⟦(?:link|url)")
