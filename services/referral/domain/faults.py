"""What is wrong with which field, said so that a handläggare can mend it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one field: its path, a stable code, and a Swedish sentence that never repeats the value."""

    field: str
    code: str
    message: str


def listed(faults: Iterable[Fault]) -> dict[str, Any]:
    """Return faults as what a refusal shows: ``raise InvalidContent(**listed(faults))``."""
    return {"fields": [{"field": f.field, "code": f.code, "message": f.message} for f in faults]}


def blank(value: str | None) -> bool:
    """Tell whether nothing is written."""
    return value is None or not value.strip()


def day_of(value: str) -> date | None:
    """Read a day written YYYY-MM-DD, and in no other form of ISO 8601; None when it is no day."""
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None
