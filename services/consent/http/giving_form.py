"""The part of a registration that says by whom and in which form: under 18, representative, word of mouth."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.consent.domain.age import AgreedBy, Guardian, Maturity, Minor, OneSuffices, Outcome
from services.consent.domain.oral import How, Oral
from services.consent.domain.representatives import Incapacity, Kind, Omfattning, Representative
from shared.bodies import Body, Day, OneLine

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), OneLine]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class MaturityForm(Body):
    """Who judged the person's maturity, when, what it came to, and on what grounds (OSL 12:3)."""

    outcome: Outcome
    judged_by: Name
    judged_on: Day
    grounds: Words


class GuardianForm(Body):
    """One vårdnadshavare, who agreed on this day in this form."""

    name: Name
    agreed_by: AgreedBy
    agreed_on: Day


class MinorForm(Body):
    """For who is under 18 on the day of the samtycke."""

    maturity: MaturityForm
    guardians: list[GuardianForm] = Field(default_factory=list, max_length=2)
    one_suffices: OneSuffices | None = None

    def minor(self) -> Minor:
        """Return it as the domain knows it."""
        of = self.maturity
        guardians = tuple(Guardian(each.agreed_by, each.agreed_on, each.name) for each in self.guardians)
        return Minor(
            Maturity(of.outcome, of.judged_on, of.judged_by, of.grounds), guardians, self.one_suffices
        )


class IncapacityForm(Body):
    """That the person cannot decide this herself: who judged it, when, and how it was tried to let her."""

    judged_by: Name
    judged_on: Day
    how_tried: Words


class RepresentativeForm(Body):
    """Who signs for her. `document_seen_on`: the day when the attesting handläggare saw the mandate."""

    kind: Kind
    name: Name
    omfattning: list[Omfattning] = Field(min_length=1, max_length=4)
    appointed_on: Day
    last_day: Day | None = None
    document_seen_on: Day
    incapacity: IncapacityForm | None = None

    def representative(self) -> Representative:
        """Return it as the domain knows it."""
        of = self.incapacity
        return Representative(
            kind=self.kind,
            omfattning=frozenset(self.omfattning),
            appointed_on=self.appointed_on,
            last_day=self.last_day,
            document_seen_on=self.document_seen_on,
            incapacity=Incapacity(of.judged_on, of.judged_by, of.how_tried) if of else None,
            name=self.name,
        )


class OralForm(Body):
    """What was said instead of signed. `written_by`: the day when it ends unless a signature has followed."""

    how: How
    received_by: Name
    why_not_written: Words
    written_by: Day

    def oral(self) -> Oral:
        """Return it as the domain knows it."""
        return Oral(self.how, self.written_by, self.received_by, self.why_not_written)
