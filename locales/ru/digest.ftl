# Сводка, какой её видит читатель. Дайджестом она зовётся лишь в заголовке и в названии раздела об
# изменениях: так их назвал образец.
# Между числом и словом и перед тире стоит неразрывный пробел (U+00A0).

## Шапка

digest-title = { $group } · дайджест
digest-kicker = { $count ->
    [0] Сводка
    [1] Сводка
    [one] { $count } сводка
    [few] { $count } сводки
   *[many] { $count } сводок
}
digest-messages = { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[many] { $count } сообщений
}
digest-participants = { $count ->
    [one] { $count } участник
    [few] { $count } участника
   *[many] { $count } участников
}
digest-contents = Содержание

## Время

digest-month = { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
digest-weekday = { $weekday ->
    [1] пн
    [2] вт
    [3] ср
    [4] чт
    [5] пт
    [6] сб
   *[7] вс
}
digest-day = { $day } { digest-month }
digest-day-and-year = { digest-day } { $year }
digest-date = { digest-day }, { digest-weekday }
digest-days-of-month = { $first }–{ $last }
digest-days = { $since } — { $until }
digest-period = { $date }, { $since }–{ $until }
digest-period-over-days = { $first }, { $since } — { $last }, { $until }

## Разделы

digest-section-topics = Что обсуждали
digest-section-decisions = Решения и договорённости
digest-section-questions = Открытые вопросы
digest-section-people = Люди
digest-section-changes = Изменилось с прошлого дайджеста
digest-section-attachments = Вложения
digest-section-mood = Настроение
digest-no-decisions = Решений не зафиксировано.
digest-no-statements = Разговор был, но пересказать с опорой на сообщения нечего.

digest-status-done = решено
digest-status-in_progress = в работе
digest-status-blocker = есть препятствие
digest-status-watch = под присмотром
digest-status-idea = идея

digest-partly = подтверждено отчасти

## Подвал

digest-footer-read = прочитано { $covered } из { $expected }
digest-footer-read-some = прочитано { $covered } { $covered ->
    [one] сообщение
    [few] сообщения
   *[many] сообщений
}
digest-footer-unheard = { $count ->
    [one] { $count } голосовое не разобрал
    [few] { $count } голосовых не разобрал
   *[many] { $count } голосовых не разобрал
}
digest-footer-verified = проверено { $verified } из { $total } { $total ->
    [one] утверждения
   *[other] утверждений
}
digest-footer-engine = движок: { $engine }
digest-engine-rules = правила
digest-footer-former = { $mark } — сказано до того, как группа стала супергруппой
digest-footer-spoken = { $mark } — сказано голосом, расслышано машиной
digest-footer-fallback = правила вместо модели: { $stages } ({ $why })

stage-ingest_validator = подготовка сообщений
stage-thread_builder = разбор веток
stage-segmenter = разбор реплик
stage-emotion = настроение
stage-roles = роли
stage-topic = темы
stage-synthesis = изложение
stage-evaluation = проверка
stage-delivery_manager = последняя сверка

fallback-model_failed = модель не справилась
fallback-model_unavailable = модель не отвечает
fallback-model_timeout = модель не успела ответить
fallback-rate_limited = модель просит подождать
fallback-breaker_open = модель отдыхает после сбоев
fallback-model_rejected = модель не приняла запрос
fallback-prompt_too_long = запрос слишком длинный
fallback-funds_spent = на счёте модели закончились средства
fallback-quota_spent = суточная квота исчерпана
fallback-refused = модель отказалась отвечать
fallback-invalid_answer = ответ модели не прошёл проверку
fallback-cut_off = ответ модели оборвался
fallback-run_deadline = время вышло
fallback-run_tokens = беседа больше, чем отведено модели
fallback-boundary = в тексте были попытки управлять моделью
digest-evidence = Числа в скобках — номера сообщений, на которые опирается каждая строка.

## Вместо сводки

digest-skipped-empty = В этом окне никто ничего не написал, так что рассказывать не о чем.
digest-skipped-blind = Рассказать не о чем: разговор этой группы мне не виден, только команды. Сделайте меня в ней администратором (особых прав не нужно) — и я начну читать. Хозяин бота может иначе: отключить режим приватности у @BotFather (/setprivacy → Disable) и добавить меня в группу заново.
digest-skipped-too-few = { $count ->
    [0] Сообщений слишком мало для сводки: их быстрее прочитать, чем пересказать.
    [one] Здесь всего { $count } сообщение — его быстрее прочитать, чем пересказать.
    [few] Здесь всего { $count } сообщения — их быстрее прочитать, чем пересказать.
   *[many] Здесь всего { $count } сообщений — их быстрее прочитать, чем пересказать.
}
digest-skipped = Это окно пропущено ({ $reason }).
digest-failed = Собрать сводку не удалось. Запустите ещё раз: работа продолжится с того же места.
digest-failed-why = Собрать сводку не удалось ({ $reason }). Запустите ещё раз: работа продолжится с того же места.
digest-waiting = Сводка ещё готовится.
digest-held-quality = Сводка придержана, оценка ниже порога: { $measures }. За что не ручаюсь, того не показываю.
digest-held-unjudged = Сводка придержана: проверить её не удалось. За что не ручаюсь, того не показываю.
digest-held-empty = Сводка придержана: в разговоре не нашлось ничего, что можно пересказать с опорой на сообщения.
digest-held-rbac = Сводка придержана: у получателя нет права её читать.
digest-held-quota = Сводка придержана: исчерпана квота. Она обновляется в течение суток.
digest-held = Сводка придержана и не показана.
digest-measure-faithfulness = верность сообщениям ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })
digest-measure-completeness = полнота ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })
digest-measure-relevance = уместность ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })
digest-measure-coherence = связность ({ NUMBER($score, minimumFractionDigits: 2, maximumFractionDigits: 2) })

## Графики

digest-chart-hours = Сообщения по часам
digest-chart-hours-told = { $count ->
    [one] Больше всего — { $count } сообщение — с { $since } до { $until }.
    [few] Больше всего — { $count } сообщения — с { $since } до { $until }.
   *[many] Больше всего — { $count } сообщений — с { $since } до { $until }.
}
digest-chart-threads = Ход разговора
digest-chart-threads-told = { $count ->
    [one] { $count } ветка разговора от первого сообщения до последнего.
    [few] { $count } ветки разговора от первого сообщения до последнего.
   *[many] { $count } веток разговора от первого сообщения до последнего.
}
digest-chart-thread-nameless = разговор без темы
digest-state-opened = началось
digest-state-continued = продолжается
digest-state-closed = завершилось

## Скрытое

digest-mask = { $kind ->
    [phone] телефон
    [email] почта
    [card] карта
    [iban] IBAN
    [account] счёт
    [passport] паспорт
    [inn] ИНН
    [snils] СНИЛС
    [document] документ
    [address] адрес
    [ip] IP-адрес
    [secret] секрет
    [person] участник
   *[other] скрыто
}
