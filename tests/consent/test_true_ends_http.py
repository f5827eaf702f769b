"""What her own pages and letters say of how a samtycke ended: as it was, on the real PostgreSQL."""

from typing import Any
from uuid import UUID

import pytest

from services.consent.ending.unit_ends import UnitEnds
from tests.consent.api import WITH_REGION, a_draft, a_representative_form, registered
from tests.consent.builders import NOON, REGION, TODAY, a_directory, a_unit
from tests.consent.conftest import Drafts, LawClock
from tests.consent.exit_world import World
from tests.consent.test_ceasing import sweep
from tests.consent.test_givings_http import ends
from tests.consent.test_own_letters_http import text
from tests.consent.test_receipts_http import hers
from tests.consent.test_receipts_of_changes_http import ended_today, get
from tests.consent.test_said_by_http import withdraw

pytestmark = pytest.mark.real
LATER = NOON.replace(month=12)


async def a_case(world: World, drafts: Drafts, **changes: Any) -> tuple[UUID, str]:
    case_id = a_draft(drafts)
    signing = await registered(world.client, case_id, **{"grants": WITH_REGION, **changes})
    return case_id, signing["signing_id"]


async def page(world: World, case_id: UUID) -> str:
    answer = (await get(world, "my/samtycken")).json()["samtycken"]
    (mine,) = [each for each in answer if each["case_id"] == str(case_id)]
    rows = [row for party in mine["parties"] for row in (*party["receives"], *party["gives"])]
    return "\n".join(row["text"] for row in rows)


class TestWhyItEnded:
    async def test_is_the_collaboration(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await a_case(world, drafts)
        await world.submitted(case_id)

        await ended_today(world, case_id)

        for said in (await text(world, case_id, "samtycken"), await page(world, case_id)):
            assert "Sista dagen var den 2 mars 2026, eftersom samarbetet avslutades." in said
            assert "Tiden gick ut" not in said
        *_, receipt = await hers(world, case_id)
        assert receipt["title"] == "Kvitto: ditt samtycke har upphört"

    async def test_is_the_mistaken_anmalan(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await a_case(world, drafts)
        sent = await world.submitted(case_id)
        await world.react(await world.event("referral_retracted", case_id, retracts=str(sent.id)))

        await ended_today(world, case_id)

        for said in (await text(world, case_id, "samtycken"), await page(world, case_id)):
            assert "eftersom anmälan hade skickats av misstag och togs tillbaka." in said

    async def test_is_the_mandate(self, world: World, drafts: Drafts, clock: LawClock) -> None:
        case_id, signing_id = await a_case(world, drafts, representative=a_representative_form())
        await ends(world, signing_id, "2026-04-30")
        clock.at = LATER
        await sweep(world)

        for said in (await text(world, case_id, "samtycken"), await page(world, case_id)):
            assert "Sista dagen var den 30 april 2026, eftersom uppdraget eller fullmakten" in said

    async def test_is_the_unit_that_ended_and_only_for_its_rows(
        self, world: World, drafts: Drafts, clock: LawClock
    ) -> None:
        case_id, _ = await a_case(world, drafts)
        units = a_directory(a_unit(REGION, valid_to=TODAY.replace(day=31)))
        await UnitEnds(world.core.sessions, units, world.core.receipting).sweep()
        clock.at = LATER
        await sweep(world)

        said = await text(world, case_id, "samtycken")

        assert (
            "Region Stockholm, vårdenhet Södermalm. Sista dagen var den 31 mars 2026, eftersom en enhet som samtycket "
            "nämner upphörde." in said
        )
        assert "Tiden gick ut den 1 september 2026." in said

    async def test_is_its_own_last_day_where_a_later_signature_made_it_longer(
        self, world: World, drafts: Drafts, clock: LawClock
    ) -> None:
        case_id, signing_id = await a_case(world, drafts, representative=a_representative_form())
        await ends(world, signing_id, "2026-04-30")
        await registered(world.client, case_id, grants=WITH_REGION)
        clock.at = LATER
        await sweep(world)

        assert "Tiden gick ut den 1 september 2026." in await text(world, case_id, "samtycken")
        assert "uppdraget" not in await page(world, case_id)

    async def test_is_a_withdrawal_by_whom_it_was(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await a_case(world, drafts, representative=a_representative_form())
        await withdraw(world, case_id)

        for said in (await text(world, case_id, "samtycken"), await page(world, case_id)):
            assert "Den som företräder dig återkallade det för dig den 2 mars 2026." in said
            assert "Du återkallade" not in said
