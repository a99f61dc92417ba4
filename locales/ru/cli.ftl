# What `replay` says beside the digests: progress, remarks, and where to go on.

replay-reading = Читаю чат
replay-linking = Собираю разговоры
replay-hearing = Слушаю голосовые
replay-heard = голосовых: { $count }
replay-digesting = Пишу сводки
replay-packs = { $stage }: { $read } из { $packs }
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
    [missing_date] Сообщения без даты, взята предыдущая
    [unknown_type] Сообщения неизвестного вида, сохранены и сосчитаны
    [no_content] Сообщения без текста и вложений, сохранены и сосчитаны
    [unreadable_text] Тексты, прочитанные не полностью
    [unreadable_author] Сообщения без пригодного автора
    [unreadable_reply] Ответы, которые не удалось связать
    [unreadable_edit] Правки без пригодной даты
    [unreadable_media] Вложения, прочитанные не полностью
    [unreadable_reactions] Реакции, прочитанные не полностью
    [text_cut] Тексты длиннее, чем допускает Telegram, обрезаны
    [text_cleaned] Тексты, из которых убраны управляющие знаки
   *[other] Прочие странности
}: { $count }.
replay-written = Записано: { $path }
replay-stand-ins = Модель справилась не со всем, и кое-где за неё писали правила. `{ $program } doctor` скажет, в порядке ли её настройки; та же команда ещё раз — и сводка будет написана заново.
replay-stand-ins-limited = Модели хватило не на всё из-за заданных ограничений, и кое-где за неё писали правила. Поднимите DIGEST_RUN_TOKENS или квоту (DIGEST_PRO_QUOTA_…, DIGEST_BASE_QUOTA_…) либо подождите, пока суточная квота освободится: та же команда напишет сводку заново.
replay-next = Дальше можно, например:
    { $program } replay { $export } --window 6h --last 4
    { $program } replay { $export } --all --format html --out digests.html
    { $program } doctor

# What `evaluate` says: its progress, its table, and the notes below.

evaluation-begun = [{ $number }/{ $of }] { $engine }: { $chat }
evaluation-left-out = пропущено: { $export } ({ $engine }): { $why }
evaluation-failed = не вышло: { $export } ({ $engine }): { $why }
evaluation-column-chat = чат
evaluation-column-engine = движок
evaluation-column-windows = окон
evaluation-column-faithfulness = верн.
evaluation-column-completeness = полн.
evaluation-column-relevance = важн.
evaluation-column-coherence = связн.
evaluation-column-evidence-precision = ссыл.
evaluation-column-held-back = стоп
evaluation-column-statements = строк
evaluation-column-tokens = токены
evaluation-column-calls = вызовы
evaluation-column-seconds = с
evaluation-column-mentioned = упом.
evaluation-column-slips = промахов
evaluation-average = в среднем
evaluation-difference = разница
evaluation-legend = Средние по окнам: верность, полнота, важность, связность, точность ссылок. Суммы: придержанные сводки, строки, токены, вызовы, секунды.
evaluation-legend-expected = Из того, что ожидалось: упомянуто событий, строк с недопустимым.
evaluation-setup = { $selection } по { $hours } ч, { $language }, { $zone }; { $rules }
evaluation-selection = { $count ->
    [-1] Все окна
    [1] Последнее окно
    [one] Последнее { $count } окно
    [few] Последние { $count } окна
   *[other] Последние { $count } окон
}
evaluation-fallbacks = Вместо модели, целиком или частью, отвечали правила:
evaluation-fallback = { $chat }, { $engine }: { $stage }, { $reason } ({ $count } из { $windows })
evaluation-compared = По сравнению с прежней таблицей (теперь минус тогда)
evaluation-unmatched = { $export }, { $engine }: только в одной из двух
evaluation-worse = { $mark } хуже больше чем на { $tolerance }
