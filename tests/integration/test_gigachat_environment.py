"""GIGACHAT_ variables are ours; what the SDK would make of the others changes nothing."""

from pathlib import Path

import pytest
from gigachat import GigaChatAsyncClient
from gigachat.settings import Settings

from pipeline.errors import BadInputError
from pipeline.llm.gigachat.client import Client
from pipeline.llm.gigachat.model import open_gigachat
from pipeline.llm.settings import LlmSettings
from tests.fixtures.gigachat_model import CALL, gigachat_settings, opened
from tests.servers.gigachat import Fault, GigaChatServer, Received

HOSTILE = {
    "ACCESS_TOKEN": "token-of-somebody-else",
    "USER": "somebody",
    "PASSWORD": "else",
    "MODEL": "GigaChat-9",
    "PROFANITY_CHECK": "false",
    "FLAGS": "not json",
    "VERIFY_SSL_CERTS": "false",
    "SSL_CONTEXT": "none",
    "CA_BUNDLE_FILE": "nowhere.pem",
    "CERT_FILE": "nowhere.pem",
    "KEY_FILE": "nowhere.pem",
    "KEY_FILE_PASSWORD": "none",
    "TIMEOUT": "0.000001",
    "MAX_CONNECTIONS": "0",
    "MAX_RETRIES": "5",
    "RETRY_BACKOFF_FACTOR": "soon",
    "RETRY_ON_STATUS_CODES": "all",
    "TOKEN_EXPIRY_BUFFER_MS": "999999999999",
}
OURS = {"BASE_URL", "AUTH_URL", "CREDENTIALS", "SCOPE"}


def test_every_setting_of_the_sdk_is_thought_of() -> None:
    names = {name.upper() for name in Settings.model_fields}

    assert HOSTILE.keys() | OURS == names


async def test_our_client_has_what_the_sdks_own_constructor_sets(
    gigachat: GigaChatServer,
) -> None:
    theirs = GigaChatAsyncClient(credentials=gigachat.credentials)

    async with Client(gigachat_settings(gigachat), read_seconds=1) as ours:
        assert vars(theirs).keys() == vars(ours).keys()


async def test_no_variable_of_the_sdk_changes_a_request(
    gigachat: GigaChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(gigachat) as model:
        await model.complete(CALL)
    clean = gigachat.requests.copy()
    gigachat.requests.clear()
    for name, value in HOSTILE.items():
        monkeypatch.setenv(f"GIGACHAT_{name}", value)

    async with opened(gigachat) as model:
        await model.complete(CALL)
        await model.complete(CALL)

    first_two = gigachat.requests[:2]
    assert [_shape(each) for each in clean] == [_shape(each) for each in first_two]
    assert 1 == gigachat.oauth_calls


async def test_no_variable_of_the_sdk_makes_it_repeat_a_call(
    gigachat: GigaChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIGACHAT_MAX_RETRIES", "5")
    gigachat.script(Fault.status(500))

    async with opened(gigachat) as model:
        with pytest.raises(Exception, match="500"):
            await model.complete(CALL)

    assert 1 == len(gigachat.chats)


async def test_a_server_on_this_machine_is_not_reached_through_a_proxy(
    gigachat: GigaChatServer, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_tcp_port}")

    async with opened(gigachat) as model:
        await model.check()

    assert 2 == len(gigachat.requests)


@pytest.mark.parametrize("key", ["", "5f1a-client-secret", "ключ", "not base64!"])
async def test_a_key_that_is_none_is_refused_without_being_shown(
    gigachat: GigaChatServer, key: str
) -> None:
    with pytest.raises(BadInputError, match="GIGACHAT_CREDENTIALS is no") as caught:
        async with opened(gigachat, credentials=key):
            pass

    assert not key or key not in str(caught.value)


async def test_a_key_may_end_with_the_line_of_its_file(gigachat: GigaChatServer) -> None:
    async with opened(gigachat, credentials=f"{gigachat.credentials}\n") as model:
        await model.check()

    assert 1 == gigachat.oauth_calls


@pytest.mark.parametrize("setting", ["base_url", "auth_url"])
@pytest.mark.parametrize(
    "url", ["api.giga.chat/v1", "ftp://api.giga.chat", "https://", "https://host:port"]
)
async def test_an_address_that_is_none_is_refused(
    gigachat: GigaChatServer, setting: str, url: str
) -> None:
    settings = gigachat_settings(gigachat, **{setting: url})

    with pytest.raises(BadInputError, match=f"GIGACHAT_{setting.upper()} is no address"):
        async with open_gigachat(settings, LlmSettings()):
            pass


@pytest.mark.parametrize("content", [None, "not a certificate"])
async def test_a_bundle_without_certificates_is_refused(
    gigachat: GigaChatServer, tmp_path: Path, content: str | None
) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)

    with pytest.raises(BadInputError, match="GIGACHAT_CA_BUNDLE is no readable file"):
        async with opened(gigachat, ca_bundle=bundle):
            pass


def _shape(received: Received) -> tuple[object, ...]:
    """What a request said, but for the ids that every request has anew."""
    fresh = {"RqUID", "X-Request-ID"}
    headers = {name: value for name, value in received.headers.items() if name not in fresh}
    return received.endpoint, received.path, headers, received.body
