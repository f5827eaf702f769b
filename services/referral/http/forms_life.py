"""What callers write about the person's situation and those around her: fields 5, 11, 13-16, 18, 20, 21, 25 and 27."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from shared.bodies import Body

MOST = 60
_DAY = "ÅÅÅÅ-MM-DD"


class ErsattareForm(Body):
    """Field 5: who takes over."""

    namn: str | None = None
    funktion: str | None = None
    telefon: str | None = None
    epost: str | None = None


class ForetradareForm(Body):
    """Field 11: one who may speak for her, and within what."""

    typ: str | None = Field(None, description="god_man, forvaltare, vardnadshavare eller ombud")
    namn: str | None = None
    telefon: str | None = None
    epost: str | None = None
    uppdrag: Annotated[list[str], Field(max_length=MOST)] = Field(
        default_factory=list, description="förordnandets delar, för god man och förvaltare"
    )
    omfattning: str | None = Field(None, description="vad fullmakten omfattar")
    fullmakt: str | None = Field(None, description="skriftlig eller muntlig, för ombud")
    fran: str | None = Field(None, description=_DAY)
    till: str | None = Field(None, description=_DAY)


class SgiForm(Body):
    """Field 13."""

    finns: str | None = Field(None, description="ja, nej eller okant")
    nollplacerad: StrictBool | None = None


class SysselsattningForm(Body):
    """Field 14: percent of full time, 100 is 40 hours a week."""

    arbete_procent: StrictInt | None = None
    arbete_subventionerat: StrictBool | None = None
    studier: str | None = None
    studier_procent: StrictInt | None = None
    arbetssokande: StrictBool | None = Field(None, description="aktivt arbetssökande")


class InskrivningForm(Body):
    """Field 15."""

    inskriven: StrictBool | None = None
    sedan: str | None = Field(None, description=_DAY)
    sokandekategori: str | None = None


class ArbetsformagaForm(Body):
    """Field 18; the reason is a field of its own."""

    omfattning: str | None = Field(None, description="HEL, DELVIS, SAKNAR eller EJ_BEDOMD")
    procent: StrictInt | None = Field(None, description="vad personen kan, när förmågan är delvis")
    bedomd_av: str | None = None
    datum: str | None = Field(None, description=_DAY)


class KontaktpersonForm(Body):
    """Field 20: one contact; a unit or a function always, a person where she is known."""

    part: str | None = None
    enhet: str | None = None
    funktion: str | None = None
    namn: str | None = None
    telefon: str | None = None
    epost: str | None = None


class InsatsForm(Body):
    """Field 21: one insats that has been tried."""

    insats: str | None = None
    utforare: str | None = None
    fran: str | None = Field(None, description=_DAY)
    till: str | None = Field(None, description=_DAY)
    resultat: str | None = None


class TidskritisktForm(Body):
    """Field 25: the team alone reads it."""

    handelse: str | None = None
    senast: str | None = Field(None, description=_DAY)
    skal: str | None = None


class UnderskriftForm(Body):
    """Field 27: the person's own signature of the anmälan; optional."""

    datum: str | None = Field(None, description=_DAY)
    satt: str | None = Field(None, description="papper eller last_och_godkand")
