"""A link stays a link; what opens somebody's door in it is masked."""

import pytest

from pipeline.privacy.masks import mask

LINKS = [
    ("https://x.ru/?token=abc", "https://x.ru/?token=⟦secret⟧"),
    ("https://x.ru/a?page=2&access_token=ya29.a0Af&utm=1",
     "https://x.ru/a?page=2&access_token=⟦secret⟧&utm=1"),
    ("https://x.ru/cb#id_token=eyJh&state=open", "https://x.ru/cb#id_token=⟦secret⟧&state=open"),
    ("https://x.ru/cb?code=4/0AX4XfWh&scope=email", "https://x.ru/cb?code=⟦secret⟧&scope=email"),
    ("https://x.ru/?key=AbC123dEf&id=7", "https://x.ru/?key=⟦secret⟧&id=7"),
    ("https://x.ru/?password=hunter2.", "https://x.ru/?password=⟦secret⟧."),
    ("https://x.ru/f?X-Amz-Signature=0123abcd&X-Amz-Date=20240101",
     "https://x.ru/f?X-Amz-Signature=⟦secret⟧&X-Amz-Date=20240101"),
    ("https://x.blob.net/f?sv=2022-11-02&sig=a%2Bb%3D", "https://x.blob.net/f?sv=2022-11-02&sig=⟦secret⟧"),
    ("https://x.ru/?PHPSESSID=31a67eabb93177682a097ee8c09ddb2a",
     "https://x.ru/?PHPSESSID=⟦secret⟧"),
    ("https://x.ru/?client_secret=q&session=9f8e7d6c", "https://x.ru/?client_secret=⟦secret⟧&session=⟦secret⟧"),
    ("https://us02web.zoom.us/j/85012345678?pwd=QWxhZGRpbg", "https://us02web.zoom.us/j/85012345678?pwd=⟦secret⟧"),
    ("(https://x.ru/?token=abc)", "(https://x.ru/?token=⟦secret⟧)"),
    ("<a href=\"https://x.ru/?token=abc\">тут</a>", "<a href=\"https://x.ru/?token=⟦secret⟧\">тут</a>"),
    ("https://ivan:s3cret@x.ru/path", "https://ivan:⟦secret⟧@x.ru/path"),
    ("postgresql://app:p@ss-w0rd@db:5432/alfred", "postgresql://app:⟦secret⟧@db:5432/alfred"),
    ("redis://:hunter2@redis:6379/0", "redis://:⟦secret⟧@redis:6379/0"),
    ("https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/a/b",
     "https://⟦secret⟧@github.com/a/b"),
    ("https://t.me/joinchat/AAAAAEbcdefghijklmnop", "https://t.me/joinchat/⟦secret⟧"),
    ("t.me/joinchat/AAAAAEbcdefghijklmnop", "t.me/joinchat/⟦secret⟧"),
    ("https://t.me/+aBcDeFgHiJkLmNoP", "https://t.me/+⟦secret⟧"),
    ("заходи: t.me/+aBcDeFgHiJkLmNoP!", "заходи: t.me/+⟦secret⟧!"),
    ("https://t.me/addlist/AbCdEfGhIj", "https://t.me/addlist/⟦secret⟧"),
    ("tg://join?invite=AAAAAEbcdefg", "tg://join?invite=⟦secret⟧"),
    ("https://t.me/+79161234567", "https://t.me/+⟦phone⟧"),
    ("https://wa.me/79161234567?text=hi", "https://wa.me/⟦phone⟧?text=hi"),
    ("https://api.whatsapp.com/send?phone=79161234567", "https://api.whatsapp.com/send?phone=⟦phone⟧"),
    ("viber://chat?number=%2B79161234567", "viber://chat?number=%2B⟦phone⟧"),
    ("https://discord.gg/aBcD3fG", "https://discord.gg/⟦secret⟧"),
    ("https://chat.whatsapp.com/Ab12Cd34Ef56Gh78", "https://chat.whatsapp.com/⟦secret⟧"),
    ("https://hooks.slack.com/services/T0/B0/XxYyZz123", "https://hooks.slack.com/services/⟦secret⟧"),
    ("https://x.ru/reset/9f86d081884c7d65", "https://x.ru/reset/⟦secret⟧"),
    ("https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe",
     "https://api.telegram.org/⟦secret⟧/getMe"),
    ("https://docs.google.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
     "https://docs.google.com/document/d/⟦secret⟧/edit"),
    ("http://85.143.12.7:8080/admin", "http://⟦ip⟧:8080/admin"),
    ("https://x.ru/unsubscribe?email=ivan@mail.ru", "https://x.ru/unsubscribe?email=⟦email⟧"),
    ("https://x.ru/?token=a https://y.ru/?token=b", "https://x.ru/?token=⟦secret⟧ https://y.ru/?token=⟦secret⟧"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_the_secret_part_of_a_link_is_masked_and_the_rest_stays(text: str, expected: str) -> None:
    masked = mask(text)

    assert expected == masked.text


def test_a_phone_beside_a_link_is_masked_and_the_ids_in_the_link_are_not() -> None:
    masked = mask("https://t.me/c/1234567890/89161234567 и 89161234567")

    assert "https://t.me/c/1234567890/89161234567 и ⟦phone⟧" == masked.text
