"""The person's own pages: her samtycken part for part, what a withdrawal would mean, and who has got what."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.consent.api import PERSON_TOKEN
from tests.consent.builders import NAME, NOON, PERSON, REGION, SENDER, SOMEBODY_ELSE, TEAM
from tests.consent.exit_world import CORE, World, whole_case

pytestmark = pytest.mark.real

KOORDINATOR = f"koordinator.{TEAM}"
REGION_STAFF = f"handlaggare.{REGION}"


async def a_plan(world: World) -> UUID:
    case_id = await world.a_case(*whole_case(), categories=("plan", "mote"))
    await world.submitted(case_id, *CORE)
    for fact in ("plan_made", "meeting_held"):
        category = "plan" if fact == "plan_made" else "mote"
        event = await world.event(
            fact,
            case_id,
            [(category, {})],
            service="coordinator",
            parties=[REGION, SENDER],
            held_at=(NOON - timedelta(hours=1)).isoformat(),
        )
        await world.react(event)
    return case_id


async def get(world: World, path: str, token: str = PERSON_TOKEN) -> httpx2.Response:
    return await world.client.get(f"/v1/my/{path}", headers={"Authorization": f"Bearer {token}"})


async def preview(world: World, token: str = PERSON_TOKEN, **body: Any) -> httpx2.Response:
    body = {
        "scope": {"kind": "all"},
        **{name: str(v) if isinstance(v, UUID) else v for name, v in body.items()},
    }
    headers = {"Authorization": f"Bearer {token}"}
    return await world.client.post("/v1/my/revocation-previews", json=body, headers=headers)


def of_region(category: str | None = None) -> dict[str, Any]:
    scope = {"kind": "category", "category": category} if category else {"kind": "party"}
    return {**scope, "party": REGION}


class TestSamtycken:
    async def mine(self, world: World, case_id: UUID) -> dict[str, Any]:
        answer = await get(world, "samtycken")
        assert answer.status_code == 200
        (case,) = [each for each in answer.json()["samtycken"] if each["case_id"] == str(case_id)]
        return {party["party"]: party for party in case["parties"]}

    async def test_say_per_party_what_each_row_lets_happen(self, world: World) -> None:
        case_id = await a_plan(world)

        parties = await self.mine(world, case_id)

        region = parties[REGION]
        assert set(parties) == {SENDER, TEAM, REGION}
        assert (region["holds"], region["party_name"]) == (True, "Region Stockholm, vårdenhet Södermalm")
        assert (
            {row["recipient"] for row in region["receives"]}
            == {row["source"] for row in region["gives"]}
            == {REGION}
        )
        (plan,) = [
            row["text"] for row in region["receives"] if (row["source"], row["category"]) == (TEAM, "plan")
        ]
        assert plan.startswith(
            "Finsamteam Stockholm får lämna den gemensamma planen till Region Stockholm, vårdenhet Södermalm."
        )
        assert plan.endswith("till och med den 1 april 2026.")
        assert "Du kan återkalla det när du vill." in region["text"]

    async def test_say_what_has_ended(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.revoke(case_id, kind="party", party=REGION)

        region = (await self.mine(world, case_id))[REGION]

        assert not region["holds"]
        assert region["text"].startswith("Ditt samtycke omfattar inte längre")
        assert all("Du återkallade det den 2 mars 2026." in row["text"] for row in region["receives"])


class TestDisclosures:
    async def mine(self, world: World, case_id: UUID) -> list[dict[str, Any]]:
        answer = await get(world, "disclosures")
        assert answer.status_code == 200
        assert PERSON not in answer.text
        assert NAME not in answer.text
        return [each for each in answer.json()["disclosures"] if each["case_id"] == str(case_id)]

    async def test_say_who_got_what_when_and_why(self, world: World) -> None:
        case_id = await a_plan(world)
        plan = (await world.records(case_id, REGION))[0]
        await world.opened(REGION, plan)

        seen = {(each["recipient"], each["type"]): each for each in await self.mine(world, case_id)}

        assert set(seen) == {(REGION, "gemensam_plan"), (REGION, "mote"), (SENDER, "mote")}
        opened = seen[REGION, "gemensam_plan"]
        assert opened["document"] == "gemensam plan"
        assert opened["ground_text"] == "Ditt samtycke från den 2 mars 2026."
        assert [each["signed_on"] for each in opened["signings"]] == ["2026-03-02"]
        assert [each["category"] for each in opened["categories"]] == ["handlaggning", "plan"]
        assert opened["source_name"] == "Finsamteam Stockholm"
        assert "Region Stockholm, vårdenhet Södermalm (socialsekreterare) fick den" in opened["text"]
        assert seen[REGION, "mote"]["text"] == (
            "Region Stockholm, vårdenhet Södermalm (deltagare i mötet) fick den 2 mars 2026 det som sades på ett möte från "
            "Finsamteam Stockholm: det som sägs och antecknas på möten om dig. Grund: Ditt samtycke från den 2 mars 2026."
        )

    async def test_a_document_opened_twice_stands_once_and_a_system_is_called_so(self, world: World) -> None:
        case_id = await a_plan(world)
        plan = (await world.records(case_id, REGION))[0]
        for _ in range(2):
            await world.release(REGION, plan.header.event_id, token=f"machine.{REGION}.release")

        (opened,) = [each for each in await self.mine(world, case_id) if each["type"] == "gemensam_plan"]

        assert opened["function"] == "datasystem"

    async def test_a_notice_is_no_text_about_her(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.revoke(case_id, kind="party", party=REGION)
        await world.opened(REGION, (await world.records(case_id, REGION))[-1])

        (notice,) = [each for each in await self.mine(world, case_id) if each["type"] == "stop"]

        assert notice["source_name"] == "tjänsten"
        assert notice["text"].endswith("Det innehåller inga uppgifter om dig.")


class TestPreview:
    async def test_tells_what_a_party_would_lose_and_changes_nothing(self, world: World) -> None:
        case_id = await a_plan(world)
        (plan, *_) = await world.records(case_id, REGION)
        await world.opened(REGION, plan)
        before = await world.fetch(
            "select * from consent_row where case_id = :case order by id", case=case_id
        )

        answer = (await preview(world, case_id=case_id, scope=of_region())).json()

        assert answer["changes"]
        assert answer["when"].startswith("Återkallelsen gäller genast")
        assert {(row["source"], row["recipient"]) for row in answer["ends"]} == {
            (SENDER, REGION), (REGION, SENDER), (TEAM, REGION), (REGION, TEAM),
        }  # fmt: skip
        assert {each["about"] for each in answer["consequences"]} == {"plan", "mote"}
        (kept,) = [each["text"] for each in answer["kept"] if each["unit"] == REGION]
        assert "har redan fått det som sades på ett möte samt gemensam plan" in kept
        assert (
            await world.fetch("select * from consent_row where case_id = :case order by id", case=case_id)
            == before
        )
        assert await world.fetch("select 1 from revocation where case_id = :case", case=case_id) == []

    async def test_tells_what_really_happens(self, world: World) -> None:
        """The rows named are those that the withdrawal with the same scope ends."""
        case_id = await a_plan(world)
        for scope in (of_region("mote"), of_region(), {"kind": "all"}):
            told = (await preview(world, case_id=case_id, scope=scope)).json()
            active = "select id from consent_row where case_id = :case and state = 'aktiv'"
            before = {str(row.id) for row in await world.fetch(active, case=case_id)}
            await world.revoke(case_id, **scope)
            after = {str(row.id) for row in await world.fetch(active, case=case_id)}

            assert {row["id"] for row in told["ends"]} == before - after

        assert told["consequences"][0]["about"] == "arende"

    async def test_of_what_is_already_withdrawn_says_that_nothing_changes(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.revoke(case_id)

        answer = (await preview(world, case_id=case_id)).json()

        assert not answer["changes"]
        assert answer["when"].startswith("Där finns inget samtycke kvar")
        assert answer["ends"] == answer["stops"] == answer["consequences"] == answer["kept"] == []

    async def test_the_registering_unit_sees_all_rows_and_the_koordinator_its_teams(
        self, world: World
    ) -> None:
        case_id = await a_plan(world)

        ours = (await preview(world, f"handlaggare.{SENDER}", case_id=case_id)).json()
        teams = (await preview(world, KOORDINATOR, case_id=case_id)).json()

        assert len(ours["ends"]) == 6 * 4
        assert len(teams["ends"]) == 4 * 4
        assert all(TEAM in {row["source"], row["recipient"]} for row in teams["ends"])
        for told in (ours, teams):
            assert not any("har redan fått" in each["text"] for each in told["kept"]), "only she may know"
        reads = await world.fetch("select unit from read_log where case_id = :case", case=case_id)
        assert sorted(read.unit for read in reads) == sorted([SENDER, TEAM])

    async def test_a_party_asks_by_its_alias_about_itself(self, world: World) -> None:
        case_id = await a_plan(world)
        (found,) = await world.fetch(
            "select alias from alias where case_id = :case and recipient = :unit", case=case_id, unit=REGION
        )

        own = await preview(world, REGION_STAFF, alias=found.alias, scope=of_region())
        other = await preview(world, REGION_STAFF, alias=found.alias)
        foreign = await preview(world, "handlaggare.af", alias=found.alias, scope=of_region())

        assert own.status_code == 200
        assert all(REGION in {row["source"], row["recipient"]} for row in own.json()["ends"])
        assert str(case_id) not in own.text
        assert (other.status_code, other.json()["code"]) == (403, "only_own_rows")
        assert (foreign.status_code, foreign.json()["code"]) == (404, "alias_unknown")

    async def test_read_out_by_a_party_is_true_of_the_whole_case(self, world: World) -> None:
        case_id = await a_plan(world)

        told = (await preview(world, REGION_STAFF, case_id=case_id, scope=of_region())).json()

        assert {each["about"] for each in told["consequences"]} == {"plan", "mote"}
        said = " ".join(each["text"] for each in told["consequences"])
        assert "Ditt ärende i Finsamteam avslutas" not in said
        assert "de delmål som Region Stockholm, vårdenhet Södermalm ansvarar för lyfts ur planen" in said
        assert {each["unit"] for each in told["consequences"]} == {REGION}

    async def test_of_everything_does_not_say_that_the_team_never_reads_again(self, world: World) -> None:
        told = (await preview(world, case_id=await a_plan(world))).json()

        assert told["consequences"][0]["text"] == (
            "Ditt ärende i Finsamteam avslutas. Det som står i teamets akt läses bara för ett angivet ändamål, och du ser "
            "det."
        )

    @pytest.mark.parametrize(
        ("token", "status"),
        [
            (f"person.{SOMEBODY_ELSE}", 404),
            ("handlaggare.af", 404),
            ("koordinator.team-annan", 404),
            (f"logggranskare.{SENDER}", 403),
            ("scope.coverage", 403),
        ],
    )
    async def test_is_for_who_may_withdraw(self, world: World, token: str, status: int) -> None:
        case_id = await a_plan(world)

        assert (await preview(world, token, case_id=case_id)).status_code == status
        unknown = await preview(world, token, case_id=uuid4())
        assert unknown.status_code == status

    async def test_of_a_protected_person_is_for_her_and_the_registering_unit(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.withhold(case_id)

        statuses = [
            (await preview(world, token, case_id=case_id)).status_code
            for token in (PERSON_TOKEN, f"handlaggare.{SENDER}", KOORDINATOR)
        ]
        assert statuses == [200, 200, 404]

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"case_id": UUID(int=1), "alias": UUID(int=2)}, "case_or_alias"),
            ({}, "case_or_alias"),
            ({"scope": {"kind": "party"}}, "party_missing"),
            ({"scope": {"kind": "category", "category": "allt"}}, "category_unknown"),
            ({"scope": {"kind": "party", "party": "finns-inte"}}, "nothing_in_scope"),
        ],
    )
    async def test_refuses_what_a_withdrawal_refuses(
        self, world: World, body: dict[str, Any], code: str
    ) -> None:
        case = {} if code == "case_or_alias" else {"case_id": await a_plan(world)}

        answer = await preview(world, **case, **body)

        assert answer.json()["code"] == code
        assert answer.json()["detail"]


@pytest.mark.parametrize("path", ["samtycken", "disclosures"])
class TestOnlyHers:
    async def test_another_persons_case_is_not_among_them(self, world: World, path: str) -> None:
        case_id = await a_plan(world)

        assert str(case_id) not in (await get(world, path, f"person.{SOMEBODY_ELSE}")).text

    @pytest.mark.parametrize("token", [f"handlaggare.{SENDER}", KOORDINATOR, "scope.coverage"])
    async def test_staff_and_services_are_refused(self, world: World, path: str, token: str) -> None:
        assert (await get(world, path, token)).status_code == 403

    async def test_her_own_reading_is_logged(self, world: World, path: str) -> None:
        case_id = await a_plan(world)
        await get(world, path)

        assert await world.fetch("select 1 from read_log where case_id = :case", case=case_id)


async def test_reads_say_what_they_cover_and_where_the_others_are(world: World) -> None:
    await a_plan(world)

    for path in ("reads", "disclosures"):
        answer = (await get(world, path)).json()

        assert "läst om ditt samtycke" in answer["reads_cover"]
        assert answer["reads_elsewhere"]["path"] == "/v1/cases/{case_id}/reads"
        assert answer["reads_elsewhere"]["services"] == ["referral", "coordinator", "followup"]
