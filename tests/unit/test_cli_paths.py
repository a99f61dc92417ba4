from pathlib import Path

import pytest

from handlers.cli.paths import refuse_loss
from pipeline.errors import BadInputError


def test_what_is_read_is_not_written_over_by_whatever_path_it_is_named(tmp_path: Path) -> None:
    read, alias = tmp_path / "a.json", tmp_path / "alias.json"
    read.write_text("{}")
    alias.symlink_to(read)

    for out in (read, tmp_path / "." / "a.json", alias):
        with pytest.raises(BadInputError, match="--out would overwrite what is read — "):
            refuse_loss(out, [tmp_path / "missing.json", read])


def test_other_files_may_be_written_over_and_new_ones_made(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "old.json").write_text("{}")

    for out in (tmp_path / "old.json", tmp_path / "new.json", None):
        refuse_loss(out, [tmp_path / "a.json", tmp_path / "missing.json"])
