"""What is recorded after the meeting, in which category it is told, and what follows."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.followup.domain import Ability, CarriesOn, Continuation, DelmalResult, Meeting, Status
from services.followup.domain.outcomes import OUTCOMES, AbilityLevel, DelmalStatus, Next
from services.followup.domain.person_words import for_the_person
from services.followup.errors import (
    DelmalLeft,
    DelmalMissing,
    MeetingNotHeld,
    NobodyCarriesOn,
    OutcomeContradictsNext,
    OutcomeTwice,
    PercentMismatch,
    PlanMadeAlready,
    UnknownCategory,
    UnknownDelmal,
    UnknownOutcome,
    UnknownSupport,
    WordsMissing,
    WrongStatus,
)
from shared.ids import uuid7
from shared.problem import Refusal
from tests.followup.builders import (
    AF,
    CONTACT,
    DUE,
    ENDING,
    FK,
    KEPT_OPEN,
    a_delmal,
    a_follow_up,
    a_held_one,
    a_plan,
    a_record,
    at,
    covered,
)


def write(follow_up, record, cover=None):
    return follow_up.write_record(record, cover or covered(), CONTACT, next_id=uuid7(), at=at(DUE))


def facts(follow_up) -> list[str]:
    return [published.fact.name for published in follow_up.take_publications()]


class TestADelmalThatHasLeftThePlan:
    """Nobody answered for it: there is nothing to have reached."""

    def test_is_recorded_as_utgatt_and_as_nothing_else(self) -> None:
        done, declined, kept = a_delmal(AF), a_delmal(FK), a_delmal(None)
        plan = a_plan(done, declined, kept).with_settled(done.id)
        plan = plan.followed_by(a_plan(kept, id=plan.id, version=2)).with_settled(declined.id)
        follow_up = a_held_one(plan)
        said = {one.id: DelmalStatus.NATT for one in plan.delmal}

        with pytest.raises(DelmalLeft) as failure:
            write(follow_up, a_record(plan))
        (fault,) = failure.value.extra["fields"]
        place = [one.id for one in plan.delmal].index(declined.id)
        assert (fault["field"], fault["code"]) == (f"delmal.{place}.status", "left")

        said[declined.id] = DelmalStatus.UTGATT
        results = tuple(DelmalResult(one, status) for one, status in said.items())
        write(follow_up, a_record(plan, delmal=results))
        assert follow_up.status is Status.VANTAR_NY_PLAN

    def test_that_is_taken_up_again_is_followed_up_as_any_other(self) -> None:
        taken, kept = a_delmal(FK), a_delmal(AF)
        plan = a_plan(taken, kept)
        without = plan.followed_by(a_plan(kept, id=plan.id, version=2))
        again = without.followed_by(a_plan(taken, kept, id=plan.id, version=3))

        assert [one.left for one in without.delmal] == [False, True]
        assert [one.left for one in again.delmal] == [False, False]


class TestNewPlan:
    def test_waits_for_it_with_a_last_day(self) -> None:
        follow_up = a_held_one()

        assert write(follow_up, a_record(follow_up.plan)) is None

        assert (follow_up.status, follow_up.plan_by) == (Status.VANTAR_NY_PLAN, date(2026, 9, 30))
        assert facts(follow_up) == ["followup_recorded", "new_plan_wanted"]
        follow_up.give_way()
        assert follow_up.status is Status.UPPFOLJD

    def test_made_at_the_meeting_itself_is_not_asked_for_again(self) -> None:
        follow_up = a_held_one()
        follow_up.give_way()

        with pytest.raises(PlanMadeAlready) as failure:
            write(follow_up, a_record(follow_up.plan, main="U60", next=ENDING))
        assert [fault["field"] for fault in failure.value.extra["fields"]] == ["next.kind"]
        write(follow_up, a_record(follow_up.plan))

        assert follow_up.status is Status.UPPFOLJD
        assert facts(follow_up) == ["followup_recorded"]


class TestEnd:
    def test_tells_everybody_who_carries_on_and_the_last_day(self) -> None:
        follow_up = a_held_one()

        write(follow_up, a_record(follow_up.plan, main="U10", next=ENDING))

        _, ended = follow_up.take_publications()
        assert (ended.fact.name, ended.fact.last_day) == ("case_concluded", date(2026, 10, 2))
        assert [s.category for s in ended.sections] == ["handlaggning", "uppfoljning"]
        assert ended.sections[1].content["fortsatter"] == [{"vad": "Studievägledning", "vem": "Jobbtorg"}]
        assert "Jobbtorg" not in str(ended.sections[0].content)
        assert follow_up.status is Status.UPPFOLJD

    def test_tells_what_belongs_to_a_narrower_category_there_only(self) -> None:
        follow_up = a_held_one()
        care = CarriesOn("Behandling", "Vårdcentralen", "halsa")
        ends = Continuation(Next.AVSLUT, "Teamet avslutar.", (*ENDING.carries_on, care))

        write(follow_up, a_record(follow_up.plan, main="U10", next=ends))

        _, ended = follow_up.take_publications()
        said = {section.category: section.content for section in ended.sections}
        assert set(said) == {"handlaggning", "uppfoljning", "halsa"}
        assert said["halsa"] == {
            "fortsatter": [{"vad": "Behandling", "vem": "Vårdcentralen"}],
            "text": "Behandling: Vårdcentralen.",
        }
        assert "Behandling" not in str(said["uppfoljning"]) + str(said["handlaggning"])
        assert "Behandling" in for_the_person(follow_up, CONTACT, DUE)["resultat"]["fortsattning"]

    def test_of_a_case_where_nobody_is_covered_says_nothing_of_her(self) -> None:
        follow_up = a_held_one()

        write(follow_up, a_record(follow_up.plan, main="U60", next=ENDING), covered(withheld=True))

        assert [(p.fact.parties, p.sections) for p in follow_up.take_publications()] == [((), ())] * 2


class TestKeptOpen:
    def test_has_a_next_due_day_and_its_own_follow_up(self) -> None:
        follow_up = a_held_one()

        after = write(follow_up, a_record(follow_up.plan, main="U40", next=KEPT_OPEN))

        assert after is not None
        assert (after.held_open, after.days.due, after.plan.id) == (
            True,
            date(2026, 12, 2),
            follow_up.plan.id,
        )
        assert after.is_open
        assert not follow_up.is_open
        assert facts(follow_up) == ["followup_recorded"]
        assert facts(after) == ["followup_scheduled"]

    def test_says_that_care_comes_first_under_halsa_only(self) -> None:
        follow_up = a_held_one()

        write(follow_up, a_record(follow_up.plan, main="U40", next=KEPT_OPEN))

        said = {s.category: s.content for s in follow_up.take_publications()[0].sections}
        general = str({category: content for category, content in said.items() if category != "halsa"})
        assert "Vården" not in general
        assert "halls_oppet" not in general
        assert "U40" not in general
        assert said["uppfoljning"]["ny_uppfoljning"] == "2026-12-02"
        assert "Ny uppföljning senast den 2 december 2026." in said["uppfoljning"]["text"]
        assert said["halsa"]["fortsattning"]["kod"] == "halls_oppet"
        assert said["halsa"]["fortsattning"]["skal"] == "Vården först."

    def test_keeps_a_meeting_that_is_called_and_counts_none_of_the_former_ones(self) -> None:
        follow_up = a_held_one()
        ahead = Meeting(uuid4(), at(date(2026, 11, 2)))
        follow_up.call(ahead)

        after = write(follow_up, a_record(follow_up.plan, main="U40", next=KEPT_OPEN))
        assert (after.status, after.meeting) == (Status.KALLAD, ahead)
        after.hold(Meeting(uuid4(), at(DUE)))

        assert after.held_at is None


class TestSections:
    def test_hold_each_category_by_itself(self) -> None:
        health, general = a_delmal(FK, "halsa"), a_delmal(AF)
        follow_up = a_held_one(a_plan(health, general))
        results = (
            DelmalResult(health.id, DelmalStatus.PAGAR, {"halsa": "Rehabilitering pågår."}),
            DelmalResult(general.id, DelmalStatus.NATT, {"sysselsattning": "Praktiken börjar."}),
        )

        write(follow_up, a_record(follow_up.plan, delmal=results, main="U51", secondary=("U41",)))

        sections = {s.category: s.content for s in follow_up.take_publications()[0].sections}
        assert sections["halsa"]["delmal"] == [
            {"id": str(health.id), "status": "pagar", "status_text": "Pågår", "text": "Rehabilitering pågår."}
        ]
        assert [d["id"] for d in sections["uppfoljning"]["delmal"]] == [str(general.id)]
        assert "Rehabilitering" not in str(sections["uppfoljning"])
        assert sections["sysselsattning"]["delmal"] == [{"id": str(general.id), "text": "Praktiken börjar."}]
        assert sections["forsorjning"]["resultat"][0]["kod"] == "U41"
        assert sections["forsorjning"]["forsorjning"]["kod"] == "FORS_EKON_BISTAND"
        assert sections["arbetsformaga"]["arbetsformaga"]["efter"]["procent"] == 50
        assert "U41" not in str(sections["uppfoljning"])

    def test_have_the_team_as_source_and_nothing_open(self) -> None:
        follow_up = a_held_one()

        write(follow_up, a_record(follow_up.plan))

        published = follow_up.take_publications()[0]
        assert {section.source for section in published.sections} == {follow_up.team}
        assert set(published.fact.open_fields()) == {"sender", "team", "followup_id", "plan_id", "parties"}


STRANGE = UUID("0199a1b2-c3d4-7000-8000-00000000dead")


def _next(kind: Next, *carried: CarriesOn) -> Continuation:
    return Continuation(kind, "Text.", carried, 3)


class TestRefused:
    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"main": "U99"}, UnknownOutcome),
            ({"main": "U70", "next": ENDING}, UnknownOutcome),
            ({"secondary": ("U50",)}, OutcomeTwice),
            ({"secondary": ("U20", "U20")}, OutcomeTwice),
            ({"main": "U60"}, OutcomeContradictsNext),
            ({"main": "U40"}, OutcomeContradictsNext),
            ({"main": "U50", "next": ENDING}, OutcomeContradictsNext),
            ({"main": "U10", "next": KEPT_OPEN}, OutcomeContradictsNext),
            ({"support": "FORS_X"}, UnknownSupport),
            ({"before": Ability(AbilityLevel.DELVIS)}, PercentMismatch),
            ({"after": Ability(AbilityLevel.HEL, 100)}, PercentMismatch),
            ({"own_words": " "}, WordsMissing),
            ({"main": "U10", "next": _next(Next.AVSLUT)}, NobodyCarriesOn),
            ({"delmal": ()}, DelmalMissing),
            ({"delmal": (DelmalResult(STRANGE, DelmalStatus.NATT),)}, UnknownDelmal),
        ],
    )
    def test_when_it_does_not_hold_together(self, changes, refusal) -> None:
        follow_up = a_held_one()

        with pytest.raises(refusal) as failure:
            write(follow_up, a_record(follow_up.plan, **changes))
        assert follow_up.status is Status.GENOMFORD
        assert failure.value.extra["fields"]

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"main": "U99", "secondary": ("U98",)}, ["outcomes.main", "outcomes.secondary.0"]),
            ({"secondary": ("U50", "U20", "U20")}, ["outcomes.secondary.0", "outcomes.secondary.2"]),
            ({"main": "U60"}, ["outcomes.main", "next.kind"]),
            ({"support": "FORS_X"}, ["forsorjning"]),
            ({"before": Ability(AbilityLevel.DELVIS)}, ["arbetsformaga.before.percent"]),
            (
                {"before": Ability(AbilityLevel.HEL, 1), "after": Ability(AbilityLevel.DELVIS)},
                ["arbetsformaga.before.percent", "arbetsformaga.after.percent"],
            ),
            ({"own_words": " ", "next": Continuation(Next.NY_PLAN, " ")}, ["own_words", "next.reason"]),
            ({"main": "U60", "next": Continuation(Next.AVSLUT, " ")}, ["next.text"]),
            ({"main": "U40", "next": Continuation(Next.HALLS_OPPET, "", (), 3)}, ["next.reason"]),
            ({"main": "U10", "next": Continuation(Next.AVSLUT, "Slut.")}, ["next.carries_on"]),
            ({"delmal": ()}, ["delmal"]),
        ],
    )
    def test_it_names_every_field_that_is_wrong(self, changes, fields) -> None:
        follow_up = a_held_one()

        with pytest.raises(Refusal) as failure:
            write(follow_up, a_record(follow_up.plan, **changes))

        assert [fault["field"] for fault in failure.value.extra["fields"]] == fields

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"main": "U60"}, ("leder till avslut", "Välj avslut")),
            ({"main": "U50", "next": ENDING}, ("leder till en ny plan", "Välj en ny plan")),
            ({"main": "U40"}, ("hålls öppet", "Välj att ärendet hålls öppet")),
            (
                {"main": "U10", "next": KEPT_OPEN},
                ("vård eller behandling först", "Välj en ny plan eller avslut"),
            ),
        ],
    )
    def test_it_says_what_the_outcome_leads_to_and_no_code_about_her(self, changes, said) -> None:
        follow_up = a_held_one()

        with pytest.raises(OutcomeContradictsNext) as failure:
            write(follow_up, a_record(follow_up.plan, **changes))

        messages = [fault["message"] for fault in failure.value.extra["fields"]]
        assert all(words in message for words, message in zip(said, messages, strict=True))
        assert changes["main"] not in str(messages)

    def test_when_a_delmal_is_told_twice_or_in_an_unknown_category(self) -> None:
        theirs = a_delmal(AF)
        follow_up = a_held_one(a_plan(theirs))
        twice = (DelmalResult(theirs.id, DelmalStatus.NATT),) * 2
        elsewhere = (DelmalResult(theirs.id, DelmalStatus.NATT, {"identitet": "x"}),)

        care = _next(Next.AVSLUT, CarriesOn("Behandling", "Vården", "identitet"))
        for changes, refusal, field in (
            ({"main": "U10", "next": care}, UnknownCategory, "next.carries_on.0.category"),
            ({"delmal": twice}, DelmalMissing, "delmal.1.delmal_id"),
            ({"delmal": elsewhere}, UnknownCategory, "delmal.0.texts"),
            (
                {"delmal": (twice[0], DelmalResult(STRANGE, DelmalStatus.NATT))},
                UnknownDelmal,
                "delmal.1.delmal_id",
            ),
        ):
            with pytest.raises(refusal) as failure:
                write(follow_up, a_record(follow_up.plan, **changes))
            assert [fault["field"] for fault in failure.value.extra["fields"]] == [field]

    def test_before_the_meeting_and_a_second_time(self) -> None:
        early, follow_up = a_follow_up(), a_held_one()

        with pytest.raises(MeetingNotHeld):
            write(early, a_record(early.plan))
        write(follow_up, a_record(follow_up.plan))
        with pytest.raises(WrongStatus):
            write(follow_up, a_record(follow_up.plan))

    def test_nobody_need_carry_on_when_the_need_is_gone(self) -> None:
        follow_up = a_held_one()

        write(follow_up, a_record(follow_up.plan, main="U60", next=_next(Next.AVSLUT)))

        assert follow_up.status is Status.UPPFOLJD


@pytest.mark.parametrize("main", ["U71", "U72", "U73"])
def test_the_person_reads_of_herself_as_du(main) -> None:
    follow_up = a_held_one()
    write(follow_up, a_record(follow_up.plan, main=main, next=ENDING))

    said = for_the_person(follow_up, CONTACT, DUE)["resultat"]["huvudresultat"]

    assert "individen" not in said.lower()
    assert {"du", "dig"} & set(said.split())


@pytest.mark.parametrize(("main", "after"), [("U50", None), ("U10", ENDING), ("U40", KEPT_OPEN)])
def test_the_person_reads_it_in_plain_swedish(main, after) -> None:
    follow_up = a_held_one()
    changes = {"next": after} if after else {}
    write(follow_up, a_record(follow_up.plan, main=main, **changes))

    said = for_the_person(follow_up, CONTACT, DUE)

    assert {"du", "din", "dig", "ditt"} & set(
        (said["text"] + " " + said["resultat"]["fortsattning"]).lower().split()
    )
    assert said["resultat"]["huvudresultat"] == OUTCOMES[main].label
    assert said["resultat"]["dina_ord"] == "Jag orkar mer nu."
    assert "U50" not in str(said)
