# /schedule: когда и куда приходят сводки.

## Расписание словами

schedule-daily = { $days } в { $time }
schedule-windows =
    { $hours ->
        [24] раз в сутки, в полночь
        [one] каждый { $hours } час
        [few] каждые { $hours } часа
       *[many] каждые { $hours } часов
    }
schedule-told =
    за { $hours ->
        [24] сутки
        [one] { $hours } час
        [few] { $hours } часа
       *[many] { $hours } часов
    }
schedule-days-every = ежедневно
schedule-days-workdays = по будням
schedule-days-weekend = по выходным
schedule-days-some = { $days }
schedule-day =
    { $day ->
        [1] пн
        [2] вт
        [3] ср
        [4] чт
        [5] пт
        [6] сб
       *[7] вс
    }
schedule-to-here = сюда
schedule-to-private = вам лично
schedule-to-group = в группу
schedule-to-channel = в канал «{ $title }»
schedule-to-webhook = на адрес { $host }
schedule-quiet = тишина { $hours }
schedule-when-today = сегодня в { $time }
schedule-when-tomorrow = завтра в { $time }
schedule-when-later = { $date }, в { $time }
schedule-upcoming =
    Ближайшие сводки:
    { $listed }
schedule-upcoming-own =
    Ближайшие сводки по вашим часам ({ $zone }):
    { $listed }
schedule-upcoming-group =
    Ближайшие сводки по часам группы ({ $zone }):
    { $listed }
schedule-zone-name =
    { $zone ->
        [Europe-Kaliningrad] Калининград
        [Europe-Moscow] Москва
        [Europe-Samara] Самара
        [Asia-Yekaterinburg] Екатеринбург
        [Asia-Omsk] Омск
        [Asia-Novosibirsk] Новосибирск
        [Asia-Krasnoyarsk] Красноярск
        [Asia-Irkutsk] Иркутск
        [Asia-Yakutsk] Якутск
        [Asia-Vladivostok] Владивосток
        [Europe-London] Лондон
        [Europe-Berlin] Берлин
       *[UTC] UTC
    }

## Список

schedule-list =
    «{ $group }», ваши расписания:

    { $listed }
schedule-list-empty = Для группы «{ $group }» вы ещё ничего не назначили. Скажите, когда подавать сводку, и я не опоздаю.
schedule-line = { $schedule }; следующая { $when }
schedule-line-paused = { $schedule }; приостановлено
schedule-choose-group = О какой группе речь?
schedule-no-groups = Пока нет ни одной группы, сводки которой я мог бы вам подавать. Добавьте меня в группу или подключите свой аккаунт: /connect
schedule-not-read = Эту группу я пока не читаю, либо сводки её не для вас. Подключить её можно через /groups в нашей личной переписке.
schedule-nobody = Вы говорите от имени чата, и я не знаю, чьё это будет расписание. Прошу написать от своего имени или в личную переписку.
schedule-off =
    { $count ->
        [one] Приостановил { $count } расписание.
        [few] Приостановил { $count } расписания.
       *[many] Приостановил { $count } расписаний.
    } Возобновить можно в любую минуту: /schedule
schedule-off-nothing = Приостанавливать нечего: ни одно расписание сейчас не действует.

## Форма

schedule-form-new =
    «{ $group }», новое расписание

    { $question }
schedule-form =
    «{ $group }»
    { $schedule }

    { $question }
schedule-page-group = Для какой группы это расписание?
schedule-page-rhythm = Как часто подавать сводку?
schedule-page-size = Какой срок пересказывать?
schedule-page-time = В котором часу? Выберите или напишите, например «9:30» или «по будням в 9».
schedule-page-days = По каким дням?
schedule-page-zone = По чьим часам? Выберите или напишите город, например «Казань», либо «МСК+2».
schedule-ask-zone-own = По каким часам вы живёте? Выберите или напишите город, например «Казань», либо «МСК+2». Я запомню и больше не спрошу.
schedule-ask-zone-group = По каким часам живёт эта группа? Выберите или напишите город, например «Казань», либо «МСК+2». Я запомню и больше не спрошу.
schedule-page-quiet = В какие часы вас не тревожить? Что придётся на них, я подам, когда они кончатся. Выберите или напишите, например «23–7».
schedule-page-place = Куда подавать сводку?
schedule-page-channel = Перешлите сюда любую запись канала или напишите его @имя. И вы, и я должны быть в нём администраторами с правом публикации.
schedule-by-reply = Писать прошу ответом на это сообщение.
schedule-page-card = Всё ли верно?
schedule-saved =
    Записал. «{ $group }»
    { $schedule }

    { $upcoming }
schedule-zone-guess-own = Часовой пояс я предположил: { $zone }. Своего вы мне ещё не называли; если он другой, нажмите кнопку, и я всё переставлю.
schedule-zone-guess-group = Часовой пояс я предположил: { $zone }. Пояса этой группы мне ещё не называли; если он другой, нажмите кнопку, и я всё переставлю.
schedule-open-private = Одна мелочь: написать вам первым я не могу. Откройте нашу личную переписку и нажмите «Начать»: { $link }
schedule-cancelled = Как угодно, оставляем всё как было.

## Кнопки

schedule-button-new = ＋ Новое расписание
schedule-button-change = ✎ { $number }
schedule-button-pause = ⏸ { $number }
schedule-button-resume = ▶ { $number }
schedule-button-remove = ✕ { $number }
schedule-button-correct = Изменить
schedule-button-all = Все расписания
schedule-button-zone-right = Верно: { $zone }
schedule-button-zone-other = Другой пояс
schedule-button-daily = Раз в день, в свой час
schedule-button-page-rhythm = Как часто
schedule-button-page-size = За какой срок
schedule-button-page-time = В котором часу
schedule-button-page-days = По каким дням
schedule-button-page-zone = Часовой пояс
schedule-button-page-quiet = Тихие часы
schedule-button-page-place = Куда
schedule-button-no-quiet = Тревожить всегда
schedule-button-channel = В канал…
schedule-button-back = ‹ Готово
schedule-button-save = Записать
schedule-button-cancel = Отменить

## Отказы

schedule-stale = Эта кнопка уже не действует: форма закрыта или начата не вами. Начать заново: /schedule
schedule-not-yours = Этот список составлен для другого. Ваш покажет /schedule
schedule-refused-no_access = Сводки этой группы вам недоступны: вы в ней не состоите, или я её больше не читаю.
schedule-refused-not_manager = Подавать сводку туда, где её увидят другие, вправе лишь администратор группы. Лично вам — с удовольствием: выберите «Вам лично».
schedule-refused-no_place = Туда мне не написать. Проверьте, что мы оба администраторы с правом публикации, или выберите другое место.
schedule-refused-gone = Такого расписания у вас уже нет. Что есть, покажет /schedule
schedule-refused-never = Так сводка не придёт никогда. Выберите хотя бы один день.
schedule-refused-too_many = Десять расписаний одной группы — мой предел. Прошу убрать одно из прежних: /schedule
schedule-refused-switched_off = { order-switched-off }
schedule-problem-line = Простите, не понял. Напишите, например: /schedule по будням в 9:00, /schedule 6h или /schedule off. Просто /schedule покажет кнопки.
schedule-problem-no_time = Не вижу времени. Напишите его, например, так: 9:00
schedule-problem-several_times = Время названо не одно. Назовите одно, а для второго заведите ещё расписание. Тихие часы пишутся так: 23–7
schedule-problem-no_such_time = Такого времени на часах не бывает. Напишите, например: 18:30
schedule-problem-not_understood = Простите, понял не всё. Напишите проще, например: «по будням в 9:00» или, для тихих часов, «23–7»
schedule-problem-zone = Такого пояса не знаю. Напишите город покрупнее, например «Казань», или сдвиг: «МСК+2», «UTC−5»
schedule-problem-windows = Сводки по окнам бывают каждые 4, 6, 12 или 24 часа. Напишите, например: /schedule 6h
schedule-problem-channel = Это не похоже на канал. Перешлите его запись или напишите @имя.
schedule-channel-unknown = Такого канала я не вижу. Добавьте меня в него администратором с правом публикации и пришлите запись ещё раз.
schedule-channel-no_channel = Это не канал. Прошу переслать запись канала или написать его @имя.
schedule-channel-cannot_post = В этом канале мне не позволено публиковать. Дайте мне это право и пришлите запись ещё раз.
schedule-channel-not_yours = В чужой канал я писать не стану: сначала вы должны быть в нём администратором с правом публикации.
schedule-cron-fields = В строке crontab пять полей: минута, час, *, * и дни недели. Например: /schedule cron 0 9 * * 1-5
schedule-cron-time = Такой минуты или такого часа нет. Строка начинается с одной минуты (0–59) и одного часа (0–23).
schedule-cron-often = В день придёт одна сводка. Для второй заведите ещё расписание или выберите окна: /schedule 6h
schedule-cron-dates = Сводки привязаны только к дням недели: поставьте * вместо числа и месяца.
schedule-cron-weekdays = Такого дня недели нет. Пишите 0–7 (0 и 7 — воскресенье) или mon–sun.
