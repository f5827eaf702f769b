"""Her samtycken, and who has been told what, as letters: hers, and printed for her by those who may."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.consent.api import PERSON_TOKEN
from tests.consent.builders import NAME, PERSON, REGION, SENDER, SOMEBODY_ELSE, TEAM
from tests.consent.exit_world import World
from tests.consent.test_my_consent_http import a_plan
from tests.coordinator.letters.reading import Pdf

pytestmark = pytest.mark.real

KOORDINATOR, REGISTERING = f"koordinator.{TEAM}", f"handlaggare.{SENDER}"
ASKED = "?purpose=begaran_fran_individen"
LETTERS = ["samtycken", "disclosures"]


async def get(world: World, path: str, token: str = PERSON_TOKEN) -> httpx2.Response:
    return await world.client.get(f"/v1/{path}", headers={"Authorization": f"Bearer {token}"})


async def text(world: World, case_id: UUID, letter: str, token: str = REGISTERING) -> str:
    answer = await get(world, f"cases/{case_id}/{letter}.txt{ASKED}", token)
    assert answer.status_code == 200, answer.text
    return answer.text


async def opened_plan(world: World) -> UUID:
    case_id = await a_plan(world)
    await world.opened(REGION, (await world.records(case_id, REGION))[0])
    return case_id


class TestSamtycken:
    async def test_say_what_may_be_told_in_which_direction_and_until_when(self, world: World) -> None:
        said = await text(world, await a_plan(world), "samtycken")

        assert "Gäller: till och med den 1 april 2026\n" in said
        assert (
            "Listan: uppgifter om vem du är och hur du kan nås, att ditt ärende handläggs, det som sägs och "
            "antecknas på möten om dig samt den gemensamma planen" in said
        )
        region = said[said.index("\n\nPart: Region Stockholm, vårdenhet Södermalm\n") :]
        assert "\nFår veta: Av teamet" in region
        assert "\nFår berätta: För " in region

    async def test_say_what_a_withdrawal_means_and_how_to_make_it(self, world: World) -> None:
        said = await text(world, await a_plan(world), "samtycken")

        assert "lyfts ur planen" in said
        assert "Det händer om du återkallar\n---" in said
        assert "Återkallar du allt, eller det som gäller teamet, avslutas ditt ärende i Finsamteam." in said
        assert "Skriv till teamet. Adressen står överst i brevet." in said
        assert said.startswith(
            "Finsamteam Stockholm\nArbetsmarknadsnämnden\nProvgatan 2\n118 20 Stockholm\nTelefon 08-465 004 10\n"
        )

    async def test_say_what_has_ended(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.revoke(case_id, kind="party", party=REGION)

        said = await text(world, case_id, "samtycken")

        assert (
            "Ditt samtycke omfattar inte längre Region Stockholm, vårdenhet Södermalm. Du återkallade det den 2 mars 2026."
            in said
        )

    async def test_tell_two_cases_of_the_same_day_apart(self, world: World) -> None:
        for _ in range(2):
            await a_plan(world)

        said = (await get(world, "my/samtycken.txt")).text

        headings = [line for line in said.splitlines() if line.startswith("Ärende ")]
        # The person has other tests' cases too, opened at other hours.
        soc = "Södermalms stadsdelsnämnd, socialtjänsten, öppnat den 2 mars 2026 klockan 12.00"
        assert sum(heading.endswith(f": {soc}") for heading in headings) >= 2
        of = len(headings)
        assert [heading.split(": ")[0] for heading in headings] == [
            f"Ärende {number} av {of}" for number in range(1, of + 1)
        ]


class TestDisclosures:
    async def test_say_of_a_notice_what_it_is_and_no_more(self, world: World) -> None:
        case_id = await opened_plan(world)
        await world.revoke(case_id, kind="party", party=REGION)
        await world.opened(REGION, (await world.records(case_id, REGION))[-1])

        said = await text(world, case_id, "disclosures")

        assert "Vad: Meddelande om att samtycket har upphört.\nVarför: Meddelandet säger bara" in said

    async def test_say_who_was_told_what_when_and_why(self, world: World) -> None:
        said = await text(world, await opened_plan(world), "disclosures")

        assert (
            "När: 2 mars 2026 klockan 12.00\nVem: Region Stockholm, vårdenhet Södermalm (socialsekreterare)\n"
            "Vad: Gemensam plan från Finsamteam Stockholm: uppgifter om att ditt ärende handläggs samt den gemensamma "
            "planen.\nVarför: Ditt samtycke från den 2 mars 2026." in said
        )
        assert "Vem: Södermalms stadsdelsnämnd, socialtjänsten (deltagare i mötet)" in said

    async def test_say_so_when_nobody_was(self, world: World) -> None:
        case_id = uuid4()
        await world.grant(case_id, (SENDER, TEAM), (TEAM, SENDER))

        assert "Ingen har fått några uppgifter om dig i ärendet." in await text(world, case_id, "disclosures")


@pytest.mark.parametrize("letter", LETTERS)
class TestEither:
    async def test_is_hers_as_pdf_and_text_and_nobody_stores_it(self, world: World, letter: str) -> None:
        case_id = await opened_plan(world)

        pdf, plain = [await get(world, f"my/{letter}.{form}") for form in ("pdf", "txt")]

        assert pdf.headers["content-type"] == "application/pdf"
        assert Pdf.of(pdf.content).tags()[0] == "Document"
        for answer in (pdf, plain):
            assert answer.headers["cache-control"] == "no-store"
        assert "Region Stockholm" in plain.text
        assert NAME not in plain.text
        assert PERSON not in plain.text
        assert await world.fetch("select 1 from read_log where case_id = :case", case=case_id)

    async def test_is_printed_by_the_koordinator_and_the_registering_unit(
        self, world: World, letter: str
    ) -> None:
        case_id = await a_plan(world)

        for token in (KOORDINATOR, REGISTERING):
            assert "Finsamteam Stockholm" in await text(world, case_id, letter, token)

        reads = await world.fetch("select unit, purpose from read_log where case_id = :case", case=case_id)
        assert sorted((r.unit, r.purpose) for r in reads) == [
            (SENDER, "begaran_fran_individen"),
            (TEAM, "begaran_fran_individen"),
        ]

    async def test_is_not_printed_without_her_request(self, world: World, letter: str) -> None:
        case_id = await a_plan(world)

        answers: list[Any] = [
            await get(world, f"cases/{case_id}/{letter}.pdf{purpose}", KOORDINATOR)
            for purpose in ("", "?purpose=nyfikenhet")
        ]

        assert [answer.status_code for answer in answers] == [422, 422]
        assert await world.fetch("select 1 from read_log where case_id = :case", case=case_id) == []

    @pytest.mark.parametrize(
        "token",
        [
            f"handlaggare.{REGION}", "handlaggare.af", "koordinator.team-annan", f"handlaggare.{TEAM}",
            f"logggranskare.{SENDER}", f"person.{SOMEBODY_ELSE}", "scope.coverage",
        ],
    )  # fmt: skip
    async def test_is_nothing_to_anybody_else(self, world: World, letter: str, token: str) -> None:
        case_id = await a_plan(world)

        for case in (case_id, uuid4()):
            answer = await get(world, f"cases/{case}/{letter}.txt{ASKED}", token)
            assert (answer.status_code, answer.json()["code"]) == (404, "case_unknown")

    async def test_of_others_is_not_hers(self, world: World, letter: str) -> None:
        case_id = await a_plan(world)

        answer = await get(world, f"my/{letter}.txt", f"person.{SOMEBODY_ELSE}")
        staff = await get(world, f"my/{letter}.txt", KOORDINATOR)

        assert str(case_id) not in answer.text
        assert staff.status_code == 403

    async def test_of_a_protected_person_is_for_her_and_the_registering_unit(
        self, world: World, letter: str
    ) -> None:
        case_id = await a_plan(world)
        await world.withhold(case_id)

        statuses = [
            (await get(world, f"cases/{case_id}/{letter}.txt{ASKED}", token)).status_code
            for token in (REGISTERING, KOORDINATOR)
        ]

        assert statuses == [200, 404]
        assert (await get(world, f"my/{letter}.txt")).status_code == 200
