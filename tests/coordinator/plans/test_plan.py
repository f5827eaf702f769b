"""Whom a plan binds, and how it changes."""

import json
from datetime import date, timedelta

import pytest

from services.coordinator.domain.delmal import DelmalState
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_content import snapshot
from services.coordinator.domain.plan_values import Handlaggare, PlanState
from services.coordinator.errors import (
    AlreadyAccepted,
    DelmalClosed,
    NoLongerCovered,
    NotAccepted,
    NothingToChange,
    PlanIncomplete,
    PlanNotInForce,
    TextNotCovered,
    UnknownDelmal,
)
from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.plans.drafts import (
    DRIVER,
    JOBBTORG,
    NOON,
    OUTSIDER,
    PERSON_HERSELF,
    a_delmal,
    a_goal,
    a_plan,
    again,
    basis,
    by_koordinator,
    by_party,
    by_person,
    party,
)


def told(plan: Plan):
    plan.version += 1
    return plan.take_publications()


def faults(failure) -> dict[str, str]:
    return {fault["field"]: fault["code"] for fault in failure.value.extra["fields"]}


class TestAnswer:
    def test_party_accepts_and_its_words_go_sealed_to_the_team(self) -> None:
        plan = a_plan()
        (delmal,) = plan.delmal

        plan.answer(delmal.id, by_party(text="Vi börjar i maj.", journal_reference="J-17"), accepts=True)

        assert delmal.state is DelmalState.ACCEPTERAT
        (publication,) = told(plan)
        assert publication.fact.name == "party_answered"
        assert publication.fact.open_fields() == {
            "sender": SENDER,
            "team": TEAM,
            "party": JOBBTORG,
            "about": str(delmal.id),
            "about_kind": "delmal",
        }
        said, words = publication.sections
        assert [(one.category, one.source) for one in (said, words)] == [
            ("handlaggning", JOBBTORG),
            ("plan", JOBBTORG),
        ]
        assert words.content["text"] == "Vi börjar i maj."
        assert (said.content["svar"], said.content["journalreferens"]) == ("accepterat", "J-17")
        assert [entry.text for entry in plan.new_entries] == [None]

    def test_without_words_nothing_is_sent(self) -> None:
        plan = a_plan()

        plan.answer(plan.delmal[0].id, by_party(), accepts=True)

        assert told(plan) == []

    def test_the_same_answer_twice_is_one(self) -> None:
        plan = a_plan()
        plan.answer(plan.delmal[0].id, by_party(), accepts=True)
        plan.occasion = None

        plan.answer(plan.delmal[0].id, by_party(), accepts=True)

        assert plan.occasion is None
        assert len(plan.new_entries) == 1

    def test_words_that_cannot_pass_change_nothing(self) -> None:
        plan = a_plan(a_goal(a_delmal(accepted=True)))

        with pytest.raises(TextNotCovered) as failure:
            plan.report(plan.delmal[0].id, by_party(text="Klart.", may_tell=frozenset()), DelmalState.KLART)

        assert faults(failure) == {"text": "category_not_covered"}
        assert plan.delmal[0].state is DelmalState.ACCEPTERAT
        assert told(plan) == []
        plan.report(plan.delmal[0].id, by_party(may_tell=frozenset()), DelmalState.KLART)
        assert plan.delmal[0].state is DelmalState.KLART

    def test_what_was_accepted_is_not_declined(self) -> None:
        plan = a_plan(a_goal(a_delmal(accepted=True)))

        with pytest.raises(AlreadyAccepted):
            plan.answer(plan.delmal[0].id, by_party(), accepts=False)

    def test_is_for_whoever_answers_for_it(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal(responsible=PERSON_HERSELF)))
        jobbtorgs, hers = (delmal.id for delmal in plan.delmal)

        for delmal_id, said in (
            (jobbtorgs, by_party("af")),
            (jobbtorgs, by_person()),
            (jobbtorgs, by_koordinator()),
            (hers, by_party()),
            (plan.plan_id, by_koordinator()),
        ):
            with pytest.raises(UnknownDelmal):
                plan.answer(delmal_id, said, accepts=True)
        plan.answer(hers, by_koordinator("Ja, sade hon i telefon."), accepts=True)
        assert plan.delmal[1].state is DelmalState.ACCEPTERAT
        assert plan.new_entries[0].text == "Ja, sade hon i telefon."

    def test_comes_too_late_when_the_samtycke_has_ended(self) -> None:
        plan = a_plan()

        with pytest.raises(NoLongerCovered):
            plan.answer(plan.delmal[0].id, by_party(covered=False), accepts=True)
        plan.drop_party(JOBBTORG, NOON)
        with pytest.raises(NoLongerCovered):
            plan.answer(plan.delmal[0].id, by_party(covered=False), accepts=True)
        with pytest.raises(DelmalClosed):
            plan.answer(plan.delmal[0].id, by_party(), accepts=True)


class TestAChangeOfNothing:
    """It would be a version that says the same, sent to everybody."""

    def test_of_goals_and_words_is_refused(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal(responsible=PERSON_HERSELF)))

        for goals, own in (
            (again(plan), None),
            (again(plan), plan.individens_ord + " "),
            (None, plan.individens_ord),
        ):
            with pytest.raises(NothingToChange):
                plan.change(goals, own, basis())
        assert told(plan) == []
        assert [one.state for one in plan.delmal] == [DelmalState.FORESLAGET] * 2
        plan.change(again(plan, responsible=party(name="Annan Testperson")), None, basis())
        assert [one.fact.name for one in told(plan)] == ["plan_changed"]

    def test_of_a_delmal_that_is_taken_out_or_up_again_is_a_change(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal(responsible=PERSON_HERSELF)))
        plan.drop_party(JOBBTORG, NOON)

        plan.change(again(plan), None, basis())
        assert plan.delmal[0].state is DelmalState.FORESLAGET
        plan.change(again(plan, without=(plan.delmal[1].id,)), None, basis())
        assert plan.delmal[1].state is DelmalState.BORTTAGET

    def test_of_who_drives_is_refused_and_a_new_reason_alone_is_told_to_nobody(self) -> None:
        plan = a_plan(
            driver=Handlaggare(JOBBTORG, "Jobbtorg Testperson", "jobbcoach"), driver_reason="Hon vill."
        )
        assert plan.driver is not None

        with pytest.raises(NothingToChange):
            plan.name_driver(plan.driver, plan.deputy, " Hon vill. ", basis())
        plan.name_driver(plan.driver, plan.deputy, "Hon känner jobbcoachen.", basis())

        assert (plan.driver_reason, plan.reads_anew, told(plan)) == ("Hon känner jobbcoachen.", False, [])


class TestReport:
    def test_done_is_settled(self) -> None:
        plan = a_plan(a_goal(a_delmal(accepted=True)))

        plan.report(plan.delmal[0].id, by_party(text="Gjort."), DelmalState.KLART)

        settled, answered = told(plan)
        assert settled.fact.name == "delmal_settled"
        assert settled.sections == ()
        assert answered.fact.name == "party_answered"
        with pytest.raises(DelmalClosed):
            plan.report(plan.delmal[0].id, by_party(), DelmalState.PAGAR)
        with pytest.raises(DelmalClosed):
            plan.answer(plan.delmal[0].id, by_party(), accepts=True)

    def test_whoever_reports_has_accepted(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal(responsible=OUTSIDER)))

        with pytest.raises(NotAccepted):
            plan.report(plan.delmal[0].id, by_party(), DelmalState.PAGAR)
        plan.report(plan.delmal[1].id, by_koordinator("De har ringt."), DelmalState.PAGAR)

        assert plan.delmal[1].state is DelmalState.PAGAR


class TestChange:
    def test_keeps_what_goes_on_and_settles_what_is_taken_out(self) -> None:
        plan = a_plan(a_goal(a_delmal(accepted=True), a_delmal(what="Skriva ett CV tillsammans.")))
        kept, left = (delmal.id for delmal in plan.delmal)

        plan.change(again(plan, a_delmal(what="Söka tre jobb på orten."), without=(left,)), None, basis())

        states = {delmal.id: delmal.state for delmal in plan.delmal}
        assert states[kept] is DelmalState.ACCEPTERAT
        assert states[left] is DelmalState.BORTTAGET
        changed, settled = told(plan)
        assert (changed.fact.name, settled.fact.name) == ("plan_changed", "delmal_settled")
        assert changed.fact.open_fields()["version"] == 2
        assert len(changed.fact.open_fields()["delmal"]) == 2
        assert "Skriva ett CV" not in json.dumps([section.content for section in changed.sections])

    @pytest.mark.parametrize(
        "changed",
        [
            {"what": "Något helt annat ska göras."},
            {"how_seen": "Fyra besök."},
            {"due": date(2026, 7, 1)},
            {"responsible": party("af")},
        ],
    )
    def test_what_is_promised_anew_is_accepted_anew(self, changed) -> None:
        plan = a_plan(a_goal(a_delmal(accepted=True)))

        plan.change(again(plan, **changed), None, basis())

        assert plan.delmal[0].state is DelmalState.FORESLAGET

    def test_another_handlaggare_at_the_same_unit_changes_no_promise(self) -> None:
        plan = a_plan(a_goal(a_delmal(accepted=True)))

        plan.change(again(plan, responsible=party(name="Ny Testperson")), None, basis())

        assert plan.delmal[0].state is DelmalState.ACCEPTERAT
        assert plan.delmal[0].responsible.name == "Ny Testperson"

    def test_replacing_a_party_that_declined_answers_the_question(self) -> None:
        plan = a_plan()
        plan.answer(plan.delmal[0].id, by_party(), accepts=False)

        assert plan.change(again(plan, responsible=party("af")), None, basis()) == (plan.delmal[0].id,)
        assert plan.delmal[0].state is DelmalState.FORESLAGET

    def test_the_persons_words_alone(self) -> None:
        plan = a_plan()

        plan.change(None, "Jag har ändrat mig.", basis())

        (publication,) = told(plan)
        assert publication.sections[0].content["individens_ord"] == "Jag har ändrat mig."

    def test_a_day_that_has_passed_may_stand(self) -> None:
        plan = a_plan()
        later = NOON + timedelta(days=90)

        plan.change(again(plan, a_delmal(due=date(2026, 9, 1))), None, basis(at=later))
        with pytest.raises(PlanIncomplete):
            plan.change(again(plan, due=date(2026, 6, 2)), None, basis(at=later))

    def test_what_is_done_is_not_rewritten(self) -> None:
        plan = a_plan(a_goal(a_delmal(accepted=True), a_delmal(responsible=party("af"))))
        plan.report(plan.delmal[0].id, by_party(), DelmalState.KLART)

        with pytest.raises(PlanIncomplete) as failure:
            plan.change(again(plan, what="Något annat."), None, basis())
        assert faults(failure) == {"goals.0.delmal.0.id": "done"}
        without_jobbtorg = basis(units=(SENDER, "af"))
        plan.change(again(plan), None, without_jobbtorg)
        assert plan.delmal[0].state is DelmalState.KLART

    def test_the_same_delmal_twice_or_one_taken_out_is_refused(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal()))
        first, second = plan.delmal
        double = a_delmal(id=first.id)
        with pytest.raises(PlanIncomplete) as failure:
            plan.change(again(plan, double), None, basis())
        assert faults(failure) == {"goals.0.delmal.2.id": "twice"}
        plan.change(again(plan, without=(second.id,)), None, basis())
        with pytest.raises(PlanIncomplete) as failure:
            plan.change(again(plan), None, basis())
        assert faults(failure) == {"goals.0.delmal.1.id": "taken_out"}


class TestDropParty:
    def test_its_delmal_leave_the_shared_plan_and_stay_in_the_akt(self) -> None:
        plan = a_plan(a_goal(a_delmal(what="KANARIE hos Jobbtorg"), a_delmal(responsible=party("af"))))
        mine = plan.delmal[0]

        assert plan.drop_party(JOBBTORG, NOON) == [mine]

        assert mine.state is DelmalState.UTGATT
        (publication,) = told(plan)
        fact = publication.fact.open_fields()
        assert JOBBTORG not in fact["parties"]
        assert [one["responsible"] for one in fact["delmal"]] == ["af"]
        assert "KANARIE" not in json.dumps([section.content for section in publication.sections])
        assert "KANARIE" in json.dumps(snapshot(plan))

    def test_what_it_has_done_is_shared_no_more_either(self) -> None:
        plan = a_plan(
            a_goal(a_delmal(what="KANARIE hos Jobbtorg", accepted=True), a_delmal(responsible=party("af")))
        )
        plan.report(plan.delmal[0].id, by_party(), DelmalState.KLART)
        told(plan)

        assert plan.drop_party(JOBBTORG, NOON) == []
        plan.change(None, "Mina ord.", basis(units=(SENDER, "af")))

        assert plan.delmal[0].state is DelmalState.KLART
        (publication,) = told(plan)
        assert "KANARIE" not in json.dumps([section.content for section in publication.sections])

    def test_a_driver_drives_no_more(self) -> None:
        plan = a_plan()

        plan.drop_party(SENDER, NOON)

        assert plan.driver is None
        assert plan.deputy is None
        (publication,) = told(plan)
        assert publication.fact.open_fields()["driver"] is None

    def test_a_unit_outside_the_plan_changes_nothing(self) -> None:
        plan = a_plan()

        assert plan.drop_party("fk", NOON) == []
        assert plan.occasion is None

    def test_comes_back_with_a_new_signature(self) -> None:
        plan = a_plan()
        plan.drop_party(JOBBTORG, NOON)

        resolved = plan.change(again(plan), None, basis())

        assert plan.delmal[0].state is DelmalState.FORESLAGET
        assert resolved == (plan.delmal[0].id,)
        assert JOBBTORG in plan.parties


class TestEnd:
    def test_nothing_more_is_done_with_it(self) -> None:
        plan = a_plan()
        plan.close(NOON)

        assert plan.state is PlanState.AVSLUTAD
        assert told(plan) == []
        for act in (
            lambda: plan.change(None, "x", basis()),
            lambda: plan.answer(plan.delmal[0].id, by_party(), accepts=True),
            lambda: plan.name_driver(DRIVER, None, "", basis()),
        ):
            with pytest.raises(PlanNotInForce):
                act()
        assert plan.drop_party(JOBBTORG, NOON) == []
        assert plan.drop_categories(JOBBTORG, {"plan"}, NOON) == []
        plan.replace_by_next(NOON)
        assert plan.state is PlanState.AVSLUTAD

    def test_a_driver_is_named_and_told(self) -> None:
        plan = a_plan()

        named = Handlaggare("af", "Förmedling Testperson", "arbetsförmedlare")
        with pytest.raises(PlanIncomplete) as failure:
            plan.name_driver(named, None, " ", basis())
        assert faults(failure) == {"driver_reason": "missing"}
        plan.name_driver(named, None, "Hon känner arbetsförmedlaren.", basis())

        (publication,) = told(plan)
        assert publication.fact.open_fields()["driver"] == "af"
