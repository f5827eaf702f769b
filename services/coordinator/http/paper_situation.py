"""The transcript's fields about the person's situation and those around her: 5, 11, 13-16, 18, 20, 21, 25 and 27."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from shared.bodies import Body, OneLine

MOST = 60
Words = Annotated[str, Field(min_length=1, max_length=4000)]
Line = Annotated[str, Field(min_length=1, max_length=254), OneLine]
Code = Annotated[str, Field(min_length=1, max_length=60)]


class ErsattareForm(Body):
    """Field 5: who takes over."""

    namn: Line | None = None
    funktion: Line | None = None
    telefon: Line | None = None
    epost: Line | None = None


class ForetradareForm(Body):
    """Field 11: one who may speak for her, and within what."""

    typ: Code | None = None
    namn: Line | None = None
    telefon: Line | None = None
    epost: Line | None = None
    uppdrag: list[Code] = Field(default_factory=list, max_length=MOST)
    omfattning: Words | None = None
    fullmakt: Code | None = None
    fran: Code | None = None
    till: Code | None = None


class SgiForm(Body):
    """Field 13."""

    finns: Code | None = None
    nollplacerad: StrictBool | None = None


class SysselsattningForm(Body):
    """Field 14: percent of full time, 100 is 40 hours a week."""

    arbete_procent: StrictInt | None = None
    arbete_subventionerat: StrictBool | None = None
    studier: Code | None = None
    studier_procent: StrictInt | None = None
    arbetssokande: StrictBool | None = None


class InskrivningForm(Body):
    """Field 15."""

    inskriven: StrictBool | None = None
    sedan: Code | None = None
    sokandekategori: Code | None = None


class ArbetsformagaForm(Body):
    """Field 18; the reason is a field of its own."""

    omfattning: Code | None = None
    procent: StrictInt | None = None
    bedomd_av: Code | None = None
    datum: Code | None = None


class KontaktpersonForm(Body):
    """Field 20: one contact."""

    part: Code | None = None
    enhet: Line | None = None
    funktion: Line | None = None
    namn: Line | None = None
    telefon: Line | None = None
    epost: Line | None = None


class InsatsForm(Body):
    """Field 21: one insats that has been tried."""

    insats: Words | None = None
    utforare: Line | None = None
    fran: Code | None = None
    till: Code | None = None
    resultat: Code | None = None


class TidskritisktForm(Body):
    """Field 25: the team alone reads it."""

    handelse: Code | None = None
    senast: Code | None = None
    skal: Words | None = None


class UnderskriftForm(Body):
    """Field 27: the person's own signature of the anmälan; optional."""

    datum: Code | None = None
    satt: Code | None = None
