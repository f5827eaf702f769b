"""The gemensam plan: made at a meeting with the person, driven by one handläggare, carried by those who have accepted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.domain import plan_content
from services.coordinator.domain.delmal import (
    CLOSED,
    Delmal,
    DelmalKind,
    DelmalState,
    Entry,
    Voice,
)
from services.coordinator.domain.plan_rules import (
    GoalDraft,
    Handlaggare,
    as_drafted,
    lost,
    must_be_covered,
    must_be_named,
    must_be_whole,
    not_done,
)
from services.coordinator.domain.plan_values import (
    Basis,
    Goal,
    Happened,
    HeldMeeting,
    Occasion,
    PlanDraft,
    PlanPlace,
    PlanState,
    Said,
)
from services.coordinator.domain.values import Publication
from services.coordinator.errors import MeetingNotHeld, NoLongerCovered, PlanNotInForce, UnknownDelmal
from services.coordinator.events import DelmalSettled, PartyAnswered, PlanChanged, PlanMade
from shared.days import local_day
from shared.events import Section
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
    deputy: Handlaggare | None = None
    parties: tuple[str, ...] = ()
    """The units that are told of the plan."""
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
        """Make a plan at a held meeting. Raises MeetingNotHeld, PlanIncomplete, ResponsibleNotCovered."""
        today = local_day(basis.at)
        if held.day > today:
            raise MeetingNotHeld
        must_be_named(draft.driver, draft.deputy)
        must_be_whole(
            draft.goals, present=held.present, person_present=held.person_present, today=today, before={}
        )
        named = {"driver": draft.driver, "deputy": draft.deputy}
        must_be_covered(draft.goals, named, basis.cover, basis.rows, place.team)
        plan = cls(uuid7(), place.case_id, place.sender, place.team, place.number, held.meeting_id, held.day)
        plan.individens_ord = draft.individens_ord.strip()
        plan.driver, plan.deputy = draft.driver, draft.deputy
        plan._write(draft.goals, {})
        plan.parties = plan._told(held.invited, basis)
        plan._touch(Occasion.GJORD, basis.at, tell=PlanMade)
        return plan

    def change(
        self, goals: tuple[GoalDraft, ...] | None, individens_ord: str | None, basis: Basis
    ) -> tuple[UUID, ...]:
        """Write goals and delmål anew: one named by its id goes on, one left out is taken out of the plan.

        Returns the delmål whose open question is thereby answered. Raises PlanNotInForce, PlanIncomplete,
        ResponsibleNotCovered.
        """
        self._must_be_in_force()
        stood = {delmal.id: delmal.state for delmal in self.delmal}
        if goals is not None:
            before = {delmal.id: delmal for delmal in self.delmal}
            must_be_whole(
                goals,
                present=(),
                person_present=False,
                today=local_day(basis.at),
                before=before,
                goal_ids=frozenset(goal.id for goal in self.goals),
            )
            must_be_covered(not_done(goals, before), {}, basis.cover, basis.rows, self.team)
            self._write(goals, before)
        if individens_ord is not None:
            self.individens_ord = individens_ord.strip()
        self.parties = self._told((), basis)
        self._touch(Occasion.ANDRAD, basis.at, tell=PlanChanged)
        asked = (DelmalState.AVBOJT, DelmalState.UTGATT)
        return tuple(d.id for d in self.delmal if stood.get(d.id) in asked and d.state is not stood[d.id])

    def name_driver(self, driver: Handlaggare, deputy: Handlaggare | None, basis: Basis) -> None:
        """Let another handläggare drive the plan. Raises PlanNotInForce, PlanIncomplete, ResponsibleNotCovered."""
        self._must_be_in_force()
        must_be_named(driver, deputy)
        must_be_covered((), {"driver": driver, "deputy": deputy}, basis.cover, basis.rows, self.team)
        self.driver, self.deputy = driver, deputy
        self.parties = self._told((), basis)
        self._touch(Occasion.DRIVANDE, basis.at, tell=PlanChanged)

    def answer(self, delmal_id: UUID, said: Said, *, accepts: bool) -> Delmal:
        """Accept or decline a delmål. Raises UnknownDelmal, NoLongerCovered, PlanNotInForce, DelmalClosed, AlreadyAccepted."""
        delmal = self._for(delmal_id, said)
        if said.voice is Voice.KOORDINATOR and delmal.responsible.kind is not DelmalKind.INDIVID:
            raise UnknownDelmal  # the koordinator answers on the person's word, never for a party
        if delmal.answer(accepts=accepts):
            self._note(delmal, said, Occasion.SVAR)
        return delmal

    def report(self, delmal_id: UUID, said: Said, state: DelmalState) -> Delmal:
        """Say how a delmål goes. Raises UnknownDelmal, NoLongerCovered, PlanNotInForce, DelmalClosed, NotAccepted."""
        delmal = self._for(delmal_id, said)
        delmal.report(state)
        if state is DelmalState.KLART:
            self._settled.append(delmal.id)
        self._note(delmal, said, Occasion.RAPPORT)
        return delmal

    def drop_party(self, unit: str, at: datetime) -> list[Delmal]:
        """Let a party go whose samtycke has ended: returns its delmål that thereby left the shared plan.

        Its delmål stay in the team's akt as `utgatt`; a unit that drives, drives no more.
        """
        if self.state is not PlanState.GALLER:
            return []
        dropped = [d for d in self.delmal if d.responsible.unit == unit and d.state not in CLOSED]
        for delmal in dropped:
            delmal.state = DelmalState.UTGATT
        named = [one for one in (self.driver, self.deputy) if one is not None and one.unit == unit]
        self.driver = None if self.driver in named else self.driver
        self.deputy = None if self.deputy in named else self.deputy
        if dropped or named:
            self._touch(Occasion.PART_UTGATT, at, tell=PlanChanged)
        elif unit in self.parties:
            self._touch(Occasion.PART_UTGATT, at)
        self.parties = tuple(party for party in self.parties if party != unit)
        return dropped

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
        happened: Happened = {
            "subject": self.case_id,
            "occurred_at": at,
            "sender": self.sender,
            "team": self.team,
        }
        told: list[Publication] = []
        if self._tell is not None:
            fact = self._tell(
                **happened,
                parties=self.parties,
                plan_id=self.plan_id,
                number=self.number,
                version=self.version,
                made_on=self.made_on,
                driver=self.driver.unit if self.driver else None,
                delmal=tuple(plan_content.opened(delmal) for delmal in self.delmal if delmal.goes_on),
            )
            told.append(Publication(fact, plan_content.sections(self)))
        told += [
            Publication(DelmalSettled(**happened, plan_id=self.plan_id, delmal_id=delmal_id))
            for delmal_id in self._settled
        ]
        told += self._answers
        self._tell, self._settled, self._answers = None, [], []
        return told

    def _write(self, goals: Iterable[GoalDraft], before: dict[UUID, Delmal]) -> None:
        left = dict(before)
        written: list[Goal] = []
        delmal: list[Delmal] = []
        for draft in goals:
            goal = Goal(draft.id or uuid7(), draft.text.strip())
            written.append(goal)
            delmal += [as_drafted(left.pop(d.id, None) if d.id else None, d, goal.id) for d in draft.delmal]
        for gone in left.values():
            if gone.state not in CLOSED:
                gone.state = DelmalState.BORTTAGET
                self._settled.append(gone.id)
            delmal.append(gone)
        ids = {goal.id for goal in written}
        done = {d.goal for d in delmal if d.state is DelmalState.KLART}
        self.goals = written + [goal for goal in self.goals if goal.id not in ids and goal.id in done]
        self.delmal = delmal

    def _for(self, delmal_id: UUID, said: Said) -> Delmal:
        """Find the delmål, if it is theirs who answer."""
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
        if delmal.state is DelmalState.UTGATT or not said.covered:
            raise NoLongerCovered
        self._must_be_in_force()
        return delmal

    def _note(self, delmal: Delmal, said: Said, occasion: Occasion) -> None:
        by_party = said.voice is Voice.PART
        text = None if by_party else said.text
        self.new_entries.append(Entry(delmal.id, said.at, said.voice, said.unit, delmal.state, text))
        if by_party and said.unit is not None and (said.text or said.journal_reference):
            fact = PartyAnswered(
                subject=self.case_id,
                occurred_at=said.at,
                sender=self.sender,
                team=self.team,
                party=said.unit,
                about=delmal.id,
                about_kind="delmal",
            )
            content = plan_content.answer(self, delmal, said)
            self._answers.append(Publication(fact, (Section(delmal.category, said.unit, content),)))
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
