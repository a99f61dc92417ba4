# Дела операторов: о них Альфред говорит только в их чате.

bot-command-pause_ingest = Остановить чтение групп
bot-command-resume_ingest = Читать группы дальше

pause-title = ⏸ Чтение остановлено
pause-what = { $reach ->
    [all] все учётные записи
    [account] учётная запись арендатора { $number }
   *[group] группа { $number }
}
pause-line =
    • { $what }
    с { $since } · { $until ->
        [never] пока не велите читать дальше
       *[other] до { $until }
    } · { $who }
pause-meaning = Ничего не пропадёт: дальше я прочту с того места, где остановился. Что бот слышит в группах сам, записывается по-прежнему; сводки делаются из того, что прочитано.
pause-none = Ничего не остановлено: читаю все группы.
pause-more = …и ещё { $count }
pause-resume = ▶️ Читать дальше: { $what }
pause-resumed = ▶️ Снова читаю: { $what }. Перерыв — { $lasted }.
pause-catching-up = Сперва дочитываю то, что было сказано за это время.
pause-nothing = Возобновлять нечего: это и так читается.
pause-left = Остановлено по-прежнему:
pause-unknown = { $reach ->
    [account] У арендатора { $number } нет подключённой учётной записи.
   *[group] Группы с номером { $number } у меня нет.
} Номера арендаторов и групп — в журнале службы.
pause-usage =
    Понимаю так:
    /pause_ingest — остановить чтение всех групп
    /pause_ingest 30 — на 30 минут, не дольше недели
    /pause_ingest account 12 30 — учётной записи арендатора 12
    /pause_ingest group 5 — одной группы
    /pause_ingest list — что остановлено
    /resume_ingest — читать всё дальше
    /resume_ingest group 5 — одну группу
    После минут или номера можно прибавить, зачем.

bot-command-gonogo = Можно ли: проверка перед шагом
gonogo-title = GO / NO-GO: { $feature }
gonogo-verdict = { $verdict ->
    [go] ✅ GO: всё на месте.
   *[no-go] ⛔ NO-GO: не хватает { $count } «да».
}
gonogo-line = { $mark ->
    [yes] ✅ { $told }
    [no] ❌ { $told }
   *[unknown] ❔ { $told }
}
gonogo-migrations = { $why ->
    [well] Миграции: { $names }
    [behind] Миграции: { $names } — python main.py migrate
   *[away] Миграции: база не отвечает
}
gonogo-health = { $why ->
    [well] Здоровье: { $count } из { $count } в порядке
    [ill] Здоровье: { $names } — смотрите /ready
   *[away] Здоровье: неизвестно — смотрите /ready
}
gonogo-alerts = { $why ->
    [well] Правила тревог: { $count }, ни одна не звучит
    [lacking] Нет правил: { $names } — загрузите deploy/prometheus
    [firing] Звучит тревога: { $names }
    [unset] Тревоги: неизвестно — задайте ALERTS_PROMETHEUS_URL
   *[away] Тревоги: неизвестно — Prometheus не отвечает
}
gonogo-gates = { $why ->
    [well] Показатели: PROCEED
    [start] Показатели: HOLD, для начала довольно
    [hold] Показатели: HOLD — /gates { $feature }
    [rollback] Показатели: ROLLBACK — /gates { $feature }
   *[away] Показатели: неизвестно — база не отвечает
}
gonogo-reading = { $why ->
    [well] Чтение групп идёт
   *[paused] Чтение остановлено ({ $count }) — /resume_ingest
}
gonogo-dead-letters = { $why ->
    [well] Невыполненных поручений нет
    [left] Невыполненных поручений: { $count } — /dlq
   *[away] Невыполненные поручения: неизвестно — база не отвечает
}
gonogo-export = { $why ->
    [well] Выгрузка своего: { $age } назад
    [old] Выгрузка своего: { $age } назад — повторите /export_me
    [never] Выгрузки своего не было — проверьте /export_me
   *[away] Выгрузка своего: неизвестно — база не отвечает
}
gonogo-erasure = { $why ->
    [well] Забвение: { $age } назад
    [old] Забвение: { $age } назад — повторите /forget
    [never] Забвения не было — проверьте /forget
   *[away] Забвение: неизвестно — база не отвечает
}
gonogo-question = { $question ->
    [on-call] Дежурный назван
    [release-notes] Описание выпуска прочитано
    [rollback] Откат отрепетирован
   *[support] Поддержка предупреждена
}
gonogo-answered = { $told } · { $who }, { $at }
gonogo-button = { $mark ->
    [no] Нет
   *[yes] { $question ->
        [on-call] Дежурный назван
        [release-notes] Описание прочитано
        [rollback] Откат отрепетирован
       *[support] Поддержка знает
    }
}
gonogo-more = { $told } и ещё { $count }
gonogo-asked = № { $number } · { $who } · измерено { $when }
gonogo-until = Ответы принимаю до { $at }.
gonogo-over = Час истёк: так и осталось. Заново: /gonogo { $feature }
gonogo-again = 🔄 Измерить снова
gonogo-gone = Этой проверки у меня нет. Начните заново: /gonogo
gonogo-refused = { $why ->
    [over] Час этой проверки истёк. Заново: /gonogo { $feature }
   *[changed] Кто-то ответил раньше Вас. Взгляните и нажмите ещё раз.
}
gonogo-never = Этого ещё не проверяли: /gonogo { $feature }
gonogo-last-none = GO / NO-GO: не проверяли (/gonogo { $feature })
gonogo-last = GO / NO-GO: { $verdict ->
    [go] ✅ GO
   *[no-go] ⛔ NO-GO
}, { $age } назад (/gonogo { $feature } last)
gonogo-usage =
    Понимаю так:
    /gonogo digest — проверить перед шагом
    /gonogo digest last — что показала последняя проверка
