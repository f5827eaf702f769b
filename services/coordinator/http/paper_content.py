"""The transcript of an anmälan on paper: every field of the form, numbered as there.

Types only. What a value may be the referral service says, field by field, before it is kept: it has the form.
"""

from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt

from services.coordinator.domain.akt_rules import fault
from services.coordinator.errors.papers import InvalidNumber
from services.coordinator.http.paper_situation import (
    MOST,
    ArbetsformagaForm,
    Code,
    ErsattareForm,
    ForetradareForm,
    InsatsForm,
    InskrivningForm,
    KontaktpersonForm,
    Line,
    SgiForm,
    SysselsattningForm,
    TidskritisktForm,
    UnderskriftForm,
    Words,
)
from shared.bodies import Body
from shared.personal_number import NumberError, NumberRules, parse_number


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


class NewHandlaggareForm(HandlaggareForm):
    """Field 5 as a letter changes it: it is replaced whole, the function with it."""

    funktion: Line
    funktionsadress: Line


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


class FieldsForm(Body):
    """The fields that both a transcript and an answer by letter may have."""

    tidskritiskt: TidskritisktForm | None = None
    individens_underskrift: UnderskriftForm | None = None
    ersattare: ErsattareForm | None = None
    kontakt: KontaktForm | None = None
    stadsdel: Code | None = None
    sprak: SprakForm | None = None
    anpassningar: list[Code] = Field(default_factory=list, max_length=MOST)
    anpassning: Words | None = None
    foretradare: list[ForetradareForm] = Field(default_factory=list[ForetradareForm], max_length=MOST)
    forsorjning: list[Code] = Field(default_factory=list, max_length=MOST)
    sgi: SgiForm | None = None
    sysselsattning: SysselsattningForm | None = None
    arbetsformedlingen: InskrivningForm | None = None
    utbildning: Code | None = None
    medicinskt_underlag: UnderlagForm | None = None
    arbetsformaga: ArbetsformagaForm | None = None
    arbetsformaga_skal: FreeTextForm | None = None
    planer: list[PlanForm] = Field(default_factory=list[PlanForm], max_length=MOST)
    kontakter: list[KontaktpersonForm] = Field(default_factory=list[KontaktpersonForm], max_length=MOST)
    insatser: list[InsatsForm] = Field(default_factory=list[InsatsForm], max_length=MOST)
    fragestallning: FreeTextForm | None = None
    onskat_anmalare: FreeTextForm | None = None
    onskat_individ: FreeTextForm | None = None


class ContentForm(FieldsForm):
    """The transcript. What the form leaves empty is left out."""

    individ: IndividForm
    parter: list[Code] = Field(default_factory=list, max_length=MOST)
    handlaggare: HandlaggareForm | None = None

    def content(self, numbers: NumberRules) -> dict[str, Any]:
        """Return the fields that are filled, with the number in twelve digits. Raises InvalidNumber."""
        try:
            number = parse_number(self.individ.personnummer, numbers)
        except NumberError as wrong:
            field = "content.individ.personnummer"
            raise InvalidNumber(fields=[fault(field, wrong.code, wrong.message)]) from None
        filled = self.model_dump(exclude_none=True, exclude_defaults=True)
        return {**filled, "individ": {"namn": self.individ.namn, "personnummer": number}}


class ChangesForm(FieldsForm):
    """The fields that a letter changes: each is replaced whole, null or an empty list empties it, others stay.

    Whose case it is, and the parties asked, do not change after the sending.
    """

    handlaggare: NewHandlaggareForm | None = None

    def values(self) -> dict[str, Any]:
        """Return the fields that were given."""
        return self.model_dump(exclude_unset=True)
