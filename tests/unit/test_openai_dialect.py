from dataclasses import replace

from pipeline.llm.completions import AnswerSchema, ChatCall
from pipeline.llm.models import Speaker, Turn
from pipeline.llm.openai.dialect import Dialect
from pipeline.llm.openai.schema import Format

PLAIN = ChatCall("qwen", (Turn(Speaker.USER, "Когда?"),), temperature=0.1, max_tokens=9)
STRUCTURED = replace(PLAIN, schema=AnswerSchema("topic", {"type": "object"}))


def test_a_request_says_all_that_a_call_asks_for() -> None:
    expected = {
        "model": "qwen",
        "messages": [{"role": "user", "content": "Когда?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.1,
        "max_tokens": 9,
    }

    assert expected == Dialect().body(PLAIN)
    assert expected.keys() | {"response_format"} == Dialect().body(STRUCTURED).keys()


def test_a_parameter_that_was_refused_by_name_is_given_up_and_nothing_else() -> None:
    usual = Dialect()

    assert replace(usual, length="max_completion_tokens") == usual.without("max_tokens", PLAIN)
    assert replace(usual, temperature=False) == usual.without("temperature", PLAIN)
    assert replace(usual, usage=False) == usual.without("stream_options", PLAIN)


def test_what_was_given_up_is_in_the_request_no_more() -> None:
    poor = Dialect(Format.NONE, "max_completion_tokens", temperature=False, usage=False)

    assert {"model", "messages", "stream", "max_completion_tokens"} == poor.body(STRUCTURED).keys()


def test_a_refusal_without_a_name_costs_the_schema_step_by_step() -> None:
    given_up = [Dialect()]
    while (simpler := given_up[-1].without(None, STRUCTURED)) is not None:
        given_up.append(simpler)

    assert [Format.SCHEMA, Format.JSON, Format.NONE] == [each.format for each in given_up]


def test_nothing_is_given_up_twice_or_that_was_not_asked_for() -> None:
    poor = Dialect(Format.NONE, "max_completion_tokens", temperature=False, usage=False)

    assert None is Dialect().without(None, PLAIN)
    assert None is Dialect().without("model", PLAIN)
    for name in ("max_tokens", "temperature", "stream_options", "response_format"):
        assert None is poor.without(name, STRUCTURED)
