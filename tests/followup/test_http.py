"""What the koordinator, the person and the reviewer read, on PostgreSQL."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.followup.builders import DUE, TEAM, a_plan, result_body
from tests.followup.facts import Facts

pytestmark = pytest.mark.real

READERS = ["other-team", "host-staff", "handlaggare-fk", "jobbtorg", "individ", "granskare", "forbund", "af"]


async def a_case(stage, **changes) -> Facts:
    facts = Facts(stage)
    await facts.plan_made(a_plan(**changes))
    stage.consent.mine.add(facts.case_id)
    return facts


class TestList:
    async def test_shows_what_is_due_first_and_what_is_next(self, stage) -> None:
        later = await a_case(stage, made_on=date(2026, 3, 9))
        first = await a_case(stage)
        await stage.reach(DUE + timedelta(days=3))

        answer = await stage.get("/v1/follow-ups")

        listed = answer.json()["follow_ups"]
        assert [f["case_id"] for f in listed] == [str(first.case_id), str(later.case_id)]
        assert [f["overdue_days"] for f in listed] == [3, 0]
        assert listed[0]["next"] == {
            "step": "kalla_uppfoljning", "what": "Kalla till uppföljningsmöte", "who": "koordinatorn",
            "by": "2026-08-19",
        }  # fmt: skip
        assert "plan" not in listed[0]
        assert answer.headers["cache-control"] == "no-store"

    async def test_goes_on_page_by_page(self, stage) -> None:
        cases = [str((await a_case(stage)).case_id) for _ in range(3)]

        first = (await stage.get("/v1/follow-ups?limit=2")).json()
        last = (await stage.get(f"/v1/follow-ups?limit=2&after={first['more']}")).json()

        assert sorted(f["case_id"] for f in (*first["follow_ups"], *last["follow_ups"])) == sorted(cases)
        assert last["more"] is None

    async def test_has_nothing_more_when_its_last_page_is_full(self, stage) -> None:
        for _ in range(2):
            await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))

        for path in ("/v1/follow-ups?limit=2", "/v1/notices?limit=2"):
            assert (await stage.get(path)).json()["more"] is None

    @pytest.mark.parametrize("path", ["/v1/follow-ups", "/v1/notices"])
    async def test_refuses_to_go_on_after_what_is_not_in_it(self, stage, path) -> None:
        facts = await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))
        current = await facts.current()
        (notice,) = await stage.rows("select id from notice")
        theirs = {"/v1/follow-ups": current["id"], "/v1/notices": notice.id}[path]

        for who, after in (("koordinator", uuid4()), ("other-team", theirs)):
            answer = await stage.get(f"{path}?after={after}", who)
            assert (answer.status_code, answer.json()["code"]) == (422, "unknown_place")
            assert "första" in answer.json()["detail"]

    async def test_leaves_out_hidden_and_ended_cases(self, stage) -> None:
        hidden, ended = await a_case(stage), await a_case(stage)
        stage.consent.hidden.add(hidden.case_id)
        await ended.coordinator("akt_ended", {"parties": [], "last_day": "2026-05-01"})
        await stage.reach(DUE)

        assert (await stage.get("/v1/follow-ups")).json() == {"follow_ups": [], "more": None}
        assert (await stage.get("/v1/notices")).json() == {"notices": [], "more": None}

    async def test_of_notices_has_the_latest_first(self, stage) -> None:
        facts = await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))
        await stage.reach(DUE - timedelta(days=14))

        notices = (await stage.get("/v1/notices")).json()["notices"]

        assert [n["kind"] for n in notices] == ["paminnelse_14", "paminnelse_42"]
        assert {n["case_id"] for n in notices} == {str(facts.case_id)}
        assert (notices[0]["due"], notices[0]["parties"]) == (str(DUE), ["af", "fk", "soc-sodermalm"])

    async def test_of_notices_goes_on_page_by_page(self, stage) -> None:
        for _ in range(3):
            await a_case(stage)
        await stage.reach(DUE)

        told, after = [], ""
        while after is not None:
            page = (await stage.get(f"/v1/notices?limit=4{after}")).json()
            told += [(n["case_id"], n["kind"]) for n in page["notices"]]
            after = page["more"] and f"&after={page['more']}"

        assert len(told) == len(set(told)) == 6
        assert [kind for _, kind in told] == ["paminnelse_14"] * 3 + ["paminnelse_42"] * 3

    async def test_of_notices_opens_nothing_and_is_no_read_of_a_case(self, stage) -> None:
        for _ in range(3):
            facts = await a_case(stage)
        await stage.reach(DUE)
        await stage.parts.keys.destroy(facts.case_id)
        stage.consent.paths.clear()

        notices = (await stage.get("/v1/notices")).json()["notices"]

        assert len(notices) == 6
        assert stage.consent.paths == ["/v1/hidden-cases"]
        assert await stage.rows("select 1 from read_log") == []

    @pytest.mark.parametrize("who", [reader for reader in READERS if reader != "other-team"])
    async def test_is_for_koordinatorer(self, stage, who) -> None:
        for path in ("/v1/follow-ups", "/v1/notices", "/v1/follow-up-codes"):
            assert (await stage.get(path, who)).status_code == 403

    async def test_of_another_team_is_its_own(self, stage) -> None:
        await a_case(stage)

        assert (await stage.get("/v1/follow-ups", "other-team")).json()["follow_ups"] == []

    async def test_fails_closed_when_consent_does_not_answer(self, stage) -> None:
        facts = await a_case(stage)
        await stage.reach(DUE - timedelta(days=42))
        current = await facts.current()
        reads = await stage.rows("select 1 from read_log")
        stage.consent.down = True

        for path, who in (
            ("/v1/follow-ups", "koordinator"),
            ("/v1/notices", "koordinator"),
            (f"/v1/follow-ups/{current['id']}", "koordinator"),
            (f"/v1/cases/{facts.case_id}/follow-ups", "koordinator"),
            ("/v1/my/follow-ups", "individ"),
            ("/v1/indicators?year=2026", "forbund"),
        ):
            answer = await stage.get(path, who)
            assert (answer.status_code, answer.json()["code"]) == (503, "consent_unreachable")
        assert await stage.rows("select 1 from read_log") == reads

    async def test_of_codes_has_every_outcome(self, stage) -> None:
        codes = (await stage.get("/v1/follow-up-codes")).json()

        assert [o["code"] for o in codes["outcomes"]][:3] == ["U10", "U11", "U12"]
        assert len(codes["outcomes"]) == 20
        assert not {"U70", "U74", "U79"} & {outcome["code"] for outcome in codes["outcomes"]}
        assert len(codes["reasons"]) == 6


class TestOne:
    async def test_is_read_with_its_plan_and_logged(self, stage) -> None:
        facts = await a_case(stage)
        (listed,) = (await stage.get("/v1/follow-ups")).json()["follow_ups"]

        answer = await stage.get(f"/v1/follow-ups/{listed['id']}")

        assert answer.headers["etag"] == f'"{listed["version"]}"'
        assert answer.json()["plan"]["driver"] == "soc-sodermalm"
        assert answer.json()["hidden"] is False
        reads = (await stage.get(f"/v1/cases/{facts.case_id}/reads", "individ")).json()["reads"]
        assert [(r["unit"], r["function"], r["purpose"]) for r in reads] == [
            (TEAM, "koordinator", "handlaggning")
        ] * 2

    async def test_of_a_hidden_case_opens_for_a_stated_purpose_only(self, stage) -> None:
        facts = await a_case(stage)
        followup_id = (await facts.current())["id"]
        stage.consent.hidden.add(facts.case_id)

        for path in (f"/v1/follow-ups/{followup_id}", f"/v1/cases/{facts.case_id}/follow-ups"):
            shut = await stage.get(path)
            assert (shut.status_code, shut.json()["code"]) == (409, "opening_needs_purpose")
        wrong = await stage.post(f"/v1/follow-ups/{followup_id}/openings", {"purpose": "nyfikenhet"})
        opened = await stage.post(f"/v1/follow-ups/{followup_id}/openings", {"purpose": "tillsyn"})

        assert wrong.status_code == 422
        assert (opened.status_code, opened.json()["hidden"]) == (200, True)
        assert [r.purpose for r in await stage.rows("select purpose from read_log order by id")][
            -1
        ] == "tillsyn"

    async def test_of_a_case_that_is_over_opens_for_a_stated_purpose_only(self, stage) -> None:
        facts = await a_case(stage)
        followup_id = (await facts.current())["id"]

        await facts.coordinator("akt_ended", {"parties": [], "last_day": "2026-05-01"})

        for path in (f"/v1/follow-ups/{followup_id}", f"/v1/cases/{facts.case_id}/follow-ups"):
            shut = await stage.get(path)
            assert (shut.status_code, shut.json()["code"]) == (409, "opening_needs_purpose")
            assert shut.json()["follow_ups"] == [followup_id]
        opened = await stage.post(f"/v1/follow-ups/{followup_id}/openings", {"purpose": "tillsyn"})
        assert (opened.status_code, opened.json()["state"]) == (200, "utgatt")


class TestForeign:
    @pytest.mark.parametrize("who", READERS)
    async def test_viewer_is_told_that_there_is_nothing(self, stage, who) -> None:
        facts = await a_case(stage)
        current = await facts.current()
        real = {"followup": current["id"], "case": str(facts.case_id)}
        none = {"followup": str(uuid4()), "case": str(uuid4())}

        for path, body in (
            ("/v1/follow-ups/{followup}", None),
            ("/v1/cases/{case}/follow-ups", None),
            ("/v1/follow-ups/{followup}/openings", {"purpose": "tillsyn"}),
            (
                "/v1/follow-ups/{followup}/reschedulings",
                {"planned_for": "2026-09-16", "reason_code": "annat"},
            ),
            ("/v1/follow-ups/{followup}/record", result_body([])),
            ("/v1/follow-ups/{followup}/answers", {"answer": "klar"}),
        ):
            told = []
            for ids in (real, none):
                where = path.format(**ids)
                answer = await (
                    stage.get(where, who) if body is None else stage.post(where, body, who=who, version=1)
                )
                told.append({k: v for k, v in answer.json().items() if k != "instance"})
                assert answer.status_code == 404, (path, who)
            assert told[0] == told[1]
        assert (await facts.current())["version"] == current["version"]

    async def test_stranger_is_asked_to_log_in(self, stage) -> None:
        assert (await stage.get("/v1/follow-ups", "nobody")).status_code == 401

    @pytest.mark.parametrize("who", ["other-granskare", "koordinator", "jobbtorg", "forbund"])
    async def test_reads_are_for_the_person_and_the_teams_reviewer(self, stage, who) -> None:
        facts = await a_case(stage)

        assert (await stage.get(f"/v1/cases/{facts.case_id}/reads", who)).status_code == 404
        assert (await stage.get(f"/v1/cases/{facts.case_id}/reads", "granskare")).status_code == 200
        stage.consent.mine.clear()
        assert (await stage.get(f"/v1/cases/{facts.case_id}/reads", "individ")).status_code == 404


class TestPerson:
    async def test_reads_her_own_in_plain_swedish(self, stage) -> None:
        facts = await a_case(stage)

        answer = await stage.get("/v1/my/follow-ups", "individ")

        (mine,) = answer.json()["follow_ups"]
        assert mine["case_id"] == str(facts.case_id)
        assert mine["text"] == (
            "Din plan ska följas upp omkring den 2 september 2026. Du får en kallelse till mötet i god tid."
        )
        assert "återkalla ditt samtycke" in mine["vad_du_kan_gora"]
        assert mine["kontakt"] == "koordinatorn i Finsamteam Stockholm"
        assert mine["resultat"] is None
        assert [r.purpose for r in await stage.rows("select purpose from read_log")] == ["egen_insyn"]

    async def test_is_told_that_it_is_late_and_whom_to_turn_to(self, stage) -> None:
        await a_case(stage)

        await stage.reach(DUE + timedelta(days=1))

        (mine,) = (await stage.get("/v1/my/follow-ups", "individ")).json()["follow_ups"]
        assert mine["text"].startswith(
            "Uppföljningen är försenad. Den skulle ha gjorts senast den 2 september 2026."
        )
        assert "vända dig till koordinatorn i Finsamteam Stockholm" in mine["text"]
        assert "omkring" not in mine["text"]

    async def test_reads_the_result_in_her_own_words(self, stage) -> None:
        facts = await a_case(stage)
        await facts.held(DUE)
        current = await facts.current()
        body = result_body([d.id for d in facts.plan.delmal])
        await stage.post(f"/v1/follow-ups/{current['id']}/record", body, version=current["version"])

        (mine,) = (await stage.get("/v1/my/follow-ups", "individ")).json()["follow_ups"]

        assert mine["text"].startswith("Din plan är uppföljd. Nu ska du och parterna göra en ny plan.")
        assert mine["resultat"]["dina_ord"] == "Jag orkar mer nu."
        assert mine["resultat"]["huvudresultat"] == "Planen följd, behovet kvarstår"

    async def test_is_only_herself(self, stage) -> None:
        await a_case(stage)
        stage.consent.mine.clear()

        assert (await stage.get("/v1/my/follow-ups", "individ")).json()["follow_ups"] == []
        assert (await stage.get("/v1/my/follow-ups", "koordinator")).status_code == 403
