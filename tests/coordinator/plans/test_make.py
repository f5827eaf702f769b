"""What a plan must say, what its parties read of it, and who may stand in it."""

import json
from datetime import date
from uuid import uuid4

import pytest

from services.coordinator.domain import Ending, Row
from services.coordinator.domain.delmal import CATEGORIES, DelmalState
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Handlaggare
from services.coordinator.errors import (
    PlanIncomplete,
    ResponsibleNotCovered,
)
from tests.coordinator.builders import SENDER, TEAM, cover
from tests.coordinator.plans.drafts import (
    DRIVER,
    JOBBTORG,
    MET,
    OUTSIDER,
    PERSON_HERSELF,
    SHARED,
    UNITS,
    a_delmal,
    a_draft,
    a_goal,
    a_place,
    basis,
    held,
    party,
)


def make(*goals, **changes) -> Plan:
    plan = Plan.make(
        a_place(), changes.get("held", held()), a_draft(*goals, **changes), changes.get("basis", basis())
    )
    plan.version = 1
    return plan


def told(plan: Plan):
    plan.version += 1
    return plan.take_publications()


def faults(failure) -> dict[str, str]:
    return {fault["field"]: fault["code"] for fault in failure.value.extra["fields"]}


class TestMake:
    def test_tells_every_covered_unit(self) -> None:
        plan = make(held=held(invited=(*UNITS, "fk")))

        (publication,) = plan.take_publications()

        fact = publication.fact
        assert fact.name == "plan_made"
        assert fact.open_fields() == {
            "sender": SENDER,
            "team": TEAM,
            "parties": sorted(UNITS),
            "plan_id": str(plan.plan_id),
            "number": 1,
            "version": 1,
            "made_on": "2026-03-23",
            "driver": SENDER,
            "delmal": [
                {
                    "id": str(plan.delmal[0].id),
                    "kind": "part",
                    "responsible": JOBBTORG,
                    "due": "2026-06-01",
                    "category": "plan",
                }
            ],
        }
        assert {section.source for section in publication.sections} == {TEAM}
        assert plan.take_publications() == []

    def test_a_narrower_delmal_stands_with_its_text_only_in_its_own_section(self) -> None:
        narrow = {JOBBTORG: SHARED, "vard-sodermalm": SHARED | {"halsa"}}
        secret = a_delmal(
            what="KANARIE",
            how_seen="KANARIE",
            responsible=party("vard-sodermalm", "KANARIE"),
            category="halsa",
        )
        plan = make(a_goal(a_delmal(), secret), basis=basis(narrow=narrow))

        (publication,) = plan.take_publications()

        written = {section.category: json.dumps(section.content) for section in publication.sections}
        assert set(written) == {"plan", "halsa", "planoversikt"}
        assert "KANARIE" in written["halsa"]
        assert "KANARIE" not in written["plan"] + written["planoversikt"]
        overview = json.loads(written["planoversikt"])["delmal"]
        assert [(one["enhet"], one["klart_senast"]) for one in overview] == [
            (JOBBTORG, "2026-06-01"),
            ("vard-sodermalm", "2026-06-01"),
        ]
        assert "KANARIE" not in json.dumps(publication.fact.open_fields())

    def test_the_overview_tells_no_outsiders_name(self) -> None:
        plan = make(a_goal(a_delmal(responsible=OUTSIDER)))

        (publication,) = plan.take_publications()

        (overview,) = [s.content for s in publication.sections if s.category == "planoversikt"]
        assert overview["delmal"][0]["ansvarig"] == "utomstaende"
        assert OUTSIDER.name not in json.dumps(overview)
        assert plan.parties == tuple(sorted(UNITS))

    def test_carries_the_persons_own_words_and_who_drives(self) -> None:
        plan = make(words="Jag vill jobba med djur.")

        (publication,) = plan.take_publications()

        whole = publication.sections[0].content
        assert whole["individens_ord"] == "Jag vill jobba med djur."
        assert whole["drivande_handlaggare"] == {
            "enhet": SENDER,
            "namn": DRIVER.name,
            "funktion": "socialsekreterare",
        }

    def test_what_was_accepted_at_the_table_binds_at_once(self) -> None:
        plan = make(a_goal(a_delmal(accepted=True), a_delmal(responsible=PERSON_HERSELF, accepted=True)))

        assert [delmal.state for delmal in plan.delmal] == [DelmalState.ACCEPTERAT] * 2

    def test_names_each_missing_field(self) -> None:
        bare = a_delmal(what=" ", how_seen="", responsible=None, due=None, category="horoskop")

        with pytest.raises(PlanIncomplete) as failure:
            make(a_goal(bare, text=""), a_goal(a_delmal(responsible=party(name="", function=""))))

        assert faults(failure) == {
            "goals.0.goal": "missing",
            "goals.0.delmal.0.what": "missing",
            "goals.0.delmal.0.how_seen": "missing",
            "goals.0.delmal.0.responsible": "missing",
            "goals.0.delmal.0.due": "missing",
            "goals.0.delmal.0.category": "unknown",
            "goals.1.delmal.0.responsible.name": "missing",
            "goals.1.delmal.0.responsible.function": "missing",
        }

    @pytest.mark.parametrize(
        ("delmal", "field", "code"),
        [
            (a_delmal(due=MET), "due", "in_past"),
            (a_delmal(due=date(2028, 3, 24)), "due", "too_late"),
            (a_delmal(responsible=party("af"), accepted=True), "accepted_at_meeting", "not_present"),
            (a_delmal(responsible=OUTSIDER, accepted=True), "accepted_at_meeting", "not_present"),
            (a_delmal(responsible=party(unit="")), "responsible.unit", "missing"),
            (a_delmal(id=a_place().case_id), "id", "unknown"),
        ],
    )
    def test_refuses_what_cannot_be_so(self, delmal, field, code) -> None:
        with pytest.raises(PlanIncomplete) as failure:
            make(a_goal(delmal))

        assert faults(failure)[f"goals.0.delmal.0.{field}"] == code

    def test_needs_a_goal_with_a_delmal_and_a_driver_with_a_name(self) -> None:
        with pytest.raises(PlanIncomplete):
            Plan.make(a_place(), held(), a_draft(), basis()).change((), None, basis())
        with pytest.raises(PlanIncomplete) as failure:
            make(driver=Handlaggare("", "", ""))
        assert faults(failure) == {
            "driver.unit": "missing",
            "driver.name": "missing",
            "driver.function": "missing",
        }

    def test_refuses_units_that_are_not_covered_naming_the_field(self) -> None:
        narrow = a_delmal(responsible=party("af"), category="halsa")
        named = Handlaggare("fk", "Kassa Testperson", "handläggare")

        with pytest.raises(ResponsibleNotCovered) as failure:
            make(a_goal(a_delmal(responsible=party("fk")), narrow), driver=named, driver_reason="Nära henne.")

        assert faults(failure) == {
            "goals.0.delmal.0.responsible.unit": "not_covered",
            "goals.0.delmal.1.responsible.unit": "category_not_covered",
            "driver.unit": "not_covered",
        }

    def test_what_ended_since_the_consent_service_was_asked_counts(self) -> None:
        ended = [
            Row(row.id, row.source, row.recipient, row.category, Ending.ATERKALLAT)
            for row in cover(JOBBTORG, TEAM)
        ]

        with pytest.raises(ResponsibleNotCovered):
            make(basis=basis(rows=ended))

    def test_a_category_that_ended_since_counts_too(self) -> None:
        gone = [Row(uuid4(), TEAM, JOBBTORG, "plan", Ending.ATERKALLAT)]

        with pytest.raises(ResponsibleNotCovered) as failure:
            make(basis=basis(rows=gone))

        assert faults(failure) == {"goals.0.delmal.0.responsible.unit": "category_not_covered"}


def test_categories_are_those_of_a_plan() -> None:
    assert CATEGORIES[0] == "plan"
    assert {"identitet", "handlaggning", "mote", "planoversikt", "uppfoljning"}.isdisjoint(CATEGORIES)
