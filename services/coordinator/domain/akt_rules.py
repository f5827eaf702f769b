"""What must hold of the days and words that an akt is given."""

from datetime import date, datetime

from services.coordinator.errors import DateInPast, TooFarAhead, WordsMissing
from shared.days import local_day
from shared.limits import MOST_AHEAD


def must_be_ahead(name: str, day: date, at: datetime) -> None:
    """Refuse a day that is behind us, or more than two years ahead. Raises DateInPast, TooFarAhead."""
    today = local_day(at)
    if day < today:
        raise DateInPast(fields=[fault(name, "in_past", "Ange en dag från och med i dag.")])
    if day > today + MOST_AHEAD:
        raise TooFarAhead(fields=[fault(name, "too_late", "Ange en dag inom två år.")])


def must_be_said(**texts: str) -> None:
    """Refuse texts that hold nothing. Raises WordsMissing, which names them."""
    missing = [fault(name, "missing", "Texten saknas.") for name, text in texts.items() if not text.strip()]
    if missing:
        raise WordsMissing(fields=missing)


def fault(name: str, code: str, message: str) -> dict[str, str]:
    """Return what is wrong with a field, as it is told."""
    return {"field": name, "code": code, "message": message}
