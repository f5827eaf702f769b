"""Rules for fields 19-21, 25 and 27: plans, contacts, tried insatser, what makes time short, her own signature."""

from collections.abc import Iterator
from datetime import date

from services.referral.domain import codes, codes_around
from services.referral.domain.checks import (
    EARLIEST_PLAN,
    day_faults,
    known_faults,
    many_faults,
    missing,
    order_faults,
    reach_faults,
    text_faults,
)
from services.referral.domain.content import Content
from services.referral.domain.faults import Fault, blank
from services.referral.domain.shapes import Insats, Kontaktperson, Tidskritiskt, Underskrift

MAX_PLANS = MAX_KONTAKTER = MAX_INSATSER = 20
NAMN_LIMIT, INSATS_LIMIT, SKAL_LIMIT = 200, 300, 500


def around_faults(content: Content, today: date) -> Iterator[Fault]:
    """Yield every fault of fields 19-21, in the form's order."""
    yield from _planer(content, today)
    yield from many_faults("kontakter", len(content.kontakter), MAX_KONTAKTER, "kontakter")
    for place, contact in enumerate(content.kontakter):
        yield from _kontakt(f"kontakter[{place}]", contact)
    yield from many_faults("insatser", len(content.insatser), MAX_INSATSER, "insatser")
    for place, insats in enumerate(content.insatser):
        yield from _insats(f"insatser[{place}]", insats, today)


def sending_faults(content: Content, today: date) -> Iterator[Fault]:
    """Yield every fault of fields 25 and 27."""
    if content.tidskritiskt is not None:
        yield from _tidskritiskt(content.tidskritiskt)
    if content.individens_underskrift is not None:
        yield from _underskrift(content.individens_underskrift, today)


def _planer(content: Content, today: date) -> Iterator[Fault]:
    yield from many_faults("planer", len(content.planer), MAX_PLANS, "planer")
    for place, plan in enumerate(content.planer):
        at = f"planer[{place}]"
        yield from known_faults(f"{at}.typ", plan.typ, codes.PLAN_TYPES)
        if plan.typ is None:
            yield missing(f"{at}.typ", "Ange vilket slags plan det är.")
        yield from text_faults(f"{at}.innehavare", plan.innehavare, NAMN_LIMIT)
        yield from day_faults(f"{at}.datum", plan.datum, not_before=EARLIEST_PLAN, not_after=today)


def _kontakt(at: str, contact: Kontaktperson) -> Iterator[Fault]:
    yield from known_faults(f"{at}.part", contact.part, codes_around.KONTAKTER)
    if contact.part is None:
        yield missing(f"{at}.part", "Ange med vem personen har kontakt.")
    for name in ("enhet", "funktion", "namn"):
        yield from text_faults(f"{at}.{name}", getattr(contact, name), NAMN_LIMIT)
    if blank(contact.enhet) and blank(contact.funktion):
        yield missing(
            f"{at}.funktion",
            "Ange enhet eller funktion, så att någon kan nås även när kontaktpersonen inte är där.",
        )
    yield from reach_faults(at, contact.telefon, contact.epost)


def _insats(at: str, insats: Insats, today: date) -> Iterator[Fault]:
    if blank(insats.insats):
        yield missing(f"{at}.insats", "Ange vilken insats som har prövats.")
    yield from text_faults(f"{at}.insats", insats.insats, INSATS_LIMIT)
    yield from text_faults(f"{at}.utforare", insats.utforare, NAMN_LIMIT)
    yield from day_faults(f"{at}.fran", insats.fran, not_after=today)
    yield from day_faults(f"{at}.till", insats.till)
    yield from order_faults(f"{at}.till", insats.fran, insats.till)
    yield from known_faults(f"{at}.resultat", insats.resultat, codes_around.RESULTAT)
    if insats.resultat is None:
        yield missing(f"{at}.resultat", "Ange vad insatsen ledde till.")


def _tidskritiskt(event: Tidskritiskt) -> Iterator[Fault]:
    yield from known_faults("tidskritiskt.handelse", event.handelse, codes_around.HANDELSER)
    if event.handelse is None:
        yield missing("tidskritiskt.handelse", "Ange vad som gör ärendet brådskande.")
    yield from day_faults("tidskritiskt.senast", event.senast)
    if blank(event.skal):
        yield missing("tidskritiskt.skal", "Skriv varför händelsen har betydelse för när teamet möts.")
    yield from text_faults("tidskritiskt.skal", event.skal, SKAL_LIMIT)


def _underskrift(signed: Underskrift, today: date) -> Iterator[Fault]:
    yield from known_faults("individens_underskrift.satt", signed.satt, codes_around.UNDERSKRIFTER)
    if signed.satt is None:
        yield missing("individens_underskrift.satt", "Ange hur personen har skrivit under anmälan.")
    if signed.datum is None:
        yield missing("individens_underskrift.datum", "Ange vilken dag personen skrev under anmälan.")
    yield from day_faults("individens_underskrift.datum", signed.datum, not_after=today)
