"""What a decision to erase and a hold are, and which moves they allow. Nothing here does I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from shared.erasure.grounds import must_be_its_own, must_have_waited
from shared.problem import Refusal
from shared.units import Part

TEAM: Part = "TEAM"
SOC: Part = "SOC"
"""The part whose files are kept for research when the person was born on certain days."""

HOLD_REASONS = {
    "begaran_om_utlamnande": "Någon har begärt att få ut handlingar",
    "tillsyn": "En tillsynsmyndighet granskar ärendet",
    "rattsprocess": "Uppgifterna behövs i en rättsprocess",
    "bevaras_enligt_arkivregel": "En arkivregel säger att handlingarna bevaras",
}
"""Why nothing may be destroyed for now."""


class ErasureUnknown(Refusal):
    """No such decision or hold for this viewer."""

    code = "erasure_unknown"


class CaseGoesOn(Refusal):
    """The case is not over for this holder: nothing of it is destroyed."""

    code = "case_goes_on"


class MustBeKept(Refusal):
    """A rule says that what is held here is kept, for research or otherwise."""

    code = "must_be_kept"


class DecisionStands(Refusal):
    """There is a decision about the case already."""

    code = "decision_stands"


class ProtocolUsed(Refusal):
    """The case stands in that protocol of the unit already, with a decision that was set aside."""

    code = "protocol_used"


class SamePerson(Refusal):
    """Whoever decided does not attest: it takes two."""

    code = "same_person"


class TooLate(Refusal):
    """It is attested, set aside, begun or lifted already: this can no longer be done."""

    code = "erasure_too_late"


class EffectInPast(Refusal):
    """A decision takes effect today at the earliest."""

    code = "effect_in_past"


@dataclass(frozen=True, slots=True)
class Official:
    """Who acts: the token's subject, and the function that others see."""

    subject: str
    function: str | None


@dataclass(slots=True)
class Decision:
    """One holder's decision about one case. What is kept when all else is gone: ids, units, days, numbers; nobody's name."""

    id: UUID
    case_id: UUID
    unit: str
    protocol: str
    ground: str
    reference: str
    decided: Official
    decided_at: datetime
    takes_effect: date
    attested: Official | None = None
    attested_at: datetime | None = None
    set_aside: Official | None = None
    set_aside_at: datetime | None = None
    begun_at: datetime | None = None
    keys_gone_at: datetime | None = None
    done_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def state(self) -> str:
        """Where it stands, in one word."""
        if self.set_aside_at is not None:
            return "upphavt"
        if self.done_at is not None:
            return "verkstallt"
        if self.begun_at is not None:
            return "verkstalls"
        return "beslutat" if self.attested_at is not None else "vantar_pa_kontrasignering"

    def attest(self, by: Official, at: datetime, last_note: date | None) -> None:
        """Confirm it as a second person. Raises SamePerson, TooLate, EffectTooEarly when a note has come since."""
        if self.attested_at is not None or self.set_aside_at is not None:
            raise TooLate
        if by.subject == self.decided.subject:
            raise SamePerson
        must_have_waited(self.ground, self.takes_effect, last_note)
        self.attested, self.attested_at = by, at

    def put_aside(self, by: Official, at: datetime) -> None:
        """Let it fall while nothing has been destroyed. Raises TooLate."""
        if self.begun_at is not None or self.set_aside_at is not None:
            raise TooLate
        self.set_aside, self.set_aside_at = by, at

    def is_due(self, today: date, *, held: bool) -> bool:
        """Tell whether it is to be carried out now. What has begun goes on: half of it is destroyed already."""
        if self.set_aside_at is not None or self.done_at is not None or self.attested_at is None:
            return False
        return self.begun_at is not None or (self.takes_effect <= today and not held)


@dataclass(slots=True)
class Hold:
    """Nothing of the case is destroyed while it stands."""

    id: UUID
    case_id: UUID
    unit: str
    reason: str
    reference: str | None
    put: Official
    put_at: datetime
    lifted: Official | None = None
    lifted_at: datetime | None = None

    def lift(self, by: Official, at: datetime) -> None:
        """Let it go. Raises TooLate."""
        if self.lifted_at is not None:
            raise TooLate
        self.lifted, self.lifted_at = by, at


def decide(
    decision: Decision, earlier: Decision | None, today: date, last_note: date | None, *, part: str | None
) -> Decision:
    """Return a new decision, if none stands; `last_note` is the day of the last that was noted of the case here.

    Years are counted from there: a later note elsewhere in the same file is for those who decide to know. `part` is the
    unit's: it decides by its own law. Raises GroundNotOfUnit, DecisionStands, EffectInPast, EffectTooEarly.
    """
    must_be_its_own(decision.ground, part)
    if earlier is not None:
        raise DecisionStands
    if decision.takes_effect < today:
        raise EffectInPast
    must_have_waited(decision.ground, decision.takes_effect, last_note)
    return decision


def must_be_kept(part: str | None, number: str) -> None:
    """Refuse what socialtjänsten holds of somebody born on a day that is kept for research. Raises MustBeKept."""
    if part == SOC and kept_by_birthday(number):
        raise MustBeKept


def kept_by_birthday(number: str) -> bool:
    """Tell whether a twelve-digit number's day of birth is one that an archive keeps: the 5th, 15th and 25th.

    13 kap. 1 § förordningen (2025:468). A samordningsnummer adds sixty to the day.
    """
    return int(number[6:8]) % 60 in {5, 15, 25}
