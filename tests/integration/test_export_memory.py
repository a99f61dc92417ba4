import json
import subprocess
import sys
from pathlib import Path

from tests.telegram_desktop import account, one_chat, plain

READ_AND_TELL_PEAK = """
import sys
from pathlib import Path

import psutil

from handlers.export import open_export

count = peak = 0
for batch in open_export(Path(sys.argv[1]), sys.argv[2]).batches():
    count += len(batch)
    peak = max(peak, psutil.Process().memory_info().rss)
print(count, peak >> 10)
"""
NOISE = 4 * 1024
"""KiB that the peak of the same process differs from run to run, generously."""


def with_messages(folder: Path, read: int, passed_over: int) -> Path:
    """An account with one chat to read and one to pass over, written without holding it."""
    frame = json.dumps(
        account(
            one_chat("OTHER", name="Other", id=2),
            one_chat("READ", name="Read", id=1),
        )
    )
    before, between, after = frame.replace('"OTHER"', "\0").replace('"READ"', "\0").split("\0")
    message = json.dumps(plain(0, "Коллеги, релиз 2.4 планируем на четверг"), ensure_ascii=False)
    path = folder / f"{read}-{passed_over}.json"
    with path.open("w", encoding="utf-8") as file:
        for start, count in ((before, passed_over), (between, read)):
            file.write(start)
            file.write(message)
            file.writelines("," + message.replace("0", str(n), 1) for n in range(1, count))
        file.write(after)
    return path


def peak(path: Path) -> tuple[int, int]:
    """Messages read from the chat called Read, and the peak of memory in KiB."""
    told = subprocess.run(
        [sys.executable, "-c", READ_AND_TELL_PEAK, str(path), "Read"],
        check=True,
        capture_output=True,
        text=True,
    )
    count, kibibytes = told.stdout.split()
    return int(count), int(kibibytes)


def test_memory_is_the_same_for_ten_thousand_and_two_hundred_thousand_messages(
    tmp_path: Path,
) -> None:
    small = with_messages(tmp_path, read=10_000, passed_over=10)
    large = with_messages(tmp_path, read=200_000, passed_over=10)

    small_count, small_peak = peak(small)
    large_count, large_peak = peak(large)

    assert (10_000, 200_000) == (small_count, large_count)
    assert large_peak < small_peak + NOISE


def test_chats_that_are_passed_over_take_no_memory(tmp_path: Path) -> None:
    small = with_messages(tmp_path, read=100, passed_over=10)
    large = with_messages(tmp_path, read=100, passed_over=100_000)

    assert peak(large)[1] < peak(small)[1] + NOISE
