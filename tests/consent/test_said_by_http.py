"""By whom staff says that a withdrawal is made, over HTTP on the real PostgreSQL."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from shared.keys import KeyStoreDown
from tests.consent.api import (
    HANDLAGGARE,
    PERSON_TOKEN,
    WITH_REGION,
    a_draft,
    a_minor_form,
    a_representative_form,
    headers,
    registered,
)
from tests.consent.builders import MINOR, REGION
from tests.consent.conftest import Drafts
from tests.consent.exit_world import World
from tests.consent.test_givings_http import ends
from tests.consent.test_receipts_http import hers, record_of, text_of
from tests.consent.test_receipts_of_changes_http import last

pytestmark = pytest.mark.real
KOORDINATOR = "koordinator.team-stockholm"


async def withdraw(
    world: World,
    case_id: UUID,
    said_by: str | None = "representative",
    *,
    token: str = HANDLAGGARE,
    key: str | None = None,
    said_on: str = "2026-03-02",
    **scope: str,
) -> httpx2.Response:
    body: dict[str, Any] = {
        "case_id": str(case_id),
        "scope": scope or {"kind": "all"},
        "said_on": said_on,
        "channel": "inloggad" if token == PERSON_TOKEN else "telefon",
    }
    if said_by is not None:
        body["said_by"] = said_by
    return await world.client.post("/v1/revocations", json=body, headers=headers(token, key))


async def represented(world: World, drafts: Drafts, **mandate: Any) -> tuple[UUID, str]:
    case_id = a_draft(drafts)
    form = a_representative_form(**mandate)
    signing = await registered(world.client, case_id, grants=WITH_REGION, representative=form)
    return case_id, signing["signing_id"]


async def kept(world: World, case_id: UUID) -> list[str]:
    found = await world.fetch("select said_by from revocation where case_id = :case", case=case_id)
    return [each.said_by for each in found]


class TestByARepresentative:
    async def test_is_taken_in_and_told_so(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await represented(world, drafts)

        assert (await withdraw(world, case_id)).status_code == 200

        assert await kept(world, case_id) == ["representative"]
        *_, receipt = await hers(world, case_id)
        text, written = await text_of(world, receipt), await record_of(world, receipt)
        assert receipt["title"] == "Kvitto: en återkallelse för dig är registrerad"
        assert "Din gode man har återkallat samtycket för dig." in text
        assert "Du sade det" not in text
        assert "Gun" not in text
        assert written["finsam_withdrawn_by"] == {"by": "representative", "who": "god_man"}
        assert written["event"]["finsam_entity_role"] == "representative"

    async def test_is_her_own_word_when_nothing_is_said(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await represented(world, drafts)

        assert (await withdraw(world, case_id, None, kind="party", party=REGION)).status_code == 200
        assert (await withdraw(world, case_id, "person")).status_code == 200

        assert await kept(world, case_id) == ["person", "person"]

    async def test_is_refused_where_none_stands_behind_the_samtycke(
        self, world: World, drafts: Drafts
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)

        for said_by in ("representative", "guardian", "person_and_guardian"):
            answer = await withdraw(world, case_id, said_by)
            assert (answer.status_code, answer.json()["code"]) == (422, "nobody_behind")
            assert answer.json()["fields"][0]["field"] == "said_by"
        assert await kept(world, case_id) == []

    async def test_is_refused_after_the_mandate(self, world: World, drafts: Drafts) -> None:
        case_id, signing_id = await represented(world, drafts)
        await registered(world.client, case_id)
        assert (await ends(world, signing_id, "2026-03-02")).status_code == 201

        assert (await withdraw(world, case_id)).status_code == 200, "on its last day"

        case_id, signing_id = await represented(world, drafts, last_day="2026-05-31")
        too_early = await withdraw(world, case_id, said_on="2025-03-03", kind="party", party=REGION)
        assert too_early.status_code == 200
        world.core.clock.at = world.core.clock.now().replace(month=6, day=2)  # pyright: ignore[reportAttributeAccessIssue]
        assert (await withdraw(world, case_id, said_on="2026-06-01")).json()["code"] == "nobody_behind"

    async def test_is_refused_when_the_signature_is_struck(self, world: World, drafts: Drafts) -> None:
        case_id, signing_id = await represented(world, drafts)
        await registered(world.client, case_id, grants=WITH_REGION)
        await world.fetch_commit("update signing set annulled_at = now() where id = :id", id=UUID(signing_id))

        assert (await withdraw(world, case_id)).json()["code"] == "nobody_behind"

    async def test_is_told_to_the_team_and_to_a_party_in_the_same_way(
        self, world: World, drafts: Drafts
    ) -> None:
        case_id, _ = await represented(world, drafts)

        party = f"handlaggare.{REGION}"
        own = await withdraw(world, case_id, token=party, kind="party", party=REGION)
        rest = await withdraw(world, case_id, token=KOORDINATOR)

        assert (own.status_code, rest.status_code) == (200, 200)

    async def test_is_as_unknown_to_others_as_before(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await represented(world, drafts)

        for case in (case_id, uuid4()):
            answer = await withdraw(world, case, token="handlaggare.af")
            assert (answer.status_code, answer.json()["code"]) == (404, "case_unknown")

    async def test_is_not_said_by_who_is_logged_in_herself(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await represented(world, drafts)

        answer = await withdraw(world, case_id, token=PERSON_TOKEN)

        assert (answer.status_code, answer.json()["code"]) == (422, "said_by_of_her_own")
        assert (await withdraw(world, case_id, "person", token=PERSON_TOKEN)).status_code == 200

    async def test_twice_acts_once(self, world: World, drafts: Drafts) -> None:
        (case_id, _), key = await represented(world, drafts), str(uuid4())

        first, second = [await withdraw(world, case_id, key=key) for _ in range(2)]
        other = await withdraw(world, case_id, "person", key=key)

        assert first.json() == second.json()
        assert await kept(world, case_id) == ["representative"]
        assert other.json()["code"] == "idempotency_key_reused"


class TestByAGuardian:
    async def test_is_taken_in_and_told_so(self, world: World, drafts: Drafts) -> None:
        case_id = a_draft(drafts, number=MINOR)
        await registered(world.client, case_id, minor=a_minor_form())

        assert (await withdraw(world, case_id, "guardian")).status_code == 200

        _, text = await last(world, case_id, f"person.{MINOR}")
        assert "Din vårdnadshavare har återkallat samtycket för dig." in text
        assert "Vera" not in text

    async def test_is_refused_where_she_decides_herself(self, world: World, drafts: Drafts) -> None:
        case_id = a_draft(drafts, number=MINOR)
        await registered(world.client, case_id, minor=a_minor_form("mogen_sjalv", 0))

        assert (await withdraw(world, case_id, "guardian")).json()["code"] == "nobody_behind"

    async def test_is_refused_when_she_is_of_age(self, world: World, drafts: Drafts) -> None:
        case_id = a_draft(drafts, number=MINOR)
        minor = a_minor_form("tillsammans", 1, one_suffices="ensam_vardnad")
        await registered(world.client, case_id, valid_to="2027-12-31", minor=minor)
        world.core.clock.at = world.core.clock.now().replace(year=2027, day=1)  # pyright: ignore[reportAttributeAccessIssue]

        assert (await withdraw(world, case_id, "guardian", said_on="2027-03-01")).json()[
            "code"
        ] == "nobody_behind"
        assert (await withdraw(world, case_id, "guardian", said_on="2027-02-28")).status_code == 200


class TestWithTheKeysAway:
    async def test_is_taken_in_as_said_and_the_receipt_is_owed(
        self, world: World, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)

        async def down(*_: object) -> None:
            raise KeyStoreDown

        with monkeypatch.context() as away:
            away.setattr(type(world.core.keystore), "ensure", down)
            assert (await withdraw(world, case_id, "guardian")).status_code == 200
        assert [each["what"] for each in await hers(world, case_id)] == ["givet"]
        while await world.core.receipting.keep_owed(world.core.sessions):
            pass

        *_, receipt = await hers(world, case_id)
        assert "Din vårdnadshavare har återkallat samtycket för dig." in await text_of(world, receipt)
