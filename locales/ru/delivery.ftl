# What is said of an ordered digest until it is there, or where it does not come.

order-accepted =
    { $group }: сводка за { $hours ->
        [one] { $hours } час
        [few] { $hours } часа
       *[many] { $hours } часов
    }. Принимаюсь за дело.
order-reading-paused = С Вашего позволения: чтение этой группы остановлено операторами ({ $since }). В сводку войдёт то, что прочитано до того; остальное я дочитаю, когда велят.
order-progress =
    Готовлю сводку: { $stage }
    { $bar } { $percent } %
order-withdrew =
    { $names } больше не { $count ->
        [one] ждёт
       *[other] ждут
    }.
order-button-stop = Остановить
order-button-show = Показать
order-button-show-last = Показать последнюю
order-stopped = Как угодно: сводку я отложил.
order-already-there = Эта сводка уже есть здесь, чуть выше. С тех пор не прибавилось ничего, что изменило бы её.
order-missed = Сводку, назначенную на { $slot }, я пропустил: меня не было на месте. Следующая придёт в срок.
order-switched-off = Сводки для вас сейчас отключены. Как только их включат, я к вашим услугам.
order-silenced = { order-switched-off } До тех пор расписания молчат; напоминать об этом я больше не стану.
order-no-access = Эту сводку я показать не могу: вы больше не состоите в группе.
order-uncertain = Сводка готова, но связь прервалась, и я не уверен, что вы её видели. Чтобы не повторяться без спроса, прошу нажать кнопку.
order-unfinished = Выше лишь начало сводки: связь прервалась, и я не уверен, что дошло остальное. Нажмите, и я покажу её целиком.
order-given-up = Сводка готова, но доставить её не удалось ни с одной попытки. Попросите её ещё раз: /last
order-dropped = Сводка была готова, но по дороге к вам что-то сломалось, и её отложили насовсем. Прошу заказать её снова: /digest
order-called-off = Эту сводку пришлось отложить: у меня неполадки. Прошу заказать её снова чуть позже: /digest
order-shut-out =
    Пока дверь для меня была закрыта, { $count ->
        [one] вышла { $count } сводка
        [few] вышло { $count } сводки
       *[many] вышло { $count } сводок
    }. Последняя — о группе «{ $group }»; о других спросите: /last
order-undeliverable =
    Сводку группы «{ $group }» доставить не удалось: { $state ->
        [blocked] получатель закрыл мне дверь.
        [kicked] меня вывели из чата.
        [gone] такого чата больше нет.
       *[closed] мне не позволено там писать.
    } Откройте мне доступ или назначьте другое место: /schedule

digest-nothing-left = Сообщения, на которых держалась эта сводка, удалены, и пересказывать больше нечего.
digest-button-details = Подробнее
digest-button-sources = Источники
digest-button-good = 👍
digest-button-bad = 👎
digest-button-wrong = Строка неверна
digest-button-schedule = Расписание
digest-button-share = Поделиться
