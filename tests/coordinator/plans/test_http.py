"""Plans over HTTP: made, changed, compared, read. On PostgreSQL, with a fake of the consent service."""

import json
from uuid import uuid4

import pytest

from services.coordinator.domain.meeting_values import Outcome
from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.fakes import MEETING_CATEGORIES
from tests.coordinator.plans.drafts import JOBBTORG
from tests.coordinator.plans.staging import (
    AHEAD,
    DRIVING,
    HERS,
    JOBBTORGS,
    a_case_that_met,
    a_meeting,
    a_plan,
    delmal,
    facts,
    last,
    patch,
    plan_body,
    rewritten,
)
from tests.coordinator.test_arrivals import rows, the_akt
from tests.coordinator.test_http import a_case, get, on_akt, post

pytestmark = pytest.mark.real
HALSA = {"responsible": JOBBTORGS | {"unit": "af"}, "category": "halsa", "what": "KANARIE-HALSA hos läkaren."}


class TestMake:
    async def test_puts_the_plan_in_force_and_tells_all_who_are_covered(self, stage) -> None:
        stage.consent.narrow["af"] = MEETING_CATEGORIES | {"halsa"}
        case_id, made = await a_plan(
            stage, delmal(accepted_at_meeting=True), delmal(responsible=HERS), delmal(**HALSA)
        )

        event, opened = await last(stage, case_id, "plan_made")
        akt = await the_akt(stage, case_id)
        assert akt is not None
        assert akt.status == "plan"
        assert (made["number"], made["version"], made["state"]) == (1, 1, "galler")
        assert event["data"]["parties"] == sorted([SENDER, JOBBTORG, "af"])
        assert event["data"]["driver"] == SENDER
        assert [one["kind"] for one in event["data"]["delmal"]] == ["part", "individ", "part"]
        assert set(opened) == {"plan", "halsa", "planoversikt"}
        assert "KANARIE" not in json.dumps([opened["plan"], opened["planoversikt"]])
        assert [one["state"] for one in made["delmal"]] == ["accepterat", "foreslaget", "foreslaget"]

    async def test_everything_said_lies_sealed_and_the_answer_repeats_none_of_it(self, stage) -> None:
        outsider = {"kind": "utomstaende", "name": "KANARIE-NAMN", "function": ""}
        _, made = await a_plan(stage, delmal(what="KANARIE-VAD", responsible=outsider))

        for table in ("plan", "delmal", "plan_version", "idempotency", "letter", "outbox", "event_history"):
            found = await rows(stage, f"select t::text as whole, t.* from {table} t")
            assert not any("KANARIE" in row.whole for row in found), table
            assert not any(b"KANARIE" in bytes(v) for row in found for v in row if isinstance(v, bytes))
        assert "KANARIE" not in json.dumps(made)
        assert [notice["notice"] for notice in made["notices"]] == [
            "Planen skickas inte till den utomstående.",
            "Planen har ingen ersättare. Namnge någon som tar över om den drivande handläggaren slutar eller är borta.",
        ]

    async def test_gives_advice_per_delmal_and_letter(self, stage) -> None:
        _, made = await a_plan(stage, delmal(what="Söka jobb", how_seen="Det känns bra."))

        assert [one["letter"] for one in made["advice"]] == ["specifikt", "matbart", "accepterat"]
        assert {one["delmal"] for one in made["advice"]} == {made["delmal"][0]["id"]}

    async def test_writes_the_person_a_letter(self, stage) -> None:
        case_id, _ = await a_plan(stage)

        letters = (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]
        assert letters[0]["kind"] == "gemensam_plan"

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"goals": []}, 422, "plan_incomplete"),
            ({"driver": {}}, 422, "plan_incomplete"),
            ({"surprise": 1}, 422, "invalid_input"),
        ],
    )
    async def test_is_refused(self, stage, changes, status, code) -> None:
        case_id, meeting_id = await a_case_that_met(stage)

        answer = await on_akt(stage, case_id, "plans", plan_body(meeting_id) | changes)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "plan_made" not in await facts(stage, case_id)

    async def test_missing_fields_are_named(self, stage) -> None:
        case_id, meeting_id = await a_case_that_met(stage)
        body = plan_body(meeting_id, {"what": "", "due": None})

        answer = await on_akt(stage, case_id, "plans", body)

        assert {fault["field"] for fault in answer.json()["fields"]} == {
            f"goals.0.delmal.0.{name}" for name in ("what", "how_seen", "responsible", "due")
        }

    async def test_needs_a_meeting_that_led_to_a_plan(self, stage) -> None:
        case_id, meeting_id = await a_case_that_met(stage)
        advised = await a_meeting(stage, case_id, outcome=Outcome.VAGLEDNING, hours=5)

        refused = await on_akt(stage, case_id, "plans", plan_body(advised))
        unknown = await on_akt(stage, case_id, "plans", plan_body(uuid4()))
        first = await on_akt(stage, case_id, "plans", plan_body(meeting_id))
        again = await on_akt(stage, case_id, "plans", plan_body(meeting_id))

        assert (refused.status_code, refused.json()["code"]) == (409, "meeting_not_held")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_meeting")
        assert first.status_code == 201
        assert (again.status_code, again.json()["code"]) == (409, "plan_exists")

    async def test_needs_a_case_that_is_taken_up(self, stage) -> None:
        case_id = await a_case(stage)
        meeting_id = await a_meeting(stage, case_id)

        answer = await on_akt(stage, case_id, "plans", plan_body(meeting_id))

        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")

    async def test_asks_whether_each_unit_is_covered(self, stage) -> None:
        case_id, meeting_id = await a_case_that_met(stage)
        stage.consent.uncovered = {JOBBTORG}
        uncovered = await on_akt(stage, case_id, "plans", plan_body(meeting_id))
        stage.consent.uncovered = set()
        category = await on_akt(stage, case_id, "plans", plan_body(meeting_id, delmal(**HALSA)))
        stage.consent.withheld = {case_id}
        withheld = await on_akt(stage, case_id, "plans", plan_body(meeting_id))
        stage.consent.down = True
        down = await on_akt(stage, case_id, "plans", plan_body(meeting_id))

        assert (uncovered.status_code, uncovered.json()["code"]) == (409, "responsible_not_covered")
        assert uncovered.json()["fields"][0]["field"] == "goals.0.delmal.0.responsible.unit"
        assert category.json()["fields"][0]["code"] == "category_not_covered"
        said = "Arbetsförmedlingen får inte ta del av uppgifter i kategorin Hälsa."
        assert category.json()["fields"][0]["message"] == said
        assert (withheld.status_code, withheld.json()["code"]) == (409, "handled_by_hand")
        assert (down.status_code, down.json()["code"]) == (503, "consent_unreachable")

    async def test_the_next_plan_replaces_the_former(self, stage) -> None:
        case_id, first = await a_plan(stage)
        meeting_id = await a_meeting(stage, case_id, hours=1)

        second = await on_akt(stage, case_id, "plans", plan_body(meeting_id))

        assert second.json()["number"] == 2
        read = (await get(stage, f"/v1/akter/{case_id}/plans")).json()
        assert read["current"]["plan_id"] == second.json()["plan_id"]
        assert [(one["plan_id"], one["state_text"]) for one in read["earlier"]] == [
            (first["plan_id"], "Ersatt av en ny plan")
        ]
        late = await patch(stage, case_id, first, {"individens_ord": "Sent."}, version=2)
        assert (late.status_code, late.json()["code"]) == (409, "plan_not_in_force")

    async def test_an_older_meeting_does_not_replace_a_newer_plan_nor_its_clock(self, stage) -> None:
        case_id, made = await a_plan(stage)
        older = await a_meeting(stage, case_id, hours=24 * 40)

        refused = await on_akt(stage, case_id, "plans", plan_body(older))

        assert (refused.status_code, refused.json()["code"]) == (409, "meeting_too_old")
        assert "nästa möte" in refused.json()["detail"]
        read = (await get(stage, f"/v1/akter/{case_id}/plans")).json()
        assert (read["current"]["plan_id"], read["earlier"]) == (made["plan_id"], [])
        assert (await facts(stage, case_id)).count("plan_made") == 1

    async def test_sent_twice_acts_once(self, stage) -> None:
        case_id, meeting_id = await a_case_that_met(stage)
        path, key = f"/v1/akter/{case_id}/plans", str(uuid4())

        one, two = [await post(stage, path, plan_body(meeting_id), version=2, key=key) for _ in range(2)]

        assert one.json() == two.json()
        assert (await facts(stage, case_id)).count("plan_made") == 1


class TestChange:
    async def test_makes_a_version_that_can_be_compared(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(), delmal(what="Skriva ett CV tillsammans."))
        kept = made["delmal"][0]["id"]
        body = rewritten(
            made, delmal(id=kept, what="Tre studiebesök ska göras."), delmal(what="Söka tre jobb.")
        )

        changed = await patch(stage, case_id, made, body)

        assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
        assert (await facts(stage, case_id))[-2:] == ["plan_changed", "delmal_settled"]
        path = f"/v1/akter/{case_id}/plans/{made['plan_id']}"
        versions = (await get(stage, f"{path}/versions")).json()["versions"]
        assert [(v["version"], v["occasion_text"]) for v in versions] == [
            (1, "Planen gjordes"),
            (2, "Planen ändrades"),
        ]
        compared = (await get(stage, f"{path}/compare?from=1&to=2")).json()
        assert [one["what"] for one in compared["added"]] == ["Söka tre jobb."]
        assert [one["what"] for one in compared["removed"]] == ["Skriva ett CV tillsammans."]
        assert compared["changed"][0]["fields"][0] == {
            "field": "what",
            "label": "Vad som ska göras",
            "from": "Boka och genomföra två studiebesök.",
            "to": "Tre studiebesök ska göras.",
        }
        missing = await get(stage, f"{path}/compare?from=1&to=9")
        assert (missing.status_code, missing.json()["code"]) == (404, "unknown_plan_version")
        too_high = await get(stage, f"{path}/compare?from=1&to={2**31}")
        assert (too_high.status_code, too_high.json()["code"]) == (422, "invalid_input")

    async def test_needs_the_version_that_was_read(self, stage) -> None:
        case_id, made = await a_plan(stage)

        missing = await patch(stage, case_id, made, {"individens_ord": "x"}, version=None)
        stale = await patch(stage, case_id, made, {"individens_ord": "x"}, version=7)
        driver = await post(
            stage, f"/v1/akter/{case_id}/plans/{made['plan_id']}/driver", {"driver": DRIVING}, version=7
        )

        assert missing.status_code == 428
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_plan")
        assert (driver.status_code, driver.json()["code"]) == (412, "stale_plan")

    async def test_of_nothing_is_refused_and_makes_no_version(self, stage) -> None:
        case_id, made = await a_plan(stage)

        same = (await get(stage, f"/v1/akter/{case_id}/plans")).json()["current"]["individens_ord"]

        for body in ({}, {"goals": None, "individens_ord": None}, {"individens_ord": same}):
            answer = await patch(stage, case_id, made, body)
            assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_change")
        assert "plan_changed" not in await facts(stage, case_id)

    async def test_of_who_drives_to_the_same_is_refused(self, stage) -> None:
        case_id, made = await a_plan(stage)
        path = f"/v1/akter/{case_id}/plans/{made['plan_id']}/driver"
        theirs = {"driver": {"unit": JOBBTORG, "name": "Jobbtorg Testperson", "function": "jobbcoach"}}
        named = await post(stage, path, theirs | {"driver_reason": "Hon vill."})

        answer = await post(stage, path, theirs | {"driver_reason": "Hon vill."}, version=2)

        assert (named.status_code, answer.status_code) == (200, 422)
        assert answer.json()["code"] == "nothing_to_change"
        assert (await facts(stage, case_id)).count("plan_changed") == 1

    async def test_names_no_more_units_than_can_be_asked_about(self, stage) -> None:
        case_id, made = await a_plan(stage)
        goals = [
            {
                "goal": "Börja arbetsträna i höst.",
                "delmal": [delmal(responsible=JOBBTORGS | {"unit": f"enhet-{n}-{m}"}) for m in range(12)],
            }
            for n in range(6)
        ]

        answer = await patch(stage, case_id, made, {"goals": goals})

        assert (answer.status_code, answer.json()["code"]) == (422, "too_many_units")

    async def test_asks_for_cover_anew(self, stage) -> None:
        case_id, made = await a_plan(stage)
        stage.consent.uncovered = {"fk"}
        body = rewritten(made, delmal(responsible=JOBBTORGS | {"unit": "fk"}))

        uncovered = await patch(stage, case_id, made, body)
        stage.consent.withheld = {case_id}
        withheld = await patch(stage, case_id, made, {"individens_ord": "x"})

        assert uncovered.json()["code"] == "responsible_not_covered"
        assert withheld.json()["code"] == "handled_by_hand"

    async def test_a_new_driver_is_named(self, stage) -> None:
        case_id, made = await a_plan(stage)
        path = f"/v1/akter/{case_id}/plans/{made['plan_id']}/driver"
        theirs = {"unit": JOBBTORG, "name": "Jobbtorg Testperson", "function": "jobbcoach"}

        body = {"driver": theirs, "driver_reason": "Hon träffar jobbcoachen.", "deputy": DRIVING}
        answer = await post(stage, path, body)

        assert answer.status_code == 200
        event, opened = await last(stage, case_id, "plan_changed")
        assert event["data"]["driver"] == JOBBTORG
        assert opened["plan"]["ersattare"]["enhet"] == SENDER


class TestRead:
    async def test_the_koordinator_reads_it_whole_and_is_logged(self, stage) -> None:
        case_id, made = await a_plan(stage)

        answer = await get(stage, f"/v1/akter/{case_id}/plans")

        plan = answer.json()["current"]
        assert answer.headers["etag"] == '"1"'
        assert plan["driver_text"] == (
            "Anmälare Testperson, socialsekreterare, Södermalms stadsdelsnämnd, socialtjänsten"
        )
        (one,) = plan["delmal"]
        assert (one["id"], one["due"]) == (made["delmal"][0]["id"], AHEAD)
        assert one["state_text"] == "Föreslaget, inte besvarat"
        assert one["category_text"] == "Gemensam plan"
        logged = (await get(stage, f"/v1/cases/{case_id}/reads", "individ")).json()["reads"]
        assert (TEAM, "handlaggning") in [(read["unit"], read["purpose"]) for read in logged]

    async def test_the_person_reads_hers_in_plain_swedish(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(), delmal(what="Ringa vårdcentralen.", responsible=HERS))

        (plan,) = (await get(stage, "/v1/my/plan", "individ")).json()["plans"]

        assert (plan["case_id"], plan["plan_id"]) == (str(case_id), made["plan_id"])
        assert [one["what"] for one in plan["yours"]] == ["Ringa vårdcentralen."]
        assert "Det här gör du:" in plan["text"]
        assert len(await rows(stage, "select 1 from read_log where purpose = 'egen_insyn'")) == 1
        stage.consent.mine.clear()
        assert (await get(stage, "/v1/my/plan", "individ")).json() == {"plans": []}
        assert (await get(stage, "/v1/my/plan")).status_code == 403

    async def test_a_hidden_case_opens_with_a_purpose(self, stage) -> None:
        case_id, _ = await a_plan(stage)
        stage.consent.hidden.add(case_id)

        refused = await get(stage, f"/v1/akter/{case_id}/plans")
        opened = await get(stage, f"/v1/akter/{case_id}/plans?purpose=handlaggning_for_hand")

        assert (refused.status_code, refused.json()["code"]) == (409, "opening_needs_purpose")
        assert opened.status_code == 200

    @pytest.mark.parametrize("who", ["other-team", "host-staff", "jobbtorg", "individ", "granskare"])
    async def test_others_are_told_that_there_is_nothing(self, stage, who) -> None:
        case_id, made = await a_plan(stage)
        path = f"/v1/akter/{case_id}/plans"

        for answer in (
            await get(stage, path, who),
            await get(stage, f"{path}/{made['plan_id']}/versions", who),
            await get(stage, f"{path}/{made['plan_id']}/compare?from=1&to=1", who),
            await on_akt(stage, case_id, "plans", plan_body(uuid4()), who=who),
            await post(stage, f"{path}/{made['plan_id']}/driver", {"driver": DRIVING}, who=who),
            await patch(stage, case_id, made, {"individens_ord": "x"}, who=who),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_akt")

    async def test_another_cases_plan_is_unknown(self, stage) -> None:
        case_id, _ = await a_plan(stage)
        other, meeting_id = await a_case_that_met_later(stage)
        theirs = await on_akt(stage, other, "plans", plan_body(meeting_id))

        for answer in (
            await get(stage, f"/v1/akter/{case_id}/plans/{theirs.json()['plan_id']}/versions"),
            await get(stage, f"/v1/akter/{case_id}/plans/{theirs.json()['plan_id']}/compare?from=1&to=1"),
            await patch(stage, case_id, theirs.json(), {"individens_ord": "x"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_plan")

    async def test_the_questions_are_for_the_koordinator(self, stage) -> None:
        letters = (await get(stage, "/v1/smarta")).json()["letters"]

        assert letters[0]["word"] == "Specifikt"
        assert (await get(stage, "/v1/smarta", "jobbtorg")).status_code == 403


async def a_case_that_met_later(stage):
    """A second case: the team's slot of the first is taken."""
    case_id = await a_case(stage)
    await post(stage, f"/v1/akter/{case_id}/take-up", {"next_step": "Möte.", "contact": "Koordinatorn"})
    return case_id, await a_meeting(stage, case_id, hours=9)
