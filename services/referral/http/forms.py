"""What callers write. Types only: what a value may be, the rules of the domain say, in Swedish, field by field."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from services.referral.domain import Actor, Fault, SecrecyReview, Told, listed
from services.referral.errors import SecrecyNotTried
from services.referral.http.forms_life import (
    MOST,
    ArbetsformagaForm,
    ErsattareForm,
    ForetradareForm,
    InsatsForm,
    InskrivningForm,
    KontaktpersonForm,
    SgiForm,
    SysselsattningForm,
    TidskritisktForm,
    UnderskriftForm,
)
from shared.bodies import Body


class IndividForm(Body):
    """Field 6."""

    namn: str | None = None
    personnummer: str | None = Field(
        None, description="personnummer eller samordningsnummer; skrivs om till tolv siffror"
    )


class DialogueForm(Body):
    """The dialogue: that she was asked, and what she answered."""

    individ: IndividForm
    asked_on: str = Field(description="ÅÅÅÅ-MM-DD")
    asked_by: str = Field(description="vem som ställde frågan")
    channel: str = Field(description="mote, telefon, videosamtal eller brev")
    answer: str = Field(description="vill, vill_inte eller vill_tanka")
    words: str | None = Field(None, description="hennes egna ord")
    next_step: str | None = Field(None, description="vad ni kom överens om; krävs om svaret inte är vill")

    def told(self) -> Told:
        """Return it in the domain's words."""
        return Told(
            namn=self.individ.namn,
            personnummer=self.individ.personnummer,
            asked_on=self.asked_on,
            asked_by=self.asked_by,
            channel=self.channel,
            answer=self.answer,
            words=self.words,
            next_step=self.next_step,
        )


class HandlaggareForm(Body):
    """Field 5."""

    namn: str | None = None
    funktion: str | None = None
    telefon: str | None = None
    epost: str | None = None
    funktionsadress: str | None = None


class KontaktForm(Body):
    """Field 7."""

    adress: str | None = None
    postnummer: str | None = None
    postort: str | None = None
    telefon: str | None = None
    epost: str | None = None
    kanal: str | None = Field(None, description="brev, telefon, sms eller epost")


class SprakForm(Body):
    """Field 10."""

    sprak: str | None = Field(None, description="ISO 639, till exempel sv")
    tolk: StrictBool | None = None


class UnderlagForm(Body):
    """Field 17; never a diagnosis."""

    lage: str | None = Field(None, description="bifogas, begart, finns_hos_fk eller saknas")
    period_fran: str | None = None
    period_till: str | None = None
    omfattning_procent: StrictInt | None = None


class PlanForm(Body):
    """Field 19: one plan."""

    typ: str | None = None
    innehavare: str | None = None
    datum: str | None = None


class FreeTextForm(Body):
    """A free text with the category that the sender chose; there is no default."""

    text: str | None = None
    category: str | None = Field(None, description="vilket slags uppgifter texten innehåller")


class ContentForm(Body):
    """The fields of an anmälan. A field that is given is replaced whole; null empties it; others stay."""

    team: str | None = Field(None, description="fält 24: teamet som anmälan ska till")
    parter: Annotated[list[str], Field(max_length=MOST)] | None = Field(
        None, description="fält 24: tillfrågade parter"
    )
    tidskritiskt: TidskritisktForm | None = Field(None, description="fält 25; läses bara av teamet")
    individens_underskrift: UnderskriftForm | None = Field(None, description="fält 27; frivillig")
    handlaggare: HandlaggareForm | None = Field(None, description="fält 5")
    ersattare: ErsattareForm | None = Field(None, description="fält 5: den som tar över")
    individ: IndividForm | None = Field(
        None, description="fält 6; numret kommer från samtalet och ändras inte"
    )
    kontakt: KontaktForm | None = Field(None, description="fält 7")
    stadsdel: str | None = Field(None, description="fält 9")
    sprak: SprakForm | None = Field(None, description="fält 10")
    anpassningar: Annotated[list[str], Field(max_length=MOST)] | None = Field(
        None, description="fält 10: vad som ska ordnas, aldrig varför"
    )
    anpassning: str | None = Field(None, description="fält 10: annan anpassning")
    foretradare: Annotated[list[ForetradareForm], Field(max_length=MOST)] | None = Field(
        None, description="fält 11"
    )
    forsorjning: Annotated[list[str], Field(max_length=MOST)] | None = Field(None, description="fält 12")
    sgi: SgiForm | None = Field(None, description="fält 13")
    sysselsattning: SysselsattningForm | None = Field(None, description="fält 14")
    arbetsformedlingen: InskrivningForm | None = Field(None, description="fält 15")
    utbildning: str | None = Field(None, description="fält 16")
    medicinskt_underlag: UnderlagForm | None = Field(None, description="fält 17")
    arbetsformaga: ArbetsformagaForm | None = Field(None, description="fält 18")
    arbetsformaga_skal: FreeTextForm | None = Field(None, description="fält 18: skälen till bedömningen")
    planer: Annotated[list[PlanForm], Field(max_length=MOST)] | None = Field(None, description="fält 19")
    kontakter: Annotated[list[KontaktpersonForm], Field(max_length=MOST)] | None = Field(
        None, description="fält 20"
    )
    insatser: Annotated[list[InsatsForm], Field(max_length=MOST)] | None = Field(None, description="fält 21")
    fragestallning: FreeTextForm | None = Field(None, description="fält 22")
    onskat_anmalare: FreeTextForm | None = Field(
        None, description="fält 23: önskat resultat enligt anmälaren"
    )
    onskat_individ: FreeTextForm | None = Field(
        None, description="fält 23: önskat resultat med individens egna ord"
    )

    def values(self) -> dict[str, Any]:
        """Return the fields that were given."""
        return self.model_dump(exclude_unset=True, exclude={"dialogue_id", "skyddade_personuppgifter"})


_PROTECTED = Field(
    default=False,
    description="fält 8: sparas inte; ja innebär att ärendet handläggs för hand av koordinatorn",
)


class DraftForm(ContentForm):
    """A new draft, after a dialogue."""

    dialogue_id: UUID
    skyddade_personuppgifter: StrictBool = _PROTECTED


class ChangeForm(ContentForm):
    """A change of a draft."""

    skyddade_personuppgifter: StrictBool = _PROTECTED


class ReviewForm(Body):
    """The sender's word that the content was tried for secrecy."""

    content_tried: StrictBool = Field(description="innehållet är sekretessprövat")
    third_persons_tried: StrictBool = Field(description="även uppgifter om andra personer är prövade")
    exclusion_note_acknowledged: StrictBool = Field(
        default=False, description="personens undantag i samtycket är lästa"
    )

    def review(self, by: Actor, at: datetime) -> SecrecyReview:
        """Return who confirmed it and when; both confirmations are needed."""
        unsaid = [name for name in ("content_tried", "third_persons_tried") if not getattr(self, name)]
        if unsaid:
            said = (Fault(name, "not_confirmed", "Bekräfta när prövningen är gjord.") for name in unsaid)
            raise SecrecyNotTried(**listed(said))
        return SecrecyReview(by, at, self.exclusion_note_acknowledged)


class AnswerForm(Body):
    """The answer to a komplettering, with the fields that change."""

    answer: FreeTextForm
    changes: ContentForm | None = None
    secrecy_review: ReviewForm | None = None


class CorrectionForm(Body):
    """Fields of a sent anmälan that are corrected."""

    changes: ContentForm
    secrecy_review: ReviewForm | None = None


class SearchForm(Body):
    """A person's number: in the body, for an address is written down in many places."""

    personnummer: str
