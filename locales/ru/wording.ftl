# The few words of a digest that are not quoted. The rules engine asks for them by name.

quote = { $who }: «{ $text }»
quote-spoken = { $who } 🎤: «{ $text }»
asked = «{ $text }» — { $who }
asked-spoken = «{ $text }» — { $who } 🎤
with-due = { $text } — { $due }
title = «{ $text }»
topic-nameless = Разговор без темы

person-initiator = { $who } — начинает разговоры, которые подхватывают
person-expert = { $who } — отвечает по делу
person-moderator = { $who } — ведёт дело и раздаёт поручения
person-supporter = { $who } — поддерживает и помогает
person-opponent = { $who } — спорит и возражает
person-observer = { $who } — вставляет слово

change-closed = Закрыто: { $titles }
change-continued = Продолжается: { $titles }
change-opened = Новое: { $titles }

attachment = { $kind ->
    [photo] Фото
    [video] Видео
    [voice] Голосовое сообщение
    [video_note] Видеосообщение
    [audio] Аудио
    [file] Файл
    [location] Место
    [contact] Контакт
    [todo] Список дел
   *[other] Вложение
}{ $name ->
    [none] {""}
   *[other] {" "}{ $name }
} — { $who }
attachment-captioned = { attachment }: «{ $text }»

mood-positive = Доброе
mood-neutral = Деловое
mood-mixed = Переменчивое
mood-negative = Тяжёлое

mood-note-relief-after-incident = после сбоя пришло облегчение
mood-note-heated-argument = был горячий спор
mood-note-tension = чувствуется напряжение
mood-note-celebration = есть что праздновать
mood-note-gratitude = благодарят друг друга
mood-note-humour = шутят
