"""A samtycke by word of mouth: no law asks for a form, but what is sensitive is normally in writing.

It is taken only where the authority that would hand the information over allows it, is dated and justified, and stands for
a short time: a written one follows by a stated day, or it ends then.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from services.consent.domain.paper import Grant
from services.consent.domain.recipients import Directory
from services.consent.errors import OralNotAllowed, WrittenTooLate
from shared.clock import end_of_day

LONGEST_UNTIL_WRITTEN: Final = timedelta(days=30)


class How(StrEnum):
    """How it was said."""

    TELEFON = "telefon"
    VIDEOSAMTAL = "videosamtal"
    MOTE = "mote"


@dataclass(frozen=True, slots=True)
class Oral:
    """What was said: how, who took it in, why it is not in writing, and by which day it will be. The text was read out."""

    how: How
    written_by: date
    received_by: str = field(repr=False)
    why_not_written: str = field(repr=False)

    def check(self, grants: tuple[Grant, ...], said_on: date, directory: Directory) -> None:
        """Check that each source takes a word, and that paper follows soon. Raises OralNotAllowed, WrittenTooLate."""
        for number, grant in enumerate(grants):
            source = directory.find(grant.source)
            if source is None or not source.oral_allowed:
                raise OralNotAllowed(f"grants[{number}].source")
        if not said_on <= self.written_by <= said_on + LONGEST_UNTIL_WRITTEN:
            raise WrittenTooLate

    def ends(self) -> datetime:
        """Return when it ends unless a signature has confirmed it."""
        return end_of_day(self.written_by)
