import json
from pathlib import Path

import jsonschema
import pytest

from handlers.cli.schema import Written, write_event_schemas
from pipeline.events.catalogue import EVENTS
from pipeline.events.delivery import DigestDlq
from pipeline.events.models import Event
from pipeline.events.schemas import schema_files

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "events"


def test_committed_schemas_are_those_of_the_models() -> None:
    committed = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.schema.json")}

    assert schema_files() == committed, "run: python main.py schema events"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_each_event_has_a_description_and_a_line_in_the_table(event: type[Event]) -> None:
    table = (FOLDER / "README.md").read_text("utf-8")

    schema = json.loads(schema_files()[f"{event.name}.schema.json"])

    jsonschema.Draft202012Validator.check_schema(schema)
    assert event.name == schema["title"]
    assert schema["description"]
    assert f"| [{event.name}]({event.name}.schema.json) |" in table


def test_a_payload_fits_its_schema_and_an_unknown_field_does_not() -> None:
    event = DigestDlq(
        tenant_id=1, digest_id=None, window_id=7, stage="topic", error="TimeoutError", attempts=5
    )
    schema = json.loads(schema_files()["digest.dlq.v1.schema.json"])

    payload = json.loads(event.model_dump_json())

    jsonschema.validate(payload, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(payload | {"message": "text"}, schema)


def test_writing_schemas_again_changes_nothing_and_a_stale_one_goes(tmp_path: Path) -> None:
    first = write_event_schemas(tmp_path)
    (tmp_path / "digest.forgotten.v1.schema.json").write_text("{}", "utf-8")

    second = write_event_schemas(tmp_path)

    assert Written(tuple(schema_files()), (), len(EVENTS)) == first
    assert Written((), ("digest.forgotten.v1.schema.json",), len(EVENTS)) == second
