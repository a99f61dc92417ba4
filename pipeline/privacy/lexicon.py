"""Words and names that a rule cannot tell apart. Kept short: each entry prevents a mistake."""

from pipeline.language import stopwords
from pipeline.language.words import listed

GENERIC = (
    listed(
        """
    admin administrator anon anonymous api app bot channel chat client community company container
    cpu data default demo dev developer docker example fan gpu group guest help hub info kernel
    linux live mac manager master member model moderator news nobody node null official ops owner
    player pro python root sales server service shop someone store student support system team
    test tester tools unknown user web windows
    админ админка администратор аноним бот гость группа директор друг канал клиент команда магазин
    менеджер модератор никто новости пользователь поддержка продавец сервер тест тестер участник
    чат юзер
    """
    )
    | stopwords.ALL
)
"""Nicknames that are everyday words of a chat. They are people only where somebody calls them."""

WORD_NAMES = listed(
    """
    angel art baker bell berry bill black blue bob brown buddy carol chance chase chuck cliff cook
    daisy dale dawn dean dick dolly drew duke earl eve faith fox frank gene glen grace grant gray
    green guy harmony hazel heath holly honey hope hunter iris ivy jack jade jasmine jay jewel joy
    king lance lane lily long love max mark mason mercy miles misty moon nick norm olive page pat
    patience penny pepper piper pierce price queen rain ray reed rich robin rock rod rose rosemary
    ruby rusty sandy sky star stone storm sue summer sunny ted terry trace victor violet ward wade
    west white will wolf wood young
    """
)
"""English names that are also words: people only in the middle of a sentence, with a capital."""

PLACES_AND_TIMES = listed(
    """
    april august austin autumn boston brooklyn carolina charlotte chelsea china christian dallas
    denver florence friday georgia german holland india israel jordan june kenya london madison
    march may monday montana orlando paris phoenix saturday sunday sydney thursday tuesday vienna
    virginia washington wednesday winter
    """
)
"""English names that have a capital as words too, so only a call tells the person."""

CERTAIN = listed(
    """
    вика вики вику валя валю галя гена гену ира иру ире ирой люба любу степа юля юлю юле юлей эля
    максим максима артем артема лена лену лене
    """
)
"""Forms that a dictionary knows as rare words too, but that mean the name in any chat."""

AFTER_A_NOUN = listed("чтобы который которая которое которые которую или и and or which that")
"""Words that after a comma show that the word before it was a thing, not a person called."""

BROADCASTS = listed("all channel everyone here admin admins online все")
"""``@all`` and the like call nobody in particular."""

DIMINUTIVES = {
    "александр": "саша шура саня сашка санек шурик",
    "александра": "саша шура саня сашка",
    "алексей": "леша лешка алеша леха",
    "анастасия": "настя ася настена",
    "анатолий": "толя толик",
    "андрей": "андрюша андрюха",
    "анна": "аня анечка нюра анюта",
    "антон": "антоша антоха",
    "артем": "тема артемка",
    "борис": "боря",
    "вадим": "вадик",
    "валентин": "валя",
    "валентина": "валя",
    "валерий": "валера",
    "валерия": "лера",
    "василий": "вася васька",
    "виктор": "витя витек",
    "виктория": "вика",
    "виталий": "виталик",
    "владимир": "вова володя вовка",
    "владислав": "влад владик",
    "вячеслав": "слава славик",
    "галина": "галя",
    "геннадий": "гена",
    "георгий": "гоша жора",
    "григорий": "гриша",
    "дарья": "даша дашка",
    "даниил": "даня данила",
    "денис": "дениска ден",
    "дмитрий": "дима димка димон митя",
    "евгений": "женя женька",
    "евгения": "женя женька",
    "екатерина": "катя катюша катька",
    "елена": "лена леночка",
    "елизавета": "лиза",
    "иван": "ваня ванька",
    "игорь": "игорек",
    "илья": "илюша илюха",
    "ирина": "ира иришка",
    "константин": "костя костик",
    "ксения": "ксюша",
    "лариса": "лара",
    "любовь": "люба",
    "людмила": "люда мила",
    "максим": "макс",
    "мария": "маша маруся машка",
    "михаил": "миша мишка",
    "надежда": "надя",
    "наталья": "наташа ната",
    "наталия": "наташа ната",
    "николай": "коля колян",
    "оксана": "ксюша",
    "ольга": "оля",
    "павел": "паша пашка",
    "петр": "петя петька",
    "полина": "поля",
    "роман": "рома ромка",
    "светлана": "света",
    "сергей": "сережа серега серый",
    "софия": "соня",
    "софья": "соня",
    "станислав": "стас",
    "степан": "степа",
    "татьяна": "таня танюша",
    "тимофей": "тима",
    "федор": "федя",
    "эльвира": "эля",
    "юлия": "юля",
    "юрий": "юра",
    "ярослав": "ярик",
}
"""Russian full names and what their bearers are called."""
