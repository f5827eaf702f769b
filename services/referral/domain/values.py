"""Rules for what is written: an invalid value is refused already when a draft is saved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.referral.domain import codes, codes_work
from services.referral.domain.checks import (
    chosen_faults,
    form_faults,
    free_text_faults,
    known_faults,
    reach_faults,
    text_faults,
)
from services.referral.domain.content import Content
from services.referral.domain.faults import Fault, blank
from services.referral.domain.functions import UnitFunction
from services.referral.domain.number import NumberError, NumberRules, parse_number
from services.referral.domain.recipients import TEAM, Recipients
from services.referral.domain.shapes import Ersattare, Handlaggare, Kontakt
from services.referral.domain.values_around import around_faults, sending_faults
from services.referral.domain.values_work import foretradare_faults, work_faults
from services.referral.errors import UnitNotValid

_POSTNUMMER = re.compile(r"^\d{3}\s?\d{2}$")
_SPRAK = re.compile(r"^[a-z]{2,3}$")

LIMITS = {
    "namn": 200,
    "funktion": 200,
    "funktionsadress": 254,
    "adress": 200,
    "postort": 100,
    "anpassning": 500,
    "arbetsformaga_skal": 1000,
    "fragestallning": 4000,
    "onskat_anmalare": 2000,
    "onskat_individ": 2000,
}
"""Longest text of a field, in characters: enough for the purpose, and no room for a whole akt (GDPR 5.1 c)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What values are measured against: the day, the recipients and functions of that day, the unit that writes."""

    unit: str
    numbers: NumberRules
    recipients: Recipients
    functions: tuple[UnitFunction, ...] = ()
    """The unit's own functions of that day."""

    @property
    def today(self) -> date:
        """The day in Stockholm."""
        return self.numbers.today

    def require_unit(self) -> None:
        """Raise UnitNotValid when the unit that writes does not exist that day; what it has, it keeps and reads."""
        unit = self.recipients.get(self.unit)
        if unit is None or not unit.valid_on(self.today):
            raise UnitNotValid


def normal(content: Content, rules: Rules) -> tuple[Content, list[Fault]]:
    """Return the content with the person's number in twelve digits, and every fault of what is written."""
    faults = list(value_faults(content, rules))
    number = content.individ.personnummer
    if blank(number) or number is None:
        return content, faults
    try:
        twelve = parse_number(number, rules.numbers)
    except NumberError as invalid:
        return content, [Fault("individ.personnummer", invalid.code, invalid.message), *faults]
    return replace(content, individ=replace(content.individ, personnummer=twelve)), faults


def value_faults(content: Content, rules: Rules) -> Iterator[Fault]:
    """Yield every fault of what is written, field by field in the form's order."""
    yield from _receivers(content, rules)
    yield from sending_faults(content, rules.today)
    yield from handlaggare_faults(content.handlaggare, content.ersattare)
    yield from text_faults("individ.namn", content.individ.namn, LIMITS["namn"])
    if content.kontakt is not None:
        yield from _kontakt(content.kontakt)
    yield from known_faults("stadsdel", content.stadsdel, codes.STADSDELAR)
    if (
        content.sprak is not None
        and content.sprak.sprak is not None
        and not _SPRAK.match(content.sprak.sprak)
    ):
        yield Fault(
            "sprak.sprak",
            "unknown_code",
            "Ange språket med ISO 639-kod, två eller tre små bokstäver, till exempel sv.",
        )
    yield from chosen_faults("anpassningar", content.anpassningar, codes_work.ANPASSNINGAR, "Anpassningen")
    yield from text_faults("anpassning", content.anpassning, LIMITS["anpassning"])
    yield from foretradare_faults(content, rules.today)
    yield from _forsorjning(content.forsorjning)
    yield from work_faults(content, rules.today)
    yield from around_faults(content, rules.today)
    for name, text in content.free_texts().items():
        yield from free_text_faults(name, text, LIMITS[name], codes.TEXT_CATEGORIES)


def _receivers(content: Content, rules: Rules) -> Iterator[Fault]:
    team = rules.recipients.get(content.team or "")
    if content.team and (team is None or team.kind != TEAM or not team.valid_on(rules.today)):
        yield Fault("team", "unknown_code", "Teamet finns inte. Välj ett team i listan.")
    for place, party in enumerate(content.parter):
        yield from _party(f"parter[{place}]", party, content.parter[:place], rules)


def _party(field: str, party: str, before: tuple[str, ...], rules: Rules) -> Iterator[Fault]:
    known = rules.recipients.get(party)
    if known is None or known.kind == TEAM or not known.valid_on(rules.today):
        yield Fault(
            field, "unknown_code", "Parten finns inte. Välj en part i listan; ett team anges i fältet team."
        )
    elif party == rules.unit:
        yield Fault(
            field,
            "own_unit",
            "Den egna enheten deltar som anmälare. Ta bort den bland de tillfrågade parterna.",
        )
    elif party in before:
        yield Fault(field, "repeated", "Parten är redan angiven. Ta bort upprepningen.")


def handlaggare_faults(who: Handlaggare, deputy: Ersattare | None) -> Iterator[Fault]:
    """Yield every fault of field 5: who holds the case, and who takes over."""
    yield from text_faults("handlaggare.namn", who.namn, LIMITS["namn"])
    yield from text_faults("handlaggare.funktion", who.funktion, LIMITS["funktion"])
    yield from text_faults("handlaggare.funktionsadress", who.funktionsadress, LIMITS["funktionsadress"])
    yield from reach_faults("handlaggare", who.telefon, who.epost)
    if deputy is None:
        return
    if blank(deputy.namn):
        yield Fault("ersattare.namn", "missing", "Ange ersättarens namn, eller lämna hela fältet tomt.")
    if blank(deputy.funktion):
        yield Fault("ersattare.funktion", "missing", "Ange ersättarens funktion.")
    yield from text_faults("ersattare.namn", deputy.namn, LIMITS["namn"])
    yield from text_faults("ersattare.funktion", deputy.funktion, LIMITS["funktion"])
    yield from reach_faults("ersattare", deputy.telefon, deputy.epost)


def _kontakt(kontakt: Kontakt) -> Iterator[Fault]:
    yield from text_faults("kontakt.adress", kontakt.adress, LIMITS["adress"])
    yield from text_faults("kontakt.postort", kontakt.postort, LIMITS["postort"])
    yield from form_faults(
        "kontakt.postnummer", kontakt.postnummer, _POSTNUMMER, "Postnumret ska ha fem siffror."
    )
    yield from reach_faults("kontakt", kontakt.telefon, kontakt.epost)
    yield from known_faults("kontakt.kanal", kontakt.kanal, codes.KANALER)


def _forsorjning(chosen: tuple[str, ...]) -> Iterator[Fault]:
    yield from chosen_faults("forsorjning", chosen, codes.FORSORJNING, "Försörjningen")
    if len(chosen) > 1 and codes.ALONE & set(chosen):
        yield Fault(
            "forsorjning",
            "contradiction",
            "Ingen eller okänd försörjning kan inte anges tillsammans med en annan. Ta bort den eller de andra.",
        )
