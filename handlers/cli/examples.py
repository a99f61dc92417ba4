"""What ``--help`` shows a newcomer to type."""

EXAMPLES = """\b
Examples:
  python main.py replay result.json                          the digest of the last day
  python main.py replay result.json --window 6h --last 4     of the last four six-hour windows
  python main.py replay result.json --all --format json --out digests.json
  python main.py evaluate chats/ --all                       how good the digests of some chats are
  python main.py doctor                                      what is wrong, and what to do
"""

REPLAY_EXAMPLES = """\b
Examples:
  python main.py replay ChatExport_2026-11-20/ --lang en
  python main.py replay result.json --chat "Release team" --window 12h --last 2
  python main.py replay result.json --from 2026-11-01 --to 2026-11-08 --tz Europe/Moscow
  python main.py replay result.json --format html --out digest.html
"""

EVALUATE_EXAMPLES = """\b
Examples:
  python main.py evaluate result.json --engine rules
  python main.py evaluate chats/ --engine rules --engine model --format json --out before.json
  python main.py evaluate chats/ --compare before.json       after a prompt or a model has changed
  python main.py evaluate chats/ --all --min-score faithfulness=0.9 --min-score completeness=0.7
"""

RUN_EXAMPLES = """\b
Examples:
  TELEGRAM_BOT_TOKEN=… python main.py run                    everything in one process
  python main.py run --roles worker,scheduler                one more process that makes digests
  curl http://127.0.0.1:8080/ready                           how each part is
"""
