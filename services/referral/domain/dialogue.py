"""The dialogue before the anmälan: that the person was asked, and what she answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.referral.domain import codes
from services.referral.domain.checks import EARLIEST_PLAN, TOO_EARLY, text_faults
from services.referral.domain.faults import Fault, blank, day_of, listed
from services.referral.domain.number import NumberError, NumberRules, parse_number
from services.referral.domain.shapes import Individ
from services.referral.domain.values import LIMITS
from services.referral.errors import DialogueWithoutWill, InvalidContent

WILL = "vill"
WORDS_LIMIT = 2000
NEXT_STEP_LIMIT = 1000


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What a handläggare writes about the dialogue. `words` are her own; `asked_on` is YYYY-MM-DD."""

    namn: str | None
    personnummer: str | None
    asked_on: str
    asked_by: str
    channel: str
    answer: str
    words: str | None
    next_step: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Dialogue:
    """One dialogue, as recorded by one unit. It never changes: a new conversation is a new dialogue.

    An answer "vill inte" is an end of its own, with the next step that was agreed; no case id is issued.
    """

    id: UUID
    unit: str
    recorded_by: str
    recorded_at: datetime
    individ: Individ
    asked_on: date
    asked_by: str
    channel: str
    answer: str
    words: str | None
    next_step: str | None

    def require_will(self) -> None:
        """Refuse to begin a draft that she has not said yes to."""
        if self.answer != WILL:
            raise DialogueWithoutWill


def record(
    told: Told, *, dialogue_id: UUID, unit: str, by: str, at: datetime, rules: NumberRules
) -> Dialogue:
    """Record a dialogue; raises :class:`InvalidContent` naming every fault."""
    faults = list(_faults(told, rules.today))
    number = ""
    try:
        number = parse_number(told.personnummer or "", rules)
    except NumberError as invalid:
        faults.insert(0, Fault("individ.personnummer", invalid.code, invalid.message))
    day = day_of(told.asked_on)
    if faults or day is None:
        raise InvalidContent(**listed(faults))
    return Dialogue(
        id=dialogue_id,
        unit=unit,
        recorded_by=by,
        recorded_at=at,
        individ=Individ(namn=told.namn, personnummer=number),
        asked_on=day,
        asked_by=told.asked_by,
        channel=told.channel,
        answer=told.answer,
        words=told.words,
        next_step=told.next_step,
    )


def _faults(told: Told, today: date) -> Iterator[Fault]:
    if blank(told.namn):
        yield Fault("individ.namn", "missing", "Ange namnet på den som tillfrågades.")
    yield from text_faults("individ.namn", told.namn, LIMITS["namn"])
    yield from _asked_on(told.asked_on, today)
    if blank(told.asked_by):
        yield Fault("asked_by", "missing", "Ange vem som ställde frågan.")
    yield from text_faults("asked_by", told.asked_by, LIMITS["namn"])
    if told.channel not in codes.CHANNELS:
        yield Fault("channel", "unknown_code", "Ange hur frågan ställdes: välj ett av värdena i listan.")
    if told.answer not in codes.ANSWERS:
        yield Fault(
            "answer", "unknown_code", "Ange vad personen svarade: vill, vill inte eller vill tänka på saken."
        )
    elif told.answer != WILL and blank(told.next_step):
        yield Fault(
            "next_step", "missing", "Skriv vad ni kom överens om som nästa steg, även när svaret är nej."
        )
    yield from text_faults("words", told.words, WORDS_LIMIT)
    yield from text_faults("next_step", told.next_step, NEXT_STEP_LIMIT)


def _asked_on(written: str, today: date) -> Iterator[Fault]:
    day = day_of(written)
    if day is None:
        yield Fault("asked_on", "not_a_date", "Datumet finns inte. Skriv ÅÅÅÅ-MM-DD.")
    elif day < EARLIEST_PLAN:
        yield Fault("asked_on", "too_early", TOO_EARLY)
    elif day > today:
        yield Fault(
            "asked_on", "in_the_future", "Frågan kan inte ha ställts i framtiden. Kontrollera datumet."
        )
