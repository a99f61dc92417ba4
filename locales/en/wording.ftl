# The few words of a digest that are not quoted. The rules engine asks for them by name.

quote = { $who }: “{ $text }”
quote-spoken = { $who } 🎤: “{ $text }”
asked = “{ $text }” — { $who }
asked-spoken = “{ $text }” — { $who } 🎤
with-due = { $text } — { $due }
title = “{ $text }”
topic-nameless = A talk without a topic

person-initiator = { $who } starts talks that others join
person-expert = { $who } answers to the point
person-moderator = { $who } runs things and hands out tasks
person-supporter = { $who } supports and helps
person-opponent = { $who } argues and objects
person-observer = { $who } puts in a word

change-closed = Closed: { $titles }
change-continued = Goes on: { $titles }
change-opened = New: { $titles }

attachment = { $kind ->
    [photo] Photo
    [video] Video
    [voice] Voice message
    [video_note] Video message
    [audio] Audio
    [file] File
    [location] Place
    [contact] Contact
    [todo] To-do list
   *[other] Attachment
}{ $name ->
    [none] {""}
   *[other] {" "}{ $name }
} — { $who }
attachment-captioned = { attachment }: “{ $text }”

mood-positive = Kindly
mood-neutral = Businesslike
mood-mixed = Changeable
mood-negative = Heavy

mood-note-relief-after-incident = relief came after the incident
mood-note-heated-argument = there was a heated argument
mood-note-tension = some tension is felt
mood-note-celebration = there is something to celebrate
mood-note-gratitude = people thank each other
mood-note-humour = people joke
