"""The fields of an anmälan that have parts of their own, numbered as in the form. No repr shows anything: it is about a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Handlaggare:
    """Field 5. The function's address is what the team writes to: staff change, a function stays."""

    namn: str | None = None
    funktion: str | None = None
    telefon: str | None = None
    epost: str | None = None
    funktionsadress: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Ersattare:
    """Field 5: who takes over when the handläggare is away; reached at the same function's address."""

    namn: str | None = None
    funktion: str | None = None
    telefon: str | None = None
    epost: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Individ:
    """Field 6. `personnummer` is twelve digits; it comes from the dialogue and never changes."""

    namn: str | None = None
    personnummer: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Kontakt:
    """Field 7: how she is reached, and how she prefers it."""

    adress: str | None = None
    postnummer: str | None = None
    postort: str | None = None
    telefon: str | None = None
    epost: str | None = None
    kanal: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sprak:
    """Field 10: language (ISO 639) and whether an interpreter is needed (FL 13 §)."""

    sprak: str | None = None
    tolk: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Foretradare:
    """Field 11: one who may speak for her. `uppdrag` is the förordnande's parts, `omfattning` what a fullmakt covers."""

    typ: str | None = None
    namn: str | None = None
    telefon: str | None = None
    epost: str | None = None
    uppdrag: tuple[str, ...] = ()
    omfattning: str | None = None
    fullmakt: str | None = None
    fran: str | None = None
    till: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sgi:
    """Field 13: whether she has an SGI, and whether it is set to zero (nollplacerad)."""

    finns: str | None = None
    nollplacerad: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sysselsattning:
    """Field 14: work and studies in percent of full time (100 is 40 hours a week), and whether she looks for work."""

    arbete_procent: int | None = None
    arbete_subventionerat: bool | None = None
    studier: str | None = None
    studier_procent: int | None = None
    arbetssokande: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Inskrivning:
    """Field 15: whether and since when she is registered at Arbetsförmedlingen."""

    inskriven: bool | None = None
    sedan: str | None = None
    sokandekategori: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Underlag:
    """Field 17: where the medicinskt underlag is, its period and extent in percent. Never a diagnosis."""

    lage: str | None = None
    period_fran: str | None = None
    period_till: str | None = None
    omfattning_procent: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Arbetsformaga:
    """Field 18: how much she is able to work, judged by whom and when. `procent`: what she can do, of full time.

    The reason is a free text of its own, `arbetsformaga_skal`: its sender chooses the category.
    """

    omfattning: str | None = None
    procent: int | None = None
    bedomd_av: str | None = None
    datum: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """Field 19: one plan that exists already."""

    typ: str | None = None
    innehavare: str | None = None
    datum: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Kontaktperson:
    """Field 20: one contact: which part, which unit or function, and who there if it is known."""

    part: str | None = None
    enhet: str | None = None
    funktion: str | None = None
    namn: str | None = None
    telefon: str | None = None
    epost: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Insats:
    """Field 21: one insats that has been tried, by whom, when, and what it led to."""

    insats: str | None = None
    utforare: str | None = None
    fran: str | None = None
    till: str | None = None
    resultat: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Tidskritiskt:
    """Field 25: what makes time short, by which day, and why it matters. The team alone reads it."""

    handelse: str | None = None
    senast: str | None = None
    skal: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Underskrift:
    """Field 27: the person's own signature of the anmälan, optional beside the sender's."""

    datum: str | None = None
    satt: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class FreeText:
    """A free text and the category that its sender chose for it; there is no default."""

    text: str | None = None
    category: str | None = None
