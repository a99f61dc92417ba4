# What `replay` says beside the digests: progress, remarks, and where to go on.

replay-reading = Читаю чат
replay-linking = Собираю разговоры
replay-digesting = Пишу дайджесты
replay-rate = { $count } сообщ./с

replay-read = { $messages ->
    [one] Прочитано { $messages } сообщение
    [few] Прочитано { $messages } сообщения
   *[other] Прочитано { $messages } сообщений
}: новых { $added }, исправленных { $edited }, уже известных { $unchanged }.
replay-problem = { $problem ->
    [not_a_message] Записи, которые не похожи на сообщения, пропущены
    [invalid_id] Сообщения без пригодного номера, пропущены
    [invalid_date] Сообщения без пригодной даты, пропущены
    [duplicate_id] Номера, которые встретились повторно
    [loose_id] Номера, записанные не числом
    [missing_date] Сообщения без даты: взята предыдущая
    [unknown_type] Сообщения неизвестного вида: сохранены и сосчитаны
    [no_content] Сообщения без текста и вложений: сохранены и сосчитаны
    [unreadable_text] Тексты, прочитанные не полностью
    [unreadable_author] Сообщения без пригодного автора
    [unreadable_reply] Ответы, которые не удалось связать
    [unreadable_edit] Правки без пригодной даты
    [unreadable_media] Вложения, прочитанные не полностью
    [unreadable_reactions] Реакции, прочитанные не полностью
    [text_cut] Тексты длиннее, чем допускает Telegram: обрезаны
    [text_cleaned] Тексты, из которых убраны управляющие знаки
   *[other] Прочие странности
}: { $count }.
replay-written = Записано: { $path }
replay-next = Дальше можно, например:
    { $program } replay { $export } --window 6h --last 4
    { $program } replay { $export } --all --format html --out digests.html
    { $program } doctor
