"""What the fields of a body hold."""

from typing import Annotated

from pydantic import Field

Words = Annotated[str, Field(min_length=1, max_length=4000)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
