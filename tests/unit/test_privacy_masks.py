"""Every spelling here is somebody's secret: its digits or letters must not survive."""

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from pipeline.privacy.masks import mask
from pipeline.privacy.models import MaskKind

_MOBILE = PhoneNumberType.MOBILE
PHONES = [
    ("8 (727) 047-57-95 Алматы", "⟦phone⟧ Алматы"),
    ("80 29 123 45 67", "⟦phone⟧"),
    ("380631234567 в вайбере", "⟦phone⟧ в вайбере"),
    ("067 123 45 67", "⟦phone⟧"),
    ("8-4852-12-34-56", "⟦phone⟧"),
    ("домашний телефон 2-34-56", "домашний телефон ⟦phone⟧"),
    ("+7 (863) 212-34-56, добавочный 13", "⟦phone⟧"),
    ("мой номер восемь девятьсот сорок три 173 54 76", "мой номер ⟦phone⟧"),
    ("020 7946 0615", "⟦phone⟧"),
    ("07700 900 698", "⟦phone⟧"),
    ("1 (202) 555 0106", "⟦phone⟧"),
    ("Сбер 9431234567", "Сбер ⟦phone⟧"),
    ("звони +7 (916) 123-45-67", "звони ⟦phone⟧"),
    ("+7 916 123 45 67 это мой", "⟦phone⟧ это мой"),
    ("+79161234567", "⟦phone⟧"),
    ("+7(916)1234567", "⟦phone⟧"),
    ("+7-916-123-45-67", "⟦phone⟧"),
    ("+7.916.123.45.67", "⟦phone⟧"),
    ("+7 916 123-4567", "⟦phone⟧"),
    ("+ 7 916 123 45 67", "+ ⟦phone⟧"),
    ("8 916 1234567", "⟦phone⟧"),
    ("8 916 123 45 67", "⟦phone⟧"),
    ("8(916)123-45-67", "⟦phone⟧"),
    ("8 (916) 123-45-67", "⟦phone⟧"),
    ("8-916-123-45-67", "⟦phone⟧"),
    ("8-916-123-4567", "⟦phone⟧"),
    ("8916 123 45 67", "⟦phone⟧"),
    ("8916-123-45-67", "⟦phone⟧"),
    ("89161234567", "⟦phone⟧"),
    ("8 9161234567", "⟦phone⟧"),
    ("79161234567", "⟦phone⟧"),
    ("7 916 123 45 67", "⟦phone⟧"),
    ("пишите 89161234567, отвечу", "пишите ⟦phone⟧, отвечу"),
    ("тел89161234567", "тел⟦phone⟧"),
    ("89161234567звоните", "⟦phone⟧звоните"),
    ("_89161234567_", "_⟦phone⟧_"),
    ("8 9 1 6 1 2 3 4 5 6 7", "⟦phone⟧"),
    ("8\u00a0916\u00a0123\u00a045\u00a067", "⟦phone⟧"),
    ("8 916 123–45–67", "⟦phone⟧"),
    ("8 916 123‑45‑67", "⟦phone⟧"),
    ("8\u200b916\u200b123\u200b45\u200b67", "⟦phone⟧"),
    ("８９１６１２３４５６７", "⟦phone⟧"),
    ("8 800 555-35-35", "⟦phone⟧"),
    ("8-800-555-35-35", "⟦phone⟧"),
    ("88005553535", "⟦phone⟧"),
    ("8 (495) 123-45-67", "⟦phone⟧"),
    ("8 495 123 45 67", "⟦phone⟧"),
    ("84951234567", "⟦phone⟧"),
    ("8 (4852) 12-34-56", "⟦phone⟧"),
    ("8 (49624) 1-23-45", "⟦phone⟧"),
    ("(495) 123-45-67", "⟦phone⟧"),
    ("(916) 123 45 67", "⟦phone⟧"),
    ("(812)123-45-67 офис", "⟦phone⟧ офис"),
    ("8 707 123 45 67 (Казахстан)", "⟦phone⟧ (Казахстан)"),
    ("тел. 916-123-45-67", "тел. ⟦phone⟧"),
    ("тел 495-123-45-67", "тел ⟦phone⟧"),
    ("контакт: 9161234567", "контакт: ⟦phone⟧"),
    ("8-10-375-29-123-45-67", "⟦phone⟧"),
    ("Телефон: 9161234567", "Телефон: ⟦phone⟧"),
    ("мой номер 916 123 45 67", "мой номер ⟦phone⟧"),
    ("позвони мне на 916-123-45-67", "позвони мне на ⟦phone⟧"),
    ("набери 123-45-67", "набери ⟦phone⟧"),
    ("ватсап 9161234567", "ватсап ⟦phone⟧"),
    ("8 (495) 123-45-67 доб. 123", "⟦phone⟧"),
    ("tel:+79161234567", "tel:⟦phone⟧"),
    ("+375 29 123-45-67", "⟦phone⟧"),
    ("+380 (44) 123-45-67", "⟦phone⟧"),
    ("+1 (202) 456-1111", "⟦phone⟧"),
    ("+1-984-055-0190", "⟦phone⟧"),
    ("+44 20 7946 0958", "⟦phone⟧"),
    ("+49 30 901820", "⟦phone⟧"),
    ("+46 (0)8 465 004 38", "⟦phone⟧"),
    ("+998 90 123 45 67", "⟦phone⟧"),
    ("+447700921916", "⟦phone⟧"),
    ("(202)555-0123", "⟦phone⟧"),
    ("212-555-0147", "⟦phone⟧"),
    ("(202)555-0123x0135 is his", "⟦phone⟧ is his"),
    ("001-202-555-0154", "⟦phone⟧"),
    ("Call me on 9400 0016?", "Call me on ⟦phone⟧?"),
    ("Phone: 60-00-85-01", "Phone: ⟦phone⟧"),
    ("my cell is 202 456 1111", "my cell is ⟦phone⟧"),
    ("89161234567 и 89031234567", "⟦phone⟧ и ⟦phone⟧"),
    ("89161234567 89031234567", "⟦phone⟧ ⟦phone⟧"),
    ("(тел. +7 916 123-45-67)", "(тел. ⟦phone⟧)"),
    ("8/916/123-45-67", "⟦phone⟧"),
    ("8_916_123_45_67", "⟦phone⟧"),
    ("8, 916, 123, 45, 67", "⟦phone⟧"),
    ("8 916, 123, 45, 67", "⟦phone⟧"),
    ("8.9161234567", "⟦phone⟧"),
    ("\ufe0f\u20e3".join("89161234567"), "⟦phone⟧"),
    ("8 (495) 123-45-67 (доб. 12)", "⟦phone⟧"),
    ("916 123 45 67", "⟦phone⟧"),
    ("новый номер 9 161 234 567", "новый номер ⟦phone⟧"),
    ("+7 495 123-45-67 вн. 112", "⟦phone⟧"),
    ("тел. 12-34-56", "тел. ⟦phone⟧"),
    ("07700 900123", "⟦phone⟧"),
    ("my number is 2025550123", "my number is ⟦phone⟧"),
    ("9400 0016-Office", "⟦phone⟧-Office"),
    (
        "запиши восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь ага",
        "запиши ⟦phone⟧ ага",
    ),
    ("плюс семь девятьсот шестнадцать сто двадцать три, сорок пять, шестьдесят семь", "⟦phone⟧"),
    ("call two zero two five five five zero one two three", "call ⟦phone⟧"),
]
EMAILS = [
    ("ivan @ mail . ru", "⟦email⟧"),
    ("ivanсобакаmail.ru", "⟦email⟧"),
    ("ivan {at} mail {dot} com", "⟦email⟧"),
    ("ivan@mail,ru", "⟦email⟧"),
    ("reach me at ivan dot petrov at mail dot com", "reach me at ⟦email⟧"),
    ("ivan@mail.ru", "⟦email⟧"),
    ("пиши на ivan.petrov+spam@sub.example.co.uk.", "пиши на ⟦email⟧."),
    ("<ivan_petrov@yandex.ru>", "<⟦email⟧>"),
    ("mailto:ivan@mail.ru", "mailto:⟦email⟧"),
    ("почта@пример.рф", "⟦email⟧"),
    ("a@b.io,c@d.io", "⟦email⟧,⟦email⟧"),
    ("O'Hara: o'hara@example.com", "O'Hara: ⟦email⟧"),
    ("IVAN@EXAMPLE.COM!", "⟦email⟧!"),
    ("x" * 70 + "@example.com", "⟦email⟧"),
    ("ivan(собака)example.ru", "⟦email⟧"),
    ("ivan [at] example . ru", "⟦email⟧"),
    ("ivan(at)example(dot)ru", "⟦email⟧"),
    ("ivan @ example.com", "⟦email⟧"),
    ("ivan@example .ru", "⟦email⟧"),
    ("ivan собака example точка ru", "⟦email⟧"),
    ("почта иван собака мейл точка ру", "почта ⟦email⟧"),
    ("mail ivan at example dot com", "mail ⟦email⟧"),
]
CARDS = [
    ("4276 3800 1234 5679", "⟦card⟧"),
    ("4276380012345679", "⟦card⟧"),
    ("4276-3800-1234-5679 12/27", "⟦card⟧ ⟦secret⟧"),
    ("номер карты: 4276  3800123456  79", "номер карты: ⟦card⟧"),
    ("кинь на 4276 38001234 5679 плиз", "кинь на ⟦card⟧ плиз"),
    ("4 2 7 6 3 8 0 0 1 2 3 4 5 6 7 9", "⟦card⟧"),
    ("2200 7007 1234 5676", "⟦card⟧"),
    ("2202202312345675", "⟦card⟧"),
    ("5469 3800 1234 5673", "⟦card⟧"),
    ("2221 0000 0000 0009", "⟦card⟧"),
    ("3782 822463 10005", "⟦card⟧"),
    ("378282246310005", "⟦card⟧"),
    ("3056 930902 5904", "⟦card⟧"),
    ("6011 1111 1111 1117", "⟦card⟧"),
    ("3530 1113 3330 0000", "⟦card⟧"),
    ("6240 0086 3140 1148", "⟦card⟧"),
    ("6390 0200 0000 000003", "⟦card⟧"),
    ("8600 1234 5678 9012", "⟦card⟧"),
    ("My card # 4000000002576223 is lost", "My card # ⟦card⟧ is lost"),
    ("cc 4000000005120 on my e-mail", "cc ⟦card⟧ on my e-mail"),
    ("card number 630400007310 is lost", "card number ⟦card⟧ is lost"),
    ("карта сбера 4276380012345679", "карта сбера ⟦card⟧"),
    ("4276.3800.1234.5679", "⟦card⟧"),
    ("карта 4276 3800 1234 5670", "карта ⟦card⟧"),
    ("4276/3800/1234/5679", "⟦card⟧"),
    ("4276\n3800\n1234\n5679", "⟦card⟧"),
    ("4276 3800\n1234 5679", "⟦card⟧"),
    ("４２７６３８００１２３４５６７９", "⟦card⟧"),
]
IBANS = [
    ("GB29 NWBK 6016 1331 9268 19", "⟦iban⟧"),
    ("GB29NWBK60161331926819", "⟦iban⟧"),
    ("my iban is gb29nwbk60161331926819", "my iban is ⟦iban⟧"),
    ("IBAN DE89 3704 0044 0532 0130 00 и имя", "IBAN ⟦iban⟧ и имя"),
    ("DE89370400440532013000, спасибо", "⟦iban⟧, спасибо"),
    ("KZ86125KZT5004100100", "⟦iban⟧"),
    ("IBAN DE89 3704 0044 0532 0130 01", "IBAN ⟦iban⟧"),
    ("ab12 transfer to GB29NWBK60161331926819", "ab12 transfer to ⟦iban⟧"),
]
DOCUMENTS = [
    ("паспорт 45 12 345678", "паспорт ⟦passport⟧"),
    ("Паспорт: 4512 345678, выдан 01.02.2010", "Паспорт: ⟦passport⟧, выдан 01.02.2010"),
    ("паспорт 4512345678", "паспорт ⟦passport⟧"),
    ("серия 45 12 номер 345678", "серия ⟦passport⟧"),
    ("серия 4512 № 345678", "серия ⟦passport⟧"),
    ("паспорт серии 4512 №345678", "паспорт серии ⟦passport⟧"),
    ("45 12 345678 — мой паспорт", "⟦passport⟧ — мой паспорт"),
    ("загран 75 1234567", "загран ⟦passport⟧"),
    ("passport 45-12 345678", "passport ⟦passport⟧"),
    ("ИНН 7707083893", "ИНН ⟦inn⟧"),
    ("инн: 7707083893", "инн: ⟦inn⟧"),
    ("ИНН организации 7707083893, КПП 773601001", "ИНН организации ⟦inn⟧, КПП 773601001"),
    ("ИНН 500100732259", "ИНН ⟦inn⟧"),
    ("500100732259", "⟦inn⟧"),
    ("вот 500100732259 держи", "вот ⟦inn⟧ держи"),
    ("ИНН 5001 0073 2259", "ИНН ⟦inn⟧"),
    ("112-233-445 95", "⟦snils⟧"),
    ("СНИЛС 112-233-445-95", "СНИЛС ⟦snils⟧"),
    ("112 233 445 95", "⟦snils⟧"),
    ("снилс 11223344595", "снилс ⟦snils⟧"),
    ("СНИЛС: 112233445 95.", "СНИЛС: ⟦snils⟧."),
    ("112_233_445_95", "⟦snils⟧"),
    ("СНИЛС 112-233-445 00", "СНИЛС ⟦snils⟧"),
    ("инн: 7707083894", "инн: ⟦inn⟧"),
    ("Иванов, 4512 345678, выдан ОВД", "Иванов, ⟦passport⟧, выдан ОВД"),
    ("7707083893 — наш ИНН", "⟦inn⟧ — наш ИНН"),
    ("пасп. 4512, 345678", "пасп. ⟦passport⟧"),
    ("сер. 4512 ном. 345678", "сер. ⟦passport⟧"),
    ("ОГРН 1027700132195", "ОГРН ⟦document⟧"),
    ("огрнип: 3 04 50 0116000157", "огрнип: ⟦document⟧"),
    ("права 99 11 123456", "права ⟦document⟧"),
    ("ВУ 77 УТ 123456", "ВУ ⟦document⟧"),
    ("driver's license X1234567", "driver's license ⟦document⟧"),
    ("полис ОМС 1234 5678 9012 3456", "полис ОМС ⟦document⟧"),
    ("осаго ХХХ 0123456789", "осаго ⟦document⟧"),
    ("свидетельство о рождении II-МЮ № 123456", "свидетельство о рождении ⟦document⟧"),
    ("III-НО № 123456", "⟦document⟧"),
    ("123-45-6789", "⟦document⟧"),
    ("my ssn is 123 45 6789", "my ssn is ⟦document⟧"),
    ("IMEI 356938035643809", "IMEI ⟦document⟧"),
    ("паспорт, СНИЛС 112-233-445 95", "паспорт, СНИЛС ⟦snils⟧"),
    ("внж 82 1234567", "внж ⟦document⟧"),
    ("загран.паспорт: 75№1234567", "загран.паспорт: ⟦passport⟧"),
    ("украинский паспорт серия АН 123456", "украинский паспорт ⟦passport⟧"),
    ("трудовая книжка ТК-V №1234567", "трудовая книжка ⟦document⟧"),
    ("код подразделения: 770-001", "код подразделения: ⟦document⟧"),
    ("лицевой счёт за воду 1234567890", "лицевой счёт за воду ⟦account⟧"),
    ("NI number QQ 12 34 56 C", "NI number ⟦document⟧"),
    ("our tax id is 12-3456789", "our tax id is ⟦document⟧"),
    ("VIN XTA21099012345678", "VIN ⟦document⟧"),
    ("белая газель м123то116rus", "белая газель ⟦document⟧"),
    ("такси ВС123 77", "такси ⟦document⟧"),
    ("plate KX12 ABC", "plate ⟦document⟧"),
    ("дата рождения: 12.04.1987", "дата рождения: ⟦document⟧"),
    ("12.04.1987 г.р., Сидоров", "⟦document⟧ г.р., Сидоров"),
    ("DOB 7 Jun 1971", "DOB ⟦document⟧"),
]
ACCOUNTS = [
    ("40817810000000123456", "⟦account⟧"),
    ("р/с 40702 810 0 0000 1234567, БИК 044525225", "р/с ⟦account⟧, БИК ⟦account⟧"),
    ("account number 12345678", "account number ⟦account⟧"),
    ("sort code 12-34-56 account 12345678", "sort code ⟦account⟧ account ⟦account⟧"),
    ("мой btc bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "мой btc ⟦account⟧"),
]
ADDRESSES = [
    ("ул. Ленина, д. 12, кв. 34", "⟦address⟧"),
    ("живу на улице 8 Марта 5, кв. 7", "живу на ⟦address⟧"),
    ("Ленинский проспект, дом 12к2, подъезд 3, кв. 45, звоните", "⟦address⟧, звоните"),
    ("Тверская 12, кв. 34", "⟦address⟧"),
    ("5 мкр, д. 3, кв. 12", "⟦address⟧"),
    ("микрорайон 5, дом 12", "⟦address⟧"),
    ("буду на ул. Мира 5 завтра", "буду на ⟦address⟧ завтра"),
    ("ул маршала жукова 3/1 кв 3", "⟦address⟧"),
    ("115280, г. Москва, ул. Ленина, 12", "⟦address⟧, г. Москва, ⟦address⟧"),
    ("индекс 115280", "индекс ⟦address⟧"),
    ("Ship to 221 Baker Street, Flat 2, London", "Ship to ⟦address⟧, London"),
    ("221B Baker St, London NW1 6XE", "⟦address⟧, London ⟦address⟧"),
    ("he lives at 86036 Rua do Arenque 1634, Porto", "he lives at ⟦address⟧, Porto"),
    ("The office is at 9 Rue de la Paix", "The office is at ⟦address⟧"),
    ("Hauptstraße 12, Berlin", "⟦address⟧, Berlin"),
    ("mail it to PO Box 4411", "mail it to ⟦address⟧"),
    ("zip 92972", "zip ⟦address⟧"),
    ("СНТ «Ромашка», уч. 45", "⟦address⟧"),
    ("хутор Весёлый, 5", "⟦address⟧"),
    ("ЖК Символ, корп. 4, кв. 711", "⟦address⟧"),
    ("доставка на Ленина 5-12, со двора", "доставка на ⟦address⟧, со двора"),
    ("мы на Комсомольской 45, третий подъезд", "мы на ⟦address⟧, третий подъезд"),
    ("1-я Тверская-Ямская, 16", "⟦address⟧"),
    ("7-я линия ВО 34 кв 5", "⟦address⟧"),
    ("живу в доме 12 по улице Чапаева, квартира 40", "живу в ⟦address⟧"),
    ("г. Тула, Советская 28", "г. Тула, ⟦address⟧"),
    ("Алматы, мкр Самал-2, дом 33, кв 12", "Алматы, ⟦address⟧"),
    ("Київ, вул. Хрещатик, 22", "Київ, ⟦address⟧"),
]
IPS = [
    ("сервер 85.143.12.7 лежит", "сервер ⟦ip⟧ лежит"),
    ("10.42.187.89:8080", "⟦ip⟧:8080"),
    ("192.168.0.0/16", "⟦ip⟧/16"),
    ("10.35.39.20-10.35.39.40", "⟦ip⟧-⟦ip⟧"),
    ("ping 8.8.8.8", "ping ⟦ip⟧"),
    ("ssh root@203.0.113.7", "ssh root@⟦ip⟧"),
    ("fe80::1ff:fe23:4567:890a", "⟦ip⟧"),
    ("[2001:db8::8a2e:370:7334]:443", "[⟦ip⟧]:443"),
    ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "⟦ip⟧"),
    ("в задаче сервер 10.0.0.5", "в задаче сервер ⟦ip⟧"),
    ("выкатили релиз на 85.143.12.7", "выкатили релиз на ⟦ip⟧"),
    ("обновил ip 85.143.12.7", "обновил ip ⟦ip⟧"),
]
_PEM = "PRIVATE KEY"
"""Apart, because hooks that look for committed keys read this file too."""
SECRETS = [
    ("AKIAIOSFODNN7EXAMPLE", "⟦secret⟧"),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
     "aws_secret_access_key = ⟦secret⟧"),
    ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "⟦secret⟧"),
    ("github_pat_11ABCDEFG0123456789_abcdefghijklmnop", "⟦secret⟧"),
    ("xoxb-123456789012-abcdefABCDEF", "⟦secret⟧"),
    ("бот 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11 работает", "бот ⟦secret⟧ работает"),
    ("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "⟦secret⟧"),
    ("sk-proj-abcdef1234567890ABCDEF1234567890", "⟦secret⟧"),
    ("sk_test_4eC39HqLyjWDarjtT1zdp7dc", "⟦secret⟧"),
    ("glpat-AbCdEf1234567890xyzA", "⟦secret⟧"),
    ("AIzaSyA1234567890abcdefghijklmnopqrstuv", "⟦secret⟧"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P", "⟦secret⟧"),
    (f"-----BEGIN RSA {_PEM}-----\nMIIEow1B\nabc=\n-----END RSA {_PEM}-----\nдержи",
     "⟦secret⟧\nдержи"),
    (f"-----BEGIN OPENSSH {_PEM}-----\nb3BlbnNzaC1rZXktdjE1", "⟦secret⟧"),
    ("пароль: qwerty123", "пароль: ⟦secret⟧"),
    ("Пароль от вайфая: Gfhjkm2024!", "Пароль от вайфая: ⟦secret⟧"),
    ("пароль - 12345678", "пароль - ⟦secret⟧"),
    ("пароль qwerty123", "пароль ⟦secret⟧"),
    ("пароль такой 0987654", "пароль такой ⟦secret⟧"),
    ("логин admin, пароль hunter2", "логин admin, пароль ⟦secret⟧"),
    ("password: hunter", "password: ⟦secret⟧"),
    ("password is hunter2", "password is ⟦secret⟧"),
    ('{"password": "s3cr3t"}', '{"password": "⟦secret⟧"}'),
    ("DB_PASSWORD=pa$$w0rd", "DB_PASSWORD=⟦secret⟧"),
    ("mysql --password=Qwerty1! -u root", "mysql --password=⟦secret⟧ -u root"),
    ("pwd=zaq!xsw", "pwd=⟦secret⟧"),
    ("pass: qwerty123", "pass: ⟦secret⟧"),
    ("token=abcdef1234567890abcdef", "token=⟦secret⟧"),
    ("api-key: 9f86d081884c7d65", "api-key: ⟦secret⟧"),
    ("код подтверждения: 482913", "код подтверждения: ⟦secret⟧"),
    ("827728 — ваш код для входа", "⟦secret⟧ — ваш код для входа"),
    ("G-722860 is your Google verification code", "G-⟦secret⟧ is your Google verification code"),
    ("никому не сообщайте код 65766", "никому не сообщайте код ⟦secret⟧"),
    ("2fa 277 720", "2fa ⟦secret⟧"),
    ("резервные коды: 2225 9189, 8316 9208", "резервные коды: ⟦secret⟧"),
    ("код для курьера 5930", "код для курьера ⟦secret⟧"),
    ("код от подъезда 2580", "код от подъезда ⟦secret⟧"),
    ("домофон 57К1234", "домофон ⟦secret⟧"),
    ("the garage code is 4417", "the garage code is ⟦secret⟧"),
    ("ПИН-код карты: 9759", "ПИН-код карты: ⟦secret⟧"),
    ("пароль от рабочего стола Qwerty91!", "пароль от рабочего стола ⟦secret⟧"),
    ("пaроль стал Vesna83Zima", "пaроль стал ⟦secret⟧"),
    ("вайфай Home_5G / volna46sokol", "вайфай Home_5G / ⟦secret⟧"),
    ("ключ от вайфая volna46sokol", "ключ от вайфая ⟦secret⟧"),
    ("логин petr, пароль ybjxDnsfKw", "логин petr, пароль ⟦secret⟧"),
    ("учётка тестовая: tester / Vesna@9881", "учётка тестовая: tester / ⟦secret⟧"),
    ("кодовое слово - берёзка", "кодовое слово - ⟦secret⟧"),
    ("passphrase: correct horse battery staple", "passphrase: ⟦secret⟧"),
    ("Cookie: sessionid=3kf93jf93jf93jf93jf", "Cookie: sessionid=⟦secret⟧"),
    ("держи xq_7Kd93jLmPz02VbN81sTq4WyRf5Gh6Xc", "держи ⟦secret⟧"),
    ("код из смс 4821", "код из смс ⟦secret⟧"),
    ("пин-код 4821", "пин-код ⟦secret⟧"),
    ("CVV: 123", "CVV: ⟦secret⟧"),
    ("api_key=9f86d081884c7d659a2feaa0c55ad015", "api_key=⟦secret⟧"),
    ("token: 550e8400-e29b-41d4-a716-446655440000", "token: ⟦secret⟧"),
    ("Authorization: Bearer abcdefABCDEF.123456", "Authorization: Bearer ⟦secret⟧"),
    ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ⟦secret⟧"),
    ("Bearer 2YotnFZFEjr1zCsicMWpAA1x9", "Bearer ⟦secret⟧"),
    ("секрет=a1b2c3d4e5f6a7b8c9", "секрет=⟦secret⟧"),
    ("секретный ключ: 9f86d081884c7d65", "секретный ключ: ⟦secret⟧"),
    ("приватный ключ от кошелька 9f86d081884c7d659a2f", "приватный ключ от кошелька ⟦secret⟧"),
    ("пароль от вайфая Gfhjkm2024", "пароль от вайфая ⟦secret⟧"),
    ("сменил пароль на 010602", "сменил пароль на ⟦secret⟧"),
    ("пароль кошка2017", "пароль ⟦secret⟧"),
    ("пароль от вайфая: ромашка", "пароль от вайфая: ⟦secret⟧"),
    ("Код: 482913", "Код: ⟦secret⟧"),
    ("новый пароль URqbjPpIBY", "новый пароль ⟦secret⟧"),
    ("пасс Qwerty_48", "пасс ⟦secret⟧"),
    ("креды: admin / Qwerty48", "креды: admin / ⟦secret⟧"),
    ("входи под admin/Qwerty48", "входи под admin/⟦secret⟧"),
    ("mysql -u root -pQwerty48 shop", "mysql -u root -p⟦secret⟧ shop"),
    ("пришёл код 482-913", "пришёл код ⟦secret⟧"),
    ("код 4829, никому не говорите", "код ⟦secret⟧, никому не говорите"),
    ("пин от карты 4821", "пин от карты ⟦secret⟧"),
    ("shpat_0123456789abcdef0123456789abcdef", "⟦secret⟧"),
    ("5K" + "1a2B3c4" * 7, "⟦secret⟧"),
    ("сид-фраза: " + " ".join(["cabin"] * 12), "сид-фраза: ⟦secret⟧"),
    ("\n".join(f"{place}. cabin" for place in range(1, 25)), "⟦secret⟧"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [*PHONES, *EMAILS, *CARDS, *IBANS, *ACCOUNTS, *DOCUMENTS, *ADDRESSES, *IPS, *SECRETS],
)
def test_personal_data_and_secrets_are_masked_in_every_spelling(text: str, expected: str) -> None:
    masked = mask(text)

    assert expected == masked.text


def test_counts_say_how_often_each_kind_was_masked() -> None:
    text = "89161234567, +7 903 123-45-67, ivan@mail.ru, пароль: qwerty123"

    masked = mask(text)

    assert {MaskKind.PHONE: 2, MaskKind.EMAIL: 1, MaskKind.SECRET: 1} == masked.counts


def test_a_text_without_anything_to_hide_is_returned_as_it_is() -> None:
    text = "Коллеги, все успевают к четвергу?"

    masked = mask(text)

    assert text is masked.text
    assert {} == masked.counts


def test_masking_twice_changes_only_the_brackets() -> None:
    once = mask("тел. 8 916 123-45-67, пароль: qwerty123").text

    twice = mask(once)

    assert once.translate(str.maketrans("⟦⟧", "[]")) == twice.text
    assert {} == twice.counts


def test_tokens_that_somebody_typed_lose_their_brackets() -> None:
    typed = "меня зовут ⟦P7f3a⟧, тел ⟦phone⟧ ⟦ 1"

    masked = mask(typed)

    assert "меня зовут [P7f3a], тел [phone] [ 1" == masked.text


@pytest.mark.parametrize("form", [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164])
def test_mobile_numbers_of_all_countries_are_masked_behind_their_plus(form: int) -> None:
    survivors = set()
    for region in phonenumbers.SUPPORTED_REGIONS:
        number = phonenumbers.example_number_for_type(region, _MOBILE)
        if number and "⟦phone⟧" != mask(phonenumbers.format_number(number, form)).text:
            survivors.add(region)

    # Numbers of Tokelau have seven digits with the country's code, as sums of money do.
    assert {"TK"} == survivors
