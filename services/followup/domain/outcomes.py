"""Coded results of a follow-up: the case's outcome, each delmål's, ability to work and means of support.

The case's codes follow the team's own list, built on SUS and the handläggarstöd. A code that tells something of a
narrower kind is told in that category's section only, so that it needs that category's rows.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.followup.domain.faults import Fault, fault


class Next(StrEnum):
    """What follows a follow-up."""

    NY_PLAN = "ny_plan"
    AVSLUT = "avslut"
    HALLS_OPPET = "halls_oppet"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome code; `follows` is what it must lead to as the main outcome, where it leaves no choice."""

    code: str
    label: str
    category: str
    follows: Next | None = None
    hers: str | None = None
    """What she reads, where the label speaks of her in the third person."""

    @property
    def to_person(self) -> str:
        """The label as she reads it."""
        return self.hers or self.label


_LISTED = (
    Outcome("U10", "Arbete utan subvention", "sysselsattning"),
    Outcome("U11", "Arbete med subvention", "sysselsattning"),
    Outcome("U12", "Eget företag", "sysselsattning"),
    Outcome("U20", "Studier", "sysselsattning"),
    Outcome("U30", "Aktivt arbetssökande, inskriven hos Arbetsförmedlingen", "sysselsattning"),
    Outcome("U31", "Jobbtorg: jobbplan, arbetsträning, praktik eller Supported Employment", "sysselsattning"),
    Outcome(
        "U32",
        "Arbetsförmedlingen och Försäkringskassan: gemensam kartläggning eller förstärkt samarbete",
        "planer",
    ),
    Outcome("U33", "FINSAM-insats påbörjad", "planer"),
    Outcome("U34", "Försäkringskassan: samordning beviljad eller rehabiliteringsplan", "planer"),
    Outcome("U35", "SIP upprättad", "planer"),
    Outcome("U40", "Vård eller behandling först, ärendet hålls öppet", "halsa", Next.HALLS_OPPET),
    Outcome("U41", "Sjukersättning: ansökt, beviljad eller avslagen", "forsorjning"),
    Outcome("U42", "Aktivitetsersättning: ansökt, beviljad eller avslagen", "forsorjning"),
    Outcome("U43", "Annan försörjning", "forsorjning"),
    Outcome("U50", "Planen följd, behovet kvarstår", "uppfoljning", Next.NY_PLAN),
    Outcome("U51", "Planen inte följd", "uppfoljning"),
    Outcome("U60", "Avslutat enligt plan, behovet har upphört", "uppfoljning", Next.AVSLUT),
    Outcome(
        "U71",
        "Avbrutet: på individens egen begäran",
        "uppfoljning",
        Next.AVSLUT,
        hers="Avbrutet: du ville avsluta",
    ),
    Outcome(
        "U72",
        "Avbrutet: individen går inte att nå",
        "uppfoljning",
        Next.AVSLUT,
        hers="Avbrutet: vi har inte fått kontakt med dig",
    ),
    Outcome(
        "U73",
        "Avbrutet: flyttat från Stockholm",
        "uppfoljning",
        Next.AVSLUT,
        hers="Avbrutet: du har flyttat från Stockholm",
    ),
)
OUTCOMES = {outcome.code: outcome for outcome in _LISTED}
"""What a follow-up can come to, and so what is counted here. Ends that the team's akt states are counted there."""
KEPT_OPEN = "U40"
NEED_GONE = "U60"


_FOLLOWING = {
    Next.NY_PLAN: "en ny plan",
    Next.AVSLUT: "avslut",
    Next.HALLS_OPPET: "att ärendet hålls öppet",
}


def contradictions(main: Outcome, following: Next) -> list[Fault]:
    """Say what a main outcome leads to when something else is said to follow; it names no code about the person."""
    if main.follows is None and following is Next.HALLS_OPPET:
        why = f"Bara vård eller behandling först ({KEPT_OPEN}) leder till att ärendet hålls öppet."
        choose = "Välj en ny plan eller avslut, eller ett annat huvudresultat."
    elif main.follows in (None, following):
        return []
    else:
        why = f"Huvudresultatet leder till {_FOLLOWING[main.follows]}, och inte till något annat."
        choose = f"Välj {_FOLLOWING[main.follows]}, eller ett annat huvudresultat."
    return [
        fault("outcomes.main", "contradicts_next", why),
        fault("next.kind", "contradicts_outcome", choose),
    ]


class DelmalStatus(StrEnum):
    """What became of a delmål."""

    NATT = "natt"
    DELVIS = "delvis"
    INTE_NATT = "inte_natt"
    PAGAR = "pagar"
    UTGATT = "utgatt"


DELMAL_LABELS = {
    DelmalStatus.NATT: "Nått",
    DelmalStatus.DELVIS: "Delvis nått",
    DelmalStatus.INTE_NATT: "Inte nått",
    DelmalStatus.PAGAR: "Pågår",
    DelmalStatus.UTGATT: "Utgått",
}


class AbilityLevel(StrEnum):
    """Ability to work, on the scale that is used before and after alike (handläggarstöd, S003)."""

    HEL = "HEL"
    DELVIS = "DELVIS"
    SAKNAR = "SAKNAR"
    EJ_BEDOMD = "EJ_BEDOMD"


ABILITY_LABELS = {
    AbilityLevel.HEL: "Hel arbetsförmåga",
    AbilityLevel.DELVIS: "Delvis arbetsförmåga",
    AbilityLevel.SAKNAR: "Saknar arbetsförmåga",
    AbilityLevel.EJ_BEDOMD: "Ej bedömd",
}

SUPPORT = {
    "FORS_ARBETE": "Lön eller inkomst av arbete",
    "FORS_SJUKPENNING": "Sjukpenning",
    "FORS_REHABPENNING": "Rehabiliteringspenning",
    "FORS_AKTIVITETSERS": "Aktivitetsersättning",
    "FORS_SJUKERS": "Sjukersättning",
    "FORS_AKASSA": "Arbetslöshetsersättning",
    "FORS_AKTIVITETSSTOD_UTV": "Aktivitetsstöd eller utvecklingsersättning",
    "FORS_ETABLERING": "Etableringsersättning",
    "FORS_EKON_BISTAND": "Ekonomiskt bistånd",
    "FORS_STUDIEMEDEL": "Studiemedel",
    "FORS_FORALDRAPENNING": "Föräldrapenning",
    "FORS_ALDERSPENSION": "Ålderspension",
    "FORS_ANHORIG": "Försörjs av anhörig",
    "FORS_ANNAN": "Annan försörjning",
    "FORS_INGEN": "Ingen försörjning",
    "FORS_OKAND": "Okänd försörjning",
}
"""Means of support, as SUS and SCB code them."""

CATEGORIES = {
    "uppfoljning": "Uppföljning",
    "forsorjning": "Försörjning",
    "sysselsattning": "Sysselsättning",
    "halsa": "Hälsa",
    "arbetsformaga": "Arbetsförmåga",
    "sociala": "Sociala förhållanden",
    "planer": "Planer och insatser",
}
"""Data categories in which a follow-up may say something, and what people call them."""
