"""The team's akt and the follow-up count by the same days: whatever a plan goes through, they give one answer."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from services.coordinator.domain import Question, QuestionKind, Status
from services.coordinator.domain.delmal import DelmalKind, DelmalState
from services.coordinator.domain.meeting_values import MeetingKind, MeetingState, Outcome
from services.coordinator.domain.next_step import REACH, Step, what_next
from services.coordinator.domain.situation import DelmalSeen, FollowUpSeen, MeetingSeen, Situation
from services.followup.domain import Continuation, Meeting, MoveReason, Rescheduling
from services.followup.domain.next_step import Step as Told
from services.followup.domain.next_step import next_step
from services.followup.domain.outcomes import Next
from services.followup.errors import MeetingCalled, SameDay, WrongStatus
from shared.days import local_day, next_working_day
from tests.followup.builders import CONTACT, MADE_ON, NOON, a_follow_up, a_record, covered

NOTHING = covered(withheld=True)
UNWRITTEN = "skriva_utfall"
"""A meeting whose time has come is written first."""
ANSWERS = {
    Told.KALLA_UPPFOLJNING: {"kalla_uppfoljning"},
    Told.NY_TID: {"ny_tid"},
    Told.MOTE: {"mote"},
    Told.SKRIVA_UTFALL: {UNWRITTEN},
    Told.DOKUMENTERA: {"dokumentera", "skriva_plan", UNWRITTEN},
    Told.NY_PLAN: {"kalla", "mote", "skriva_plan", UNWRITTEN},
}
"""What the follow-up says → what the akt may say then."""
MAIN = {Next.NY_PLAN: "U50", Next.HALLS_OPPET: "U40"}
LATE = [DelmalSeen(UUID(int=1), DelmalKind.PART, "af", MADE_ON, DelmalState.PAGAR, MADE_ON)]
"""A delmål that a party should have been done with long ago."""
OPS = st.tuples(st.sampled_from(["call", "cancel", "adjourn", "hold", "agree", "record", "keep", "move", "wait"]),
                st.integers(0, 70))  # fmt: skip


@dataclass
class Life:
    """One plan, as both services have heard of it."""

    now: datetime = NOON
    meetings: list[tuple[UUID, MeetingSeen]] = field(default_factory=list)
    seen: list[FollowUpSeen] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.follow_up = a_follow_up()
        self.remember(is_again=False)

    @property
    def plan_id(self) -> UUID:
        return self.follow_up.plan.id

    def remember(self, *, is_again: bool) -> None:
        days = self.follow_up.days
        self.seen.append(
            FollowUpSeen(days.due, None, None, self.plan_id, opened_on=days.opened_on, is_again=is_again)
        )

    def do(self, what: str, n: int) -> None:
        at = self.now + timedelta(days=n, hours=1)
        match what:
            case "call":
                meeting = Meeting(uuid4(), at)
                self.follow_up.call(meeting)
                seen = MeetingSeen(
                    at, MeetingState.BOKAT, local_day(at), None, None, MeetingKind.UPPFOLJNING, self.plan_id
                )
                self.meetings.append((meeting.id, seen))
            case "cancel" | "adjourn" | "hold" | "agree":
                self.close(what, n)
            case "record" | "keep":
                self.record(Next.NY_PLAN if what == "record" else Next.HALLS_OPPET, n % 6 + 1)
            case "move":
                self.move(next_working_day(local_day(at)))
            case _:
                self.now += timedelta(days=n)

    def close(self, what: str, n: int) -> None:
        booked = [i for i, (_, m) in enumerate(self.meetings) if m.state is MeetingState.BOKAT]
        ready = [i for i in booked if what == "cancel" or self.meetings[i][1].starts_at <= self.now]
        if not ready:
            return
        place = ready[n % len(ready)]
        meeting_id, seen = self.meetings[place]
        follow_up, outcome = self.follow_up, None
        if what == "cancel":
            state = MeetingState.INSTALLT
            follow_up.lose_meeting(meeting_id)
        elif what == "adjourn":
            state = MeetingState.AJOURNERAT
            follow_up.adjourn(meeting_id)
        else:
            state = MeetingState.HALLET
            outcome = Outcome.GEMENSAM_PLAN if what == "agree" else Outcome.UPPFOLJNING
            follow_up.hold(Meeting(meeting_id, seen.starts_at))
        self.meetings[place] = meeting_id, replace(seen, state=state, outcome=outcome)

    def record(self, kind: Next, months: int) -> None:
        record = a_record(self.follow_up.plan, main=MAIN[kind], next=Continuation(kind, "Text.", (), months))
        if not self.follow_up.awaits_record:
            return
        after = self.follow_up.write_record(record, NOTHING, CONTACT, next_id=uuid4(), at=self.now)
        self.seen[-1] = replace(self.seen[-1], recorded_on=local_day(self.now))
        if after is not None:
            self.follow_up = after
            self.remember(is_again=True)
        else:
            self.questions.append(Question(QuestionKind.NY_PLAN, None, None, self.now))

    def move(self, day: date) -> None:
        try:
            self.follow_up.reschedule(
                Rescheduling(self.follow_up.days.planned_for, day, MoveReason.PART_KAN_INTE, None, self.now),
                NOTHING,
                CONTACT,
            )
        except (MeetingCalled, WrongStatus, SameDay):
            return
        self.seen[-1] = replace(self.seen[-1], planned_for=day)

    def situation(self) -> Situation:
        return Situation(
            Status.PLAN,
            MADE_ON,
            "soc-sodermalm",
            MADE_ON,
            self.now,
            questions=self.questions,
            meetings=[seen for _, seen in self.meetings],
            plan=LATE,
            written_on=MADE_ON,
            followup=self.seen[-1],
        )


@settings(max_examples=400, deadline=None)
@given(st.lists(OPS, max_size=14))
def test_the_akt_and_the_follow_up_say_the_same(ops) -> None:
    life = Life()
    for what, n in ops:
        life.do(what, n)

        said, told = what_next(life.situation()), next_step(life.follow_up, life.now)

        assert told is not None
        if said.step is Step.DELMAL:  # only while the follow-up is far ahead, and has all that it needs
            assert told.step in {Told.KALLA_UPPFOLJNING, Told.MOTE}
            assert told.by > local_day(life.now) + REACH
            continue
        assert said.who == told.who
        assert said.step.value in ANSWERS[told.step], (said, told)
        if said.step is not Step.SKRIVA_UTFALL or told.step is Told.SKRIVA_UTFALL:
            on_the_way = told.step is Told.NY_PLAN and said.step is Step.MOTE
            assert said.by <= told.by if on_the_way else said.by == told.by, (said, told)
