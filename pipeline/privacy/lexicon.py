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
    angel art baker bear bell berry big bill bird black blue bob brown buddy carol cat chance
    chase chuck cliff cook cool crazy cute daisy dale dark dawn dean dick dog dolly dragon drew
    duke earl eve faith fast fire fox frank free gene glen golden grace grant gray green guy happy
    harmony hazel heath holly honey hope hunter ice iris iron ivy jack jade jasmine jay jewel joy
    king lance lane lily lion little lonely long love lucky mad mark mason max mercy miles misty
    moon nick night norm olive page pat patience penny pepper pierce piper price queen rain ray
    real red reed rich robin rock rod rose rosemary ruby rusty sad sandy silent silver sky snow
    star stone storm sue summer sun sunny super sweet ted terry tiger trace victor violet wade
    ward west white wild will wolf wood young
    """
)
"""Names that are also English words: people only with a capital inside a sentence."""

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
    артем артему валя валю вика вику галя галю дима ира ире иру ирой катя кате катю катей коля лена
    лене лену люба любу максим максиму маша степа толя эля юля юле юлю юлей женя
    """
)
"""Forms that a dictionary knows as rare words too, but that are the name in any chat."""

AFTER_A_NOUN = listed("что чтобы который которая которое которые которую или и and or which that")
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
    "маргарита": "рита",
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
