"""The koordinator's and the parties' commands on PostgreSQL; each refusal is reached."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.followup.queries import Indicators
from shared.sections import SealedSection, open_section
from tests.followup.builders import AF, DUE, END_BODY, FK, SENDER, TEAM, a_plan, at, result_body
from tests.followup.facts import Facts
from tests.followup.fakes import VIEWERS

pytestmark = pytest.mark.real

MOVE = {"planned_for": "2026-09-16", "reason_code": "part_kan_inte"}
STRANGE = "0199a1b2-c3d4-7000-8000-00000000dead"
KEPT = {"kind": "halls_oppet", "months": 3, "reason": "Vården först."}


async def a_case(stage, plan=None) -> tuple[Facts, dict[str, Any]]:
    facts = Facts(stage)
    await facts.plan_made(plan)
    return facts, await facts.current()


async def a_held_case(stage) -> tuple[Facts, dict[str, Any]]:
    facts, _ = await a_case(stage)
    await stage.reach(DUE)
    await facts.held(DUE)
    return facts, await facts.current()


async def record(stage, facts: Facts, current, **changes):
    body = result_body([d.id for d in facts.plan.delmal], **changes)
    return await stage.post(f"/v1/follow-ups/{current['id']}/record", body, version=current["version"])


async def reschedule(stage, current, **changes):
    sending = MOVE | changes
    return await stage.post(
        f"/v1/follow-ups/{current['id']}/reschedulings", sending, version=current["version"]
    )


def opened(stage, event) -> dict[tuple[str, str], Any]:
    found = {}
    for section in event["data"]["sections"]:
        sealed = SealedSection.model_validate(section)
        said = open_section(
            stage.consent.pair, sealed, event_id=UUID(event["id"]), case_id=UUID(event["subject"])
        )
        found[sealed.category, sealed.source] = json.loads(said)
    return found


class TestReschedule:
    async def test_moves_the_planned_day_and_shows_it_beside_the_due_day(self, stage) -> None:
        facts, current = await a_case(stage)

        answer = await reschedule(stage, current)
        await stage.reach(DUE + timedelta(days=5))

        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
        current = await facts.current()
        assert (current["due"], current["planned_for"], current["overdue_days"]) == (
            str(DUE),
            "2026-09-16",
            5,
        )
        assert current["moved"] == 1
        assert current["reschedulings"][0]["reason"] == "En part kan inte komma"
        assert [n["kind"] for n in current["notices"]] == ["paminnelse_42", "paminnelse_14", "forsenad"]
        event = (await stage.published(facts.case_id))[1]
        assert event["data"]["parties"] == [AF, FK, SENDER]
        assert "part_kan_inte" not in json.dumps(event)

    async def test_tells_only_those_who_are_covered(self, stage) -> None:
        facts, current = await a_case(stage)
        stage.consent.uncovered = {FK}

        await reschedule(stage, current)

        assert (await stage.published(facts.case_id))[-1]["data"]["parties"] == [AF, SENDER]

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"planned_for": "2026-03-01"}, 422, "date_in_past"),
            ({"planned_for": "2026-06-19"}, 422, "not_working_day"),
            ({"planned_for": "9999-12-31"}, 422, "too_far_ahead"),
            ({"planned_for": str(DUE)}, 422, "same_day"),
            ({"reason_code": "annat"}, 422, "words_missing"),
            ({"reason_code": "orkar_inte"}, 422, "invalid_input"),
        ],
    )
    async def test_is_refused(self, stage, changes, status, code) -> None:
        _, current = await a_case(stage)

        answer = await reschedule(stage, current, **changes)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_is_refused_when_called_when_held_and_when_stale(self, stage) -> None:
        facts, current = await a_case(stage)
        stale = await reschedule(stage, current | {"version": 9})
        meeting = uuid4()
        await facts.meeting("meeting_called", meeting, starts_at=at(DUE).isoformat())
        called = await reschedule(stage, await facts.current())
        await facts.meeting("meeting_held", meeting, held_at=at(DUE).isoformat())
        held = await reschedule(stage, await facts.current())
        unread = await stage.post(f"/v1/follow-ups/{current['id']}/reschedulings", MOVE)

        assert [(a.status_code, a.json()["code"]) for a in (stale, called, held, unread)] == [
            (412, "stale_follow_up"), (409, "meeting_called"), (409, "wrong_status"), (428, "if_match_missing"),
        ]  # fmt: skip

    async def test_twice_at_once_moves_it_once(self, stage) -> None:
        facts, current = await a_case(stage)

        answers = await asyncio.gather(*(reschedule(stage, current) for _ in range(3)))

        assert sorted(a.status_code for a in answers) == [200, 412, 412]
        assert (await facts.current())["moved"] == 1

    async def test_sent_twice_acts_once(self, stage) -> None:
        facts, current = await a_case(stage)
        key, path = str(uuid4()), f"/v1/follow-ups/{current['id']}/reschedulings"

        first = await stage.post(path, MOVE, version=1, key=key)
        again = await stage.post(path, MOVE, version=1, key=key)

        assert first.json() == again.json()
        assert (await facts.current())["moved"] == 1


class TestRecord:
    async def test_with_a_new_plan_waits_until_it_comes(self, stage) -> None:
        facts, current = await a_held_case(stage)

        answer = await record(stage, facts, current)
        waiting = await facts.current()
        await facts.plan_made(a_plan(number=2, made_on=date(2026, 9, 14)))

        assert (answer.status_code, answer.json()["status"]) == (200, "vantar_ny_plan")
        assert waiting["next"] == {
            "step": "ny_plan", "what": "Gör en ny gemensam plan", "who": "koordinatorn", "by": "2026-09-30",
        }  # fmt: skip
        assert [f["state"] for f in await facts.follow_ups()] == ["uppfoljd", "planerad"]
        assert (await stage.types(facts.case_id))[-3:] == [
            "followup_recorded", "new_plan_wanted", "followup_scheduled",
        ]  # fmt: skip

    async def test_of_a_new_plan_that_does_not_come_is_told(self, stage) -> None:
        facts, current = await a_held_case(stage)
        await record(stage, facts, current)

        await stage.reach(date(2026, 10, 1))

        assert (await facts.current())["notices"][-1]["kind"] == "plan_drojer"

    async def test_with_the_end_tells_who_carries_on(self, stage) -> None:
        facts, current = await a_held_case(stage)

        answer = await record(stage, facts, current, outcomes={"main": "U10"}, next=END_BODY)

        assert answer.json()["status"] == "uppfoljd"
        recorded, concluded = (await stage.published(facts.case_id))[-2:]
        assert concluded["data"]["last_day"] == "2026-10-02"
        said = opened(stage, concluded)
        assert said["uppfoljning", TEAM]["fortsatter"] == [{"vad": "Studievägledning", "vem": "Jobbtorg"}]
        assert {category for category, _ in opened(stage, recorded)} == {
            "uppfoljning", "sysselsattning", "arbetsformaga", "forsorjning",
        }  # fmt: skip
        assert (await stage.get("/v1/follow-ups")).json()["follow_ups"] == []

    async def test_kept_open_has_a_next_due_day(self, stage) -> None:
        facts, current = await a_held_case(stage)

        await record(stage, facts, current, outcomes={"main": "U40"}, next=KEPT)

        (listed,) = (await stage.get("/v1/follow-ups")).json()["follow_ups"]
        assert (listed["state"], listed["due"]) == ("halls_oppet", "2026-12-02")
        (row,) = await stage.rows("select status from follow_up where id = :i", i=listed["id"])
        assert row.status == "planerad"
        await stage.reach(date(2026, 12, 3))
        assert [n["kind"] for n in (await facts.current())["notices"]] == [
            "paminnelse_42", "paminnelse_14", "forsenad",
        ]  # fmt: skip

    async def test_of_one_that_a_new_plan_replaced_at_the_meeting_is_still_wanted(self, stage) -> None:
        facts, current = await a_held_case(stage)
        kept = facts.plan
        await facts.plan_made(a_plan(number=2, made_on=DUE))
        facts.plan = kept
        (held,) = [f for f in await facts.follow_ups() if f["id"] == current["id"]]
        listed = (await stage.get("/v1/follow-ups")).json()["follow_ups"]

        refused = await record(stage, facts, held, outcomes={"main": "U60"}, next=END_BODY)
        done = await record(stage, facts, held)

        assert [f["state"] for f in listed] == ["ersatt", "planerad"]
        assert (refused.status_code, refused.json()["code"]) == (409, "plan_made_already")
        assert done.json()["status"] == "uppfoljd"
        assert "new_plan_wanted" not in await stage.types(facts.case_id)

    async def test_is_counted_once_and_not_under_protection(self, stage) -> None:
        facts, current = await a_held_case(stage)
        again, protected = await a_held_case(stage)
        stage.consent.withheld.add(again.case_id)

        await record(stage, facts, current)
        await record(stage, again, protected)

        counts = await stage.rows("select team, year, outcome, main, n from outcome_count order by outcome")
        assert [tuple(c) for c in counts] == [(TEAM, 2026, "U20", False, 1), (TEAM, 2026, "U50", True, 1)]

    async def test_refused_counts_and_publishes_nothing(self, stage) -> None:
        facts, current = await a_held_case(stage)
        before = await stage.types(facts.case_id)

        await record(stage, facts, current, forsorjning="FORS_X")

        assert await stage.rows("select 1 from outcome_count") == []
        assert await stage.types(facts.case_id) == before

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"outcomes": {"main": "U74"}}, 422, "unknown_outcome"),
            ({"outcomes": {"main": "U50", "secondary": ["U50"]}}, 422, "outcome_twice"),
            ({"outcomes": {"main": "U60"}}, 422, "outcome_contradicts_next"),
            ({"forsorjning": "FORS_X"}, 422, "unknown_support"),
            (
                {"arbetsformaga": {"before": {"level": "DELVIS"}, "after": {"level": "HEL"}}},
                422,
                "percent_mismatch",
            ),
            (
                {"outcomes": {"main": "U10"}, "next": {"kind": "avslut", "text": "Slut."}},
                422,
                "nobody_carries_on",
            ),
            ({"delmal": []}, 422, "delmal_missing"),
            ({"delmal": [{"delmal_id": STRANGE, "status": "natt"}]}, 422, "unknown_delmal"),
            ({"next": {"kind": "ny_plan", "reason": "  "}}, 422, "words_missing"),
            ({"next": KEPT | {"months": 7}}, 422, "invalid_input"),
            ({"next": {"kind": "kanske"}}, 422, "invalid_input"),
        ],
    )
    async def test_is_refused(self, stage, changes, status, code) -> None:
        facts, current = await a_held_case(stage)

        answer = await record(stage, facts, current, **changes)

        assert (answer.status_code, answer.json()["code"]) == (status, code)

    async def test_is_refused_in_an_unknown_category_too_early_and_too_late(self, stage) -> None:
        early, scheduled = await a_case(stage)
        facts, current = await a_held_case(stage)
        texts = [
            {"delmal_id": str(d.id), "status": "natt", "texts": {"identitet": "x"}} for d in facts.plan.delmal
        ]

        unknown = await record(stage, facts, current, delmal=texts)
        soon = await record(stage, early, await early.current())
        await record(stage, facts, current)
        late = await record(stage, facts, await facts.current())

        assert [(a.status_code, a.json()["code"]) for a in (unknown, soon, late)] == [
            (422, "unknown_category"), (409, "meeting_not_held"), (409, "wrong_status"),
        ]  # fmt: skip
        assert scheduled["state"] == "planerad"


class TestAnswer:
    @pytest.mark.parametrize(("who", "unit"), [("af", AF), ("handlaggare-fk", FK)])
    async def test_acts_at_once_and_its_words_pass_the_exit(self, stage, who, unit) -> None:
        facts, current = await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))
        body = {"answer": "hinder", "text": "Vi saknar underlag.", "journal_reference": "J-17"}

        answer = await stage.post(f"/v1/follow-ups/{current['id']}/answers", body, who=who)

        assert answer.status_code == 201
        (shown,) = (await facts.current())["answers"]
        assert (shown["party"], shown["answer"], shown["text"]) == (unit, "hinder", "Hinder finns")
        event = (await stage.published(facts.case_id))[-1]
        assert (event["data"]["party"], event["data"]["about_kind"]) == (unit, "uppfoljning")
        assert event["data"]["about"] == current["id"]
        said = opened(stage, event)["handlaggning", unit]
        assert (said["text"], said["journalreferens"]) == ("Vi saknar underlag.", "J-17")
        (row,) = await stage.rows("select row_to_json(a)::text as whole from answer a")
        assert "hinder" not in row.whole

    async def test_without_words_is_no_document(self, stage) -> None:
        facts, current = await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))

        await stage.post(f"/v1/follow-ups/{current['id']}/answers", {"answer": "klar"}, who="af")

        assert "party_answered" not in await stage.types(facts.case_id)
        assert len((await facts.current())["answers"]) == 1

    async def test_is_refused_when_no_longer_covered_or_too_late(self, stage) -> None:
        facts, current = await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))
        path = f"/v1/follow-ups/{current['id']}/answers"
        stage.consent.uncovered = {AF}

        gone = await stage.post(path, {"answer": "klar"}, who="af")
        stage.consent.uncovered = set()
        await facts.held(DUE)
        late = await stage.post(path, {"answer": "klar"}, who="af")

        assert (gone.status_code, gone.json()["code"]) == (409, "no_longer_covered")
        assert (late.status_code, late.json()["code"]) == (409, "wrong_status")

    async def test_needs_the_scope(self, stage) -> None:
        _, current = await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))

        answer = await stage.post(f"/v1/follow-ups/{current['id']}/answers", {"answer": "klar"}, who="narrow")

        assert answer.status_code == 403

    async def test_of_a_unit_that_was_not_reminded_is_unknown(self, stage) -> None:
        _, current = await a_case(stage)
        stage.consent.uncovered = {AF}
        await stage.reach(DUE - timedelta(days=42))
        stage.consent.uncovered = set()

        for who in ("af", "jobbtorg", "koordinator", "individ"):
            answer = await stage.post(f"/v1/follow-ups/{current['id']}/answers", {"answer": "klar"}, who=who)
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_follow_up")


class TestIndicators:
    async def test_are_whole_for_the_team_and_without_small_cells_for_the_forbund(self, stage) -> None:
        for _ in range(2):
            facts, current = await a_held_case(stage)
            await record(stage, facts, current)
        await a_case(stage)
        await stage.reach(date(2026, 12, 1))

        (own,) = (await stage.get("/v1/indicators?year=2026")).json()["teams"]
        told = (await stage.get("/v1/indicators?year=2026", "forbund")).json()

        assert (own["main"]["counts"]["U50"], own["main"]["total"]) == (2, 2)
        assert own["follow_ups"] == {"counts": {"i_tid": 2, "sent": 0, "aldrig": 1}, "total": 3}
        (shown,) = told["teams"]
        assert (shown["main"]["counts"]["U50"], shown["main"]["total"]) == (None, None)
        assert shown["secondary"]["U20"] is None
        assert shown["follow_ups"] == {"counts": {"i_tid": None, "sent": 0, "aldrig": None}, "total": None}
        assert told["hidden_below"] == 5

    async def test_leave_out_who_is_under_protection_and_what_a_new_plan_replaced(self, stage) -> None:
        protected, _ = await a_case(stage)
        replaced, _ = await a_case(stage)
        stage.consent.withheld.add(protected.case_id)
        await replaced.plan_made(a_plan(number=2, made_on=date(2026, 9, 2)))
        await stage.reach(date(2026, 12, 1))

        counted = (await stage.get("/v1/indicators?year=2026")).json()

        assert counted["teams"] == []

    async def test_hold_no_connection_while_consent_is_asked(self, stage) -> None:
        facts, _ = await a_case(stage)
        pool = stage.parts.sessions.kw["bind"].pool
        held = []

        async def withheld(case_ids):
            held.append((set(case_ids), pool.checkedout()))
            return frozenset()

        counts = Indicators(stage.parts.sessions, withheld)
        counted = await counts.of_year(VIEWERS["koordinator"], 2026, date(2026, 12, 1))

        assert held == [({facts.case_id}, 0)]
        assert counted["teams"][0]["follow_ups"]["total"] == 1

    @pytest.mark.parametrize("who", ["individ", "handlaggare-fk", "af", "granskare"])
    async def test_are_for_the_team_and_the_forbund(self, stage, who) -> None:
        assert (await stage.get("/v1/indicators?year=2026", who)).status_code == 403

    async def test_of_another_team_are_its_own(self, stage) -> None:
        await a_case(stage)

        assert (await stage.get("/v1/indicators?year=2026", "other-team")).json()["teams"] == []
