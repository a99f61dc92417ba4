"""Words that carry no topic: function words, and the filler of chats, in Russian and English.

The function words follow the Snowball project's lists, by way of what chats showed to be missing.
Words are written as ``pipeline.language.words`` gives them: lower case, ё as е.
"""

import re
from functools import lru_cache

from pipeline.language.words import listed

RU = listed(
    """
    и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне
    было вот от меня еще нет о об из ему теперь когда даже ну вдруг ли если уже или ни быть был
    него до вас нибудь опять уж вам ведь там потом себя ничего ей может они тут где есть надо ней
    для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда кто этот того
    потому этого какой совсем ним здесь этом один почти мой тем чтобы нее сейчас были куда зачем
    всех никогда можно при наконец два другой хоть после над больше тот через эти нас про всего
    них какая много разве три эту моя впрочем хорошо свою этой перед иногда лучше чуть том нельзя
    такой им более всегда конечно всю между это эта эти этих этим этими этому ту та те тех теми
    тому той наш наша наше наши нашего нашей нашем нашу ваш ваша ваше ваши вашего вашей мое мои
    моего моей моем мою моих твой твоя твое твои твоего твоей твою свой своя свое свои своего
    своей своем своих своими кого кому ком кем чему чей чья чье чьи который которая которое
    которые которого которой которому котором которых которым которую такая такое такие такого
    таких таким таком такую какое какие какого каких каким каком какую каждый каждая каждое любой
    любая сама само сами самый самая самое самые весь вся всей всем всеми всему нам нами вами мной
    мною тобой тобою тебе собой ими ними нему ею ней буду будешь будем будете будут быть стать
    стал стала стали могу можешь можем можете могут мог могла могли мочь хочу хочешь хочет хотим
    хотите хотят хотел хотела хотели знаю знает знаешь знаете думаю думаешь вижу видишь говорю
    говорит говорят сказал сказала сказали скажи скажите понял поняла понятно пишу пишет пишут
    надо нужно нужен нужна нужны должен должна должны должно нету очень просто также либо пока
    поэтому кроме около вроде вместо против ради среди сквозь хотя пусть чтоли туда сюда оттуда
    отсюда откуда всюду везде нигде никто никого никому ничто ничем некоторые некто нечто
    несколько столько сколько настолько насколько почему никак иначе именно лишь весьма довольно
    достаточно слишком совершенно абсолютно примерно почти снова сразу давно недавно скоро часто
    редко обычно сначала затем далее дальше раньше позже сегодня завтра вчера послезавтра
    позавчера утром днем вечером ночью время раз разы сделать делать сделал сделала сделали делаю
    делает делают дать дай дайте дал взять взял иметь имеет имею идет идти пойти пойду иду давай
    давайте ладно окей хорошо плохо нормально можно нельзя
    """
) | listed(
    """
    короче вообще типа щас ща сча спс спасибо пасиб пасибо пж пжл пожалуйста плиз ок окей окау оки
    ага угу неа нее не-а да-да аха ахах ахаха ахахах хах хаха хахаха хех хехе лол кек ржу блин бля
    чо че шо ниче ничо норм нормас ясн ясно понял пон поняла кста кстати имхо хз мб крч прост
    прям прямо вобще воще ваще вапще оч тож тоже тока токо скока чет чот чето чото какбы как-то
    что-то кто-то где-то когда-то куда-то почему-то зачем-то какой-то какая-то какое-то какие-то
    кто-нибудь что-нибудь где-нибудь какой-нибудь как-нибудь когда-нибудь что-либо кто-либо
    кое-что кое-как кое-кто все-таки таки вот-вот так-то то-то привет приветствую
    здравствуйте здравствуй здаров здарова здорово дарова хай ку салам доброе добрый доброго утро
    утра день дня вечер вечера ночи пока бай досвидания всем ребят ребята ребзя народ люди коллеги
    друзья господа товарищи парни девочки чуваки чувак бро брат братан братишка дружище кто-то
    подскажите подскажи помогите помоги извините извини сорри простите прости эй ой ах эх ух ого
    вау упс мда мдя хм хмм эм ммм ээ эээ ааа ну-ну ура увы блиин пипец капец жесть круто класс
    супер кайф топ плюс плюсую согласен согласна реально походу видимо наверное наверно
    возможно скорее кажется собственно действительно честно значит соответственно итак однако
    впрочем например типо кароч кароче лан лано ору ор рил прикол прикольно чисто тд тп др те
    """
)

EN = listed(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves what which who whom whose
    this that these those am is are was were be been being have has had having do does did doing
    would should could ought can cannot will shall may might must i'm you're he's she's it's we're
    they're i've you've we've they've i'd you'd he'd she'd we'd they'd i'll you'll he'll she'll
    we'll they'll isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't
    wouldn't shan't shouldn't can't couldn't mustn't let's that's who's what's here's there's
    when's where's why's how's a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on
    off over under again further then once here there when where why how all any both each few
    more most other some such no nor not only own same so than too very just also even still yet
    ever never always often sometimes usually maybe perhaps already else though although however
    since whether within without upon via per toward towards across along around behind beside
    besides beyond despite except inside outside near onto past till unless unlike one two three
    first second next last another many much lot lots several enough every everyone everybody
    everything someone somebody something anyone anybody anything nobody nothing none somewhere
    anywhere nowhere everywhere somehow anyway anyhow quite rather really actually basically
    probably possibly certainly definitely apparently obviously simply exactly now today tomorrow
    yesterday tonight soon later early ago back away together instead get gets got gotten getting
    go goes going gone went come comes came coming make makes made making take takes took taken
    taking give gives gave given giving put puts let lets say says said saying tell tells told see
    sees saw seen seeing look looks looked looking know knows knew known think thinks thought want
    wants wanted need needs needed try tries tried trying use used using find found seem seems
    seemed mean means meant keep kept feel felt like likes liked well good better best bad new old
    big small great right wrong sure able thing things stuff way ways kind sort bit part time
    times people guy man
    """
) | listed(
    """
    hi hey hello heya hiya yo sup greetings morning afternoon evening night bye goodbye cya cheers
    thanks thank thx tnx ty tyvm thankyou please pls plz plox sorry np yw welcome ok okay okey
    okie k kk yes yeah yep yup yea ya nope nah no nay aye lol lmao rofl lmfao haha hahaha heh hehe
    hah xd omg wtf wth btw imo imho afaik afaict iirc fyi tbh idk ikr ffs brb bbl afk gtg ttyl
    rtfm tldr nvm jk asap etc ie eg vs aka i.e e.g a.k.a oh ah ahh uh um umm uhm hm hmm hmmm mm er
    err eh huh ugh oops whoops wow yay damn gosh guys folks dude bro man mate everyone anyone
    somebody all y'all yall u ur r im ive id ill dont doesnt didnt cant wont isnt wasnt arent
    couldnt wouldnt shouldnt havent hasnt thats whats heres theres lets gonna wanna gotta kinda
    sorta dunno lemme gimme cuz coz cause cos bc wo abt tho thru tht dat dis da teh cool nice
    awesome neat fine true indeed perfect absolutely agreed
    """
)

EN_VERBS = listed(
    """
    add added adding adds agree allow allowed allows answer answered appear appears apply ask
    asked asking asks avoid became become becomes begin believe broke broken break breaks bring
    brought call called calling calls change changed changes check checked checking choose close
    closed compare complain connect contain contains continue copy create created creates cut
    decide define defined depend depends describe did die dies does download edit enable enabled
    enter exist exists expect explain fail failed failing fails fix fixed fixes follow following
    forget forgot handle happen happened happens hate hear heard help helped helps hit hope ignore
    include includes install installed installing kill killed learn leave left lose lost love
    maintain manage matter matters mention mentioned miss missing move moved notice open opened
    pass play post posted prefer prevent print produce prove provide provides pull pulled push
    pushed read reads recommend remember remove removed replace reply require required requires
    restart return returns run running runs send sent set sets setting show shows start started
    starting starts stop stopped stops suggest suppose supposed switch talk talking tells
    understand update updated upgrade wait waiting walk watch wish wonder wondering work worked
    working works worry write writing written wrote ran began begins uses hates sucks enforces
    enforce say expose exposing crash crashed crashes crashing load loads loaded loading rename
    renamed drop dropped throw throws threw thrown fill grab type typed click clicked search
    searching assume assumed guess accept accepted compile compiled compiles execute executed
    """
)
"""Words at which no English title begins or ends: verbs, also where they may be nouns."""

WEAK = listed(
    """
    новый старый последний первый второй третий следующий прошлый большой маленький хороший плохой
    нормальный разный данный определенный главный общий целый полный готовый обычный простой
    похожий нужный важный точный ясный возможный настоящий отдельный конкретный единственный
    одинаковый человек год месяц неделя день час минута секунда сутки вечер утро ночь понедельник
    вторник среда четверг пятница суббота воскресенье январь февраль март апрель май июнь июль
    август сентябрь октябрь ноябрь декабрь раз вещь штука смысл дело часть место случай способ
    начало конец сторона слово пара тема ссылка рубль доллар процент число количество минимум
    максимум половина кусок момент факт мнение образ вид тип род счет ряд пора срок толк идея
    причина лицо day days week weeks month months year years hour hours minute minutes second
    seconds monday tuesday wednesday thursday friday saturday sunday january february march april
    june july august september october november december example examples case cases reason
    reasons idea point fact place end line word words question questions chance luck different
    same certain single alone equal able available possible explicit similar simple easy hard
    difficult whole full main general common usual normal true false pretty odd strange weird nice
    extra separate real own original correct current latest default half couple bunch etc
    """
)
"""Dictionary forms that no title holds: they measure, date or grade, and name nothing."""

GENERIC = listed(
    """
    проблема вопрос ошибка задача помощь файл код система проект сообщение информация версия
    программа сайт чат группа тест работа problem problems issue issues error errors file files
    code system project message program site chat group test tests help version link image output
    command channel
    """
)
"""Words that name something only together with others: «ошибка оплаты», not «ошибка»."""

_SWEAR = re.compile(
    r"(?:(?:на|за|по|от|вы|у|до|про|пере|объ|при|съ|ни|о|а)?(?:ху[йяеию]|пизд|еб[аулнё])|бля(?!м)"
    r"|(?:за|вы|до|про|от|у|на|при|по)еб|еби|ебе[тшмнц]|сук[аиу]$|сучк|мудак|муда[кч]|дерьм|говн"
    r"|жоп|пид[оа]р|пидр|гандон|шлюх|залуп|дроч|трах[ан]|долб[ао]еб|сра(?:ть|л|н[ьи])|нах(?:у[ийя]?)?$"
    r"|fuck|motherfuck|(?:bull)?shit(?!ak)|bitch|cunt|damn|crap|ass(?:es|holes?)?$|bastard|dick(?:s|head)?$"
    r"|fag(?:got)?s?$)"
)

ALL = RU | EN


def is_stop(word: str) -> bool:
    """Whether a word, as ``pipeline.language.words`` gives it, carries no topic."""
    return word in ALL


def is_verb(word: str) -> bool:
    """Whether an English word is, or may be, a verb that spoils a title."""
    return word in EN_VERBS


def is_weak(lemma: str) -> bool:
    """Whether a word, given by its dictionary form, has no place in a title."""
    return lemma in WEAK


def is_generic(lemma: str) -> bool:
    """Whether a word, given by its dictionary form, says little alone."""
    return lemma in GENERIC


@lru_cache(maxsize=65_536)
def is_swear(word: str) -> bool:
    return _SWEAR.match(word) is not None
