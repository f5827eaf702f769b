"""Rules for what is written: an invalid value is refused already when a draft is saved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.referral.domain import codes
from services.referral.domain.content import Content, FreeText, Handlaggare, Kontakt, Underlag
from services.referral.domain.faults import Fault, blank, day_of
from services.referral.domain.number import NumberError, NumberRules, holds_number, parse_number
from services.referral.domain.recipients import TEAM, Recipients
from services.referral.errors import UnitNotValid

_EPOST = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_TELEFON = re.compile(r"^\+?[\d\s()-]{5,}$")
_POSTNUMMER = re.compile(r"^\d{3}\s?\d{2}$")
_TELEFON_FORM = "Telefonnumret får innehålla siffror, mellanslag, bindestreck och inledande +."
_EPOST_FORM = "E-postadressen ska ha formen namn@exempel.se."
_FORM_LIMIT = 254
_SPRAK = re.compile(r"^[a-z]{2,3}$")
_PERCENT = range(1, 101)
MAX_PLANS = 20

LIMITS = {
    "namn": 200,
    "funktion": 200,
    "funktionsadress": 254,
    "adress": 200,
    "postort": 100,
    "innehavare": 200,
    "anpassning": 500,
    "fragestallning": 4000,
    "onskat_anmalare": 2000,
    "onskat_individ": 2000,
}
"""Longest text of a field, in characters: enough for the purpose, and no room for a whole akt (GDPR 5.1 c)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What values are measured against: the day, the recipients of that day, the unit that writes."""

    unit: str
    numbers: NumberRules
    recipients: Recipients

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
    yield from _handlaggare(content.handlaggare)
    yield from text_faults("individ.namn", content.individ.namn, LIMITS["namn"])
    if content.kontakt is not None:
        yield from _kontakt(content.kontakt)
    yield from _known("stadsdel", content.stadsdel, codes.STADSDELAR)
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
    yield from text_faults("anpassning", content.anpassning, LIMITS["anpassning"])
    yield from _forsorjning(content.forsorjning)
    if content.medicinskt_underlag is not None:
        yield from _underlag(content.medicinskt_underlag)
    yield from _planer(content, rules.today)
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


def _handlaggare(who: Handlaggare) -> Iterator[Fault]:
    yield from text_faults("handlaggare.namn", who.namn, LIMITS["namn"])
    yield from text_faults("handlaggare.funktion", who.funktion, LIMITS["funktion"])
    yield from text_faults("handlaggare.funktionsadress", who.funktionsadress, LIMITS["funktionsadress"])
    yield from _form("handlaggare.telefon", who.telefon, _TELEFON, _TELEFON_FORM)
    yield from _form("handlaggare.epost", who.epost, _EPOST, _EPOST_FORM)


def _kontakt(kontakt: Kontakt) -> Iterator[Fault]:
    yield from text_faults("kontakt.adress", kontakt.adress, LIMITS["adress"])
    yield from text_faults("kontakt.postort", kontakt.postort, LIMITS["postort"])
    yield from _form("kontakt.postnummer", kontakt.postnummer, _POSTNUMMER, "Postnumret ska ha fem siffror.")
    yield from _form("kontakt.telefon", kontakt.telefon, _TELEFON, _TELEFON_FORM)
    yield from _form("kontakt.epost", kontakt.epost, _EPOST, _EPOST_FORM)
    yield from _known("kontakt.kanal", kontakt.kanal, codes.KANALER)


def _forsorjning(chosen: tuple[str, ...]) -> Iterator[Fault]:
    for place, code in enumerate(chosen):
        yield from _known(f"forsorjning[{place}]", code, codes.FORSORJNING)
        if code in chosen[:place]:
            yield Fault(
                f"forsorjning[{place}]", "repeated", "Försörjningen är redan angiven. Ta bort upprepningen."
            )
    if len(chosen) > 1 and codes.ALONE & set(chosen):
        yield Fault(
            "forsorjning",
            "contradiction",
            "Ingen eller okänd försörjning kan inte anges tillsammans med en annan. Ta bort den eller de andra.",
        )


def _underlag(underlag: Underlag) -> Iterator[Fault]:
    yield from _known("medicinskt_underlag.lage", underlag.lage, codes.UNDERLAG)
    if underlag.lage is None:
        yield Fault(
            "medicinskt_underlag.lage",
            "missing",
            "Ange om underlaget bifogas, är begärt, finns hos Försäkringskassan eller saknas.",
        )
    first, last = underlag.period_fran, underlag.period_till
    yield from _day("medicinskt_underlag.period_fran", first)
    yield from _day("medicinskt_underlag.period_till", last)
    if first and last and day_of(first) and day_of(last) and last < first:
        yield Fault(
            "medicinskt_underlag.period_till",
            "wrong_order",
            "Periodens sista dag ligger före den första. Kontrollera datumen.",
        )
    if underlag.omfattning_procent is not None and underlag.omfattning_procent not in _PERCENT:
        yield Fault(
            "medicinskt_underlag.omfattning_procent",
            "out_of_range",
            "Ange omfattningen i procent, 1 till 100.",
        )


def _planer(content: Content, today: date) -> Iterator[Fault]:
    if len(content.planer) > MAX_PLANS:
        yield Fault("planer", "too_many", f"Ange högst {MAX_PLANS} planer.")
    for place, plan in enumerate(content.planer):
        at = f"planer[{place}]"
        yield from _known(f"{at}.typ", plan.typ, codes.PLAN_TYPES)
        if plan.typ is None:
            yield Fault(f"{at}.typ", "missing", "Ange vilket slags plan det är.")
        yield from text_faults(f"{at}.innehavare", plan.innehavare, LIMITS["innehavare"])
        yield from _day(f"{at}.datum", plan.datum, not_after=today)


def text_faults(field: str, text: str | None, limit: int) -> Iterator[Fault]:
    """Yield the faults of any text: too long, or a person's number in it."""
    if text is None:
        return
    if len(text) > limit:
        yield Fault(field, "too_long", f"Texten är för lång. Skriv högst {limit} tecken.")
    if holds_number(text):
        yield Fault(
            field,
            "number_in_text",
            "Texten innehåller något som liknar ett personnummer. Ta bort det: personens nummer står i sitt eget fält, "
            "och andra personers nummer ska inte lämnas. Är det ett telefonnummer, dela upp det med mellanslag.",
        )


def free_text_faults(
    field: str, text: FreeText, limit: int, allowed: frozenset[codes.Category]
) -> Iterator[Fault]:
    """Yield the faults of a free text; the category is the sender's own choice."""
    yield from text_faults(f"{field}.text", text.text, limit)
    if text.category is None and not blank(text.text):
        yield Fault(
            f"{field}.category",
            "missing",
            "Välj vilket slags uppgifter texten innehåller. Ingen kategori är förvald.",
        )
    elif text.category is not None and text.category not in allowed:
        labels = ", ".join(codes.CATEGORY_LABELS[c] for c in codes.Category if c in allowed)
        yield Fault(
            f"{field}.category",
            "unknown_code",
            f"Kategorin kan inte väljas för texten. Välj en av: {labels}.",
        )


def _known(field: str, code: str | None, allowed: dict[str, str]) -> Iterator[Fault]:
    if code is not None and code not in allowed:
        yield Fault(field, "unknown_code", "Koden finns inte i kodlistan. Välj ett av värdena i listan.")


def _form(field: str, value: str | None, form: re.Pattern[str], message: str) -> Iterator[Fault]:
    if value is None or blank(value):
        return
    if not form.match(value.strip()) or len(value) > _FORM_LIMIT:
        yield Fault(field, "wrong_form", message)


def _day(field: str, value: str | None, *, not_after: date | None = None) -> Iterator[Fault]:
    if value is None:
        return
    day = day_of(value)
    if day is None:
        yield Fault(field, "not_a_date", "Datumet finns inte. Skriv ÅÅÅÅ-MM-DD.")
    elif not_after is not None and day > not_after:
        yield Fault(field, "in_the_future", "Datumet ligger i framtiden. Kontrollera datumet.")
