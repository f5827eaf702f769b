"""On whose word something was handed out, as her letter says it: her own, or somebody else's. On the real PostgreSQL."""

from uuid import UUID

import pytest

from shared.keys import KeyStoreDown
from tests.consent.api import a_draft, a_minor_form, a_representative_form, registered
from tests.consent.builders import MINOR, TEAM
from tests.consent.conftest import Drafts
from tests.consent.exit_world import World
from tests.consent.test_own_letters_http import text
from tests.consent.test_receipts_of_changes_http import get
from tests.consent.test_true_ends_http import a_case

pytestmark = pytest.mark.real


class TestWhoGaveIt:
    async def told(self, world: World, case_id: UUID) -> str:
        await world.submitted(case_id)
        await world.opened(TEAM, (await world.records(case_id, TEAM))[0])
        return await text(world, case_id, "disclosures")

    async def test_is_herself(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await a_case(world, drafts)

        assert "Varför: Ditt samtycke från den 2 mars 2026." in await self.told(world, case_id)

    async def test_is_a_god_man(self, world: World, drafts: Drafts) -> None:
        case_id, _ = await a_case(world, drafts, representative=a_representative_form())

        said = await self.told(world, case_id)

        assert "Varför: Samtycket från den 2 mars 2026, lämnat för dig av din gode man." in said
        assert "Ditt samtycke från" not in said
        assert "Gun" not in said
        page = (await get(world, f"my/disclosures?case_id={case_id}")).json()["disclosures"]
        assert page[0]["ground_text"].endswith("lämnat för dig av din gode man.")

    async def test_is_her_guardians(self, world: World, drafts: Drafts) -> None:
        case_id = a_draft(drafts, number=MINOR)
        await registered(world.client, case_id, minor=a_minor_form())

        said = await self.told(world, case_id)

        assert "Samtycket från den 2 mars 2026, lämnat för dig av dina vårdnadshavare." in said

    async def test_is_not_said_while_the_keys_are_away(
        self, world: World, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_id, _ = await a_case(world, drafts, representative=a_representative_form())
        await self.told(world, case_id)

        async def down(*_: object) -> None:
            raise KeyStoreDown

        with monkeypatch.context() as away:
            away.setattr(type(world.core.keystore), "get_many", down)
            said = await text(world, case_id, "disclosures")

        assert "Varför: Samtycket från den 2 mars 2026." in said
