"""Byte av handläggare: who holds the unit's case from now on, and who takes over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.referral.domain import codes_around
from services.referral.domain.checks import day_faults, known_faults, missing
from services.referral.domain.codes import Category
from services.referral.domain.coverage import Coverage, Question
from services.referral.domain.faults import Fault, blank, day_of, listed
from services.referral.domain.functions import UnitFunction
from services.referral.domain.gaps import handlaggare_gaps
from services.referral.domain.referral import Actor, Publication, Referral, SentText, newer
from services.referral.domain.sections import Texts, about_person, handling, sections
from services.referral.domain.shapes import Ersattare, Handlaggare
from services.referral.domain.status import GOING_ON
from services.referral.domain.values import Rules, handlaggare_faults
from services.referral.errors import ConsentEnded, InvalidContent, NothingChanged
from services.referral.events import HandlaggareChanged
from shared.days import local_day, long_date

KIND = "byte_av_handlaggare"
AHEAD_DAYS = 60
TOLD = (Category.HANDLAGGNING, Category.IDENTITET)
"""What tells of it. Everybody covered has both."""


@dataclass(frozen=True, slots=True, repr=False)
class NewHands:
    """Who holds the case, who takes over, why (code) and from which day (YYYY-MM-DD).

    Without a name nobody holds it yet: then it is held by a function of the unit's directory. Without an address the
    one that stands is kept: staff change, a function stays.
    """

    handlaggare: Handlaggare
    ersattare: Ersattare | None
    reason: str
    from_day: str


def plan_hands(referral: Referral, new: NewHands, rules: Rules, *, at: datetime) -> NewHands:
    """Return the change whole, checked but for cover; raises InvalidContent, NothingChanged, WrongStatus, ConsentEnded.

    It works from the sending until the case has ended; a draft is changed as any draft.
    """
    referral.require(*GOING_ON)
    if referral.rows.team_ended(referral.unit, referral.team):
        raise ConsentEnded
    whole = replace(new, handlaggare=_addressed(new.handlaggare, referral.content.handlaggare, rules))
    faults = list(
        _faults(whole, rules.functions, referral.require_registration().anmalningsdatum, local_day(at))
    )
    if faults:
        raise InvalidContent(**listed(faults))
    if (whole.handlaggare, whole.ersattare) == (referral.content.handlaggare, referral.content.ersattare):
        raise NothingChanged
    return whole


def asked_for_hands(referral: Referral) -> Question:
    """Return what must be covered for the team to be told; a party without cover is left out."""
    return Question(referral.unit, referral.team, (), tuple(str(category) for category in TOLD))


def change_hands(
    referral: Referral, new: NewHands, coverage: Coverage, rules: Rules, *, by: Actor, at: datetime
) -> None:
    """Let somebody else hold the case, and tell the team and the parties that have the anmälan.

    Nothing is said anew about the person, so that no new trial of secrecy is asked for. The reason stays in the unit's
    own akt: it may be about her.
    """
    fields: dict[str, list[str]] = {
        Category.HANDLAGGNING: ["handlaggare"],
        Category.IDENTITET: ["handlaggare"],
    }
    coverage.require(asked_for_hands(referral), fields, rules.recipients, note_read=True)
    registration = newer(referral.require_registration())
    referral.registration = registration
    referral.content = replace(referral.content, handlaggare=new.handlaggare, ersattare=new.ersattare)
    referral.sent_texts.append(
        SentText(registration.version, KIND, by, at, referral.content, reason=new.reason)
    )
    sender = rules.recipients[referral.unit]
    told: Texts = {
        Category.HANDLAGGNING: handling(registration, referral.content, for_team=False)
        | {KIND: {"galler_fran": new.from_day, "text": words(new, sender.name)}},
        Category.IDENTITET: about_person(referral.content, sender)[Category.IDENTITET],
    }
    fact = HandlaggareChanged(
        subject=referral.id,
        occurred_at=at,
        sender=referral.unit,
        team=referral.team,
        parties=referral.rows.still(referral.unit, referral.team, referral.shared_with),
    )
    referral.publications.append(Publication(fact, sections(told, referral.unit)))


def words(new: NewHands, unit: str) -> str:
    """Write what the team and the parties read."""
    who, day = new.handlaggare, day_of(new.from_day)
    since = f"Från och med den {long_date(day)}" if day else "Nu"
    holds = (
        f"{since} är {who.funktion} på {unit} den som håller i ärendet. Ingen handläggare är utsedd ännu."
        if blank(who.namn)
        else f"{since} handlägger {who.namn}, {who.funktion}, ärendet på {unit}."
    )
    deputy = f" Ersättare är {new.ersattare.namn}, {new.ersattare.funktion}." if new.ersattare else ""
    return f"{holds}{deputy} Funktionens adress är {who.funktionsadress}."


def _addressed(who: Handlaggare, before: Handlaggare, rules: Rules) -> Handlaggare:
    first = next(iter(rules.functions), None)
    if blank(who.namn) and first is not None:
        who = replace(who, funktion=who.funktion or first.reach.funktion)
        who = replace(who, funktionsadress=who.funktionsadress or first.reach.address)
    return replace(who, funktionsadress=who.funktionsadress or before.funktionsadress)


def _faults(new: NewHands, functions: tuple[UnitFunction, ...], sent: date, today: date) -> Iterator[Fault]:
    yield from handlaggare_faults(new.handlaggare, new.ersattare)
    if blank(new.handlaggare.namn):
        yield from _vacant(new.handlaggare, functions)
    else:
        yield from handlaggare_gaps(new.handlaggare)
    yield from known_faults("reason", new.reason, codes_around.BYTESSKAL)
    yield from day_faults("from_day", new.from_day)
    day = day_of(new.from_day)
    if day is not None and not sent <= day <= today + timedelta(days=AHEAD_DAYS):
        yield Fault(
            "from_day",
            "out_of_range",
            f"Bytet kan gälla från dagen då anmälan skickades och till högst {AHEAD_DAYS} dagar framåt.",
        )


def _vacant(who: Handlaggare, functions: tuple[UnitFunction, ...]) -> Iterator[Fault]:
    """Where nobody is named, a function of the unit's own directory holds the case."""
    known = {address for each in functions for address in (each.reach.epost, each.reach.telefon) if address}
    if who.funktionsadress not in known:
        yield missing(
            "handlaggare.namn",
            "Ange handläggarens namn. Är ingen utsedd ska enhetens funktion i funktionskatalogen hålla i ärendet.",
        )
