"""What callers send: unknown fields are refused, and no error repeats what was written."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """The body, or the query, of a request: read once, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
