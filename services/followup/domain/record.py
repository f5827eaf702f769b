"""What the koordinator records after the follow-up meeting, and the rules that it keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.followup.domain.faults import fault
from services.followup.domain.outcomes import (
    CATEGORIES,
    NEED_GONE,
    OUTCOMES,
    SUPPORT,
    AbilityLevel,
    DelmalStatus,
    Next,
    Outcome,
    contradictions,
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
        """Refuse what does not hold together, naming each wrong field; see the refusals for the rules."""
        self._check_delmal(plan)
        self._check_outcomes()
        if self.support not in SUPPORT:
            raise UnknownSupport(fields=[fault("forsorjning", "unknown", "Koden finns inte i listan.")])
        if wrong := [
            fault(
                f"arbetsformaga.{name}.percent",
                "mismatch",
                "Ange procent vid delvis arbetsförmåga, och bara då.",
            )
            for name, ability in (("before", self.before), ("after", self.after))
            if (ability.level is AbilityLevel.DELVIS) != (ability.percent is not None)
        ]:
            raise PercentMismatch(fields=wrong)
        words = {"own_words": self.own_words, f"next.{_WORDS_OF[self.next.kind]}": self.next.text}
        if empty := [name for name, text in words.items() if not text.strip()]:
            raise WordsMissing(fields=[fault(name, "missing", "Texten saknas.") for name in empty])
        if self.next.kind is Next.AVSLUT and not self.next.carries_on and self.main != NEED_GONE:
            message = "Skriv minst en sak som fortsätter, och vem som ansvarar för den."
            raise NobodyCarriesOn(fields=[fault("next.carries_on", "missing", message)])

    def _check_delmal(self, plan: Plan) -> None:
        named = [result.delmal_id for result in self.delmal]
        known = {delmal.id for delmal in plan.delmal}
        if strange := [n for n, each in enumerate(named) if each not in known]:
            message = "Delmålet finns inte i planen som följs upp."
            raise UnknownDelmal(fields=[fault(f"delmal.{n}.delmal_id", "unknown", message) for n in strange])
        again = [n for n, each in enumerate(named) if each in named[:n]]
        missing = [fault(f"delmal.{n}.delmal_id", "twice", "Delmålet står redan i listan.") for n in again]
        if known - set(named):
            missing.append(fault("delmal", "missing", "Minst ett av planens delmål saknar status."))
        if missing:
            raise DelmalMissing(fields=missing)
        left = {delmal.id for delmal in plan.delmal if delmal.left}
        if wrong := [
            fault(f"delmal.{n}.status", "left", "Delmålet har lämnat planen. Ange status Utgått.")
            for n, result in enumerate(self.delmal)
            if result.delmal_id in left and result.status is not DelmalStatus.UTGATT
        ]:
            raise DelmalLeft(fields=wrong)
        told = {f"delmal.{n}.texts": set(result.texts) for n, result in enumerate(self.delmal)}
        told |= {f"next.carries_on.{n}.category": {e.category} for n, e in enumerate(self.next.carries_on)}
        if elsewhere := [name for name, categories in told.items() if categories - CATEGORIES.keys()]:
            message = "En uppföljning innehåller inget i den kategorin."
            raise UnknownCategory(fields=[fault(name, "unknown", message) for name in elsewhere])

    def _check_outcomes(self) -> None:
        codes = {"outcomes.main": self.main}
        codes |= {f"outcomes.secondary.{n}": code for n, code in enumerate(self.secondary)}
        if strange := [name for name, code in codes.items() if code not in OUTCOMES]:
            raise UnknownOutcome(
                fields=[fault(name, "unknown", "Koden finns inte i listan.") for name in strange]
            )
        said = list(codes.values())
        if again := [name for n, name in enumerate(codes) if said[n] in said[:n]]:
            raise OutcomeTwice(fields=[fault(name, "twice", "Koden är redan angiven.") for name in again])
        if faults := contradictions(OUTCOMES[self.main], self.next.kind):
            raise OutcomeContradictsNext(fields=faults)


_WORDS_OF = {Next.NY_PLAN: "reason", Next.AVSLUT: "text", Next.HALLS_OPPET: "reason"}
"""The field in which each continuation has its words."""
