import asyncio

from pipeline.digest.model.parts import all_parts
from pipeline.llm.errors import ModelTimeoutError


async def test_calls_run_side_by_side_and_a_failure_spares_the_others() -> None:
    met = asyncio.Barrier(2)
    failure = ModelTimeoutError("too slow")

    async def answers() -> str:
        await met.wait()
        return "answer"

    async def fails() -> str:
        await met.wait()
        raise failure

    assert ["answer", failure] == await all_parts([answers, fails])


async def test_no_call_has_no_answer() -> None:
    assert [] == await all_parts([])
