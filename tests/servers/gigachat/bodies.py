"""The requests that the API takes; anything else is 422."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tests.servers.gigachat.wire import ApiError

B = TypeVar("B", bound=BaseModel)

Temperature = Annotated[float, Field(ge=0)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Turn(_Body):
    role: Literal["system", "user", "assistant", "function", "search_result"]
    content: str


class ResponseFormat(_Body):
    type: Literal["json_schema"]
    schema_: dict[str, Any] = Field(alias="schema")
    strict: bool = False


class ChatBody(_Body):
    model: str
    messages: list[Turn] = Field(min_length=1)
    stream: bool = False
    temperature: Temperature | None = None
    top_p: float | None = Field(None, ge=0, le=1)
    max_tokens: int | None = Field(None, gt=0)
    response_format: ResponseFormat | None = None

    @model_validator(mode="after")
    def _system_comes_first(self) -> "ChatBody":
        if any(turn.role == "system" for turn in self.messages[1:]):
            raise ValueError("system message must be the first message")
        return self


class TextsBody(_Body):
    """Of ``/embeddings`` and ``/tokens/count``."""

    model: str
    input: list[str] = Field(min_length=1)


def checked(form: type[B], body: Any) -> B:
    """The body in its form.

    Raises:
        ApiError: 422; it has another form, or was no JSON at all.
    """
    try:
        return form.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise ApiError(422, f"Invalid params: {where}: {first['msg']}") from None
