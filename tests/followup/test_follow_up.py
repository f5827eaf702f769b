"""One follow-up: reminders, answers, moves, the meeting, the end."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.followup.domain import (
    AnswerKind,
    EndedBy,
    FollowUp,
    Meeting,
    MoveReason,
    NoticeKind,
    PartyAnswer,
    Rescheduling,
    Status,
)
from services.followup.errors import (
    DateInPast,
    MeetingCalled,
    NoLongerCovered,
    NotWorkingDay,
    SameDay,
    UnknownFollowUp,
    WordsMissing,
    WrongStatus,
)
from shared.days import local_day
from tests.followup.builders import (
    AF,
    CONTACT,
    DUE,
    FK,
    NOON,
    SENDER,
    TEAM,
    a_delmal,
    a_follow_up,
    a_held_one,
    a_plan,
    at,
    covered,
)


def remind(follow_up: FollowUp, *units: str):
    (step, *_) = follow_up.steps(None)
    follow_up.carry_out(step, covered(*units), CONTACT, step.at)
    return follow_up.take_publications()


def a_move(
    to: date = date(2026, 9, 16), reason: MoveReason = MoveReason.PART_KAN_INTE, text: str | None = None
):
    return Rescheduling(DUE, to, reason, text, NOON)


class TestReminder:
    def test_goes_to_the_driver_and_to_those_who_answer_for_delmal(self) -> None:
        (published,) = remind(a_follow_up())

        assert published.fact.name == "followup_reminded"
        assert published.fact.parties == (AF, FK, SENDER)
        assert [(s.category, s.source) for s in published.sections] == [("handlaggning", TEAM)]
        assert "senast den 2 september 2026" in published.sections[0].content["text"]

    def test_leaves_out_who_is_not_covered(self) -> None:
        follow_up = a_follow_up()

        (published,) = remind(follow_up, AF)

        assert published.fact.parties == (AF,)
        assert follow_up.reminded == {AF}

    def test_of_a_protected_case_tells_only_the_koordinator(self) -> None:
        follow_up = a_follow_up()
        (step, *_) = follow_up.steps(None)

        follow_up.carry_out(step, covered(withheld=True), CONTACT, NOON)

        assert follow_up.take_publications() == []
        assert [n.kind for n in follow_up.new_notices] == [NoticeKind.PAMINNELSE_42]

    def test_leaves_out_whose_delmal_are_settled(self) -> None:
        theirs = a_delmal(AF)
        follow_up = a_follow_up(a_plan(theirs, a_delmal(FK)))

        follow_up.settle(theirs.id)

        assert follow_up.plan.units == (FK, SENDER)

    def test_names_the_day_of_a_meeting_that_is_called_long_ahead(self) -> None:
        follow_up = a_follow_up()
        follow_up.call(Meeting(uuid4(), at(DUE)))

        (published,) = remind(follow_up)

        assert published.fact.parties == (AF, FK, SENDER)
        assert published.sections[0].content["mote"] == "2026-09-02"
        assert "Mötet är den 2 september 2026." in published.sections[0].content["text"]
        follow_up.answer(PartyAnswer(AF, AnswerKind.KLAR, None, None, NOON), covered())

    def test_counts_from_a_meeting_that_comes_before_the_due_day(self) -> None:
        follow_up, early = a_follow_up(), date(2026, 6, 15)
        follow_up.call(Meeting(uuid4(), at(early)))

        days = [local_day(step.at) for step in follow_up.steps(None)][:2]

        assert days == [early - timedelta(days=42), early - timedelta(days=14)]

    def test_reaches_who_joined_the_plan_after_the_first_one(self) -> None:
        plan = a_plan(a_delmal(AF))
        follow_up = a_follow_up(plan)
        remind(follow_up)

        follow_up.follow_plan(a_plan(a_delmal(AF), a_delmal(FK), id=plan.id, version=2))
        (published,) = remind(follow_up)

        assert published.fact.parties == (AF, FK, SENDER)
        follow_up.answer(PartyAnswer(FK, AnswerKind.KLAR, None, None, NOON), covered())


class TestPlan:
    def test_that_changes_moves_driver_and_responsible_and_keeps_settled_delmal(self) -> None:
        kept, left = a_delmal(AF), a_delmal(FK)
        plan = a_plan(kept, left)
        follow_up = a_follow_up(plan)

        follow_up.follow_plan(a_plan(kept, id=plan.id, version=2, driver=AF))
        follow_up.follow_plan(a_plan(a_delmal(SENDER), id=plan.id, version=2, driver=FK))

        assert follow_up.plan.units == (AF,)
        assert [(d.id, d.settled) for d in follow_up.plan.delmal] == [(kept.id, False), (left.id, True)]

    def test_without_a_unit_has_lost_its_delmal_too(self) -> None:
        plan = a_plan(a_delmal(AF), a_delmal(FK), a_delmal(None))
        follow_up = a_follow_up(plan)

        assert follow_up.leave_out({FK})
        assert not follow_up.leave_out({FK})

        assert [d.responsible for d in follow_up.plan.delmal] == [AF, None]
        assert (follow_up.plan.units, follow_up.plan.parties) == ((AF, SENDER), (AF, SENDER))

    def test_whose_newer_version_lacks_a_party_asks_nothing_of_its_delmal(self) -> None:
        plan = a_plan(a_delmal(AF), a_delmal(FK))
        follow_up = a_follow_up(plan)

        follow_up.follow_plan(a_plan(a_delmal(AF), id=plan.id, version=2, parties=(AF, SENDER)))

        assert {d.responsible for d in follow_up.plan.delmal} == {AF}


class TestMeeting:
    def test_called_moved_and_held(self) -> None:
        follow_up = a_follow_up()
        meeting = Meeting(uuid4(), at(DUE))

        follow_up.call(meeting)
        assert follow_up.status is Status.KALLAD
        follow_up.hold(Meeting(uuid4(), at(DUE)))

        assert (follow_up.status, follow_up.held_at) == (Status.GENOMFORD, at(DUE))

    def test_held_after_a_new_plan_was_made_is_to_be_recorded_all_the_same(self) -> None:
        follow_up = a_follow_up()
        follow_up.give_way()

        follow_up.hold(Meeting(uuid4(), at(DUE)))

        assert (follow_up.status, follow_up.awaits_record) == (Status.ERSATT, True)

    def test_that_is_one_of_two_leaves_the_other(self) -> None:
        follow_up, late, early = (
            a_follow_up(),
            Meeting(uuid4(), at(DUE)),
            Meeting(uuid4(), at(date(2026, 8, 3))),
        )
        follow_up.call(late)
        follow_up.call(early)
        assert follow_up.meeting == early

        follow_up.lose_meeting(early.id)

        assert (follow_up.status, follow_up.meeting) == (Status.KALLAD, late)

    def test_of_another_id_that_is_cancelled_changes_nothing(self) -> None:
        follow_up = a_follow_up()
        follow_up.call(Meeting(uuid4(), at(DUE)))

        follow_up.lose_meeting(uuid4())

        assert follow_up.status is Status.KALLAD

    def test_called_again_after_it_was_held_changes_nothing(self) -> None:
        follow_up = a_held_one()

        follow_up.call(Meeting(uuid4(), at(DUE)))

        assert follow_up.status is Status.GENOMFORD


class TestAnswer:
    def test_passes_words_with_the_party_as_source(self) -> None:
        follow_up = a_follow_up()
        remind(follow_up)

        follow_up.answer(PartyAnswer(AF, AnswerKind.HINDER, "Vi saknar underlag.", "J-1", NOON), covered())

        (published,) = follow_up.take_publications()
        assert (published.fact.name, published.fact.party) == ("party_answered", AF)
        assert (published.fact.about, published.fact.about_kind) == (follow_up.id, "uppfoljning")
        assert [(s.category, s.source) for s in published.sections] == [("handlaggning", AF)]

    def test_without_words_publishes_nothing(self) -> None:
        follow_up = a_follow_up()
        remind(follow_up)

        follow_up.answer(PartyAnswer(AF, AnswerKind.KLAR, None, None, NOON), covered())

        assert follow_up.take_publications() == []
        assert len(follow_up.new_answers) == 1

    def test_of_a_unit_that_was_not_reminded_is_unknown(self) -> None:
        follow_up = a_follow_up()
        remind(follow_up, AF)

        with pytest.raises(UnknownFollowUp):
            follow_up.answer(PartyAnswer(FK, AnswerKind.KLAR, None, None, NOON), covered())

    def test_of_a_unit_that_is_covered_no_more_is_refused_and_of_a_stranger_still_unknown(self) -> None:
        follow_up = a_follow_up()
        remind(follow_up, AF)

        for party, refusal in ((AF, NoLongerCovered), (FK, UnknownFollowUp)):
            with pytest.raises(refusal):
                follow_up.answer(PartyAnswer(party, AnswerKind.KLAR, None, None, NOON), covered(SENDER))
        assert follow_up.new_answers == []

    def test_comes_too_late_when_the_meeting_was_held(self) -> None:
        follow_up = a_follow_up()
        remind(follow_up)
        follow_up.hold(Meeting(uuid4(), at(DUE)))

        with pytest.raises(WrongStatus):
            follow_up.answer(PartyAnswer(AF, AnswerKind.KLAR, None, None, NOON), covered())


class TestReschedule:
    def test_moves_the_plan_and_never_the_due_day(self) -> None:
        follow_up = a_follow_up()

        follow_up.reschedule(a_move(), covered(AF), CONTACT)

        assert (follow_up.days.due, follow_up.days.planned_for) == (DUE, date(2026, 9, 16))
        (published,) = follow_up.take_publications()
        assert published.fact.name == "followup_rescheduled"
        assert published.fact.parties == (AF,)
        assert "reason" not in published.fact.open_fields()
        assert published.sections[0].content["skal"]["kod"] == "part_kan_inte"

    def test_because_she_is_ill_says_so_under_halsa_only(self) -> None:
        follow_up = a_follow_up()

        follow_up.reschedule(a_move(reason=MoveReason.INDIVIDEN_SJUK), covered(), CONTACT)

        general, health = follow_up.take_publications()[0].sections
        assert (general.category, health.category) == ("handlaggning", "halsa")
        assert "skal" not in general.content
        assert "sjuk" not in str(general.content)

    def test_tells_nobody_when_nobody_is_covered(self) -> None:
        follow_up = a_follow_up()

        follow_up.reschedule(a_move(), covered(withheld=True), CONTACT)

        (published,) = follow_up.take_publications()
        assert (published.fact.parties, published.sections) == ((), ())
        assert len(follow_up.new_moves) == 1

    @pytest.mark.parametrize(
        ("move", "refusal"),
        [
            (a_move(date(2026, 3, 1)), DateInPast),
            (a_move(date(2026, 6, 19)), NotWorkingDay),
            (a_move(DUE), SameDay),
            (a_move(reason=MoveReason.ANNAT), WordsMissing),
            (a_move(reason=MoveReason.ANNAT, text="  "), WordsMissing),
        ],
    )
    def test_is_refused(self, move, refusal) -> None:
        with pytest.raises(refusal):
            a_follow_up().reschedule(move, covered(), CONTACT)

    def test_is_refused_while_a_meeting_is_called_or_when_it_was_held(self) -> None:
        called = a_follow_up()
        called.call(Meeting(uuid4(), at(DUE)))

        with pytest.raises(MeetingCalled):
            called.reschedule(a_move(), covered(), CONTACT)
        with pytest.raises(WrongStatus):
            a_held_one().reschedule(a_move(), covered(), CONTACT)


class TestEnd:
    def test_by_the_samtycke_or_the_akt_stops_everything(self) -> None:
        follow_up = a_follow_up()

        follow_up.lapse(EndedBy.SAMTYCKE)
        follow_up.lapse(EndedBy.AKT)

        assert (follow_up.status, follow_up.ended_by) == (Status.UTGATT, EndedBy.SAMTYCKE)
        assert follow_up.steps(None) == []
        assert not follow_up.awaits_record

    def test_by_a_newer_plan_leaves_what_was_held_to_be_recorded(self) -> None:
        replaced, held = a_follow_up(), a_held_one()

        replaced.give_way()
        held.give_way()

        assert (replaced.status, replaced.awaits_record) == (Status.ERSATT, False)
        assert (held.status, held.awaits_record) == (Status.ERSATT, True)

    def test_follow_ups_of_later_days_start_from_the_plans_day(self) -> None:
        late = a_follow_up(a_plan(made_on=date(2026, 3, 2) + timedelta(days=60)))

        assert late.days.due == date(2026, 11, 2)
