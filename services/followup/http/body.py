"""What every body of a command has in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(min_length=1, max_length=4000)]
Code = Annotated[str, Field(min_length=1, max_length=60)]


class Body(BaseModel):
    """Unknown fields are refused, and what was sent is never repeated."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
