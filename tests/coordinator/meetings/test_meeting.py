"""What a meeting allows, and what it tells whom."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.coordinator.domain import Status
from services.coordinator.domain.letter import LetterKind
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import (
    INDIVID,
    Adjournment,
    Agreement,
    Attendee,
    Cause,
    Coming,
    Form,
    Hanvisning,
    MeetingKind,
    MeetingState,
    Need,
    Outcome,
    Place,
    Reply,
    Slot,
    Target,
)
from services.coordinator.errors import (
    AgreementAhead,
    AnsweredOldTime,
    HanvisningUnclear,
    MeetingBegun,
    MeetingClosed,
    MeetingNotBegun,
    NeedNotAsked,
    NoLongerCovered,
    NoticeTooShort,
    NotInvited,
    PartyNotCovered,
    PersonAbsent,
    PlanNeeded,
    TeamMeetingHasNoPlan,
    TimePassed,
    TooFarAhead,
    UnknownMeeting,
    WrongPlan,
    WrongStatus,
)
from tests.coordinator.builders import NOON, SENDER, TEAM, an_akt
from tests.coordinator.meetings.builders import (
    BUSY,
    CONTACT,
    LATER,
    NAMES,
    UNITS,
    a_meeting,
    agreed,
    an_akt_taken_up,
    called,
    hold,
)

HELD = LATER + timedelta(hours=1)


def call(**changes) -> Meeting:
    return called(an_akt_taken_up(), **changes)


class TestCall:
    def test_always_calls_the_person_and_each_unit_once(self) -> None:
        meeting = call(invited=("af", "fk", "af"))

        assert [i.invited for i in meeting.invitations] == ["af", "fk", INDIVID]

    def test_tells_the_units_in_handlaggning_and_the_person_by_letter(self) -> None:
        meeting = call(agenda="Vem gör vad?")

        (published,) = meeting.take_publications()
        assert published.fact.open_fields() == {
            "sender": SENDER,
            "team": TEAM,
            "parties": list(UNITS),
            "meeting_id": str(meeting.id),
            "kind": "team",
            "plan_id": None,
            "starts_at": "2026-03-23T11:00:00Z",
        }
        (section,) = published.sections
        assert (section.category, section.source) == ("handlaggning", TEAM)
        assert section.content["kallade"] == list(NAMES.values())
        assert section.content["mote"] == str(meeting.id)
        assert "måndag den 23 mars 2026 klockan 12.00–13.00" in section.content["text"]
        (letter,) = meeting.take_letters()
        assert letter.kind is LetterKind.KALLELSE
        said = repr(letter.blocks)
        for expected in (
            "Vem gör vad?",
            "Försäkringskassan",
            "stödperson",
            "tolk",
            "frivilligt",
            "Provgatan 1",
        ):
            assert expected in said
        assert meeting.take_letters() == []

    @pytest.mark.parametrize(
        ("days", "agreement", "refusal"),
        [
            (14, None, None),
            (13, None, NoticeTooShort),
            (11, agreed(), None),
            (13, Agreement(NOON.date() + timedelta(days=1), "telefon"), AgreementAhead),
            (0, agreed(), TimePassed),
            (-1, agreed(), TimePassed),
            (732, None, None),
            (733, agreed(), TooFarAhead),
        ],
    )
    def test_lies_two_weeks_ahead_unless_she_agreed(self, days, agreement, refusal) -> None:
        starts_at = NOON + timedelta(days=days)

        if refusal is None:
            assert call(starts_at=starts_at, agreement=agreement).state is MeetingState.BOKAT
        else:
            with pytest.raises(refusal):
                call(starts_at=starts_at, agreement=agreement)

    def test_counts_days_by_swedens_calendar(self) -> None:
        late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # already 3 March in Stockholm

        with pytest.raises(NoticeTooShort):
            called(an_akt_taken_up(), starts_at=datetime(2026, 3, 16, 22, 0, tzinfo=UTC), at=late)

    def test_is_for_an_akt_that_is_taken_up(self) -> None:
        with pytest.raises(WrongStatus):
            called(an_akt())

    def test_of_follow_up_names_the_plan_in_force(self) -> None:
        plan = uuid4()
        for refusal, names in (
            (PlanNeeded, {"kind": MeetingKind.UPPFOLJNING, "plan_in_force": plan}),
            (WrongPlan, {"kind": MeetingKind.UPPFOLJNING, "plan_id": uuid4(), "plan_in_force": plan}),
            (WrongPlan, {"kind": MeetingKind.UPPFOLJNING, "plan_id": plan, "plan_in_force": None}),
            (TeamMeetingHasNoPlan, {"plan_id": plan}),
        ):
            with pytest.raises(refusal):
                call(**names)
        assert call(kind=MeetingKind.UPPFOLJNING, plan_id=plan).plan_id == plan

    def test_by_video_says_how_to_join(self) -> None:
        (letter,) = call(place=Place(Form.VIDEO, "Länken kommer i ett sms")).take_letters()

        assert "Videomöte. Länken kommer i ett sms." in repr(letter.blocks)


class TestAnswer:
    @pytest.mark.parametrize("coming", list(Coming))
    def test_of_a_unit_stands_with_its_time(self, coming) -> None:
        meeting = a_meeting()

        meeting.answer("af", Reply(coming, NOON))

        assert [i.reply and i.reply.coming for i in meeting.invitations] == [coming, None, None, None]
        assert meeting.take_publications() == []

    def test_with_words_leaves_sealed_with_the_unit_as_source(self) -> None:
        meeting = a_meeting()

        meeting.answer("af", Reply(Coming.ANNAN_TID, NOON), text="Vi har semester.", journal_reference="AF-7")

        (published,) = meeting.take_publications()
        opened = published.fact.open_fields()
        assert (opened["party"], opened["about"], opened["about_kind"]) == ("af", str(meeting.id), "mote")
        (section,) = published.sections
        assert (section.source, section.category) == ("af", "handlaggning")
        assert section.content["text"] == "Vi har semester."
        assert meeting.invitations[0].reply == Reply(Coming.ANNAN_TID, NOON)

    def test_of_the_person_publishes_nothing(self) -> None:
        meeting = a_meeting()

        meeting.answer(INDIVID, Reply(Coming.KOMMER, NOON, "Jag kommer.", "telefon"))

        assert meeting.invitations[-1].reply is not None
        assert meeting.take_publications() == []

    def test_of_somebody_else_finds_no_meeting(self) -> None:
        with pytest.raises(UnknownMeeting):
            a_meeting().answer("vard-sodermalm", Reply(Coming.KOMMER, NOON))

    def test_of_a_unit_whose_invitation_fell_is_refused(self) -> None:
        meeting = a_meeting()
        meeting.drop_party("af", NOON)
        meeting.drop_party("af", NOON + timedelta(days=1))

        with pytest.raises(NoLongerCovered):
            meeting.answer("af", Reply(Coming.KOMMER, NOON))
        assert meeting.invitations[0].fallen_at == NOON
        assert meeting.units == ("fk", SENDER)

    def test_to_a_time_that_was_moved_is_refused(self) -> None:
        meeting = a_meeting()
        with pytest.raises(AnsweredOldTime):
            meeting.answer("af", Reply(Coming.KOMMER, NOON), about=LATER - timedelta(days=1))
        meeting.answer("af", Reply(Coming.KOMMER, NOON), about=LATER)

    def test_after_it_began_is_refused(self) -> None:
        with pytest.raises(MeetingBegun):
            a_meeting().answer("af", Reply(Coming.KOMMER, LATER))


class TestMoveAndCancel:
    def test_move_tells_why_and_asks_everybody_anew(self) -> None:
        meeting = a_meeting()
        meeting.answer("af", Reply(Coming.KOMMER, NOON))
        new = Slot(LATER + timedelta(days=2), 90)

        meeting.move(new, meeting.place, BUSY, NAMES, contact=CONTACT, at=NOON)

        assert all(i.reply is None for i in meeting.invitations)
        (published,) = meeting.take_publications()
        assert published.fact.name == "meeting_moved"
        assert published.sections[0].content["tidigare_tid"] == "2026-03-23T11:00:00Z"
        assert "Skäl: Lokalen eller tekniken går inte att använda." in published.sections[0].content["text"]
        (letter,) = meeting.take_letters()
        assert letter.kind is LetterKind.KALLELSE_ANDRAD

    def test_move_gives_notice_anew_also_when_she_agreed_before(self) -> None:
        meeting = a_meeting(starts_at=NOON + timedelta(days=7), agreement=agreed())
        soon = Slot(NOON + timedelta(days=8), 60)

        with pytest.raises(NoticeTooShort):
            meeting.move(soon, meeting.place, BUSY, NAMES, contact=CONTACT, at=NOON)
        meeting.move(soon, meeting.place, BUSY, NAMES, agreement=agreed(), contact=CONTACT, at=NOON)

    def test_cancel_tells_those_who_are_still_called(self) -> None:
        meeting = a_meeting()
        meeting.drop_party("fk", NOON)

        meeting.cancel(BUSY, contact=CONTACT, at=NOON)

        (published,) = meeting.take_publications()
        assert published.fact.open_fields()["parties"] == ["af", SENDER]
        (letter,) = meeting.take_letters()
        assert letter.kind is LetterKind.KALLELSE_INSTALLD

    def test_end_of_the_case_leaves_a_closed_meeting_alone_and_one_that_has_begun(self) -> None:
        held, begun, ahead = a_meeting(), a_meeting(), a_meeting()
        hold(held)
        held.take_publications()

        for meeting, at, left in (
            (held, NOON, MeetingState.HALLET),
            (begun, LATER, MeetingState.BOKAT),
            (ahead, NOON, MeetingState.INSTALLT),
        ):
            meeting.end_with_case(contact=CONTACT, at=at)
            assert meeting.state is left
            assert len(meeting.take_publications()) == (left is MeetingState.INSTALLT)
            assert meeting.take_letters() == []

    @pytest.mark.parametrize("change", ["move", "cancel"])
    def test_neither_after_it_began_nor_when_it_is_closed(self, change) -> None:
        meeting = a_meeting()

        def act(at) -> None:
            if change == "cancel":
                meeting.cancel(BUSY, contact=CONTACT, at=at)
            else:
                slot = Slot(LATER + timedelta(days=60), 60)
                meeting.move(slot, meeting.place, BUSY, NAMES, contact=CONTACT, at=at)

        with pytest.raises(MeetingBegun):
            act(HELD)
        hold(meeting)
        with pytest.raises(MeetingClosed):
            act(NOON)


class TestHold:
    def test_tells_those_present_in_the_category_mote(self) -> None:
        meeting = a_meeting()
        attendee = Attendee("Anmälare Testperson", "socialsekreterare", SENDER)

        hold(meeting, attendees=(attendee, Attendee("Koordinator Testperson", "koordinator", TEAM)))

        (published,) = meeting.take_publications()
        opened = published.fact.open_fields()
        assert opened["parties"] == ["af", SENDER]
        assert opened["held_at"] == "2026-03-23T11:00:00Z"
        (section,) = published.sections
        assert (section.category, section.source) == ("mote", TEAM)
        assert section.content["deltagare"][0]["namn"] == "Anmälare Testperson"
        assert "gemensam plan" in section.content["text"]
        assert meeting.state is MeetingState.HALLET

    def test_needs_the_person_in_the_room(self) -> None:
        with pytest.raises(PersonAbsent):
            hold(a_meeting(), person=False)

    def test_needs_its_time_to_have_come(self) -> None:
        with pytest.raises(MeetingNotBegun):
            hold(a_meeting(), at=NOON)

    def test_names_the_unit_that_must_leave_the_room(self) -> None:
        meeting = a_meeting()
        meeting.drop_party("af", NOON)

        with pytest.raises(PartyNotCovered) as refused:
            hold(meeting)
        assert refused.value.extra == {"parties": ["af"]}
        assert meeting.state is MeetingState.BOKAT

    @pytest.mark.parametrize(
        "changes",
        [
            {"units": ("af", "vard-sodermalm")},
            {"units": ("af", INDIVID)},
            {"attendees": (Attendee("Läkare Testperson", "läkare", "vard-sodermalm"),)},
            {"attendees": (Attendee("FK Testperson", "handläggare", "fk"),)},
        ],
    )
    def test_notes_nobody_who_was_not_called_or_not_there(self, changes) -> None:
        with pytest.raises(NotInvited):
            hold(a_meeting(), **changes)

    @pytest.mark.parametrize(
        ("outcome", "hanvisning"),
        [
            (Outcome.HANVISNING, None),
            (Outcome.HANVISNING, Hanvisning(Target.PART)),
            (Outcome.HANVISNING, Hanvisning(Target.SIP, "fk")),
            (Outcome.GEMENSAM_PLAN, Hanvisning(Target.SIP)),
        ],
    )
    def test_says_where_a_hanvisning_leads(self, outcome, hanvisning) -> None:
        with pytest.raises(HanvisningUnclear):
            hold(a_meeting(), outcome=outcome, hanvisning=hanvisning)

    def test_writes_where_she_is_sent_on_to(self) -> None:
        meeting = a_meeting()

        hold(meeting, outcome=Outcome.HANVISNING, hanvisning=Hanvisning(Target.PART, "fk"))

        published, _ = meeting.take_publications()
        assert "Hänvisning: Försäkringskassan." in published.sections[0].content["text"]


class TestAdjourn:
    @pytest.mark.parametrize("cause", list(Cause))
    def test_says_openly_only_that_a_new_time_comes(self, cause) -> None:
        meeting = a_meeting()

        said = Adjournment(cause, "Hon är inlagd på sjukhus", "Vi hörs på måndag")
        meeting.adjourn(said, status=Status.TAS_UPP, contact=CONTACT, at=HELD)

        (published,) = meeting.take_publications()
        assert published.fact.name == "meeting_adjourned"
        assert cause.value not in str(published.fact.open_fields()).replace("meeting_adjourned", "")
        (letter,) = meeting.take_letters()
        assert letter.kind is LetterKind.MOTE_AJOURNERAT
        assert "Vi hörs på måndag." in repr(letter.blocks)
        for told in (letter.blocks, published.sections):
            assert "inlagd" not in repr(told) + str([getattr(section, "content", "") for section in told])
        with pytest.raises(MeetingClosed):
            hold(meeting)

    def test_not_before_its_time(self) -> None:
        meeting, said = a_meeting(), Adjournment(Cause.AJOURNERAT)

        with pytest.raises(MeetingNotBegun):
            meeting.adjourn(said, status=Status.TAS_UPP, contact=CONTACT, at=NOON)


class TestNeed:
    def test_is_said_after_a_meeting_without_a_plan(self) -> None:
        meeting = a_meeting()
        hold(meeting, outcome=Outcome.VAGLEDNING)
        meeting.take_publications()

        meeting.say_need(Need(remains=True, at=HELD), "Behovet finns kvar.", "SOC-9")

        (published,) = meeting.take_publications()
        opened = published.fact.open_fields()
        assert (opened["party"], opened["about_kind"]) == (SENDER, "behov")
        assert True not in opened.values()
        assert published.sections[0].content["skal"] == "Behovet finns kvar."

    def test_is_not_asked_after_a_plan_or_before_the_meeting(self) -> None:
        planned = a_meeting()
        hold(planned)

        for meeting in (planned, a_meeting()):
            with pytest.raises(NeedNotAsked):
                meeting.say_need(Need(remains=False, at=HELD), "Nej.", None)
