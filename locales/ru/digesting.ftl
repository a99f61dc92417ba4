# Команды /digest, /last, /thread и кнопки под сводкой.

digesting-which-group = Какой из групп изволите интересоваться?
digesting-which-size = { $group }: за сколько часов собрать сводку?
digesting-no-such-size = За { $hours } ч сводок не бывает. К вашим услугам { $sizes } ч — что выберете?
digesting-hours = { $hours } ч
digesting-button-add = Добавить в группу
digesting-button-more = Дальше

digesting-no-group-none = Пока я не читаю ни одной вашей группы. Пригласите меня в неё, и я примусь за дело.
digesting-no-group-unknown = Такой группы среди ваших нет. Весь список: /groups
digesting-no-group-no-access = Сводки этой группы я показываю только её участникам.
digesting-no-group-unread = Эту группу больше никто не читает: верните меня в неё или подключите её снова. /groups
digesting-not-yours = Прошу прощения, это показывают только участникам группы.
digesting-too-old = Это сообщение слишком старое, изменить его я уже не могу. Прошу спросить ещё раз.
digesting-changed = С тех пор сводка изменилась. Прошу нажать кнопку под ней ещё раз.

digesting-waits-already = Эту сводку здесь уже ждут: она появится там, где виден её ход.
digesting-stop-done = Остановлено.
digesting-stop-left = Вы её больше не ждёте. Остальные её получат.
digesting-stop-over = Останавливать уже нечего.
digesting-stop-not-yours = Остановить её может тот, кто заказал, или администратор группы.

digesting-here-it-is = Вот она.
digesting-here-is-the-last = Последняя сводка — вот она.
digesting-fetching = Последняя сводка — сию минуту.
digesting-no-last = Сводок группы «{ $group }» я ещё не отправлял. Заказать: /digest

digesting-told = Ответ — в личной беседе со мной.
digesting-shared = Копия, которую можно переслать, — в личной беседе со мной.
digesting-share-closed = Написать вам лично я не могу. Откройте беседу со мной и нажмите «Начать».
digesting-thanks-good = Рад стараться.
digesting-thanks-bad = Благодарю за прямоту, учту.
digesting-thanks-wrong = Благодарю. Строка вместе с её источниками станет проверкой, чтобы ошибка не повторилась.
digesting-wrong-which = Какая строка неверна?

digesting-which-topic = Источники какой темы показать?
digesting-sources-rest = Остальное
digesting-sources-gone = Сообщений, на которых это держится, больше нет.
digesting-spoken = { $head }, голосом 🎤
digesting-no-words = без слов

digesting-details = { $group } · подробности
digesting-topic-bare = Кроме названия, добавить нечего.
digesting-topic-decision = Решение: { $text }
digesting-topic-owners = Ведут: { $names }
digesting-topic-blocker = Мешает: { $text }
digesting-topic-action = { $who ->
    [none] Сделать: { $what }
   *[other] { $who }: { $what }
}{ $due ->
    [none] {""}
   *[other] {" "}— { $due }
}
digesting-person = { $role ->
    [initiator] начинает разговоры
    [expert] отвечает по делу
    [moderator] ведёт дело
    [supporter] поддерживает
    [opponent] возражает
   *[observer] наблюдает
}, { digest-messages }
digesting-counted = { $kind ->
    [replies] реплик: { $count }
    [media] вложений: { $count }
    [links] ссылок: { $count }
    [reactions] реакций: { $count }
   *[bots] ботов и команд: { $count }
}

digesting-thread = Ветка разговора: { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[many] { $count } сообщений
}
digesting-thread-end = Ветка разговора, последние { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[many] { $count } сообщений
}
digesting-thread-how = Ответьте командой /thread на сообщение в группе, и я покажу ветку, к которой оно относится.
digesting-thread-gone = Сообщения, которые здесь стояли, удалены из группы.
digesting-thread-unknown = Этого сообщения я не читал: его удалили, или меня тогда здесь не было.
