"""What the koordinator writes of an anmälan on paper: the fields of the form, as far as handling it needs them.

Types only. What a value may be the referral service says, field by field, when the anmälan goes on: it has the form.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from services.coordinator.domain.akt_rules import fault
from services.coordinator.domain.paper import Paper, PaperSender, without_address
from services.coordinator.domain.same_person import Stand
from services.coordinator.errors.papers import InvalidNumber
from shared.bodies import Body, Day, OneLine
from shared.personal_number import NumberError, NumberRules, parse_number

Words = Annotated[str, Field(min_length=1, max_length=4000)]
Line = Annotated[str, Field(min_length=1, max_length=200), OneLine]
Code = Annotated[str, Field(min_length=1, max_length=60)]


class IndividForm(Body):
    """Field 6."""

    namn: Line
    personnummer: Annotated[str, Field(max_length=40)]


class KontaktForm(Body):
    """Field 7."""

    adress: Line | None = None
    postnummer: Line | None = None
    postort: Line | None = None
    telefon: Line | None = None
    epost: Line | None = None
    kanal: Code | None = None


class HandlaggareForm(Body):
    """Field 5, where the form names more than the sender's function."""

    namn: Line | None = None
    telefon: Line | None = None
    epost: Line | None = None


class SprakForm(Body):
    """Field 10."""

    sprak: Code | None = None
    tolk: StrictBool | None = None


class UnderlagForm(Body):
    """Field 17; never a diagnosis."""

    lage: Code | None = None
    period_fran: Code | None = None
    period_till: Code | None = None
    omfattning_procent: StrictInt | None = None


class PlanForm(Body):
    """Field 19: one plan."""

    typ: Code | None = None
    innehavare: Line | None = None
    datum: Code | None = None


class FreeTextForm(Body):
    """A free text, and what kind of data it holds: the koordinator chooses by what the sender wrote."""

    text: Words
    category: Code


class ContentForm(Body):
    """The transcript. What the form leaves empty is left out."""

    individ: IndividForm
    parter: list[Code] = Field(default_factory=list, max_length=60)
    handlaggare: HandlaggareForm | None = None
    kontakt: KontaktForm | None = None
    stadsdel: Code | None = None
    sprak: SprakForm | None = None
    anpassning: Words | None = None
    forsorjning: list[Code] = Field(default_factory=list, max_length=60)
    medicinskt_underlag: UnderlagForm | None = None
    planer: list[PlanForm] = Field(default_factory=list[PlanForm], max_length=60)
    fragestallning: FreeTextForm | None = None
    onskat_anmalare: FreeTextForm | None = None
    onskat_individ: FreeTextForm | None = None

    def content(self, numbers: NumberRules) -> dict[str, Any]:
        """Return the fields that are filled, with the number in twelve digits. Raises InvalidNumber."""
        try:
            number = parse_number(self.individ.personnummer, numbers)
        except NumberError as wrong:
            field = "content.individ.personnummer"
            raise InvalidNumber(fields=[fault(field, wrong.code, wrong.message)]) from None
        filled = self.model_dump(exclude_none=True, exclude_defaults=True)
        return {**filled, "individ": {"namn": self.individ.namn, "personnummer": number}}


class SenderForm(Body):
    """Who sent it: a known unit, who signed, and the function with the address that letters go to."""

    unit: Code
    name: Line
    function: Line
    address: list[Line] = Field(min_length=1, max_length=5)
    reference: Line | None = Field(None, description="anmälarens egen beteckning, som brev till den bär")


class PaperForm(Body):
    """An anmälan on paper, as it is registered."""

    received_on: Day = Field(description="den dag då anmälan nådde myndigheten (22 § förvaltningslagen)")
    late_reason: Words | None = Field(None, description="krävs senare än arbetsdagen efter")
    sender: SenderForm
    samtycke: Literal["bifogat", "saknas", "ofullstandigt"]
    by_letter: StrictBool = Field(
        default=False, description="avsändaren får besked och begäran om komplettering även som brev"
    )
    skyddade_personuppgifter: StrictBool = Field(
        default=False,
        description="fält 8: sparas inte; ja innebär att ärendet handläggs för hand, och att ingen adress sparas",
    )
    content: ContentForm

    def paper(self, case_id: UUID, at: datetime, numbers: NumberRules) -> Paper:
        """Return it in the domain's words; of a protected person without where she lives. Raises InvalidNumber."""
        sender, content = self.sender, self.content.content(numbers)
        return Paper(
            case_id=case_id,
            sender=PaperSender(
                sender.unit, sender.name, sender.function, tuple(sender.address), sender.reference
            ),
            received_on=self.received_on,
            registered_at=at,
            enclosed=self.samtycke,
            content=without_address(content) if self.skyddade_personuppgifter else content,
            late_reason=self.late_reason,
            by_letter=self.by_letter,
        )


class ConsentWanted(Body):
    """What is missing of the samtycke; ten working days to answer unless a day is named."""

    missing: list[Code] = Field(default_factory=list, max_length=10)
    text: Words
    respond_by: Day | None = None


class Admitting(Body):
    """The koordinator's word that what the person excludes in words has been read, if there is such a note."""

    exclusion_note_acknowledged: StrictBool = False


class Settling(Body):
    """Another akt of the same person, what the two are, and why."""

    other_case_id: UUID
    stand: Stand
    reason: Words
