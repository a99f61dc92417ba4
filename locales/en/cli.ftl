# What `replay` says beside the digests: progress, remarks, and where to go on.

replay-reading = Reading the chat
replay-linking = Finding the conversations
replay-digesting = Writing the digests
replay-rate = { $count } messages/s

replay-read = { $messages ->
    [one] Read { $messages } message
   *[other] Read { $messages } messages
}: { $added } new, { $edited } edited, { $unchanged } known already.
replay-problem = { $problem ->
    [not_a_message] Entries that look like no message, left out
    [invalid_id] Messages without a usable id, left out
    [invalid_date] Messages without a usable date, left out
    [duplicate_id] Ids that occurred again
    [loose_id] Ids that were not written as numbers
    [missing_date] Messages without a date, the preceding one was taken
    [unknown_type] Messages of an unknown kind, kept and counted
    [no_content] Messages without text or media, kept and counted
    [unreadable_text] Texts that were read in part
    [unreadable_author] Messages without a usable author
    [unreadable_reply] Replies that could not be linked
    [unreadable_edit] Edits without a usable date
    [unreadable_media] Media that were read in part
    [unreadable_reactions] Reactions that were read in part
    [text_cut] Texts longer than Telegram allows, cut
    [text_cleaned] Texts from which control characters were taken out
   *[other] Other oddities
}: { $count }.
replay-written = Written to { $path }
replay-next = What to try next:
    { $program } replay { $export } --window 6h --last 4
    { $program } replay { $export } --all --format html --out digests.html
    { $program } doctor
