"""The lists that OpenAI-compatible servers answer with: their models, and vectors of texts."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel, Field, FiniteFloat, ValidationError

from pipeline.llm.errors import ModelRejectedError, ModelUnavailableError

B = TypeVar("B", bound=BaseModel)


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]


class _Vector(BaseModel):
    index: int | None = None
    embedding: list[FiniteFloat] = Field(min_length=1)


class _Vectors(BaseModel):
    data: list[_Vector]


def read_models(body: bytes) -> Sequence[str]:
    """The names of the models, in the server's order.

    Raises:
        ModelUnavailableError: It is no such list.
    """
    return [model.id for model in _read(_Models, body).data]


def first_chat_model(names: Sequence[str]) -> str:
    """The first that is not for embeddings, which some servers list as well.

    Raises:
        ModelRejectedError: There is none.
    """
    for name in names:
        if "embed" not in name.casefold():
            return name
    raise ModelRejectedError("the model's server lists no model for chats — set LLM_MODEL_BASE")


def read_vectors(body: bytes, texts: int) -> Sequence[Sequence[float]]:
    """One vector a text, in the order of the texts, whatever the order of the answer.

    Raises:
        ModelUnavailableError: They are not as many, or it is no such list.
    """
    vectors = _read(_Vectors, body).data
    places = [n if each.index is None else each.index for n, each in enumerate(vectors)]
    if sorted(places) != list(range(texts)):
        raise ModelUnavailableError(
            "the model's server did not answer with one vector a text — check LLM_EMBEDDINGS"
        )
    placed = dict(zip(places, vectors, strict=True))
    return [placed[n].embedding for n in range(texts)]


def _read(form: type[B], body: bytes) -> B:
    try:
        return form.model_validate_json(body)
    except ValidationError:  # it repeats what was read
        raise ModelUnavailableError(
            "the model's server sent no list where one belongs — check LLM_API_URL"
        ) from None
