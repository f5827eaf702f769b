"""A samtycke for an anmälan that came to the team on paper: registered by its koordinator, and by nobody else of the host."""

import pytest

from tests.consent.api import HANDLAGGARE, a_draft, a_form, a_scan, covered, headers, send_scan
from tests.consent.builders import PERSON, REGION, SENDER, TEAM
from tests.consent.test_liftings_http import lift, mark, marks

pytestmark = pytest.mark.real

KOORDINATOR, HOST_STAFF = f"koordinator.{TEAM}", f"handlaggare.{TEAM}"


async def signed(client, case_id, token=KOORDINATOR):
    scan_id = await a_scan(client, case_id, token=token)
    return await client.post("/v1/signings", json=a_form(case_id, scan_id), headers=headers(token))


class TestAPaper:
    async def test_is_signed_for_by_the_teams_koordinator(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)

        answer = await signed(client, case_id)

        assert answer.status_code == 201, answer.text
        assert (await covered(client, case_id))["covered"] is True

    async def test_is_not_the_other_staff_of_the_hosts_to_change(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        await signed(client, case_id)
        scan = await send_scan(client, case_id, token=HOST_STAFF)
        protection = await client.post(
            "/v1/protections", json={"case_id": str(case_id)}, headers=headers(HOST_STAFF)
        )
        preview = await client.post(
            "/v1/my/revocation-previews",
            json={"case_id": str(case_id), "scope": {"kind": "all"}},
            headers=headers(HOST_STAFF),
        )

        assert (scan.status_code, scan.json()["code"]) == (403, "forbidden")
        assert (protection.status_code, protection.json()["code"]) == (404, "case_unknown")
        assert (preview.status_code, preview.json()["code"]) == (403, "only_own_rows")

    async def test_can_be_protected_before_its_samtycke(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)

        marked = await mark(client, case_id, KOORDINATOR)
        refused = await send_scan(client, case_id, token=KOORDINATOR)

        assert marked.status_code == 200
        assert (refused.status_code, refused.json()["code"]) == (409, "case_withheld")

    async def test_is_another_teams_as_little_as_anyones(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)

        answer = await client.post(
            "/v1/protections", json={"case_id": str(case_id)}, headers=headers("koordinator.team-annan")
        )

        assert answer.status_code == 404

    async def test_is_taken_over_by_the_unit_whose_anmalan_it_becomes(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        await signed(client, case_id)
        drafts.known[case_id] = (
            SENDER,
            PERSON,
        )  # it has gone on: the referral service has it as the sender's

        answer = await signed(client, case_id, HANDLAGGARE)

        assert answer.status_code == 201, answer.text

    async def test_is_not_registered_by_a_unit_that_it_is_not_of(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)

        refused = await send_scan(client, case_id, token=HANDLAGGARE)

        assert (refused.status_code, refused.json()["code"]) == (404, "case_unknown")


class TestAPaperMarkedBeforeItsSamtycke:
    """The samtycke names the team; until then the case is the team's because the team registered it."""

    async def test_shows_the_teams_koordinator_its_marks(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        protection = (await mark(client, case_id, KOORDINATOR)).json()["protection_id"]

        unstated = await marks(client, case_id, KOORDINATOR, purpose=None)
        told = await marks(client, case_id, KOORDINATOR)

        assert (unstated.status_code, unstated.json()["code"]) == (409, "reading_needs_purpose")
        assert [each["protection_id"] for each in told.json()["protections"]] == [protection]

    async def test_can_be_undone_by_her_when_the_tick_was_an_error(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        protection = (await mark(client, case_id, KOORDINATOR)).json()["protection_id"]

        lifted = await lift(client, protection, KOORDINATOR, reason="Rutan kryssades i av misstag.")

        assert (lifted.status_code, lifted.json()) == (
            201,
            {"protection_id": protection, "protected": False},
        )
        (told,) = (await marks(client, case_id, KOORDINATOR, purpose=None)).json()["protections"]
        assert told["lifted"]["unit"] == TEAM
        assert (await signed(client, case_id)).status_code == 201, "and the samtycke is taken in"

    async def test_shows_the_other_staff_of_the_host_nothing_and_is_not_theirs_to_change(
        self, client, drafts
    ) -> None:
        case_id, unmarked = a_draft(drafts, unit=TEAM), a_draft(drafts, unit=TEAM)
        await a_scan(client, unmarked, token=KOORDINATOR)
        protection = (await mark(client, case_id, KOORDINATOR)).json()["protection_id"]

        answers = [
            await marks(client, case_id, HOST_STAFF),
            await lift(client, protection, HOST_STAFF),
            await mark(client, unmarked, HOST_STAFF),
            await client.get(f"/v1/cases/{case_id}/rows", headers=headers(HOST_STAFF)),
            await client.get(f"/v1/cases/{case_id}/signings", headers=headers(HOST_STAFF)),
        ]

        assert {answer.status_code for answer in answers} == {404}
        assert (await covered(client, case_id))["withheld"]
        assert not (await covered(client, unmarked))["withheld"]

    async def test_keeps_its_scan_the_koordinators(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        path = f"/v1/scans/{await a_scan(client, case_id, token=KOORDINATOR)}"
        await mark(client, case_id, KOORDINATOR)

        statuses = [
            (await client.get(path, headers=headers(who))).status_code for who in (KOORDINATOR, HOST_STAFF)
        ]

        assert statuses == [200, 404]


class TestAMarkOnAPaperWithItsSamtycke:
    async def test_leaves_its_receipts_to_the_koordinator_alone(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        await signed(client, case_id)
        path = f"/v1/receipts?case_id={case_id}"
        before = [await receipts(client, path, who) for who in (KOORDINATOR, HOST_STAFF)]

        await mark(client, case_id, KOORDINATOR)
        after = [await receipts(client, path, who) for who in (KOORDINATOR, HOST_STAFF)]

        assert before == after == [1, 0]

    async def test_is_lifted_by_no_unit_that_only_names_it(self, client, drafts) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        await signed(client, case_id)
        protection = (await mark(client, case_id, KOORDINATOR)).json()["protection_id"]

        answers = [
            await lift(client, protection, who) for who in (f"handlaggare.{REGION}", HANDLAGGARE, HOST_STAFF)
        ]

        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert (await covered(client, case_id))["withheld"]

    async def test_is_lifted_by_the_unit_whose_anmalan_it_became_when_it_said_so_itself(
        self, client, drafts
    ) -> None:
        case_id = a_draft(drafts, unit=TEAM)
        await signed(client, case_id)
        drafts.known[case_id] = (SENDER, PERSON)
        protection = (await mark(client, case_id, HANDLAGGARE)).json()["protection_id"]

        assert (await lift(client, protection, HANDLAGGARE)).status_code == 201
        assert not (await covered(client, case_id))["withheld"]


async def receipts(client, path: str, who: str) -> int:
    return len((await client.get(path, headers=headers(who))).json()["receipts"])
