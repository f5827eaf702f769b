"""What must hold of another day for a follow-up."""

from services.followup.domain.due import Calendar
from services.followup.domain.values import MoveReason, Rescheduling
from services.followup.errors import DateInPast, NotWorkingDay, SameDay, WordsMissing
from shared.days import is_working_day, local_day


def check_move(move: Rescheduling, days: Calendar) -> None:
    """Refuse a day that is behind us, is no working day or is the same; other reasons than the coded ones need words."""
    if move.to_day < local_day(move.at):
        raise DateInPast
    if not is_working_day(move.to_day):
        raise NotWorkingDay
    if move.to_day == days.planned_for:
        raise SameDay
    if move.reason is MoveReason.ANNAT and not (move.text or "").strip():
        raise WordsMissing(fields=[{"field": "text", "code": "missing", "message": "Texten saknas."}])
