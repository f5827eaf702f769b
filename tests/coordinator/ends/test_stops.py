"""A party acknowledges its stop; the koordinator sees who has, and who has not."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import a_case_taken_up
from tests.coordinator.meetings.test_calls import refused, sections_of
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real
KEPT = {"answer": "bevaras", "lagrum": "OSL 5 kap. 1 §", "journal_reference": "J-17"}


async def a_stopped_case(stage):
    case = await a_case_taken_up(stage)
    await case.lose("af")
    stage.consent.uncovered = {"af"}
    stage.consent.aliases["af", case.sent.alias] = case.case_id
    return case


async def acknowledge(stage, case, *, who: str = "af-system", key: str = "", **body):
    asked = {"alias": str(case.sent.alias), "answer": "stoppat"} | body
    return await post(stage, "/v1/stop-acknowledgements", asked, who=who, version=None, key=key)


def a_notice(party: str, **changes):
    said = {"stopped_at": "2026-01-01T00:00:00Z", "notice_opened_at": None, "never_opened": 2}
    return {"recipient": party, **said, **changes}


class TestAcknowledge:
    async def test_acts_at_once_and_keeps_the_ground_sealed(self, stage) -> None:
        case = await a_stopped_case(stage)
        before = len(await published(stage, case.case_id))

        answer = await acknowledge(stage, case, **KEPT)

        assert answer.status_code == 201
        (said,) = (await case.read())["stop_acknowledgements"]
        assert (said["party"], said["answer"]) == ("af", "bevaras")
        (row,) = await rows(stage, "select row_to_json(s)::text as whole from stop_acknowledgement s")
        assert "OSL" not in row.whole
        assert "J-17" not in row.whole
        # Its rows are gone: nothing of what it wrote reaches the team.
        assert len(await published(stage, case.case_id)) == before

    async def test_words_go_through_the_exit_while_rows_still_allow(self, stage) -> None:
        case = await a_stopped_case(stage)
        stage.consent.uncovered = set()

        await acknowledge(stage, case, **KEPT)

        event = (await published(stage, case.case_id))[-1]
        assert event["type"] == "se.finsam.coordinator.party_answered.v1"
        assert (event["data"]["party"], event["data"]["about_kind"]) == ("af", "stopp")
        ((category, source, content),) = sections_of(stage, case.case_id, event)
        assert (category, source) == ("handlaggning", "af")
        assert content == {"stopp": "bevaras", "lagrum": "OSL 5 kap. 1 §", "journalreferens": "J-17"}

    async def test_without_words_stages_nothing(self, stage) -> None:
        case = await a_stopped_case(stage)
        stage.consent.uncovered = set()
        before = len(await published(stage, case.case_id))

        assert (await acknowledge(stage, case)).status_code == 201

        assert len(await published(stage, case.case_id)) == before

    async def test_works_for_a_case_that_has_ended(self, stage) -> None:
        case = await a_stopped_case(stage)
        await case.lose(SENDER, whole=True)

        assert (await acknowledge(stage, case, answer="gallrat", decision="Dnr 7")).status_code == 201

    async def test_sent_twice_is_kept_once(self, stage) -> None:
        case, key = await a_stopped_case(stage), str(uuid4())

        first = await acknowledge(stage, case, key=key)
        again = await acknowledge(stage, case, key=key)

        assert first.json() == again.json()
        assert len((await case.read())["stop_acknowledgements"]) == 1

    async def test_repeated_is_kept_once_and_not_told_again(self, stage) -> None:
        case = await a_stopped_case(stage)
        stage.consent.uncovered = set()
        first = await acknowledge(stage, case, **KEPT)
        before = len(await published(stage, case.case_id))

        again = await acknowledge(stage, case, **KEPT)

        assert (again.status_code, again.json()) == (201, first.json())
        assert len(await rows(stage, "select 1 from stop_acknowledgement")) == 1
        assert len(await published(stage, case.case_id)) == before

    async def test_that_says_more_is_kept_as_a_later_answer(self, stage) -> None:
        case = await a_stopped_case(stage)
        stage.consent.stops = [a_notice("af")]

        for body in ({}, KEPT, {"answer": "gallrat", "decision": "Dnr 7"}):
            assert (await acknowledge(stage, case, **body)).status_code == 201

        (af,) = (await get(stage, f"{case.path}/stops")).json()["stops"]
        assert af["acknowledged"]["answer"] == "gallrat"
        assert [one["answer"] for one in af["acknowledged_before"]] == ["bevaras", "stoppat"]

    async def test_that_says_less_is_refused(self, stage) -> None:
        case = await a_stopped_case(stage)
        await acknowledge(stage, case, answer="gallrat", decision="Dnr 7")

        for body in ({}, KEPT):
            assert refused(await acknowledge(stage, case, **body)) == (409, "stop_answered")
        assert len(await rows(stage, "select 1 from stop_acknowledgement")) == 1

    async def test_of_another_stop_is_free_to_say_less(self, stage) -> None:
        case = await a_case_taken_up(stage)
        stage.consent.aliases["af", case.sent.alias] = case.case_id
        await case.events.ended(case.rows["af"][:1], "aterkallat")
        await acknowledge(stage, case, answer="gallrat", decision="Dnr 7")
        await case.events.ended(case.rows["af"][1:], "aterkallat")

        assert (await acknowledge(stage, case)).status_code == 201

    @pytest.mark.parametrize("ground", ["lagrum", "decision"])
    async def test_that_only_stops_names_no_ground(self, stage, ground) -> None:
        case = await a_stopped_case(stage)

        answer = await acknowledge(stage, case, **{ground: "OSL 5 kap. 1 §"})

        assert refused(answer) == (422, "ground_not_needed")
        assert [one["field"] for one in answer.json()["fields"]] == [ground]

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            pytest.param({"answer": "bevaras"}, (422, "ground_missing"), id="kept without a law"),
            pytest.param({"answer": "gallrat", "lagrum": "x"}, (422, "ground_missing"), id="no decision"),
            pytest.param({"answer": "kanske"}, (422, "invalid_input"), id="another answer"),
            pytest.param(
                {"alias": "0199a1b2-c3d4-7000-8000-00000000dead"}, (404, "unknown_alias"), id="another alias"
            ),
        ],
    )
    async def test_is_refused(self, stage, body, expected) -> None:
        case = await a_stopped_case(stage)

        assert refused(await acknowledge(stage, case, **body)) == expected
        assert await rows(stage, "select 1 from stop_acknowledgement") == []

    async def test_of_nothing_that_was_stopped_is_refused(self, stage) -> None:
        case = await a_case_taken_up(stage)
        stage.consent.aliases["af", case.sent.alias] = case.case_id

        assert refused(await acknowledge(stage, case)) == (409, "nothing_stopped")

    @pytest.mark.parametrize("who", ["fk-system", "jobbtorg", "koordinator", "individ"])
    async def test_by_another_looks_like_nothing(self, stage, who) -> None:
        case = await a_stopped_case(stage)

        assert refused(await acknowledge(stage, case, who=who)) == (404, "unknown_alias")


class TestKoordinator:
    async def test_sees_who_has_not_acknowledged_and_what_was_never_opened(self, stage) -> None:
        case = await a_stopped_case(stage)
        stage.consent.stops = [a_notice("af"), a_notice("fk")]
        await acknowledge(stage, case)

        af, fk = (await get(stage, f"{case.path}/stops")).json()["stops"]

        assert (af["never_opened"], af["notice_opened_at"]) == (2, None)
        assert af["recipient_name"] == "Arbetsförmedlingen"
        assert af["acknowledged"]["answer"] == "stoppat"
        assert fk["acknowledged"] is None

    async def test_does_not_take_an_old_answer_for_a_new_stop(self, stage) -> None:
        case = await a_stopped_case(stage)
        await acknowledge(stage, case)
        later = datetime.now(UTC).replace(year=2099).isoformat()
        stage.consent.stops = [a_notice("af", stopped_at=later)]

        (af,) = (await get(stage, f"{case.path}/stops")).json()["stops"]

        assert af["acknowledged"] is None

    async def test_sees_them_of_an_ended_case_for_a_purpose_that_is_logged(self, stage) -> None:
        case = await a_stopped_case(stage)
        stage.consent.stops = [a_notice("af")]
        await case.lose(SENDER, "fk", whole=True)

        assert refused(await get(stage, f"{case.path}/stops")) == (409, "opening_needs_purpose")
        answer = await get(stage, f"{case.path}/stops?purpose=tillsyn")

        assert [one["recipient"] for one in answer.json()["stops"]] == ["af"]
        read = await rows(stage, "select purpose from read_log order by at desc limit 1")
        assert [one.purpose for one in read] == ["tillsyn"]

    async def test_sees_them_of_a_protected_case_for_a_purpose(self, stage) -> None:
        case = await a_stopped_case(stage)
        stage.consent.withheld.add(case.case_id)

        assert refused(await get(stage, f"{case.path}/stops")) == (409, "opening_needs_purpose")
        assert (await get(stage, f"{case.path}/stops?purpose=handlaggning_for_hand")).status_code == 200
        assert (await get(stage, f"{case.path}/stops?purpose=nyfiken")).status_code == 422
        foreign = await get(stage, f"{case.path}/stops?purpose=tillsyn", "other-team")
        assert foreign.status_code == 404
