"""The body of a registration: what the handläggare reads from the signed paper, or has written down."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from services.consent.domain.giving import Giving
from services.consent.domain.paper import Exclusion, Grant, Paper
from services.consent.http.giving_form import MinorForm, OralForm, RepresentativeForm
from shared.bodies import Body, Day

UnitId = Annotated[str, StringConstraints(min_length=1, max_length=60)]
CategoryCode = Annotated[str, StringConstraints(min_length=1, max_length=30)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class GrantForm(Body):
    """One ticked line. `identitet` and `handlaggning` are added by the service."""

    source: UnitId
    recipient: UnitId
    categories: list[CategoryCode] = Field(default_factory=list, max_length=20)


class ExclusionForm(Body):
    """What must not be shared with `recipient`; without `source`: by anyone."""

    source: UnitId | None = None
    recipient: UnitId
    category: CategoryCode


class SigningForm(Body):
    """A samtycke on paper, with its scan; or by word of mouth, with its record. Days are Swedish days, the last included.

    `minor` is for who is under 18 on `signed_on` (the day of the samtycke), `representative` for who signs for her.
    """

    case_id: UUID
    text_id: Annotated[str, StringConstraints(max_length=20)]
    text_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    locale: Annotated[str, StringConstraints(max_length=20)]
    method: Literal["paper", "oral"]
    signed_on: Day
    scan_id: UUID | None = None
    valid_from: Day
    valid_to: Day
    grants: list[GrantForm] = Field(max_length=60)
    exclusions: list[ExclusionForm] = Field(default_factory=list, max_length=100)
    exclusion_note: Note | None = None
    statistics: StrictBool
    contact_by_message: StrictBool
    read_aloud: StrictBool = False
    interpreter: StrictBool = False
    minor: MinorForm | None = None
    representative: RepresentativeForm | None = None
    oral: OralForm | None = None

    def paper(self) -> Paper:
        """Return the paper as the domain knows it."""
        return Paper(
            text_id=self.text_id,
            text_hash=self.text_hash,
            locale=self.locale,
            scan_id=self.scan_id,
            signed_on=self.signed_on,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            grants=tuple(
                Grant(each.source, each.recipient, frozenset(each.categories)) for each in self.grants
            ),
            exclusions=tuple(
                Exclusion(each.source, each.recipient, each.category) for each in self.exclusions
            ),
            exclusion_note=self.exclusion_note or None,
            statistics=self.statistics,
            contact_by_message=self.contact_by_message,
            read_aloud=self.read_aloud,
            interpreter=self.interpreter,
            is_oral=self.method == "oral",
        )

    def giving(self) -> Giving:
        """Return by whom and how it is given, as the domain knows it."""
        return Giving(
            self.minor.minor() if self.minor else None,
            self.representative.representative() if self.representative else None,
            self.oral.oral() if self.oral else None,
        )
