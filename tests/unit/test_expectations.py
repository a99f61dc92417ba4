import pytest
from pydantic import ValidationError

from pipeline.digest.expectations import Expected, Met, meet

EXPECTED = Expected(
    must_mention=((101, 102), (205,), (900, 901)), must_not_say=("релиз отмен[её]н", r"\bсрыв")
)


def test_a_thing_is_mentioned_by_any_of_its_messages() -> None:
    met = meet(EXPECTED, present={101, 102, 205}, cited={102, 150}, texts=[])

    assert Met(asked=2, mentioned=1, slips=0) == met


def test_what_happened_in_other_windows_is_not_asked_for() -> None:
    met = meet(EXPECTED, present={205, 206}, cited={205}, texts=[])

    assert Met(asked=1, mentioned=1, slips=0) == met


def test_a_statement_slips_once_however_many_patterns_it_matches() -> None:
    texts = ["РЕЛИЗ ОТМЕНЁН, срыв сроков", "релиз в четверг", "Срывается поставка"]

    assert 2 == meet(EXPECTED, set(), set(), texts).slips


@pytest.mark.parametrize(
    "written",
    ['{"must_mention": [[]]}', '{"must_not_say": ["("]}', '{"must_not_say": [""]}', '{"must": 1}'],
    ids=["no ids", "no pattern", "nothing", "another key"],
)
def test_expectations_that_cannot_be_meant_are_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        Expected.model_validate_json(written)
