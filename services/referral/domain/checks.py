"""What is asked of a single value of any field: a text, a code, a day, a form. No fault repeats the value."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from services.referral.domain import codes
from services.referral.domain.faults import Fault, blank, day_of
from services.referral.domain.number import holds_number
from services.referral.domain.shapes import FreeText

EPOST = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
TELEFON = re.compile(r"^\+?[\d\s()-]{5,}$")
TELEFON_FORM = "Telefonnumret får innehålla siffror, mellanslag, bindestreck och inledande +."
EPOST_FORM = "E-postadressen ska ha formen namn@exempel.se."
_FORM_LIMIT = 254
_PERCENT = range(1, 101)
EARLIEST_PLAN = date(1990, 1, 1)
"""No plan, and no conversation about an anmälan, is older than that: an earlier day is a mistyped year."""
_EARLIEST = date(1900, 1, 1)
TOO_EARLY = "Datumet ligger för långt tillbaka. Kontrollera årtalet."


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


def known_faults(field: str, code: str | None, allowed: Collection[str]) -> Iterator[Fault]:
    """Yield a fault when a code is not in its list."""
    if code is not None and code not in allowed:
        yield Fault(field, "unknown_code", "Koden finns inte i kodlistan. Välj ett av värdena i listan.")


def chosen_faults(
    field: str, chosen: tuple[str, ...], allowed: Collection[str], thing: str
) -> Iterator[Fault]:
    """Yield the faults of several codes; `thing` is what one of them is called, with its article: "Försörjningen"."""
    for place, code in enumerate(chosen):
        yield from known_faults(f"{field}[{place}]", code, allowed)
        if code in chosen[:place]:
            yield Fault(f"{field}[{place}]", "repeated", f"{thing} är redan angiven. Ta bort upprepningen.")


def form_faults(field: str, value: str | None, form: re.Pattern[str], message: str) -> Iterator[Fault]:
    """Yield a fault when a value does not have its form."""
    if value is None or blank(value):
        return
    if not form.match(value.strip()) or len(value) > _FORM_LIMIT:
        yield Fault(field, "wrong_form", message)


def reach_faults(field: str, telefon: str | None, epost: str | None) -> Iterator[Fault]:
    """Yield the faults of a telephone number and an e-mail address."""
    yield from form_faults(f"{field}.telefon", telefon, TELEFON, TELEFON_FORM)
    yield from form_faults(f"{field}.epost", epost, EPOST, EPOST_FORM)


def day_faults(
    field: str, value: str | None, *, not_before: date = _EARLIEST, not_after: date | None = None
) -> Iterator[Fault]:
    """Yield a fault when a day does not exist, lies further back than anybody's life, or ahead where it can't."""
    if value is None:
        return
    day = day_of(value)
    if day is None:
        yield Fault(field, "not_a_date", "Datumet finns inte. Skriv ÅÅÅÅ-MM-DD.")
    elif day < not_before:
        yield Fault(field, "too_early", TOO_EARLY)
    elif not_after is not None and day > not_after:
        yield Fault(field, "in_the_future", "Datumet ligger i framtiden. Kontrollera datumet.")


def order_faults(field: str, first: str | None, last: str | None) -> Iterator[Fault]:
    """Yield a fault when a period's last day lies before its first."""
    if first and last and day_of(first) and day_of(last) and last < first:
        yield Fault(
            field,
            "wrong_order",
            "Periodens sista dag ligger före den första. Kontrollera datumen.",
        )


def percent_faults(field: str, percent: int | None) -> Iterator[Fault]:
    """Yield a fault when a percentage is none."""
    if percent is not None and percent not in _PERCENT:
        yield Fault(field, "out_of_range", "Ange omfattningen i procent, 1 till 100.")


def many_faults(field: str, count: int, most: int, things: str) -> Iterator[Fault]:
    """Yield a fault when more is listed than the purpose needs (GDPR 5.1 c)."""
    if count > most:
        yield Fault(field, "too_many", f"Ange högst {most} {things}.")


def missing(field: str, message: str) -> Fault:
    """Return the fault of something that is not said."""
    return Fault(field, "missing", message)
