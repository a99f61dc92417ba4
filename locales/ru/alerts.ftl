# Тревоги: о них Альфред говорит только в чате операторов.

alert-title = { $state ->
    [over] ✅ Отбой · { $severity } · { $name }
   *[fires] { $severity ->
        [P0] 🔴 { $severity } · { $name }
       *[other] 🟠 { $severity } · { $name }
    }
}
# Тревогу, которой здесь нет, объясняет её собственное правило.
alert-what = { $name ->
    [AlfredDown] Прошу прощения, одно из моих «я» не отвечает: Prometheus не дозвался процесса.
    [DatabaseAway] База данных не отвечает. Сводки стоят, и всё, что я обещал запомнить, ждёт её.
    [QueueStuck] Поручения копятся, и никто их не разбирает.
    [PartNotWorking] Часть службы не работает: процесс жив, но эту часть раз за разом поднимает заново.
    [ChatInvariantBroken] Нарушено правило, которое нарушать нельзя: сообщение без ответа, ответ или сводка дважды либо чтение, откатившееся назад.
    [RolloutWatchStale] Никто не следит за показателями: если нарушится правило, рубильник сам не опустится.
    [DigestDeliveryFailures] Сводки не доходят: доставка срывается слишком часто.
    [DigestFaithfulnessLow] Худшие из сводок слишком вольно обходятся с тем, что было сказано.
    [PersonalizationHighErrorRate] Слишком многим собеседникам я вынужден отвечать извинениями.
    [MemoryCompressionFailures] Память о собеседниках не сжимается; сказанное ждёт и не пропадает.
    [ModelFailing] Языковая модель по большей части не отвечает; сводки за неё пишут правила.
    [IngestLagHigh] Сообщения групп доходят до меня с опозданием.
    [IngestPaused] Уже два часа мне велено не читать группы. Читать дальше: /resume_ingest
    [LoopLagHigh] Я перегружен: отвечаю с заминкой всем сразу.
    [DlqNotEmpty] Остались неисполненные поручения. Список откроет команда /dlq
   *[other] ?
}
alert-line = { $what ->
    [none] • с { $since } UTC
   *[other] • { $what } · с { $since } UTC
}
alert-line-over = { $what ->
    [none] • с { $since } по { $until } UTC
   *[other] • { $what } · с { $since } по { $until } UTC
}
alert-rest = • и ещё { $count }
alert-runbook = Что делать: { $runbook }
alert-button-take = Беру на себя
alert-taken = 👤 Этим занят: { $name } (с { $when } UTC)
alert-taken-now = Благодарю. Чат видит, что этим заняты Вы.
alert-taken-before = Этим уже занят: { $name }.
alert-over = Эта тревога миновала.
alert-again = Возможно, об этом я уже докладывал: связь тогда оборвалась на полуслове.
