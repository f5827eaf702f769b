"""Refusals that point at one field of the command."""

from typing import ClassVar

from shared.problem import Refusal


class FieldRefusal(Refusal):
    """One field is wrong. A subclass says which, unless the rule can hit several, and what is wrong in Swedish."""

    code = "field_refused"
    field: ClassVar[str] = ""
    message: ClassVar[str] = ""

    def __init__(self, field: str | None = None) -> None:
        super().__init__(fields=[{"field": field or self.field, "code": self.code, "message": self.message}])
