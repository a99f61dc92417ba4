import pytest

from pipeline.alfred.rules.spoken import spoken_language


@pytest.mark.parametrize(
    "text",
    [
        "What did we decide about the release?",
        "Tell me a joke",
        "Thank you!",
        "I live in Kazan",
        "My dog's name is Rex",
        "Who promised what last week?",
        "Any news?",
        "What does «спасибо» mean?",
    ],
)
def test_a_phrase_of_english_is_answered_in_english_whatever_was_chosen(text: str) -> None:
    assert "en" == spoken_language(text, "ru")


@pytest.mark.parametrize("text", ["Привет!", "А deploy в prod когда?", "Что решили про release?"])
def test_russian_is_answered_in_russian_whatever_was_chosen(text: str) -> None:
    assert "ru" == spoken_language(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Hello",
        "git push origin main",
        "The Beatles",
        "Was kann man in Berlin so machen?",
        "Dove sei?",
        "👍",
        "42",
        "",
    ],
)
def test_what_tells_no_language_of_ours_is_answered_in_the_usual_one(text: str) -> None:
    assert "ru" == spoken_language(text, "ru")
    assert "en" == spoken_language(text, "en")
