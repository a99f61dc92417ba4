"""The vendor's own SDK talks to the stand-in as it talks to GigaChat."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from gigachat import GigaChatAsyncClient
from gigachat.context import session_id_cvar
from gigachat.exceptions import AuthenticationError, BadRequestError, ForbiddenError, NotFoundError
from gigachat.models.chat import Chat, Messages, MessagesRole
from pydantic import BaseModel

from tests.fixtures.gigachat import read, sdk_client, spelled
from tests.servers.gigachat import Endpoint, GigaChatServer, Message, Reply, Terms, gigachat_server

LONG = "Релиз переносим на пятницу: три теста корзины красные, Борис разберётся до обеда."


class Echo(BaseModel):
    echo: str


@pytest.fixture(params=["http", "https"])
async def either(
    request: pytest.FixtureRequest, direct: None
) -> AsyncIterator[tuple[GigaChatServer, GigaChatAsyncClient]]:
    tls = request.param == "https"
    async with gigachat_server(tls=tls) as server, sdk_client(server) as client:
        yield server, client


Either = tuple[GigaChatServer, GigaChatAsyncClient]


async def test_an_answer_comes_whole(either: Either) -> None:
    server, client = either

    completion = await client.achat(LONG)

    assert LONG == completion.choices[0].message.content
    assert "stop" == completion.choices[0].finish_reason
    assert completion.model.startswith("GigaChat-2:")
    assert completion.usage.total_tokens == (
        completion.usage.prompt_tokens + completion.usage.completion_tokens
    )
    assert [200] == [chat.status for chat in server.chats]


async def test_an_answer_comes_in_chunks_with_the_usage_in_the_last(either: Either) -> None:
    _, client = either

    chunks = await read(client, LONG)

    assert LONG == spelled(chunks)
    assert len(chunks) > 2
    assert "assistant" == chunks[0].choices[0].delta.role
    assert [None] * (len(chunks) - 1) == [chunk.usage for chunk in chunks[:-1]]
    assert chunks[-1].usage is not None
    assert ["stop"] == [
        chunk.choices[0].finish_reason for chunk in chunks if chunk.choices[0].finish_reason
    ]


async def test_streamed_and_whole_answers_cost_the_same(sdk: GigaChatAsyncClient) -> None:
    whole = await sdk.achat(LONG)
    streamed = await read(sdk, LONG)

    assert whole.usage == streamed[-1].usage


async def test_texts_have_embeddings(either: Either) -> None:
    _, client = either

    answer = await client.aembeddings(["Релиз в пятницу", "Обед в час"])

    assert [0, 1] == [row.index for row in answer.data]
    assert [1024, 1024] == [len(row.embedding) for row in answer.data]


async def test_tokens_are_counted_as_usage_counts_them(sdk: GigaChatAsyncClient) -> None:
    (counted,) = await sdk.atokens_count([LONG], model="GigaChat-2")
    completion = await sdk.achat(LONG)

    assert len(LONG) == counted.characters
    assert counted.tokens == completion.usage.completion_tokens


async def test_models_are_listed_and_described(either: Either) -> None:
    _, client = either

    listed = await client.aget_models()
    one = await client.aget_model("GigaChat-2-Max")

    assert {"GigaChat-2", "GigaChat-2-Pro", "Embeddings"} <= {each.id_ for each in listed.data}
    assert ("GigaChat-2-Max", "salutedevices") == (one.id_, one.owned_by)


async def test_only_a_prepaid_account_has_a_balance(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    with pytest.raises(ForbiddenError):
        await sdk.aget_balance()
    gigachat.terms.funds = 1_000

    balance = await sdk.aget_balance()

    assert {1_000} == {entry.value for entry in balance.balance}


async def test_a_model_that_is_not_there_is_not_found(sdk: GigaChatAsyncClient) -> None:
    with pytest.raises(NotFoundError):
        await sdk.aget_model("GigaChat-1")
    with pytest.raises(NotFoundError):
        await sdk.achat({"model": "GigaChat-1", "messages": [{"role": "user", "content": "?"}]})
    with pytest.raises(NotFoundError):
        await sdk.aembeddings(["?"], model="GigaChat-2")


async def test_structured_output_is_asked_for_with_its_schema(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    _, parsed = await sdk.achat_parse("Кто дежурит?", response_format=Echo)

    assert Echo(echo="Кто дежурит?") == parsed
    assert "json_schema" == gigachat.chats[0].body["response_format"]["type"]
    assert "echo" in gigachat.chats[0].body["response_format"]["schema"]["properties"]


async def test_ten_first_calls_at_once_fetch_one_token(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(sdk.achat(f"Вопрос {number}"))

    assert 1 == gigachat.oauth_calls
    assert [200] * 10 == [chat.status for chat in gigachat.chats]


async def test_a_token_that_was_revoked_is_renewed_once_and_the_call_repeated(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    await sdk.achat("Раз")
    gigachat.expire_tokens()

    completion = await sdk.achat("Два")

    assert "Два" == completion.choices[0].message.content
    assert 2 == gigachat.oauth_calls
    assert [200, 401, 200] == [chat.status for chat in gigachat.chats]


async def test_a_stream_whose_token_was_revoked_is_begun_again(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    await sdk.achat("Раз")
    gigachat.expire_tokens()

    chunks = await read(sdk, LONG)

    assert LONG == spelled(chunks)
    assert 2 == gigachat.oauth_calls


async def test_a_token_in_its_last_minute_is_renewed_before_it_is_used(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    gigachat.terms.token_seconds = 30.0

    await sdk.achat("Раз")
    await sdk.achat("Два")

    assert 2 == gigachat.oauth_calls
    assert [200, 200] == [chat.status for chat in gigachat.chats]


async def test_a_wrong_key_gets_no_token(gigachat: GigaChatServer) -> None:
    async with sdk_client(gigachat, credentials="d3Jvbmc6a2V5") as client:
        with pytest.raises(AuthenticationError):
            await client.achat("?")

    assert [] == gigachat.chats


async def test_a_scope_that_the_key_does_not_have_gets_no_token(direct: None) -> None:
    terms = Terms(scopes=("GIGACHAT_API_CORP",))
    async with (
        gigachat_server(terms) as server,
        sdk_client(server, scope="GIGACHAT_API_B2B") as client,
    ):
        with pytest.raises(BadRequestError, match="scope from db"):
            await client.achat("?")


async def test_what_was_asked_is_recorded_without_secrets(
    gigachat: GigaChatServer, sdk: GigaChatAsyncClient
) -> None:
    turns = [
        Messages(role=MessagesRole.SYSTEM, content="Отвечай коротко."),
        Messages(role=MessagesRole.USER, content="Кто дежурит?"),
    ]
    session = session_id_cvar.set("run-1")
    await sdk.achat(Chat(messages=turns, temperature=0.1))
    session_id_cvar.reset(session)

    oauth, chat = gigachat.requests

    assert (Endpoint.OAUTH, {"scope": "GIGACHAT_API_PERS"}) == (oauth.endpoint, oauth.body)
    assert ("Basic", "Bearer") == (oauth.headers["Authorization"], chat.headers["Authorization"])
    assert gigachat.credentials not in repr(gigachat.requests)
    assert "/v1/chat/completions" == chat.path
    assert ("GigaChat-2", "run-1", False) == (chat.model, chat.session, chat.streamed)
    assert ("Отвечай коротко.", "Кто дежурит?") == (chat.system, chat.last)
    assert 0.1 == chat.body["temperature"]
    assert chat.ended is not None
    assert oauth.began <= chat.began <= chat.ended


async def test_answers_come_from_the_answerer_that_is_given(direct: None) -> None:
    def answerer(messages: object, request: object) -> str:
        asked.append((messages, request))
        return "Дежурит Вика."

    asked: list[tuple[object, object]] = []
    async with gigachat_server(answerer=answerer) as server, sdk_client(server) as client:
        completion = await client.achat("Кто дежурит?")

        assert "Дежурит Вика." == completion.choices[0].message.content
        assert [((Message("user", "Кто дежурит?"),), server.chats[0].body)] == asked


async def test_an_answerer_that_fails_is_not_hidden(direct: None) -> None:
    def answerer(messages: object, request: object) -> str:
        raise ZeroDivisionError

    with pytest.RaisesGroup(ZeroDivisionError):
        async with gigachat_server(answerer=answerer) as server, sdk_client(server) as client:
            server.script(Reply("Готово"))

            await client.achat("С ответом из сценария")
            assert [] == server.crashes
            with pytest.raises(Exception, match="500"):
                await client.achat("Без него")
