"""A samtycke for an anmälan that came to the team on paper: registered by its koordinator, and by nobody else of the host."""

import pytest

from tests.consent.api import HANDLAGGARE, a_draft, a_form, a_scan, covered, headers, send_scan
from tests.consent.builders import PERSON, SENDER, TEAM

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

        marked = await client.post(
            "/v1/protections", json={"case_id": str(case_id)}, headers=headers(KOORDINATOR)
        )
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
