"""The gemensam plan: made at a meeting with the person, driven by one handläggare, carried by those who have accepted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.domain import plan_facts
from services.coordinator.domain.coverage import lost
from services.coordinator.domain.delmal import (
    PLAN,
    Delmal,
    DelmalKind,
    DelmalState,
    Entry,
    Voice,
)
from services.coordinator.domain.followup import FollowUp
from services.coordinator.domain.plan_cover import must_be_covered, must_be_explained, words_must_pass
from services.coordinator.domain.plan_parting import let_go, unless_of
from services.coordinator.domain.plan_rules import must_be_named, must_be_whole
from services.coordinator.domain.plan_values import (
    Basis,
    Goal,
    GoalDraft,
    Handlaggare,
    HeldMeeting,
    Occasion,
    PlanDraft,
    PlanPlace,
    PlanState,
    Said,
)
from services.coordinator.domain.plan_writing import not_done, says_the_same, write
from services.coordinator.domain.values import Publication
from services.coordinator.errors import NoLongerCovered, NothingToChange, PlanNotInForce, UnknownDelmal
from services.coordinator.events import PlanChanged, PlanMade
from shared.days import local_day
from shared.ids import uuid7


@dataclass(slots=True)
class Plan:
    """One plan of a case. Changed only by its methods; each records what followed."""

    plan_id: UUID
    case_id: UUID
    sender: str
    team: str
    number: int
    meeting_id: UUID
    made_on: date
    goals: list[Goal] = field(default_factory=list[Goal], repr=False)
    delmal: list[Delmal] = field(default_factory=list[Delmal], repr=False)
    individens_ord: str = field(default="", repr=False)
    driver: Handlaggare | None = None
    driver_reason: str = field(default="", repr=False)
    """Why somebody else than who made the anmälan drives."""
    deputy: Handlaggare | None = None
    parties: tuple[str, ...] = ()
    """The units that are told of the plan."""
    follow_ups: tuple[FollowUp, ...] = ()
    """What the followup service has told of its follow-ups."""
    state: PlanState = PlanState.GALLER
    version: int = 0
    occasion: Occasion | None = None
    """What has been done since it was loaded; None for nothing."""
    touched_at: datetime | None = None
    new_entries: list[Entry] = field(default_factory=list[Entry], repr=False)
    _tell: type[PlanMade | PlanChanged] | None = None
    _settled: list[UUID] = field(default_factory=list[UUID])
    _answers: list[Publication] = field(default_factory=list[Publication], repr=False)

    @classmethod
    def make(cls, place: PlanPlace, held: HeldMeeting, draft: PlanDraft, basis: Basis) -> "Plan":
        """Make a plan at a held meeting. Raises PlanIncomplete, ResponsibleNotCovered."""
        driver = draft.driver or basis.proposed
        must_be_named(driver, draft.deputy)
        must_be_whole(draft.goals, held=held, today=local_day(basis.at), before={})
        must_be_covered(draft.goals, {"driver": driver, "deputy": draft.deputy}, place.team, basis)
        must_be_explained(driver, draft.driver_reason, place.team, basis)
        plan = cls(uuid7(), place.case_id, place.sender, place.team, place.number, held.meeting_id, held.day)
        plan.individens_ord = draft.individens_ord.strip()
        plan.driver, plan.deputy, plan.driver_reason = driver, draft.deputy, draft.driver_reason.strip()
        plan._write(draft.goals, {})
        plan.parties = plan._told(held.invited, basis)
        plan._touch(Occasion.GJORD, basis.at, tell=PlanMade)
        return plan

    def change(
        self, goals: tuple[GoalDraft, ...] | None, individens_ord: str | None, basis: Basis
    ) -> tuple[UUID, ...]:
        """Write goals and delmål anew: one named by its id goes on, one left out is taken out of the plan.

        Returns the delmål whose open question is thereby answered. Raises NothingToChange, PlanNotInForce,
        PlanIncomplete, ResponsibleNotCovered.
        """
        if goals is None and individens_ord is None:
            raise NothingToChange
        self._must_be_in_force()
        stood = {delmal.id: delmal.state for delmal in self.delmal}
        if goals is not None:
            before = {delmal.id: delmal for delmal in self.delmal}
            must_be_whole(
                goals,
                held=None,
                today=local_day(basis.at),
                before=before,
                goal_ids=frozenset(goal.id for goal in self.goals),
            )
            must_be_covered(not_done(goals, before), {}, self.team, basis)
        own_words = self.individens_ord if individens_ord is None else individens_ord.strip()
        parties = self._told((), basis)
        is_same = (own_words, parties) == (self.individens_ord, self.parties)
        if is_same and (goals is None or says_the_same(goals, self.goals, self.delmal)):
            raise NothingToChange
        if goals is not None:
            self._write(goals, {delmal.id: delmal for delmal in self.delmal})
        self.individens_ord = own_words
        self.parties = self._told((), basis)
        self._touch(Occasion.ANDRAD, basis.at, tell=PlanChanged)
        asked = (DelmalState.AVBOJT, DelmalState.UTGATT)
        return tuple(d.id for d in self.delmal if stood.get(d.id) in asked and d.state is not stood[d.id])

    def name_driver(self, driver: Handlaggare, deputy: Handlaggare | None, reason: str, basis: Basis) -> None:
        """Let another handläggare drive the plan; a new reason alone is told to nobody.

        Raises NothingToChange, PlanNotInForce, PlanIncomplete, ResponsibleNotCovered.
        """
        self._must_be_in_force()
        must_be_named(driver, deputy)
        must_be_covered((), {"driver": driver, "deputy": deputy}, self.team, basis)
        must_be_explained(driver, reason, self.team, basis)
        parties, reason = self._told((), basis), reason.strip()
        is_same = (driver, deputy, parties) == (self.driver, self.deputy, self.parties)
        if is_same and reason == self.driver_reason:
            raise NothingToChange
        self.driver, self.deputy, self.driver_reason = driver, deputy, reason
        self.parties = self._told((), basis)
        self._touch(Occasion.DRIVANDE, basis.at, tell=None if is_same else PlanChanged)

    def answer(self, delmal_id: UUID, said: Said, *, accepts: bool) -> Delmal:
        """Accept or decline a delmål; said again, only new words count.

        Raises UnknownDelmal, NoLongerCovered, TextNotCovered, PlanNotInForce, DelmalClosed, AlreadyAccepted.
        """
        delmal = self._for(delmal_id, said, "reason")
        if said.voice is Voice.KOORDINATOR and delmal.responsible.kind is not DelmalKind.INDIVID:
            raise UnknownDelmal  # the koordinator answers on the person's word, never for a party
        was_declined = delmal.state is DelmalState.AVBOJT
        changed = delmal.answer(accepts=accepts)
        if changed or said.text or said.journal_reference:
            answer = DelmalState.ACCEPTERAT if accepts else DelmalState.AVBOJT
            self._note(delmal, said, answer, Occasion.SVAR)
        if changed and was_declined:
            # Told without it meanwhile, as one that is settled: it goes on after all.
            self._touch(Occasion.SVAR, said.at, tell=PlanChanged)
        return delmal

    def report(self, delmal_id: UUID, said: Said, state: DelmalState) -> Delmal:
        """Say how a delmål goes.

        Raises UnknownDelmal, NoLongerCovered, TextNotCovered, PlanNotInForce, DelmalClosed, NotAccepted.
        """
        delmal = self._for(delmal_id, said, "text")
        delmal.report(state)
        if state is DelmalState.KLART:
            self._settled.append(delmal.id)
        self._note(delmal, said, state, Occasion.RAPPORT)
        return delmal

    def drop_party(self, unit: str, at: datetime) -> list[Delmal]:
        """Let a party go whose samtycke has ended: returns its delmål that thereby left the shared plan.

        Its delmål stay in the team's akt as `utgatt`; a unit that drives, drives no more.
        """
        if self.state is not PlanState.GALLER:
            return []
        if unit in self.parties:
            self._touch(Occasion.PART_UTGATT, at)
        self.parties = tuple(party for party in self.parties if party != unit)
        return self._part(unit, let_go(self.delmal, unit), at, drives=False)

    def drop_categories(self, unit: str, categories: Collection[str], at: datetime) -> list[Delmal]:
        """Let a party go from the delmål of categories that it may no longer read; returns those that thereby left.

        Without the category of the plan it neither drives it nor steps in.
        """
        if self.state is not PlanState.GALLER:
            return []
        return self._part(unit, let_go(self.delmal, unit, categories), at, drives=PLAN not in categories)

    def let_lapse(self, delmal_id: UUID, at: datetime) -> bool:
        """Take a declined delmål out of the shared plan because nobody takes it over; returns whether it stood there."""
        lapsed = [d for d in self.delmal if d.id == delmal_id and d.state is DelmalState.AVBOJT]
        if self.state is not PlanState.GALLER or not lapsed:
            return False
        lapsed[0].state = DelmalState.UTGATT
        self._settled.append(delmal_id)
        self._touch(Occasion.DELMAL_UTGATT, at, tell=PlanChanged)
        return True

    @property
    def reads_anew(self) -> bool:
        """Whether what was done changes what the person and the parties read."""
        return self._tell is not None

    def close(self, at: datetime) -> None:
        """End the plan together with its case: nothing is told of it any more."""
        self._end(PlanState.AVSLUTAD, Occasion.AVSLUTAD, at)

    def replace_by_next(self, at: datetime) -> None:
        """End the plan because the next one takes its place."""
        self._end(PlanState.ERSATT, Occasion.ERSATT, at)

    def take_publications(self) -> list[Publication]:
        """Hand over what is to be published, once; called when the version that is kept is known."""
        at = self.touched_at
        if at is None:
            return []
        told = [plan_facts.told(self, self._tell, at)] if self._tell is not None else []
        told += [plan_facts.settled(self, delmal_id, at) for delmal_id in self._settled]
        told += self._answers
        self._tell, self._settled, self._answers = None, [], []
        return told

    def _write(self, drafts: Iterable[GoalDraft], before: dict[UUID, Delmal]) -> None:
        written = write(drafts, self.goals, before)
        self.goals, self.delmal = written.goals, written.delmal
        self._settled += written.taken_out

    def _part(self, unit: str, dropped: list[Delmal], at: datetime, *, drives: bool) -> list[Delmal]:
        named = (self.driver, self.deputy)
        if not drives:
            self.driver, self.deputy = unless_of(self.driver, unit), unless_of(self.deputy, unit)
        if self.driver is None:
            self.driver_reason = ""
        if dropped or named != (self.driver, self.deputy):
            self._touch(Occasion.PART_UTGATT, at, tell=PlanChanged)
        return dropped

    def _for(self, delmal_id: UUID, said: Said, words: str) -> Delmal:
        """Find the delmål, if it is theirs who answer and their words may pass; `words` names their field."""
        delmal = next((one for one in self.delmal if one.id == delmal_id), None)
        if delmal is None:
            raise UnknownDelmal
        theirs = {
            Voice.PART: said.unit is not None and delmal.responsible.unit == said.unit,
            Voice.INDIVID: delmal.responsible.kind is DelmalKind.INDIVID,
            Voice.KOORDINATOR: True,
        }[said.voice]
        if not theirs:
            raise UnknownDelmal
        if not said.covered:
            raise NoLongerCovered
        self._must_be_in_force()
        words_must_pass(delmal, said, words)
        return delmal

    def _note(self, delmal: Delmal, said: Said, state: DelmalState, occasion: Occasion) -> None:
        by_party = said.voice is Voice.PART
        text = None if by_party else said.text
        self.new_entries.append(Entry(delmal.id, said.at, said.voice, said.unit, state, text))
        if by_party and (said.text or said.journal_reference):
            self._answers.append(plan_facts.answered(self, delmal, said, state))
        self._touch(occasion, said.at)

    def _told(self, invited: Iterable[str], basis: Basis) -> tuple[str, ...]:
        named = {one.unit for one in (self.driver, self.deputy) if one is not None}
        responsible = {d.responsible.unit for d in self.delmal if d.responsible.unit and d.goes_on}
        units = {self.sender, *self.parties, *invited, *named, *responsible} - {self.team}
        covered = units & basis.cover.units
        return tuple(sorted(unit for unit in covered if not lost(basis.rows, unit, self.team)))

    def _touch(
        self, occasion: Occasion, at: datetime, *, tell: type[PlanMade | PlanChanged] | None = None
    ) -> None:
        self.occasion, self.touched_at = occasion, at
        self._tell = self._tell or tell

    def _end(self, state: PlanState, occasion: Occasion, at: datetime) -> None:
        if self.state is PlanState.GALLER:
            self.state = state
            self._touch(occasion, at)
            self._tell = None

    def _must_be_in_force(self) -> None:
        if self.state is not PlanState.GALLER:
            raise PlanNotInForce
