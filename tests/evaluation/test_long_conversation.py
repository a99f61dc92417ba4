"""Sixty turns on the whole service: what is kept, and what is answered of it in the end."""

from pathlib import Path

import pytest

from pipeline.llm.models import Language
from tests.evaluation.long_conversation import BEFORE, hold

pytestmark = pytest.mark.timeout(240)


@pytest.mark.parametrize(
    ("language", "model"), [("ru", True), ("en", False)], ids=["by a model", "by rules"]
)
async def test_after_sixty_turns_the_early_facts_are_answered_and_the_changed_one_as_it_is_now(
    language: Language, tmp_path: Path, *, model: bool
) -> None:
    held = await hold(language, tmp_path / "alfred", model=model)

    assert held.before is not None
    assert held.after is not None
    assert held.end is not None
    assert (2 * BEFORE, "") == (len(held.before.memory), held.before.summary)
    assert len(held.after.memory) <= 22
    assert held.after.summary
    assert len(held.end.memory) < 20 + 30
    facts = [fact["fact"] for fact in held.end.standing]
    home = "Самару" if language == "ru" else "Samara"
    left = "Казани" if language == "ru" else "Kazan"
    assert any(fact.endswith(home) for fact in facts)
    assert not any(fact.startswith(("живёт", "lives")) and left in fact for fact in facts)
    last_day = held.questions[-10:]
    assert [] == [question.text for question in last_day if not question.is_answered]
