"""Ordinary talk that holds numbers, names of things and links, and nothing to hide.

A wrong mask is irreversible and spoils a digest, so each of these lines must survive untouched.
"""

import pytest

from pipeline.privacy.masks import mask

DATES_AND_TIMES = """
Встреча 12.03.2025 в 15:30
Релиз 2025-03-12, фриз 2025-03-10 18:00:00
2024-01-15 10:30:45.123456 INFO started
20240115103000 backup.tar
01.02.2003 04:05:06
с 9:00 до 18:00, перерыв 13:00-14:00
15.01.2024-20.01.2024 отпуск
в 2019-2024 годах
12/31/2024 11:59 PM
2025-11-20T15:46:25+03:00
[2016-12-21 19:05:15] <nick> hi
2016/11/25 12:29:06 [emerg] 1#1: host not found
-rwxr-xr-x 1 root root 73490 2011-08-31 23:53 fwupd
12 января 2024 года в 12 часов 30 минут
Ночью с 31.12.2024 на 01.01.2025
Unix: 1700000000
ts=1700000000123
1700000000.123456
1735689600 1735776000
завтра в 12:00, созвон 45 минут
"""
MONEY_AND_AMOUNTS = """
Купил за 12 990 ₽
бюджет 1 250 000 руб.
1 234 567 890 рублей на счету
80 000 000 000 руб. выручки
8 916 123 4567 руб.
$1,234,567.89
€ 12.345.678,90
цена 4999, скидка 15%
99.999999% аптайм
+150% к прошлому году
+10000000000 к карме
0.30000000000000004
3.14159265358979323846
20-25000руб. останется
100000-200000 в месяц
выросло с 1234567 до 7654321 записей
10 000 000 пользователей
номер 5080, карта RTX 4090
карты 4090 и 5080 подорожали
2 500 000 000 000 операций
телефон стоит 120 000 рублей
телефон за 79 990 р.
15.5 кг по 1 299,90 за 1 кг
курс 92.3456 / 98.7654
Лень: 10000000000000⁹⁹⁹⁹⁹⁸⁹⁹⁹
"""
VERSIONS = """
обновились до 2.4.1
версия 1.2.3.4
v1.2.3.4 уже вышла
v10.15.7.2
build 10.0.19045.3803
релиз 10.20.30.40 завтра
Chrome 120.0.6099.109
kernel 2.6.15.23
ядро 2.6.15.6 собрал
1.2.3.4.5
exercise 1.3.3.4 is hard
пункт 3.2.1.4 договора
§ 1.2.3.4
perl-base5.10.0-11.1ubuntu2
googleearth_4.3.7284.3916+0.5.4-1_i386.deb
foo-1.2.3.4.tar.gz
requests==2.31.0 и lib==10.1.2.3
lodash@4.17.21
pkg@1.2.0-beta.rc
Python 3.11.7, aiogram 3.31
nginx/1.25.3
Windows 10 22H2 19045.3803
ISO 27001:2022
Ryzen 7 9800x3d и RTX 5080
i9-14900K против 7950X3D
"""
IDS = """
заказ №12345678
Заказ 89161234567 отправлен
#12345 закрыли
тикет JIRA ABC-123
PROJ-1234567 в работе
id 123456789
user id 7123456789
chat_id=-1001234567890
@1606424835
message 1234567 of 7654321
order 5234567890
ticket #89161234567
трек 80082345678901
накладная № 79161234567
счёт № 12345678901
договор 1234567890 от 01.02.2024
артикул 123456789012
штрихкод 4607001234567
ISBN 978-5-04-123456-7
КПП 773601001
паспорт проекта № 12 на 40 страниц
полис стоил 123 000 рублей
патент 45 000 в год, диплом 20.06.2025
справка за 2023-2024 год
код товара 123456, код ошибки 1045
cannot log in, error code 10053
резервный код лежит в сейфе
такси Мария 5
забрала Ольга 3 коробки
доступ: платный 500р/мес
паспорт РФ, заказ 12345678
вайфай роутер AX3000
домофон 2500 рублей
дом 12 по плану, корпус 4 сдан
Ивановская 5 место, Петровская 7
Казанская 2 тура, Победа 3:1
доставка 350 рублей, жду 15 минут
GPS 55.75 1234 5678
the address is on page 45
use 1024 as the buffer size
last 4 commits broke it
день рождения у Пети 15 мая
was born on 2/8/1935
серийник 4426635562
статья 1027700132195, штрихкод 4607001234567
ИНН неверный: 7707083894
112-233-445 96 не СНИЛС
4276 3800 1234 5670 не карта
912 345 678 90
серия 12, сезон 3
паспорт готов, забрать 12.03.2025
уже 5884329886
commit 3f786850e387550fdab836ed7e6dc881de23001b
fix 19078655bcfd, revert c07f64a
sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
md5 d41d8cd98f00b204e9800998ecf8427e
de89370400440532013000ab0123456789abcdef
550e8400-e29b-41d4-a716-446655440000
IMG_20240115_103000.jpg
VID-20240115-WA0001.mp4
0472640AAD34E045C7F140B46A5
0xdAC17F958D2ee523a2206206994597C13D831ec7
token: 0xdAC17F958D2ee523a2206206994597C13D831ec7
bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq
ключ 4F4EA0AAE5267A6C в keyserver
MAC 00:1A:2B:3C:4D:5E
рейс SU1234, место 12А, выход 34
поезд 016А, вагон 12
ГОСТ 7.32-2017, СНиП 23-01-99
серийный 12345678901
"""
SIZES_PLACES_PORTS = """
файл 1 073 741 824 байт
81234567890 bytes
512 МБ из 16384
порт 8080, ещё 5432 и 27017
localhost:8080
http://127.0.0.1:5000/health
0.0.0.0:80->80/tcp
::1 и 127.0.0.1
255.255.255.0
55.751244, 37.618423
55.751244 37.618423
lat=55.7512440 lon=37.6184230
ул. Ленина перекрыта
улица перекрыта до 18:00
ул. Мира, 2 ДТП за день
на улице Мира 15 градусов
микрорайон Южный, 3 школы и 5 садов
красная линия 3 станции закрыта
проспект Мира стоит, 9 баллов
м. Улица Дмитриевского, 5 минут пешком
площадь участка 600 соток
кв. 34 залили, дом 12 подъезд 3
115280, г. Москва
see you on Main Street at 5
1920x1080@60
3840 x 2160, 144 Гц
12:34:56:78 таймкод
std::vector<int> a::b
dead::beef
в 10 из 10 случаев
1 2 3 4 5 6 7 8 9 10
100 200 300 400 500
4 8 15 16 23 42
6/7=0.857142857142
[77019.620000] usb 2-8: device not accepting
[ 8916.123456] eth0: link up
5 из 7 за 2 недели
mesh 1024*1024*64
+1
+7
"""
WORDS_AND_CODE = """
Посмотреть пароль: ❌
Забыл пароль, где сбросить?
пароль: забыл
пароль не подходит
Пароль сменили в 15:30:45
пароль поменяй до 12.03.2025
осмотрели чо серывалось то за паролем?
password: required
password must be 8 characters
password: str = Field(min_length=8)
password = os.environ["DB_PASSWORD"]
password=getpass()
PASSWORD=${DB_PASSWORD}
password: <your password>
password: ********
you could passwd sam555
/msg nickserv ghost username password
token expired
expected token which is presumably not the error
token = lexer.next_token()
key: value
ключ от офиса у Кости
key = get_user_by_id_2_or_none(session)
primary key (id, created_at)
basic authentication mechanisms
secret santa 2024
RSA key fingerprint is d1:97:cb:2e:dc:27:a9:db:9e:11:22:33:44:55:66:77
cant you just pass --march=arm7
you cannot pass 65535
look at example dot com
package is @ packages.example.com
у меня собака ест. корм закончился
моя собака точка роста
structure at all. Change it
Пароль: прежний
пароль: спроси
код товара 482913
водитель 1234567890
токен GPT-4-turbo-2024-04-09
token: eth-usdt-perpetual-swap-2024
код ответа 404, код ошибки 100412
код региона 77, код 500 на проде
один два три четыре пять шесть семь восемь девять десять
восемь девять десять одиннадцать двенадцать тринадцать
двенадцать миллионов пятьсот тридцать тысяч
sk-learn-something-long
@property и @staticmethod
@все, @here и @channel
dimitris@dimitris-laptop:~$ sudo
git@github.com:alfred/alfred.git
icon@2x.png
docker@sha256:abc
@quaddo:matrix.org привет
a@b
@ 5 рублей
user@localhost
PIN 13 на ардуино
пин 4 припаяй к 12
смс не пришла
звонил 3 раза, 2 сброса
звонок в 15:30, 40 минут
тел. не отвечает
call 911
позвони в 5 или в 6
набери 112
мой номер 5
"""
LINKS = """
https://t.me/c/1234567890/12345
https://t.me/durov/123
t.me/somechat/16202/39239
https://t.me/c/1234567890/12/345?thread=12
https://youtu.be/dQw4w9WgXcQ?t=42
https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf
https://github.com/alfred/alfred/commit/3f786850e387550fdab836ed7e6dc881de23001b
https://github.com/leanprover/lean4/blob/c07f64a6212247ef789d4cef39e237b4a4/src/a.lean#L10-L20
https://github.com/a/b/issues/123?q=is:open&state=open
https://stackoverflow.com/questions/75135676/deactivate-highlight
https://habr.com/ru/articles/789456/comments/#comment_26234567
https://example.com/?page=2&id=1234567890123456&utm_source=tg
https://example.com/?code=404&key=1&session=2
https://example.com/?sort_key=name&hash=off
http://slashdot.org/article.pl?sid=08/07/02/1331224
https://help.ubuntu.com/community/WebBrowsingSlowIPv6IPv4
http://live.gnome.org/ReleasesNotes2p12Items
https://example.com/how-to-record-streaming-WMV-ASF-MMS-2024
https://img.example.com/IMG_7269_a49d5af8-c76c-4ecd-ae20-48c08cb.jpg
https://img.example.com/fA9dK2mQ7zX1cV4bN8LpR3sT.png
https://live.lean-lang.org/#codez=JYWwDg9gTgLgBAWQIYwBYBtgCMB0AVATzAFM4BlAgZzgHdd1iATOAMwCtj0BzC9KSp
https://hub.docker.com/r/library/nginx/tags?page=1&name=1.25
https://example.com/verify/how-it-works-today
https://example.com/join/123456789
https://medium.com/@user/article-3f786850e387
https://www.kp.ru/daily/27547/4817234/
http://user:pass@proxy:8080/
ssh://git@github.com/alfred/alfred.git
smb://server/share
https://web.telegram.org/k/#-1234567890
(см. https://ru.wikipedia.org/wiki/Алиса_(значения)).
README.md/CHANGELOG.md
и/или, 24/7, км/ч
C:/Users/Ivan/file.txt
/etc/nginx/nginx.conf
"""


def _lines(*tables: str) -> list[str]:
    return [line for table in tables for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    "line",
    _lines(
        DATES_AND_TIMES,
        MONEY_AND_AMOUNTS,
        VERSIONS,
        IDS,
        SIZES_PLACES_PORTS,
        WORDS_AND_CODE,
        LINKS,
    ),
)
def test_ordinary_talk_survives_untouched(line: str) -> None:
    masked = mask(line)

    assert line == masked.text
    assert {} == masked.counts
