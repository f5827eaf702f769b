"""By whom and in which form a samtycke is given, and the last moment that follows from it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.consent.domain.age import Minor, Outcome, check_minor, guardian_ends
from services.consent.domain.oral import Oral
from services.consent.domain.paper import Paper
from services.consent.domain.recipients import Directory
from services.consent.domain.representatives import Representative, check_representative
from services.consent.domain.rows import Window
from services.consent.errors import (
    GuardianTimeOver,
    MandateOver,
    OralOnlyByHerself,
    OralRecordMissing,
    OralUncalledFor,
    ScanMissing,
    WrittenTooLate,
)
from shared.clock import end_of_day


class GivenBy(StrEnum):
    """Whose word it is."""

    PERSON = "person"
    GUARDIAN = "guardian"
    PERSON_AND_GUARDIAN = "person_and_guardian"
    REPRESENTATIVE = "representative"


_BY_OUTCOME = {
    Outcome.MOGEN_SJALV: GivenBy.PERSON,
    Outcome.TILLSAMMANS: GivenBy.PERSON_AND_GUARDIAN,
    Outcome.VARDNADSHAVARE: GivenBy.GUARDIAN,
}


@dataclass(frozen=True, slots=True)
class Giving:
    """What stands beside the ticks: a minor's assessment, who signs for her, what was said instead of signed."""

    minor: Minor | None = None
    representative: Representative | None = None
    oral: Oral | None = None

    @property
    def by(self) -> GivenBy:
        """Whose word it is."""
        if self.representative is not None:
            return GivenBy.REPRESENTATIVE
        return GivenBy.PERSON if self.minor is None else _BY_OUTCOME[self.minor.maturity.outcome]

    def window(self, paper: Paper, personal_number: str) -> Window:
        """Return the paper's time, cut where she comes of age, the mandate ends, or paper should have followed."""
        given = paper.window()
        return Window(given.start, min((given.end, *self._ends(personal_number).values())))

    def check(self, paper: Paper, personal_number: str, directory: Directory, today: date) -> None:
        """Check it against the paper and the person's number; `today` is the law's day in Stockholm.

        Raises what `check_minor`, `check_representative` and `Oral.check` raise; ScanMissing, OralRecordMissing,
        OralUncalledFor, OralOnlyByHerself; GuardianTimeOver, MandateOver, WrittenTooLate when nothing is left.
        """
        check_minor(self.minor, personal_number, paper.signed_on)
        check_representative(self.representative, paper.signed_on, today, of_minor=self.minor is not None)
        self._check_form(paper, directory)
        for refusal, end in self._ends(personal_number).items():
            if end <= paper.window().start or end < end_of_day(today):
                raise refusal

    def _check_form(self, paper: Paper, directory: Directory) -> None:
        if not paper.is_oral:
            if paper.scan_id is None:
                raise ScanMissing
            if self.oral is not None:
                raise OralUncalledFor
            return
        if self.oral is None or paper.scan_id is not None:
            raise OralRecordMissing
        if self.by is not GivenBy.PERSON:
            raise OralOnlyByHerself
        self.oral.check(paper.grants, paper.signed_on, directory)

    def _ends(
        self, personal_number: str
    ) -> "dict[type[GuardianTimeOver | MandateOver | WrittenTooLate], datetime]":
        ends = {
            GuardianTimeOver: guardian_ends(self.minor, personal_number),
            MandateOver: self.representative.ends() if self.representative else None,
            WrittenTooLate: self.oral.ends() if self.oral else None,
        }
        return {refusal: end for refusal, end in ends.items() if end is not None}
