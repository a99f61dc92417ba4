"""What people want of Alfred himself, in Russian and English: who he is, what he can do, errands.

Patterns are looked for at the beginning of a remark as ``acts`` prepares it, see ``courtesies``.
"""

import re
from typing import Final

_LEAD: Final = (
    r"(?:(?:а|ну|и|так|слушай(?:те)?|скажи(?:те)?|подскажи(?:те)?|можешь|можете|мог(?:ли)? бы|ты"
    r"|вы"
    r"|не|мне|хочу|хотел\w? бы|просто|тогда|еще|прошу|будь(?:те)? добры?|so|and|well|ok|then|now"
    r"|just"
    r"|can|could|would|will|you|please|i want you to|i want|i'd like|but)[\s,]+)*?"
)


def _of(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"{_LEAD}(?:{'|'.join(alternatives)})(?!\w)")


_BEFORE_HIM: Final = (
    r"(?:all|any|every|previous|prior|above|preceding|earlier|initial|original|hidden|system|your"
    r"|these|those)"
)
"""Whose instructions are meant: those that Alfred was given, not «инструкция для дежурных»."""
ORDERS: Final = re.compile(
    r"(?!(?:(?:and|so|but|well|а|и|но|ну) )?(?:who|where|when|why|which|did|does|has|have|is|are"
    r"|кто|кому|где|куда|когда|почему|зачем)(?!\w))"
    rf".*(?:(?:ignore|disregard|forget)\b.{{0,20}}\b{_BEFORE_HIM}\b.{{0,20}}\b(?:instructions?"
    r"|rules|prompts?)|(?:^|[.!;] )(?:please )?(?:ignore|disregard|forget) (?:the |what )?(?:rules"
    rf"|instructions?)|(?:system|initial|hidden) prompt|(?:your|system|hidden|previous"
    r"|prior) instructions|instructions (?:above|you (?:were|have|got|follow))|you are now "
    r"(?!\w+ing\b)|pretend (?:to be|you)|jailbreak|developer mode"
    r"|(?:забудь|игнорируй|отбрось|нарушь)\w*.{0,30}(?:инструкци|указани"
    r"|правил)|системн\w+ (?:промпт|сообщени)|тво\w+ (?:промпт|инструкци)"
    r"|(?:ты|вы) теперь (?!(?:[\w-]+ )?\w+(?:шь|те)(?:ся|сь)?(?!\w))"
    r"|притворись|(?:remember|запомни(?:те)?),? (?:that |что )?(?:you are|you're|ты|вы) |system:)"
)
"""A question of what others did («who ignored the rules?») is none."""
WHO: Final = _of(
    r"кто (?:ты|вы)",
    r"(?:ты|вы) кто",
    r"как (?:к (?:тебе|вам) обращаться|(?:тебя|вас) (?:зовут|звать|величать))",
    r"как(?:ое)? (?:твое|ваше) имя",
    r"(?:расскажи(?:те)?|поведай(?:те)?)(?: немного)? о себе",
    r"представь(?:ся|тесь)",
    r"кто (?:тебя|вас) (?:создал|сделал|написал|придумал)",
    r"who (?:are you|made you|created you|built you|wrote you)",
    r"what are you(?! \w)",
    r"what(?:'s| is) your name",
    r"tell me about yourself|introduce yourself|about yourself",
)
NATURE: Final = _of(
    r"(?:ты|вы)(?: \w+){0,2} (?:бот|робот|человек|жив(?:ой|ая)|настоящ\w+|программа|нейросеть"
    r"|машина|ии|chatgpt|gpt\S*|гпт|гигачат|gigachat|алиса)",
    r"(?:какая|на какой) (?:ты |у тебя |вы |у вас )?(?:модел\w+|нейросет\w+)",
    r"are you(?: \w+){0,2} (?:bot|robot|human|real|alive|machine|ai|chatgpt|gpt\S*|person|program"
    r"|gigachat|llm)",
    r"(?:which|what) (?:language )?(?:model|ai|llm) (?:are you|is this|do you use|runs you)",
)
PERSONAL: Final = _of(
    r"(?:ты|вы) (?:женат\w?|замужем|спите|спишь|едите|ешь)",
    r"сколько (?:тебе|вам) лет",
    r"(?:где|откуда) (?:ты|вы)(?: живе\w+| родом)?(?!\w| \w)",
    r"how old are you|where (?:do you live|are you from)|are you (?:married|single)",
    r"do you (?:sleep|eat|dream|drink)",
)
ABLE: Final = _of(
    r"(?:что|чего|че) (?:(?:ты|вы|еще|вообще|тут) )*(?:умее\w+|може\w+|делае\w+)(?! \w+ть)",
    r"(?:чем|как) (?:(?:ты|вы) )?(?:може\w+|мож\w+|мог\w* бы) (?:мне |нам )?(?:помочь"
    r"|быть полез\w+)",
    r"(?:ли )?(?:ты )?(?:мне )?помочь",
    r"(?:мне )?помоги(?:те)?(?: мне)?(?! \w)|помощь(?! \w)",
    r"(?:без|в) групп\w+ (?:что|чем) може\w+",
    r"(?:тво\w+|ваш\w+) (?:функци\w+|возможност\w+|умения)",
    r"что еще(?! \w)|с чем (?:ты |вы )?помога\w+|зачем (?:ты|вы)(?: нуж\w+)?(?! \w)",
    r"what (?:(?:can|do|else can|are) )?you (?:do|for|capable)",
    r"how (?:can|do) you help|(?:you )?help(?: me)?(?! \w)|what else(?! \w)|how does (?:this"
    r"|it) work",
)
PRICE: Final = re.compile(
    r"(?:а |и |ну )*(?:сколько (?:это |ты |вы |он |бот |все это )*(?:стоит|стоишь|стоите)"
    r"(?: (?:твои|ваши) услуги)?|(?:ты |вы |это |все это )(?:бес)?платн\w+|how much (?:does it"
    r"|do you|is it|is this)(?: cost| charge)?|(?:is it|are you|is this) (?:free"
    r"|paid)(?: of charge)?"
    r"|what(?:'s| is) the price)\W*$"
)
SAFE: Final = _of(
    r"(?:ты |вы )?(?:мо\w|наш\w*|все) (?:сообщени\w+ |переписк\w+ |чат\w* )?чита(?:ешь|ете)",
    r"(?:ты |вы )?чита(?:ешь|ете) (?:мо|наш|все|нас|сообщ|переписк|чат)\w*",
    r"(?:это|насколько это|тут) (?:вообще )?(?:безопасно|конфиденциально|приватно)|безопасно ли",
    r"кто (?:\w+ )?(?:видит|читает|увидит) (?:мо|наш|эт)\w*",
    r"(?:куда|где) (?:\w+ )*(?:данные|сообщения|переписк\w)(?: \w+)*",
    r"(?:ты |вы )?(?:за мной )?(?:следишь|следите|шпион\w*)",
    r"(?:what about )?(?:privacy|приватность|конфиденциальность)",
    r"do you (?:read|store|keep|share|spy)(?: \w+)*|are you (?:spying|reading|listening)(?: \w+)*",
    r"is (?:it|this) (?:safe|secure|private)|who (?:can )?(?:see|sees|read|reads) (?:my"
    r"|our)(?: \w+)*",
)
KNOWN: Final = _of(
    r"что (?:(?:ты|вы|еще|тебе|вам|вообще) )*(?:(?:обо? мне|про меня) )?"
    r"(?:(?:у(?:же)? )?(?:знае\w+|помни\w+|известно|запомнил\w?)) ?(?:обо? мне|про меня)",
    r"что (?:(?:ты|вы|еще|тебе|вам|вообще) )*(?:обо? мне|про меня) (?:знае\w+|помни\w+|известно"
    r"|запомнил\w?)",
    r"что (?:ты |вы )?(?:помни\w+|запомнил\w?)(?! \w)",
    r"(?:расскажи(?:те)?|напомни(?:те)?) (?:мне )?(?:обо мне|про меня)",
    r"кто я(?: так\w+)?(?! \w)",
    r"what (?:do|did|have) you (?:know|remember|learn(?:ed|t)?)(?: (?:about|of) me|(?! \w))",
    r"who am i(?! \w)|tell me about me",
)
FORGET: Final = _of(
    r"(?:забудь(?:те)?|удали(?:те)?|сотри(?:те)?|очисти(?:те)?)[ ,]+(?:\w+ )?(?:все|меня|обо мне"
    r"|мо\w+|это"
    r"|последн\w+|где|как|что|кто|память|историю|данные)",
    r"(?:forget|delete|erase|remove|clear|wipe) (?:\w+ )?(?:everything|all|me|my|what|that|it"
    r"|where"
    r"|how|who|memory|history|data)",
)
REMINDER: Final = _of(
    r"напомни(?:те)?(?!,? (?:(?:мне|нам|еще раз) )?,? ?(?:(?:(?:в|во|на|о|об|обо|про|с|со|у|к|от"
    r"|из|для|до|по) )?(?:как(?!-)|кто|ко[гм]|кем|где|куда|когда|откуда|чем|чего|чему|сколько"
    r"|почему|зачем|че[йья]|котор)|(?:на|про|за) что(?!\w)|что (?:\w+ )?(?:реш|обещ|говор|сказал"
    r"|обсужд|писал|договор)))",
    r"(?:поставь|заведи|установи|включи|запусти)(?:те)? (?:\w+ )?(?:будильник|таймер|напоминание)",
    r"разбуди(?:те)?|wake me|remind (?:me|us)(?!,? (?:again|once more)?,? ?(?:(?:at|in|on|to|from"
    r"|with|for|about|of) )?(?:what|where|who|when|how|why|which|whether))",
    r"(?:set|start|create|put) (?:up )?(?:an? |the )?(?:\w+ )?(?:alarm|timer|reminder)",
)
ERRAND: Final = _of(
    r"(?:закажи|купи|забронируй|вызови|включи|выключи|оплати|переведи \d+)(?:те)? \w+",
    r"(?:напиши|позвони|отправь|передай|перешли|ответь)(?:те)? (?:ему|ей|им|маме|папе|жене|мужу"
    r"|брату|сестре|сыну|дочери|шефу|начальни\w+|коллег\w+|в групп\w+|в чат\w*|письмо|смс|всем)",
    r"(?:order|book|buy|turn (?:on|off)|pay|play) \w+",
    r"(?:call|text|email|message|write to|send(?: \w+)? to|tell) (?:him|her|them|my|mom|mum|dad"
    r"|everybody|everyone|the (?:group|team|boss))",
)
ERRAND_TO_NAMED: Final = re.compile(
    r"\W*(?:[Пп]ожалуйста,? |[Aa]льфред,? |[Pp]lease,? |[Cc](?:an|ould) you )?(?:(?:[Нн]апиши"
    r"|[Пп]озвони|[Оо]тправь|[Пп]ередай|[Пп]ерешли|[Оо]тветь|[Сс]кажи)(?:те)? [А-ЯЁA-Z]|(?:[Cc]all"
    r"|[Tt]ext|[Ee]mail|[Mm]essage|[Ww]rite to|[Tt]ell) [A-Z][a-z])"
)
"""Of a name only its capital tells, so this is for the remark as it stands."""
ADDING: Final = _of(
    r"(?:как )?(?:тебя |вас |бота )?(?:добав|подключ)\w+ (?:\w+ )?(?:групп\w*|чат\w*|тебя|вас"
    r"|бота)",
    r"как (?:\w+ )?(?:начать|пользоваться)|с чего (?:мне )?начать",
    r"(?:how (?:do i|to|can i) )?(?:add|connect) (?:you|a group|the bot|my group|a chat|my chat"
    r"|this "
    r"bot)|how (?:do i|to|can i) (?:start|begin|use)",
)
SCHEDULE: Final = _of(
    r"(?:как )?(?:\w+ )?(?:сводк\w+|дайджест\w*) (?:\w+ )*(?:расписани\w+|кажд\w+|ежедневн\w*"
    r"|по утрам"
    r"|по вечерам|регулярно)",
    r"(?:присылай|настро\w+|подавай)(?:те)? (?:\w+ )*(?:расписани\w+|кажд\w+|ежедневн\w*|по утрам"
    r"|по вечерам|регулярно)",
    r"(?:how (?:do i|to|can i) )?(?:schedule|set up) (?:\w+ )*digests?|(?:send"
    r"|give) (?:\w+ )*(?:every"
    r"|each) (?:day|morning|evening|week)|digests? (?:every|each|on schedule|daily)(?: \w+)?",
)
LANGUAGE: Final = _of(
    r"(?:(?:говори|отвечай|пиши|перейди|переходи|давай|общайся)(?:те)? )?(?:по-(?:русски"
    r"|английски)"
    r"|на (?:русск|английск)\w+)(?! \w)",
    r"(?:как )?(?:смени|поменя|измени|переключи|выбра)\w* (?:\w+ )?язык",
    r"(?:how (?:do i|to|can i) )?(?:change|switch|set) (?:the |my |your )?language",
    r"(?:speak|talk|answer|reply|write|switch)(?: to)?(?: in| to)? (?:english|russian)",
    r"(?:in )?(?:english|russian)(?: please)?(?! \w)",
)
TONE: Final = _of(
    r"(?:обращайся|общайся|говори|давай|перейдем)(?:те)? (?:\w+ )?на (?:ты|вы)(?! \w)",
    r"(?:говори|общайся|обращайся|будь|пиши|отвечай)(?:те)? (?:\w+ )?(?:проще|веселее|серьезн\w+"
    r"|строже|формальн\w+|неформальн\w+|по-человечески|теплее|официальн\w+|вежлив\w+|короче)",
    r"(?:be|speak|talk|sound) (?:more |less |a bit )*(?:formal(?:ly)?|casual(?:ly)?|funny|funnier"
    r"|serious(?:ly)?|witty|simply|plainly|friendly|informal(?:ly)?)",
)
STOP: Final = _of(
    r"(?:стоп|хватит|отстань|отвяжись|отпишись|отключись|уйди|довольно)(?! \w+ \w+ \w+)",
    r"(?:больше )?не пиши(?:те)? (?:мне|нам)",
    r"как (?:тебя |вас |бота |от тебя )?(?:отключить|выключить|удалить|остановить|отписаться)",
    r"(?:stop|unsubscribe|enough|go away|leave me alone)(?! \w+ \w+ \w+)",
    r"how (?:do i|to|can i) (?:stop|disable|remove|unsubscribe|turn off|switch off|get rid)",
)
TIME: Final = _of(
    r"сколько (?:сейчас |там )?врем(?:ени|я)(?! \w+ \w+)|который (?:сейчас )?час",
    r"what(?:'s| is) the time|what time is it",
)
DATE: Final = _of(
    r"как(?:ой|ое|ая) (?:сегодня |сейчас )?(?:день(?: недели)?|число|дата|месяц|год)(?! \w*(?:выш"
    r"|был"
    r"|реш|назнач))",
    r"what (?:day|date)(?: of the week)? is (?:it|today)|what(?:'s| is) (?:the|today's) date",
)
NEWS: Final = _of(
    r"(?:что|ч[ое]|шо) (?:там |у нас |у вас |слышно )?(?:новенького|нового|слышно|творится)",
    r"(?:какие|есть(?: ли)?) (?:у вас |у нас )?новост\w+|новости(?! \w)|что (?:интересного"
    r"|важного)",
    r"что (?:\w+ )?пропустил[аи]?(?! \w+ \w+ \w+)|что (?:было|случилось) без меня"
    r"|введи(?:те)? в курс",
    r"what(?:'s| is| has been)? (?:new|happening|going on)|any(?:thing)? (?:news|new)",
    r"what (?:did|have) (?:i|we) miss(?:ed)?|(?:catch|fill) me (?:up|in)|bring me up to (?:date"
    r"|speed)",
)
OPEN_QUESTIONS: Final = _of(
    r"(?:есть(?: ли)?|какие|какие есть|покажи|остались(?: ли)?) (?:\w+ )?(?:открыт\w+|нерешенн\w+"
    r"|неотвеченн\w+) вопрос\w*|открытые вопросы",
    r"что (?:\w+ )?(?:осталось|остается) (?:без ответа|нерешенн\w+|открыт\w+)",
    r"(?:any|are there|what are|show|list)(?: \w+)* (?:open|unanswered|pending) questions"
    r"|open questions|what (?:is|was) left (?:open|unanswered)",
)
DIGEST: Final = _of(
    r"(?:сделай|дай|пришли|подай|покажи|нужна|составь|собери|можно|где|выдай)(?:те)? (?:\w+ )*"
    r"(?:сводк\w+|дайджест\w*)",
    r"(?:сводк\w|дайджест)(?! \w+ \w+)|(?:перескажи|обобщи"
    r"|суммируй)(?:те)? (?:\w+ )?\w+(?! \w+ \w+)",
    r"summari[sz]e(?: \w+){0,3}|(?:give|send|make|show|get) (?:me )?(?:\w+ )?digest|where (?:is"
    r"|are) "
    r"(?:my|the) digests?|digest(?! \w+ \w+)",
)
CONFIDED: Final = _of(
    r"(?:что|о чем) (?:тебе|вам|с тобой|с вами) (?:сказал|писал|говорил|рассказал|рассказывал"
    r"|спрашивал)\w*(?: \w+)?",
    r"(?:расскажи(?:те)?,? )?что \w+ (?:тебе|вам) (?:сказал|писал|говорил|рассказал)\w*",
    r"(?:tell me )?what (?:did )?\w+ (?:tell|told|ask|asked|said to|say to) you",
)
