"""The words by which people mark what they do: ask, decide, promise, warn, solve, celebrate.

Hand-made for chats in Russian and English. Each pattern is matched against a sentence in lower
case with ё written as е; a cue is evidence, not proof, so it comes with a confidence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.digest.findings import SegmentKind


@dataclass(frozen=True, slots=True)
class Cue:
    kind: SegmentKind
    confidence: float
    pattern: re.Pattern[str]


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


CUES: tuple[Cue, ...] = (
    Cue(
        SegmentKind.DECISION,
        0.9,
        _any(
            r"(?<!не )(?<!проблему )(?<!вопрос )(?<!задачу )(?<!баг )(?<!его )(?<!ее )(?<!их )"
            r"(?:решили|договорились|порешали|постановили)"
            r"(?! (?:проблем|вопрос|задач|баг|его|ее|их|эту|этот))",
            r"решено ?[:,—–-]",
            r"(?<!не )(?:утвердили|согласовали|утверждаем|остановились на)",
            r"голосуем за|единогласно",
            r"(?:принято|принимаем) (?:решение|единогласно)|решение (?:такое|принято|простое)",
            r"(?:итого|итак|резюмирую|в общем|значит|короче)[:,—-]? (?:делаем|берем|переносим|"
            r"едем|выкатываем|релизим|оставляем|идем|ставим)",
            r"(?:давайте|тогда|ок,? тогда) (?:так и |и )?(?:сделаем|делаем|решим так|оставим|"
            r"перенесем|выберем|возьмем|зафиксируем)",
            r"(?:переносим|сдвигаем|откладываем|двигаем|отменяем|замораживаем|выкатываем|катим|"
            r"оставляем|запускаем|назначаем|выбираем|переходим на|релизим|закрываем)"
            r"(?! ли(?!\w)) .*\w",
            r"we(?:'ve| have)? (?:decided|agreed|settled)(?: on| to| that)?",
            r"(?:decision|agreed) ?[:—–-]",
            r"(?:let's|lets|we'll|we will) (?:go with|stick with|settle on|postpone|ship|move the|"
            r"move it to|keep the|use .* from now)",
            r"(?:it's|its|is) (?:settled|decided|agreed)",
        ),
    ),
    Cue(
        SegmentKind.RISK,
        0.8,
        _any(
            r"риск\w*|рискуем|опасн\w+|боюсь,? что|опасаюсь|под вопросом|под угрозой",
            r"не усп(?:еем|еваем|ею|еваю|еет)|можем не успеть|сорвем (?:срок|релиз)\w*",
            r"(?:может|могут|вдруг|как бы не) (?:упасть|сломать\w*|отвалит\w*|потеря\w*|"
            r"навернут\w*)",
            r"risk\w*|might (?:break|fail|crash|lose)|may (?:break|fail)|worried (?:about|that)",
            r"won't make it|not going to make it|concern(?:ed)? (?:about|that)|danger\w*",
        ),
    ),
    Cue(
        SegmentKind.SOLUTION,
        0.8,
        _any(
            r"(?:починил|исправил|поправил|пофиксил|откатил|вылечил)(?:а|и|о)?(?:сь|ся)?",
            r"(?:исправлено|пофикшено|откачено|решено|заработал[оаи]?|помогло|взлетело)",
            r"решил[аи]? (?:(?:эту|этот|нашу) )?(?:проблем\w+|вопрос\w*|задач\w+|баг\w*)|"
            r"(?:проблему|вопрос|задачу|баг) решил[аи]?",
            r"(?:все|снова|опять|уже|теперь) (?:работает|ок|в порядке|хорошо|живо|"
            r"стабильно|идут|идет)",
            r"проблема (?:решена|ушла|была в)|(?:ошибка|баг|дело|причина) (?:был[ао]? )?в том",
            r"(?:оказалось|выяснилось|нашел|нашла|нашли),? (?:что|причин\w+|в чем)",
            r"готово|выкатил(?:а|и)?|замержил(?:а|и)?|смержил(?:а|и)?|выложил(?:а|и)?|сделано",
            r"fixed|solved|resolved|works now|it works|that worked|it worked|working now|"
            r"(?<!well )done",
            r"got it (?:working|to work)|(?:the )?(?:problem|issue) (?:was|turned out)|turns? out",
            r"(?:merged|deployed|shipped|rolled back|reverted)",
        ),
    ),
    Cue(
        SegmentKind.PROBLEM,
        0.75,
        _any(
            r"не (?:работает|запускает\w*|открывает\w*|грузит\w*|могу|можем|получает\w*|видит|"
            r"выходит|подключает\w*|отвечает|приход\w+|собирает\w*|ставит\w*|находит)",
            r"с?лома(?:л|ется|н)\w*|упал[аои]?|падает|падают|отвалил\w+|"
            r"(?:прод|сервер|сайт|база|сервис|все) лежит|завис\w*|тормоз\w+|"
            r"глюч\w+|баг(?!аж|ет|р)\w*|ошиб(?:к\w+|ок)|сбой\w*|инцидент\w*|авари\w+|таймаут\w*|"
            r"проблем\w*|блокер\w*|красн(?:ый|ая|ые|ых) тест\w*|флак(?!он)\w+",
            r"(?:does ?n.t|do ?n.t|did ?n.t|is ?n.t|not) (?:work|start|load|connect|run|"
            r"build|compile)\w*",
            r"(?:can ?n.t|cannot|can't|unable to|fails? to|failing to|having (?:problems?|"
            r"trouble))",
            r"errors?|exception|crash\w*|fail(?:s|ed|ing|ure)?|broken|bug|stuck|problem|issue|"
            r"refused|denied|timeout|regression|incident|outage|blocker",
            r"(?:4[0-2]\d|50\d)(?:-?\w{0,3})? (?:на|от|в|с|from|on|in|ошибк\w+|error)",
        ),
    ),
    Cue(
        SegmentKind.PLAN,
        0.65,
        _any(
            r"планиру\w+|план(?: такой| на|ы на)?|собира(?:емся|юсь)|намерен\w*|хотим|предлагаю|"
            r"(?:может|давайте|давай) (?:\w+ ){0,3}(?:сделаем|попробуем|соберемся|"
            r"созвонимся|встретимся|обсудим|проверим|посмотрим)",
            r"(?:завтра|послезавтра|на (?:этой|следующей|той) неделе|в (?:понедельник|вторник|"
            r"среду|четверг|пятницу|субботу|воскресенье)|к (?:понедельнику|вторнику|среде|"
            r"четвергу|пятнице)) .*\w",
            r"plan(?:ning)? to|going to|we should|i suggest|i propose|let's|how about we|roadmap",
            r"tomorrow|next (?:week|month|release)|by (?:mon|tues|wednes|thurs|fri)day",
        ),
    ),
    Cue(
        SegmentKind.CELEBRATION,
        0.75,
        _any(
            r"поздравля\w+|с (?:днем рождения|др|праздником|юбилеем|победой|релизом|почином)|ура+",
            r"(?:молодц\w*|красавч\w+|браво)|горжусь|зарелизил\w+",
            r"congrat\w*|happy (?:birthday|new year|holidays)|hooray|well done|great (?:job|work)",
            r"kudos",
        ),
    ),
    Cue(
        SegmentKind.META,
        0.6,
        _any(
            r"(?:этот|наш|в|для) (?:чат|чате|чата|топик|топике|канал|канале|ветк[ауе])\w*",
            r"оффтоп\w*|закреп\w*|не по теме|модератор\w*|админ(?!ист|к)\w*|правила чата|"
            r"wrong (?:channel|room)",
            r"off-?topic|this (?:channel|room|chat|stream|topic)|marked this topic as",
        ),
    ),
    Cue(
        SegmentKind.HUMOR,
        0.6,
        re.compile(
            r"(?<!\w)(?=\w{0,3}х)[ахеы]{4,}(?!\w)|(?<!\w)(?:лол|кек|lol|lmao|rofl)(?!\w)|😂|🤣|\){3,}|шучу|шутка"
        ),
    ),
)

RESOLVED = _any(
    r"(?:все )?заработал[оаи]?|помогло|решено|починил\w*|пофиксил\w*|исправил\w*|откатил\w*",
    r"подтверждаю|все (?:ок|хорошо|работает|в порядке)|получилось|разобрал(?:ся|ась|ись)",
    r"готово|сделано|сделал[аи]?|закрыл[аи]? (?:тикет|задачу|вопрос|баг)|закрыто|"
    r"вопрос (?:снят|закрыт)",
    r"fixed|solved|resolved|works(?! (?:at|as|for|in|on|with|by|like))|that worked|it worked|"
    r"got it working|done|all good",
)
THANKS = _any(
    r"спасибо\w*|спс|благодар\w+|пасиб\w*|сенкс|от души",
    r"thanks?|thank you|thx|tnx|ty|cheers|much appreciated|gracias",
)
IN_ADVANCE = _any(r"заранее|in advance")
RESERVE = _any(
    r"но|все еще|до сих пор|не (?:помог\w*|работает|заработал\w*)",
    r"but|still|however|(?:does|did) ?n't (?:help|work)",
)
"""What after thanks says that nothing is settled."""
AGREEMENT = _any(
    r"да|ага|угу|ок|окей|ok|okay|хорошо|ладно|согласен|согласна|согласны|конечно|договорились|"
    r"принято|плюс|точно|именно|верно|так и есть|подтверждаю|норм|годится|поддерживаю|го|добро",
    r"yes|yep|yeah|sure|agreed?|right|exactly|correct|deal|sounds good|will do|on it|makes sense",
    r"\+1?|👍|👌|✅|🤝",
)
BLOCKED = _any(
    r"блокер\w*|заблокирован\w*|не могу (?:продолжить|дальше|двигаться|сделать)|"
    r"стоит колом|застрял\w*|все (?:лежит|упало)|до сих пор не \w+ет",
    r"blocked|blocker|stuck|still (?:fails|failing|broken|does ?n.t work|no luck|not working)|"
    r"waiting (?:for|on)|no luck",
)
IDEA = _any(
    r"а (?:что|может|если) .*\?|идея|предлагаю|предложение|хорошо бы|можно было бы|"
    r"было бы (?:здорово|круто|неплохо|хорошо)|как вариант|мечта\w*",
    r"idea|what if|how about|would be (?:nice|great|cool)|maybe we (?:could|should)|"
    r"proposal|suggestion",
)
CONDITION = _any(r"если|в случае|при условии|иначе|if|unless|in case|otherwise")
NEGATION = _any(r"не|нет|ни|никак|нельзя|без|not|no|never|\w+n't|without|cannot")

HEDGE = _any(
    r"наверное|может быть|возможно|мб|кажется|похоже|вроде|думаю|не уверен\w*|хз|не знаю",
    r"maybe|perhaps|probably|i think|i guess|not sure|might|dunno|idk",
)

DUE = re.compile(
    r"(?<!\w)(?P<due>"
    r"(?:до|к|в|во|на|не позже|by|until|till|before|on|at|due)?\s?"
    r"(?:"
    r"(?:конц[ау] (?:дня|недели|месяца|спринта|года)|следующ\w+ недел\w+|выходны\w+|"
    r"обед[ау]?|утр[ау]|вечер[ау]?|"
    r"end of (?:the )?(?:day|week|month)|eod|eow|next week|this week|noon|midnight)"
    r"|(?:послезавтра|завтра(?:шн\w+)?|сегодня|вечером|утром|днем|tomorrow|today|tonight)"
    r"(?:,? (?:утром|вечером|днем|до обеда|к обеду|morning|evening))?"
    r"(?:,? (?:в|до|к|после|at|by|before) \d{1,2}(?::\d\d)?(?: ?(?:час\w*|утра|вечера|am|pm))?)?"
    r"|(?:понедельник\w*|вторник\w*|сред[уеы]|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"(?:,? (?:в|до|к|at|by) \d{1,2}(?::\d\d)?)?"
    r"|\d{1,2}:\d\d|\d{1,2} ?(?:часов|часам|часа|утра|вечера|am|pm)(?!\w)"
    r"|\d{1,2} (?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|"
    r"ноября|декабря)"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december)"
    r"|(?<=(?:до|по|by|на) )(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?:\.\d{2,4})?(?!\d|\.\d)"
    r"))(?!\w)"
)


_CLAIMS = frozenset({SegmentKind.SOLUTION, SegmentKind.PROBLEM, SegmentKind.RISK})
"""What a denial turns into its opposite. «Не переносим» is a decision as much as «переносим»."""
_DENYING = re.compile(
    r"(?:(?<!\w)(?:не|ни|нет|без|no|not|never|nothing|without)|n't)"
    r"(?: (?:все|до конца|совсем|одн\w+|all|an?|any|been|longer|quite|really|yet))? $"
)
_DENIAL_LENGTH = 24
"""Characters before a cue among which the words that deny it are looked for."""


def normal(text: str) -> str:
    """The form that the cues are written in, of the same length as the text.

    Lower case, ё as е, straight apostrophes. A dotted İ would become two characters.
    """
    return text.replace("İ", "I").lower().replace("ё", "е").replace("’", "'")


def affirms(cue: re.Pattern[str], text: str) -> bool:
    """Whether the cue stands in a normal text undenied: in «починил», not in «не починил»."""
    return any(
        not _DENYING.search(text, max(0, found.start() - _DENIAL_LENGTH), found.start())
        for found in cue.finditer(text)
    )


def cues_in(sentence: str) -> Iterator[tuple[SegmentKind, float]]:
    """Kinds whose cues the sentence holds, in the order of ``CUES``.

    A hedge («наверное», "maybe") takes a third of the confidence of a decision: who is not sure
    has decided nothing.
    """
    lowered = normal(sentence)
    for cue in CUES:
        claims = cue.kind in _CLAIMS
        if not (affirms(cue.pattern, lowered) if claims else cue.pattern.search(lowered)):
            continue
        unsure = cue.kind is SegmentKind.DECISION and HEDGE.search(lowered)
        yield cue.kind, round(cue.confidence * (2 / 3 if unsure else 1.0), 3)
