from dataclasses import dataclass
from pathlib import Path

from pipeline.events.schemas import schema_files


@dataclass(frozen=True, slots=True)
class Written:
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    total: int


def write_event_schemas(folder: Path) -> Written:
    """Bring the schema files of a folder up to date; a schema of no known event is removed."""
    files = schema_files()
    folder.mkdir(parents=True, exist_ok=True)
    present = {path.name: path for path in folder.glob("*.schema.json")}
    changed = [name for name, text in files.items() if _text(present.get(name)) != text]
    for name in changed:
        (folder / name).write_text(files[name], "utf-8", newline="\n")
    removed = sorted(present.keys() - files.keys())
    for name in removed:
        present[name].unlink()
    return Written(tuple(changed), tuple(removed), len(files))


def _text(path: Path | None) -> str | None:
    return None if path is None else path.read_text("utf-8")
