"""The koordinator ends a case; how many cases ended how."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.clock import MovableClock
from shared.days import local_day
from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import ENDING, a_case_taken_up, a_case_with, a_case_with_plan
from tests.coordinator.meetings.test_calls import refused, sections_of
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get, post
from tests.shared.bench import until

pytestmark = pytest.mark.real


async def counts(stage) -> list[tuple[str, int]]:
    return [(c.outcome, c.n) for c in await rows(stage, "select outcome, n from outcome_count order by 1")]


async def letters(stage) -> list[str]:
    return [row.kind for row in await rows(stage, "select kind from letter order by id")]


class TestEnd:
    async def test_tells_those_covered_who_carries_on(self, stage) -> None:
        case = await a_case_with_plan(stage)
        stage.consent.uncovered = {"fk"}

        answer = await case.end()

        assert (answer.status_code, answer.json()["status"]) == (200, "avslutad")
        event = (await published(stage, case.case_id))[-1]
        assert event["type"] == "se.finsam.coordinator.akt_ended.v1"
        assert event["data"]["parties"] == ["af", SENDER]
        assert event["data"]["last_day"] == (_today(stage) + timedelta(days=30)).isoformat()
        said = {category: content for category, _, content in sections_of(stage, case.case_id, event)}
        assert {source for _, source, _ in sections_of(stage, case.case_id, event)} == {"team-stockholm"}
        assert said["uppfoljning"]["fortsatter"] == [
            {"vad": "arbetsträning två dagar i veckan", "vem": "Jobbtorg Stockholm"}
        ]
        assert "Jobbtorg Stockholm: arbetsträning två dagar i veckan." in said["uppfoljning"]["text"]
        assert "U60" not in str(said)

    async def test_tells_what_belongs_to_a_category_there_alone(self, stage) -> None:
        case = await a_case_with_plan(stage)
        going_on = {"what": "samtalsstöd varje vecka", "who": "Vårdenhet Södermalm", "category": "halsa"}

        await case.end(carries_on=[going_on])

        event = (await published(stage, case.case_id))[-1]
        said = {category: str(content) for category, _, content in sections_of(stage, case.case_id, event)}
        assert said.keys() == {"handlaggning", "uppfoljning", "halsa"}
        assert [category for category, text in said.items() if "samtalsstöd" in text] == ["halsa"]

    async def test_stops_what_was_planned_and_writes_one_letter(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.call()
        before = await letters(stage)

        await case.end()

        assert [r.state for r in await rows(stage, "select state from plan")] == ["avslutad"]
        assert "bokat" not in [r.state for r in await rows(stage, "select state from meeting")]
        assert (await letters(stage))[len(before) :] == ["avslut"]
        akt = await case.reopened()
        assert akt["outcome"] == "U60"
        assert akt["closing"]["carries_on"][0]["who"] == "Jobbtorg Stockholm"
        assert akt["next"]["who"] == "ingen"
        assert await counts(stage) == [("U60", 1)]

    async def test_leaves_the_list_and_refuses_another_end(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.end()

        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        assert refused(await case.end()) == (409, "wrong_status")
        assert await counts(stage) == [("U60", 1)]

    async def test_needs_nobody_to_carry_on_when_the_need_is_gone(self, stage) -> None:
        case = await a_case_with_plan(stage)

        answer = await case.end(carries_on=[], text="Personen klarar sig själv nu.")

        assert answer.status_code == 200
        event = (await published(stage, case.case_id))[-1]
        said = {category: content for category, _, content in sections_of(stage, case.case_id, event)}
        assert said["uppfoljning"] == {"fortsatter": [], "text": "Personen klarar sig själv nu."}

    async def test_closes_open_questions(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.lose("af")

        await case.end()

        (question,) = (await case.reopened())["questions"]
        assert question["answered_at"] is not None
        assert question["decision"] is None

    async def test_keeps_its_code_sealed(self, stage) -> None:
        case = await a_case_with_plan(stage)

        await case.end(outcome="U72", text="KANARIE")

        (akt,) = await rows(stage, "select row_to_json(akt)::text as whole from akt")
        event = (await published(stage, case.case_id))[-1]
        for whole in (akt.whole, str(event)):
            assert "U72" not in whole
            assert "KANARIE" not in whole

    async def test_sent_twice_acts_once(self, stage) -> None:
        case, key = await a_case_with_plan(stage), str(uuid4())
        version = await case.version()

        first = await case.post("end", ENDING, key=key, version=version)
        again = await case.post("end", ENDING, key=key, version=version)

        assert first.json() == again.json()
        assert await counts(stage) == [("U60", 1)]


class TestDeath:
    async def test_stops_everything_without_a_letter_or_a_cause(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.call()
        before = await letters(stage)

        answer = await case.post("end", {"outcome": "U74"})

        assert answer.status_code == 200
        assert await letters(stage) == before
        event = (await published(stage, case.case_id))[-1]
        assert event["data"]["last_day"] == _today(stage).isoformat()
        ((_, _, content),) = sections_of(stage, case.case_id, event)
        assert "fortsatter" not in content
        cancelled = [e for e in await published(stage, case.case_id) if "cancelled" in e["type"]]
        said = str(content) + str([sections_of(stage, case.case_id, e) for e in cancelled])
        assert "avlid" not in said.lower()
        assert await counts(stage) == [("U74", 1)]

    async def test_needs_no_besked_first(self, stage) -> None:
        case = await a_case_with(stage)

        assert (await case.post("end", {"outcome": "U74"})).json()["status"] == "avslutad"


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            pytest.param({"outcome": "U40"}, (422, "unknown_outcome"), id="care comes first: no end"),
            pytest.param({"outcome": "U70"}, (422, "unknown_outcome"), id="only the person withdraws"),
            pytest.param({"outcome": "U35"}, (409, "outcome_not_allowed"), id="hänvisning with a plan"),
            pytest.param(
                {"outcome": "U71", "carries_on": []}, (422, "words_missing"), id="nobody carries on"
            ),
            pytest.param({"carries_on": [], "text": ""}, (422, "words_missing"), id="need gone, not a word"),
            pytest.param({"text": "  "}, (422, "words_missing"), id="without a word"),
            pytest.param({"on": "2199-01-01"}, (422, "date_in_future"), id="a day to come"),
            pytest.param({"on": "2020-01-01"}, (422, "date_before_referral"), id="a day before the anmälan"),
            pytest.param(
                {"outcome": "U74", "text": "KANARIE", "carries_on": []},
                (422, "no_cause"),
                id="a cause of death",
            ),
            pytest.param(
                {"outcome": "U74", "text": ""}, (422, "no_cause"), id="dead, and somebody carries on"
            ),
            pytest.param({"surprise": 1}, (422, "invalid_input"), id="an unknown field"),
        ],
    )
    async def test_say_why(self, stage, changes, expected) -> None:
        case = await a_case_with_plan(stage)

        assert refused(await case.end(**changes)) == expected
        assert await counts(stage) == []

    async def test_before_the_besked_it_is_no_end(self, stage) -> None:
        case = await a_case_with(stage)

        assert refused(await case.end()) == (409, "outcome_not_allowed")

    async def test_hanvisning_needs_a_meeting(self, stage) -> None:
        case = await a_case_taken_up(stage)
        assert refused(await case.end(outcome="U35")) == (409, "outcome_not_allowed")
        await case.call()
        await case.hold()

        assert (await case.end(outcome="U35")).status_code == 200

    async def test_a_meeting_noted_as_held_meanwhile_counts(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        async with stage.team.sessions.begin() as session:
            await stage.team.meetings(session).of_case(case.case_id)  # holds the case
            ending = asyncio.create_task(case.end(outcome="U35"))
            await _waits_for(stage, session)
            await (await session.connection()).execute(
                text("update meeting set state = 'hallet' where case_id = :id"), {"id": case.case_id}
            )

        assert (await ending).status_code == 200

    async def test_of_others_look_like_nothing(self, stage) -> None:
        case = await a_case_with_plan(stage)

        for who in ("other-team", "host-staff", "individ", "soc"):
            assert (await case.post("end", ENDING, who=who)).status_code == 404

    async def test_nothing_is_ended_on_a_guess(self, stage) -> None:
        case = await a_case_with_plan(stage)
        stage.consent.down = True

        assert refused(await case.end()) == (503, "consent_unreachable")

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"text": "\u00a0 "}, ["text"]),
            ({"carries_on": [], "outcome": "U71"}, ["carries_on"]),
            ({"carries_on": [], "outcome": "U71", "text": ""}, ["text", "carries_on"]),
        ],
    )
    async def test_name_what_is_missing(self, stage, changes, fields) -> None:
        case = await a_case_with_plan(stage)

        answer = await case.end(**changes)

        assert refused(answer) == (422, "words_missing")
        assert [one["field"] for one in answer.json()["fields"]] == fields

    async def test_of_a_case_that_has_ended_say_so_whatever_version_was_read(self, stage) -> None:
        case = await a_case_with_plan(stage)
        version = await case.version()
        await case.end()

        for read in (version, version + 1):
            answer = await case.post("end", ENDING, version=read)
            assert refused(answer) == (409, "wrong_status")
            assert answer.json()["title"] == "Ärendet är redan avslutat"

    async def test_stale_and_missing_versions(self, stage) -> None:
        case = await a_case_with_plan(stage)

        assert refused(await case.post("end", ENDING, version=1)) == (412, "stale_akt")
        answer = await post(stage, f"{case.path}/end", ENDING, version=None)
        assert answer.status_code == 428


class TestProtected:
    async def test_is_told_to_nobody_and_counted_nowhere(self, stage) -> None:
        case = await a_case_with_plan(stage)
        stage.consent.withheld.add(case.case_id)

        await case.end()

        event = (await published(stage, case.case_id))[-1]
        assert event["data"]["parties"] == []
        assert await counts(stage) == []


class TestOutcomes:
    async def test_are_read_by_the_team_whole_and_by_the_forbund_without_small_numbers(self, stage) -> None:
        year = _today(stage).year
        async with stage.team.sessions.begin() as session:
            await (await session.connection()).execute(
                text(
                    "insert into outcome_count (team, year, outcome, n) values ('team-stockholm', :y, 'U60', 3),"
                    " ('team-annan', :y, 'U60', 3), ('team-stockholm', :y, 'U70', 4)"
                ),
                {"y": year},
            )

        mine = await get(stage, f"/v1/outcomes?year={year}")
        all_ = await get(stage, f"/v1/outcomes?year={year}", "forbund")

        assert _numbers(mine)["U60"] == 3
        assert _numbers(mine)["U72"] == 0
        assert _numbers(all_)["U60"] == 6
        assert _numbers(all_)["U70"] is None
        assert _numbers(all_)["U72"] is None
        assert "under 5" in all_.json()["note"]

    @pytest.mark.parametrize("who", ["soc", "individ", "granskare", "af-system"])
    async def test_are_for_no_one_else(self, stage, who) -> None:
        assert (await get(stage, "/v1/outcomes?year=2026", who)).status_code == 403

    async def test_that_a_case_can_end_with_are_listed(self, stage) -> None:
        listed = (await get(stage, "/v1/end-outcomes")).json()["outcomes"]

        assert {"U60", "U71", "U72", "U73", "U74"} < {outcome["outcome"] for outcome in listed}


def _numbers(answer) -> dict[str, int | None]:
    return {one["outcome"]: one["n"] for one in answer.json()["outcomes"]}


async def _waits_for(stage, session) -> None:
    """Return when another transaction waits for a lock that this one holds."""
    holder = (await (await session.connection()).execute(text("select pg_backend_pid()"))).scalar_one()
    waiting = "select 1 from pg_stat_activity where :holder = any(pg_blocking_pids(pid))"

    async def is_so() -> bool:
        return bool(await rows(stage, waiting, holder=holder))

    await until(is_so)


def _today(stage):
    return local_day(MovableClock(stage.settings.clock_file).now())
