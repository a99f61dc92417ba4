"""Words that one stands for another where they share no stem: written down, not computed.

Irregular forms and partners of aspect, and what the same thing is called in both alphabets. Words
are written as ``pipeline.language.words`` gives them; a semicolon ends a family.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from pipeline.language.stems import stem

_IRREGULAR: Final = """
be am is are was were been; begin began begun; bite bit bitten; blow blew blown;
break broke broken; bring brought; build built; buy bought; catch caught;
choose chose chosen choice; come came; cost costs; decide decision; deal dealt; do did done;
draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen;
feel felt; fight fought; find found; fly flew flown flight; forget forgot forgotten;
get got gotten; give gave given; go went gone; grow grew grown; hang hung; have had; hear heard;
hide hid hidden; hold held; keep kept; know knew known; lead led; leave left; lend lent;
lose lost loss; make made; mean meant; meet met meeting; pay paid payment; ride rode ridden;
ring rang rung; rise rose risen; run ran; say said; see saw seen; sell sold sale; send sent;
shake shook shaken; shoot shot; sing sang sung; sink sank sunk; sit sat; sleep slept;
speak spoke spoken; spend spent; stand stood; steal stole stolen; swim swam swum; take took taken;
teach taught teacher; tell told; think thought; throw threw thrown; understand understood;
wake woke woken; wear wore worn; win won; write wrote written; child children kid kids;
person people; man men; woman women; foot feet; tooth teeth; mouse mice; wife wives; life lives;
knife knives; half halves; leaf leaves; shelf shelves; index indices indexes; criterion criteria;
analysis analyses; datum data; centre center; colour color;
cancel cancelled canceled cancellation; organise organize; licence license; behaviour behavior;
programme program
"""

_PARTNERS: Final = """
говорить сказать; класть положить; брать взять; ловить поймать; искать найти находить;
покупать купить покупка; продавать продать продажа; ложиться лечь; садиться сесть;
становиться стать; делать сделать; писать написать; читать прочитать прочесть;
чинить починить починка; строить построить постройка; готовить приготовить; варить сварить;
печь испечь; шить сшить; мыть вымыть помыть; красить покрасить покраска;
рисовать нарисовать рисунок; резать отрезать; ломать сломать поломка; ставить поставить;
вешать повесить; терять потерять потеря; прятать спрятать; платить заплатить оплатить оплата;
звонить позвонить звонок; просить попросить просьба; обещать пообещать обещание;
советовать посоветовать совет; предупреждать предупредить предупреждение; видеть увидеть;
смотреть посмотреть просмотр; слышать услышать; встречать встретить встреча; ждать подождать;
ехать поехать поездка; идти пойти сходить; лететь полететь полет; бежать побежать;
возвращать вернуть возврат; возвращаться вернуться возврат возвращение;
меняться поменять поменяться менять замена; дарить подарить подарок; отдавать отдать;
выбирать выбрать выбор; выкидывать выкинуть выбрасывать выбросить; заказывать заказать заказ;
тестировать протестировать тестирование тест; проверять проверить проверка;
пробовать попробовать проба; просыпаться проснуться; болеть заболеть болезнь;
лечить вылечить лечение; мочь смочь; хотеть захотеть; учить выучить научить; нанимать нанять найм;
увольнять уволить увольнение; переезжать переехать переезд; падать упасть падение; лежать лечь;
мерить измерить; считать посчитать подсчет; весить взвесить; верить поверить;
стирать постирать стирка; парковать припарковать парковка парковаться припарковаться;
договариваться договориться договоренность; решать решить решение; собирать собрать сбор;
собираться собраться собрание; человек люди народ; ребенок дети; мама мать; папа отец;
ноут ноутбук; комп компьютер; фотка фото фотография; аватар аватарка; видео видеозапись;
документ документация; холодос холодильник; универ университет; препод преподаватель;
учительница учитель; директор директриса
"""

_ALPHABETS: Final = """
алерт alert; андроид android; апдейт апдейтить обновление update; апи api; апрув апрувить approve;
архив archive; атака attack; аудит audit; аутентификация authentication; баг баги bug;
база бд db database; банк bank; баннер banner; бекап бэкап бекапить бэкапить backup;
бекенд бэкенд бэк backend; бета beta; билд билдить build; блог blog; бот bot; браузер browser;
бриф brief; брифинг briefing; бранч branch; бюджет budget; вайфай вай-фай wifi wi-fi;
вебинар webinar; веб web; версия version; виджет widget; воркер worker; гайд guide; гит git;
гитхаб github; гитлаб gitlab; гугл google; дашборд dashboard; дебаг дебажить debug; девопс devops;
дедлайн deadline; демо demo; деплой деплоить задеплоить deploy deployment; дизайн design;
дизайнер designer; диск disk; докер docker; документация docs documentation; домен domain;
доска board; драйвер driver; зум zoom; имейл емейл мейл e-mail email mail; инвестор investor;
индекс index; инстаграм instagram; интернет internet; интерфейс interface; инцидент incident;
кеш кэш cache; клиент client customer; клик кликать кликаться click; код code;
коммит коммитить закоммитить commit; конфиг конфигурация config configuration; контент content;
конференция conference; корпоратив party; коучинг coaching; кубернетес kubernetes k8s; лайк like;
лендинг landing; лид lead; линк link; линукс linux; лицензия license; лог логи log logs;
логин login; лого логотип logo; макет mockup; маркетинг marketing; мастер master;
менеджер manager; мержить мерж мердж смержить замержить merge; месседж message;
миграция migration; митинг meeting; митап meetup; монитор monitor; мониторинг monitoring;
номер number; ноутбук laptop; оффер офер offer; офис office; оффлайн офлайн offline;
онлайн online; паркинг parking; пароль password; патч patch; паспорт passport; пинг ping;
пицца pizza; питон пайтон python; план plan; планетарий planetarium; плагин plugin; порт port;
постгрес постгре постгря postgres postgresql; постмортем postmortem; презентация presentation;
прод продакшн продакшен production prod; продакт product; проект project; прокси proxy;
прототип prototype; пулреквест пул-реквест пр pr; пуш пушить запушить push; ревью ревьюить review;
редис redis; резюме resume cv; рекрутер recruiter; релиз релизить зарелизить release;
репа репозиторий repo repository; репорт report; реклама ads advertising; роутер router;
сайт site website; сервер server; сервис service; сертификат certificate; скилл skill;
скрипт script; скриншот скрин screenshot; слак slack; слайд слайды slide slides; созвон call;
софт software; спам spam; спринт sprint; стажер intern; стенд stand; стейджинг стейдж staging;
стартап startup; суппорт саппорт поддержка support; таск таска task; таймаут timeout;
тариф pricing plan; телеграм телега telegram; тест test; тестировщик tester qa; тикет ticket;
тимлид teamlead; ток token; токен token; трафик traffic; тренинг training; фидбек фидбэк feedback;
фикс фиксить пофиксить зафиксить fix; фигма figma; фича feature; фреймворк framework;
фронт фронтенд frontend; хакатон hackathon; хост host; хостинг hosting; хотфикс hotfix; чат chat;
чек check; чеклист чек-лист checklist; шарф scarf; шаблон template; шеф boss; шоп shop; эйчар hr;
экран screen; эксель ексель excel xlsx; экспорт export; энв env; юзер user; ютуб youtube;
джира jira; айфон iphone; айти it; айос ios; дата-центр датацентр цод datacenter;
вордпресс wordpress; вотсап ватсап whatsapp; зарплата зп salary; контракт contract;
скидка discount; джон john; майк mike; майкл michael; питер peter; павел pavel; сэм sam;
ольга olga; рита rita; том tom
"""

_SYNONYMS: Final = """
релиз выпуск раскатка выкатка выпустить раскатить выкатить; сбой авария падение; ошибка баг дефект;
уязвимость дыра брешь; оповещение уведомление алерт; бэкап копия; исправить починить устранить;
деньги бюджет сумма; зарплата оклад; аванс предоплата; цена стоимость тариф; скидка акция;
договор контракт соглашение; заказчик клиент; сотрудник работник коллега;
начальник руководитель шеф; встреча совещание собрание созвон; собеседование интервью;
срок дедлайн; задача поручение; правка доработка; подменить заменить заместить; купить приобрести;
найти обнаружить; удалить стереть; начать стартовать старт начало;
закончить завершить окончание завершение; помочь помощь; врач доктор; учитель педагог;
ученик школьник; ребенок малыш; праздник вечеринка; машина автомобиль авто; парковка стоянка;
поломка неисправность; протечка потоп; мусор отходы; квартира жилье; подъезд парадная;
собака пес щенок; кошка кот котенок; фотография снимок; поездка путешествие;
release launch rollout; bug error defect; outage downtime; salary wage; price cost fee;
contract agreement; customer client; employee colleague; boss manager; car vehicle;
doctor physician; teacher tutor; begin start; finish complete; buy purchase; fix repair mend;
remove delete; photo picture
"""


def same(word: str) -> tuple[str, ...]:
    """Irregular forms, and the name in the other alphabet; itself among them, or none at all."""
    return _families(f"{_IRREGULAR};{_ALPHABETS}").get(stem(word), ())


def partners(word: str) -> tuple[str, ...]:
    """The word of the other aspect, and what is done; itself among them, or none."""
    return _families(_PARTNERS).get(stem(word), ())


def synonyms(word: str) -> tuple[str, ...]:
    """Words that mean much the same, and little else; itself among them, or none."""
    return _families(_SYNONYMS).get(stem(word), ())


@cache
def _families(table: str) -> Mapping[str, tuple[str, ...]]:
    """By the stems of their words; a word of several families has all of them."""
    found: dict[str, tuple[str, ...]] = {}
    for listed in table.split(";"):
        members = tuple(listed.split())
        for member in members:
            known = found.get(stem(member), ())
            found[stem(member)] = tuple(dict.fromkeys((*known, *members)))
    return found
