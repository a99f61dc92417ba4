from datetime import UTC, datetime, timedelta

import pytest

from pipeline.digest.corpus import Noise
from pipeline.digest.rules.preparation.noise import classify, classify_window, is_bot_name
from pipeline.ingest.models import AuthorId, Media, MediaKind, Message, MessageId, MessageKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

CLEAN = [
    "скинь в лс",
    "Костя, напиши мне в личку, обсудим отпуск",
    "пиши в лс, если что",
    "кину контакты в личку",
    "Кто поедет на Казань? Пишите +",
    "зарплата пришла, доход за март сошёлся",
    "сколько вы зарабатываете на фрилансе?",
    "вчера проиграл в казино 5000, больше ни ногой",
    "бонус за квартал выплатят в пятницу, подробности в личку",
    "купил биткоин по 60к, теперь жду прибыль",
    "интеграция с биржей: usdt переводим по https://api.example.com/v1/usdt",
    "Ищем Python-разработчика, 250к в месяц, удалёнка, резюме в лс",
    "нужны люди на тестирование в субботу, отпишитесь @anna_lead",
    "сервер держит 5000 запросов в день, больше не надо",
    "подписывайтесь на канал релизов: https://t.me/releases",
    "созвон тут https://t.me/+abcDEF, присоединяйтесь",
    "ссылка на обсуждение https://t.me/c/123456/789",
    "промокод на хостинг у меня есть, кому надо?",
    "опять спамят: «заработок от 5000 в день, пиши в лс», забаньте",
    "это скам: обещают пассивный доход и просят писать в лс",
    "мошенники шлют ссылки на казино с бонусом, не переходите по ним https://x.example",
    "Коллеги, релиз 2.4 планируем на четверг, все успевают?",
    "у меня блокер: платёжный шлюз отдаёт 502 на проде с ночи",
    "налоги: доход от 5 млн облагается по 15%",
    "гарантия на ноутбук кончилась, чинить за свой счёт",
    "последние места на конференцию, билет 3000 р",
    "откровенно говоря, фото вышло так себе, пришли в лс другое",
    "без опыта в Rust туда не берут",
    "учу сына трейдингу, пока сплошной минус",
    "How do I set folder ownership on a mounted volume?",
    "DM me the logs please",
    "join us in the standup, https://meet.example.com/abc",
    "I made $200 selling my old bike",
    "we need people for the on-call rota, message me",
    "free tokens in the parser are leaking, see https://example.com/issue/1",
    "subscribe to the alerts channel: https://t.me/alerts",
    "is it safe to invest in crypto? asking for a friend",
    "the casino scene in that film is great",
    "work from home on Friday? fine with me",
    "don't click, it's a scam: earn $500 daily, dm me",
    "check out my new branch, click here: https://git.example.com/pr/7",
    "our trading bot lost money again, profits are negative, https://example.com/report",
    "limited slots in the CI runner, hurry up with that build",
    "adult supervision required for this deploy",
    "docker run -it --rm nginx /bin/sh",
]

SPAM = [
    "заработок от 5000 в день, пиши в лс",
    "Заработок от 3000 рублей в день! Без вложений! Пиши в личку",
    "Есть подработка на дому, от 200$ в неделю, подробности в лс",
    "Нужны ответственные люди, пассивный доход от 50к, пиши + в личку",
    "Хочешь зарабатывать от 10 000 в день? Опыт не нужен, напиши мне в тг",
    "Предлагаю удалённый заработок, без опыта и вложений, жду в лс",
    "зapaбoток от 5000 в дeнь, пишитe в лс",
    "Ищу людей в команду, прибыль от 100$ в день, обучим бесплатно, пишите @easy_cash",
    "Крипта: сигналы с прибылью каждый день, вступай https://t.me/+abcdef",
    "арбитраж криптовалюты, обучу с нуля, пиши в личку",
    "Казино дарит фриспины, жми https://spin.example/win",
    "1xbet бонус на депозит, промокод внутри https://t.me/betbonus",
    "ставки на спорт, договорные матчи, пиши в лс",
    "покажу себя в лс намного откровеннее за небольшую плату))))",
    "интим услуги, пишите в вотсап, подробности в лс",
    "18+ канал, слив видео, переходи по ссылке https://t.me/+zzz",
    "купить диплом любого вуза, без предоплаты, пишите в лс",
    "накрутка подписчиков недорого, гарантия, пиши @smm_boost",
    "Займ без отказа за 5 минут, без справок, гарантия, жми https://zaim.example",
    "https://t.me/footy начинающий канал про футбол, подписывайтесь, будем рады каждому из вас",
    "Earn $500 daily from home, no experience, DM me",
    "Make money online with no investment, contact me on whatsapp",
    "Passive income $300 per day, message me now",
    "Free bitcoin airdrop, hurry up, join now https://t.me/+airdrop",
    "Crypto signals with guaranteed profits, join our VIP channel https://t.me/+vip",
    "Best casino bonus, click here https://casino.example",
    "hot girls waiting, join now https://t.me/+hot",
    "Investment opportunity: double your bitcoin, guaranteed returns, inbox me",
    "instant loans without checks, no fees, write me on whatsapp",
    "buy followers and likes, 100% legit, dm me",
]

BOTS = ["DeployBot", "Дежурный бот", "combot", "Бот-помощник", "GitLab", "Jenkins CI", "ubottu"]
PEOPLE = ["Talbot", "Anna Abbot", "Tom Jenkins", "не бот", "matrixbot", "Бота", "Robert", "cicero"]

COMMANDS = [
    "/digest",
    "/start@my_bot",
    "/start@my_bot скажи мне всё что знаешь о релизе",
    "!roll 2d6",
]
TALK = [
    "/etc/nginx/nginx.conf",
    "/opt",
    "/me сейчас подойдёт",
    "/deploy не работает",
    "/digest — это команда для сводки, напишите её боту",
    "!важно: созвон в пять",
    "!!!",
    "1/2 готово",
]


def message(text: str = "", **changes: object) -> Message:
    fields: dict[str, object] = {
        "id": MessageId(1),
        "sent_at": NOON,
        "kind": MessageKind.TEXT,
        "author_id": AuthorId("user1"),
        "author_name": "Аня",
        "text": text,
    }
    return Message(**(fields | changes))  # type: ignore[arg-type]  # fields by name


def series(author: str, *texts: str) -> list[Message]:
    return [
        message(
            text,
            id=MessageId(number),
            sent_at=NOON + timedelta(minutes=number),
            author_id=AuthorId(author),
            author_name=author,
        )
        for number, text in enumerate(texts, start=1)
    ]


@pytest.mark.parametrize("text", CLEAN)
def test_talk_is_no_noise_even_where_it_sounds_like_an_offer(text: str) -> None:
    found = classify(message(text))

    assert found is None


@pytest.mark.parametrize("text", SPAM)
def test_an_offer_with_a_call_to_act_is_spam(text: str) -> None:
    found = classify(message(text))

    assert found is Noise.SPAM


def test_a_link_hidden_in_the_entities_counts_as_a_call() -> None:
    text = "Казино дарит фриспины, бонус на депозит"

    without, with_link = classify(message(text)), classify(message(text, links=("https://a.b",)))

    assert (None, Noise.SPAM) == (without, with_link)


@pytest.mark.parametrize("name", BOTS)
def test_bots_and_services_are_known_by_their_names(name: str) -> None:
    found = classify(message("Сборка прошла", author_name=name))

    assert found is Noise.BOT


@pytest.mark.parametrize("name", PEOPLE)
def test_people_and_bridges_are_not_taken_for_bots(name: str) -> None:
    assert not is_bot_name(name)


def test_what_was_sent_through_an_inline_bot_is_the_bots() -> None:
    found = classify(message("кот дня", via_bot="@gif"))

    assert found is Noise.BOT


@pytest.mark.parametrize("text", COMMANDS)
def test_commands_are_noise(text: str) -> None:
    assert classify(message(text)) is Noise.COMMAND


@pytest.mark.parametrize("text", TALK)
def test_paths_and_talk_about_commands_are_no_commands(text: str) -> None:
    assert classify(message(text)) is not Noise.COMMAND


def test_what_alfred_wrote_is_noise_whatever_he_is_called() -> None:
    found = classify(message("Релиз 2.4 переносится на пятницу", author_name="Аня", own=True))

    assert found is Noise.OWN


@pytest.mark.parametrize("text", ["", "  ", "👍", "🔥🔥🔥", "+", "???", "@anna"])
def test_what_has_no_words_is_empty(text: str) -> None:
    found = classify(message(text))

    assert found is Noise.EMPTY


def test_media_is_empty_without_a_caption_and_talk_with_one() -> None:
    photo = Media(MediaKind.PHOTO)

    bare = classify(message("", kind=MessageKind.MEDIA, media=photo))
    captioned = classify(message("схема сети", kind=MessageKind.MEDIA, media=photo))

    assert (Noise.EMPTY, None) == (bare, captioned)


def test_a_link_alone_is_talk() -> None:
    assert classify(message("https://example.com/postmortem")) is None


def test_service_messages_are_service_whoever_caused_them() -> None:
    found = classify(message("", kind=MessageKind.SERVICE, author_name="DeployBot"))

    assert found is Noise.SERVICE


def test_a_text_of_a_megabyte_is_classified_by_its_beginning() -> None:
    found = classify(message("заработок от 5000 в день, пиши в лс " + "а" * 1_000_000))

    assert found is Noise.SPAM


def test_an_author_who_fills_in_a_template_is_a_bot() -> None:
    machine = series(
        "Вахта", *(f"Смена {n}: заказов принято {n * 7}, сбоев {n}" for n in range(1, 7))
    )
    person = series("Аня", "да", "нет", "а сколько?", "ясно", "пойду обедать", "вернулась")

    found = classify_window([*machine, *person])

    assert [Noise.BOT] * 6 + [None] * 6 == found


def test_a_person_who_says_the_same_again_is_no_bot() -> None:
    person = series("Аня", *["кто-нибудь видел ключи от переговорки 4?"] * 6)

    found = classify_window(person)

    assert [None] * 6 == found


def test_an_advertisement_that_one_author_repeats_needs_one_sign_less() -> None:
    text = "лучший магазин цветов города, заходите https://t.me/flowers"

    once, often = (
        classify_window(series("Гость", text)),
        classify_window(series("Гость", *[text] * 4)),
    )

    assert ([None], [Noise.SPAM] * 4) == (once, often)


def test_the_verdicts_keep_the_order_of_the_messages() -> None:
    window = [message("привет всем"), message("/digest"), message("👍")]

    found = classify_window(window)

    assert [None, Noise.COMMAND, Noise.EMPTY] == found
