"""What callers send: unknown fields are refused, and no error repeats what was written."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Signs that nobody writes in a text and no letter can show; tab, newline and carriage return are none of them."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:.*", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _must_be_a_moment(value: Any) -> Any:
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        raise PydanticCustomError("datetime_parsing", "a moment is written as ISO 8601, with an offset")
    return value


def _must_be_a_day(value: Any) -> Any:
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise PydanticCustomError("date_parsing", "a day is written as ISO 8601: year, month and day")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_must_be_a_moment)]
"""An instant, written with its date, time and offset: never as a bare number."""
Day = Annotated[date, BeforeValidator(_must_be_a_day)]
"""A day, written with its year, month and day: never as a bare number, nor with a time."""


class Body(BaseModel):
    """The body, or the query, of a request: read once, never changed. No text in it holds control characters."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @field_validator("*")
    @classmethod
    def _no_control_characters(cls, value: Any) -> Any:
        if _holds_control(value):
            raise PydanticCustomError("control_characters", "the text holds control characters")
        return value


def _holds_control(value: Any) -> bool:
    """Look through a text, and through lists of texts; a body within the body looks for itself."""
    if isinstance(value, str):
        return _CONTROL.search(value) is not None
    return isinstance(value, list | tuple) and any(_holds_control(part) for part in value)  # pyright: ignore[reportUnknownVariableType]
