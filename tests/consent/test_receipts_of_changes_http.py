"""Receipts of what is neither her signature nor her withdrawal: told as it is, on the real PostgreSQL."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.consent.annulling import annul, states
from tests.consent.api import (
    HANDLAGGARE,
    WITH_REGION,
    a_draft,
    a_minor_form,
    a_representative_form,
    registered,
)
from tests.consent.builders import MINOR, NOON, REGION, SENDER, SOMEBODY_ELSE
from tests.consent.exit_world import World
from tests.consent.test_ceasing import sweep
from tests.consent.test_givings_http import JOBBTORG, ends, say
from tests.consent.test_receipts_http import get, hers, record_of, text_of

pytestmark = pytest.mark.real

TODAY = NOON.date().isoformat()


async def last(world: World, case_id: UUID, token: str | None = None) -> tuple[str, str]:
    """Read her latest receipt of the case: what it confirms, and its letter."""
    more = {"token": token} if token else {}
    found = (await get(world, "my/receipts", **more)).json()["receipts"]
    *_, receipt = [each for each in found if each["case_id"] == str(case_id)]
    return receipt["what"], (await get(world, f"my/receipts/{receipt['id']}.txt", **more)).text


async def whats(world: World, case_id: UUID) -> list[str]:
    return [each["what"] for each in await hers(world, case_id)]


async def ended_today(world: World, case_id: UUID) -> None:
    told: dict[str, Any] = {"parties": [], "last_day": TODAY}
    await world.react(await world.event("akt_ended", case_id, service="coordinator", **told))
    await sweep(world)


class TestGiven:
    async def test_by_word_of_mouth_says_so_and_by_when_it_is_to_be_signed(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts, JOBBTORG, SOMEBODY_ELSE)
        assert (await say(world, case_id)).status_code == 201

        _, text = await last(world, case_id, f"person.{SOMEBODY_ELSE}")

        assert "Samtycket är muntligt." in text
        assert "Togs emot av: Jobbtorg Stockholm" in text
        assert "skrivas under senast 16 mars 2026" in text
        assert "Du skrev under" not in text

    async def test_by_a_god_man_says_so_without_a_name(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id, representative=a_representative_form(last_day="2026-05-31"))

        _, text = await last(world, case_id)

        assert "Din gode man har samtyckt för dig" in text
        assert "alltså till och med 31 maj 2026" in text
        assert "Gun" not in text

    async def test_by_guardians_says_so_without_a_name(self, world: World, drafts) -> None:
        case_id = a_draft(drafts, number=MINOR)
        await registered(world.client, case_id, minor=a_minor_form())

        _, text = await last(world, case_id, f"person.{MINOR}")

        assert "Dina vårdnadshavare har samtyckt för dig" in text
        assert "Vera" not in text


class TestAnEndWithNoDayLeft:
    async def test_because_the_anmalan_was_a_mistake_is_told_once_and_as_that(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        sent = await world.submitted(case_id)
        await world.react(await world.event("referral_retracted", case_id, retracts=str(sent.id)))

        await ended_today(world, case_id)

        assert await whats(world, case_id) == ["givet", "utganget"]
        _, text = await last(world, case_id)
        assert "Anmälan till Finsamteam hade skickats av misstag." in text
        assert "har passerat" not in text
        *_, receipt = await hers(world, case_id)
        assert (await record_of(world, receipt))["finsam_cause"] == "anmalan_atertagen"

    async def test_that_crossed_a_mistake_says_the_mistake_and_the_earlier_day(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        sent = await world.submitted(case_id)
        await world.react(await world.event("referral_retracted", case_id, retracts=str(sent.id)))

        await world.react(
            await world.event("referral_declined", case_id, [("handlaggning", {})], service="coordinator")
        )

        what, text = await last(world, case_id)
        assert what == "forkortat"
        assert "har tagit tillbaka den. Därför har ditt samtycke fått en tidigare sista dag." in text

    async def test_of_the_collaboration_is_told_once_and_not_as_a_day_that_has_passed(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        await world.submitted(case_id)

        await ended_today(world, case_id)

        assert await whats(world, case_id) == ["givet", "utganget"]
        _, text = await last(world, case_id)
        assert "Samarbetet om dig i Finsamteam är avslutat." in text
        assert "misstag" not in text

    async def test_after_a_komplettering_was_taken_back_is_no_mistaken_anmalan(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        await world.submitted(case_id)
        more = await world.event("supplement_answered", case_id, [("handlaggning", {})])
        await world.react(more)
        await world.react(await world.event("referral_retracted", case_id, retracts=str(more.id)))

        await ended_today(world, case_id)

        assert "misstag" not in (await last(world, case_id))[1]


class TestAMandateThatEndsEarly:
    async def test_is_confirmed_with_the_new_last_day(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, representative=a_representative_form())

        assert (await ends(world, signing["signing_id"], "2026-04-30")).status_code == 201
        assert (await ends(world, signing["signing_id"], "2026-04-10")).status_code == 201

        assert await whats(world, case_id) == ["givet", "forkortat", "forkortat"]
        what, text = await last(world, case_id)
        assert what == "forkortat"
        assert "Uppdraget eller fullmakten för den som samtyckte för dig upphör." in text
        assert "till och med 10 april 2026" in text

    async def test_that_is_over_already_is_confirmed_as_an_end_and_once(
        self, world: World, drafts, clock
    ) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, representative=a_representative_form())
        clock.at = NOON.replace(day=22)

        await ends(world, signing["signing_id"], "2026-03-10")
        await sweep(world)

        assert await whats(world, case_id) == ["givet", "utganget"]
        assert "har också det upphört som bara vilade" in (await last(world, case_id))[1]

    async def test_that_shortens_nothing_is_no_change_of_hers(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, representative=a_representative_form())
        await registered(world.client, case_id)

        await ends(world, signing["signing_id"], "2026-03-10")

        assert await whats(world, case_id) == ["givet", "andrat"]


class TestMakulering:
    async def test_says_why_and_by_whom_and_that_what_she_withdrew_stays_withdrawn(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)
        await world.revoke(case_id, kind="category", category="halsa")

        await annul(world, signing["signing_id"], reason="fel_person")

        assert await whats(world, case_id) == ["givet", "aterkallat", "makulerat"]
        _, text = await last(world, case_id)
        assert "Varför det makulerades: samtycket var registrerat på fel person" in text
        assert "Makulerades av: Södermalms stadsdelsnämnd, socialtjänsten" in text
        assert "Har du själv återkallat något är det fortfarande återkallat." in text
        assert "Du har inte återkallat" not in text

    async def test_at_the_same_time_as_a_withdrawal_is_confirmed_beside_it(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, grants=WITH_REGION)

        await asyncio.gather(
            world.revoke(case_id, token=HANDLAGGARE, kind="party", party=REGION),
            annul(world, signing["signing_id"], reason="dubblett"),
        )
        while await world.core.receipting.keep_owed(world.core.sessions):
            pass

        assert {state for *_, state in await states(world, case_id)} <= {"aterkallat", "makulerat"}
        assert sorted(await whats(world, case_id)) in (
            ["aterkallat", "givet", "makulerat"],
            ["givet", "makulerat"],  # the withdrawal found nothing left: it was refused
        )

    async def test_at_the_same_time_as_everything_is_withdrawn_is_confirmed_too(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)

        await asyncio.gather(world.revoke(case_id), annul(world, signing["signing_id"]))
        while await world.core.receipting.keep_owed(world.core.sessions):
            pass

        found = await whats(world, case_id)
        assert found.count("makulerat") == 1
        *_, receipt = [each for each in await hers(world, case_id) if each["what"] == "makulerat"]
        assert "Varför det makulerades: fel uppgifter" in await text_of(world, receipt)
        assert (await record_of(world, receipt))["finsam_annulled"] == [
            {"reason": "fel_uppgifter", "unit": SENDER}
        ]
