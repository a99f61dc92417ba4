"""What somebody said to Alfred in a group, without his being called."""

import pytest

from handlers.commands.talking import without_mention


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@alfred_bot что решили?", "что решили?"),
        ("@alfred_bot, что решили?", "что решили?"),
        ("@Alfred_Bot: что решили?", "что решили?"),
        ("@alfred_bot\nчто решили?", "что решили?"),
        ("что решили?\n@alfred_bot\nи кто?", "что решили?\n\nи кто?"),
        ("Что решили, @alfred_bot?", "Что решили?"),
        ("спасибо, @alfred_bot", "спасибо"),
        ("Привет, @alfred_bot, что нового", "Привет, что нового"),
        ("Привет @alfred_bot! Что нового?", "Привет! Что нового?"),
        ("@alfred_bot @alfred_bot да", "да"),
        ("@alfred_bot", ""),
        ("раз, два,", "раз, два,"),
        ("@alfred_bot_two что?", "@alfred_bot_two что?"),
        ("пиши на box@alfred_bot", "пиши на box@alfred_bot"),
    ],
)
def test_the_call_is_no_part_of_what_is_said(text: str, said: str) -> None:
    assert said == without_mention(text, "alfred_bot")
