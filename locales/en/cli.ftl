# What `replay` says beside the digests: progress, remarks, and where to go on.

replay-reading = Reading the chat
replay-linking = Finding the conversations
replay-hearing = Listening to voice messages
replay-heard = voice messages: { $count }
replay-digesting = Writing the digests
replay-packs = { $stage }: { $read } of { $packs }
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
replay-stand-ins = The model did not manage everything, and rules wrote in its place. `{ $program } doctor` tells whether its settings are right; the same command once more writes the digest anew.
replay-stand-ins-limited = Limits that are set kept the model from a part, and rules wrote in its place. Raise DIGEST_RUN_TOKENS or the quota (DIGEST_PRO_QUOTA_…, DIGEST_BASE_QUOTA_…), or wait until the quota of 24 hours is free again; the same command then writes the digest anew.
replay-next = What to try next:
    { $program } replay { $export } --window 6h --last 4
    { $program } replay { $export } --all --format html --out digests.html
    { $program } doctor

# What `evaluate` says: its progress, its table, and the notes below.

evaluation-begun = [{ $number }/{ $of }] { $engine }: { $chat }
evaluation-left-out = left out: { $export } ({ $engine }): { $why }
evaluation-failed = failed: { $export } ({ $engine }): { $why }
evaluation-column-chat = chat
evaluation-column-engine = engine
evaluation-column-windows = win.
evaluation-column-faithfulness = faith.
evaluation-column-completeness = compl.
evaluation-column-relevance = relev.
evaluation-column-coherence = coher.
evaluation-column-evidence-precision = evid.
evaluation-column-held-back = held
evaluation-column-statements = lines
evaluation-column-tokens = tokens
evaluation-column-calls = calls
evaluation-column-seconds = sec.
evaluation-column-mentioned = ment.
evaluation-column-slips = slips
evaluation-average = average
evaluation-difference = difference
evaluation-legend = Means over windows: faithfulness, completeness, relevance, coherence, evidence precision. Sums: digests held back, lines told, tokens, calls, seconds.
evaluation-legend-expected = Of what is expected: things mentioned, lines that must not be said.
evaluation-setup = { $selection }, { $hours } h, { $language }, { $zone }; { $rules }
evaluation-selection = { $count ->
    [-1] All windows
    [one] The last window
   *[other] The last { $count } windows
}
evaluation-fallbacks = Rules stood in for the model, wholly or in part:
evaluation-fallback = { $chat }, { $engine }: { $stage }, { $reason } ({ $count } of { $windows })
evaluation-compared = Compared with the earlier table (now minus then)
evaluation-unmatched = { $export }, { $engine }: in one of the two only
evaluation-worse = { $mark } fell by more than { $tolerance }
