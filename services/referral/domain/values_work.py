"""Rules for fields 11 and 13-18: who speaks for her, SGI, work, studies, education and ability to work."""

from collections.abc import Iterator
from datetime import date

from services.referral.domain import codes, codes_work
from services.referral.domain.checks import (
    chosen_faults,
    day_faults,
    known_faults,
    many_faults,
    missing,
    order_faults,
    percent_faults,
    reach_faults,
    text_faults,
)
from services.referral.domain.content import Content
from services.referral.domain.faults import Fault, blank, day_of
from services.referral.domain.number import age_on
from services.referral.domain.shapes import (
    Arbetsformaga,
    Foretradare,
    Inskrivning,
    Sgi,
    Sysselsattning,
    Underlag,
)

MAX_FORETRADARE = 5
NAMN_LIMIT, OMFATTNING_LIMIT = 200, 500
_ADULT = 18
_APPOINTED = (codes_work.GOD_MAN, codes_work.FORVALTARE)


def work_faults(content: Content, today: date) -> Iterator[Fault]:
    """Yield every fault of fields 13-18, in the form's order."""
    if content.sgi is not None:
        yield from _sgi(content.sgi)
    if content.sysselsattning is not None:
        yield from _sysselsattning(content.sysselsattning)
    if content.arbetsformedlingen is not None:
        yield from _inskrivning(content.arbetsformedlingen, today)
    yield from known_faults("utbildning", content.utbildning, codes_work.UTBILDNINGAR)
    if content.medicinskt_underlag is not None:
        yield from _underlag(content.medicinskt_underlag)
    if content.arbetsformaga is not None:
        yield from _arbetsformaga(content.arbetsformaga, today)


def foretradare_faults(content: Content, today: date) -> Iterator[Fault]:
    """Yield every fault of field 11: each may speak only within what she has been given, and on days when it holds."""
    yield from many_faults("foretradare", len(content.foretradare), MAX_FORETRADARE, "företrädare")
    age = age_on(content.individ.personnummer, today)
    for place, who in enumerate(content.foretradare):
        yield from _foretradare(f"foretradare[{place}]", who, today, age)


def _foretradare(at: str, who: Foretradare, today: date, age: int | None) -> Iterator[Fault]:
    yield from known_faults(f"{at}.typ", who.typ, codes_work.FORETRADARE)
    if who.typ is None:
        yield missing(f"{at}.typ", "Ange om det är en god man, förvaltare, vårdnadshavare eller ett ombud.")
    if blank(who.namn):
        yield missing(f"{at}.namn", "Ange företrädarens namn.")
    yield from text_faults(f"{at}.namn", who.namn, NAMN_LIMIT)
    yield from reach_faults(at, who.telefon, who.epost)
    yield from _authority(at, who)
    if who.typ == codes_work.VARDNADSHAVARE and age is not None and age >= _ADULT:
        yield Fault(
            f"{at}.typ",
            "of_age",
            "Personen är myndig och har ingen vårdnadshavare (FB 6:2). Välj en annan typ eller ta bort företrädaren.",
        )
    yield from day_faults(f"{at}.fran", who.fran)
    yield from day_faults(f"{at}.till", who.till)
    yield from order_faults(f"{at}.till", who.fran, who.till)
    last = day_of(who.till) if who.till else None
    if last is not None and last < today:
        yield Fault(
            f"{at}.till", "ended", "Behörigheten har upphört. Ta bort företrädaren eller rätta dagen."
        )


def _authority(at: str, who: Foretradare) -> Iterator[Fault]:
    """An appointed representative has parts of a förordnande, an ombud a fullmakt; neither has the other's."""
    yield from chosen_faults(f"{at}.uppdrag", who.uppdrag, codes_work.UPPDRAG, "Uppdraget")
    yield from known_faults(f"{at}.fullmakt", who.fullmakt, codes_work.FULLMAKTER)
    yield from text_faults(f"{at}.omfattning", who.omfattning, OMFATTNING_LIMIT)
    if who.typ in _APPOINTED and not who.uppdrag:
        yield missing(f"{at}.uppdrag", "Ange vad förordnandet omfattar (FB 11 kap.).")
    if who.typ is not None and who.typ not in _APPOINTED and who.uppdrag:
        yield Fault(f"{at}.uppdrag", "contradiction", "Bara en god man eller förvaltare har ett förordnande.")
    if who.typ == codes_work.OMBUD:
        if who.fullmakt is None:
            yield missing(f"{at}.fullmakt", "Ange om fullmakten är skriftlig eller muntlig (FL 15 §).")
        if blank(who.omfattning):
            yield missing(f"{at}.omfattning", "Ange vad fullmakten omfattar.")
    elif who.typ is not None and who.fullmakt is not None:
        yield Fault(f"{at}.fullmakt", "contradiction", "Bara ett ombud har en fullmakt.")


def _sgi(sgi: Sgi) -> Iterator[Fault]:
    yield from known_faults("sgi.finns", sgi.finns, codes_work.SGI)
    if sgi.finns is None:
        yield missing("sgi.finns", "Ange om personen har en SGI: ja, nej eller okänt.")
    if sgi.nollplacerad and sgi.finns == "ja":
        yield Fault(
            "sgi.nollplacerad",
            "contradiction",
            "Den som är nollplacerad har ingen SGI. Ändra det ena svaret.",
        )


def _sysselsattning(now: Sysselsattning) -> Iterator[Fault]:
    yield from percent_faults("sysselsattning.arbete_procent", now.arbete_procent)
    if now.arbete_procent is not None and now.arbete_subventionerat is None:
        yield missing(
            "sysselsattning.arbete_subventionerat", "Ange om arbetet är subventionerat, ja eller nej."
        )
    if now.arbete_procent is None and now.arbete_subventionerat is not None:
        yield missing(
            "sysselsattning.arbete_procent", "Ange hur mycket personen arbetar, i procent av heltid."
        )
    yield from known_faults("sysselsattning.studier", now.studier, codes_work.STUDIER)
    yield from percent_faults("sysselsattning.studier_procent", now.studier_procent)
    if now.studier is not None and now.studier_procent is None:
        yield missing(
            "sysselsattning.studier_procent", "Ange hur mycket personen studerar, i procent av heltid."
        )
    if now.studier is None and now.studier_procent is not None:
        yield missing("sysselsattning.studier", "Ange vilket slags studier det är.")


def _inskrivning(at_af: Inskrivning, today: date) -> Iterator[Fault]:
    if at_af.inskriven is None:
        yield missing("arbetsformedlingen.inskriven", "Ange om personen är inskriven, ja eller nej.")
    if at_af.inskriven is False and (at_af.sedan or at_af.sokandekategori):
        yield Fault(
            "arbetsformedlingen.inskriven",
            "contradiction",
            "Den som inte är inskriven har varken inskrivningsdag eller sökandekategori. Töm dem eller ändra svaret.",
        )
    yield from day_faults("arbetsformedlingen.sedan", at_af.sedan, not_after=today)
    yield from known_faults(
        "arbetsformedlingen.sokandekategori", at_af.sokandekategori, codes_work.SOKANDEKATEGORIER
    )


def _underlag(underlag: Underlag) -> Iterator[Fault]:
    yield from known_faults("medicinskt_underlag.lage", underlag.lage, codes.UNDERLAG)
    if underlag.lage is None:
        yield missing(
            "medicinskt_underlag.lage",
            "Ange om underlaget bifogas, är begärt, finns hos Försäkringskassan eller saknas.",
        )
    first, last = underlag.period_fran, underlag.period_till
    yield from day_faults("medicinskt_underlag.period_fran", first)
    yield from day_faults("medicinskt_underlag.period_till", last)
    yield from order_faults("medicinskt_underlag.period_till", first, last)
    yield from percent_faults("medicinskt_underlag.omfattning_procent", underlag.omfattning_procent)


def _arbetsformaga(judged: Arbetsformaga, today: date) -> Iterator[Fault]:
    yield from known_faults("arbetsformaga.omfattning", judged.omfattning, codes_work.ARBETSFORMAGA)
    if judged.omfattning is None:
        yield missing(
            "arbetsformaga.omfattning", "Ange arbetsförmågan: hel, delvis, saknas eller inte bedömd."
        )
    yield from percent_faults("arbetsformaga.procent", judged.procent)
    if judged.procent is not None and judged.omfattning != codes_work.DELVIS:
        yield Fault(
            "arbetsformaga.procent", "contradiction", "Procent anges bara när arbetsförmågan är delvis."
        )
    yield from known_faults("arbetsformaga.bedomd_av", judged.bedomd_av, codes_work.BEDOMARE)
    if judged.omfattning not in (None, "EJ_BEDOMD"):
        if judged.bedomd_av is None:
            yield missing("arbetsformaga.bedomd_av", "Ange vem som har bedömt arbetsförmågan.")
        if judged.datum is None:
            yield missing("arbetsformaga.datum", "Ange vilken dag bedömningen gjordes.")
    yield from day_faults("arbetsformaga.datum", judged.datum, not_after=today)
