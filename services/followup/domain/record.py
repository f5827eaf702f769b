"""What the koordinator records after the follow-up meeting, and the rules that it keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.followup.domain.outcomes import (
    CATEGORIES,
    KEPT_OPEN,
    NEED_GONE,
    OUTCOMES,
    SUPPORT,
    AbilityLevel,
    DelmalStatus,
    Next,
    Outcome,
)
from services.followup.domain.values import UPPFOLJNING, Plan
from services.followup.errors import (
    DelmalLeft,
    DelmalMissing,
    NobodyCarriesOn,
    OutcomeContradictsNext,
    OutcomeTwice,
    PercentMismatch,
    UnknownCategory,
    UnknownDelmal,
    UnknownOutcome,
    UnknownSupport,
    WordsMissing,
)


@dataclass(frozen=True, slots=True)
class DelmalResult:
    """What became of one delmål, with words per data category."""

    delmal_id: UUID
    status: DelmalStatus
    texts: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass(frozen=True, slots=True)
class Ability:
    """Ability to work; a percentage only when it is partial."""

    level: AbilityLevel
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class CarriesOn:
    """Something that goes on after the end, and who answers for it; told to others in its data category only."""

    what: str
    who: str
    category: str = UPPFOLJNING


@dataclass(frozen=True, slots=True)
class Continuation:
    """What follows: a new plan (why), the end (who carries on, in words), or kept open for some months."""

    kind: Next
    text: str
    carries_on: tuple[CarriesOn, ...] = ()
    months: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """The result of one follow-up. All of it is about the person, and lies sealed."""

    delmal: tuple[DelmalResult, ...]
    main: str
    secondary: tuple[str, ...]
    before: Ability
    after: Ability
    support: str
    own_words: str
    next: Continuation

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes named, the main one first."""
        return tuple(OUTCOMES[code] for code in (self.main, *self.secondary))

    def check(self, plan: Plan) -> None:
        """Refuse what does not hold together; see the refusals for the rules."""
        self._check_delmal(plan)
        self._check_outcomes()
        if self.support not in SUPPORT:
            raise UnknownSupport
        for ability in (self.before, self.after):
            if (ability.level is AbilityLevel.DELVIS) != (ability.percent is not None):
                raise PercentMismatch
        if not self.next.text.strip() or not self.own_words.strip():
            raise WordsMissing(fields=_empty(own_words=self.own_words, next=self.next.text))
        if self.next.kind is Next.AVSLUT and not self.next.carries_on and self.main != NEED_GONE:
            raise NobodyCarriesOn

    def _check_delmal(self, plan: Plan) -> None:
        named = [result.delmal_id for result in self.delmal]
        known = {delmal.id for delmal in plan.delmal}
        if set(named) - known:
            raise UnknownDelmal
        if known - set(named) or len(set(named)) < len(named):
            raise DelmalMissing
        left = {delmal.id for delmal in plan.delmal if delmal.left}
        wrong = [
            _fault(f"delmal.{n}.status", "left", "Delmålet har lämnat planen. Ange status Utgått.")
            for n, result in enumerate(self.delmal)
            if result.delmal_id in left and result.status is not DelmalStatus.UTGATT
        ]
        if wrong:
            raise DelmalLeft(fields=wrong)
        told = {category for result in self.delmal for category in result.texts}
        if (told | {each.category for each in self.next.carries_on}) - CATEGORIES.keys():
            raise UnknownCategory

    def _check_outcomes(self) -> None:
        codes = (self.main, *self.secondary)
        if any(code not in OUTCOMES for code in codes):
            raise UnknownOutcome
        if len(set(codes)) < len(codes):
            raise OutcomeTwice
        follows = OUTCOMES[self.main].follows
        if follows is not None and self.next.kind is not follows:
            raise OutcomeContradictsNext
        if self.next.kind is Next.HALLS_OPPET and self.main != KEPT_OPEN:
            raise OutcomeContradictsNext


def _empty(**texts: str) -> Sequence[dict[str, str]]:
    missing = [name for name, text in texts.items() if not text.strip()]
    return [_fault(name, "missing", "Texten saknas.") for name in missing]


def _fault(name: str, code: str, message: str) -> dict[str, str]:
    return {"field": name, "code": code, "message": message}
