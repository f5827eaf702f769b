"""By whom and how a samtycke is given, over HTTP on the real PostgreSQL: what is kept, sealed, and when it ends."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.consent.repository.givings import opened_giving
from shared.clock import end_of_day
from tests.consent.annulling import facts
from tests.consent.api import (
    HANDLAGGARE,
    PERSON_TOKEN,
    a_draft,
    a_form,
    a_minor_form,
    a_representative_form,
    an_oral_form,
    headers,
    register,
    registered,
    send_scan,
)
from tests.consent.builders import MINOR, SENDER, SOMEBODY_ELSE, TEAM
from tests.consent.conftest import LawClock
from tests.consent.exit_world import World, shut_gate

pytestmark = pytest.mark.real
JOBBTORG = "jobbtorg-stockholm"
BOTH_TAKE_A_WORD = [
    {"source": JOBBTORG, "recipient": TEAM, "categories": ["sysselsattning"]},
    {"source": TEAM, "recipient": JOBBTORG},
]
SAID = {"method": "oral", "oral": an_oral_form(), "grants": BOTH_TAKE_A_WORD}
NAMES = ("Sara Testsson", "Vera Testsson", "Gun Testsson", "Lena Testsson", "bildstöd", "sjukhus")


async def say(world: World, case_id: UUID, **changes: Any) -> Any:
    """Register what was said, as the jobbtorg's handläggare."""
    form = {**a_form(case_id, ""), **SAID, **changes}
    del form["scan_id"]
    return await world.client.post("/v1/signings", json=form, headers=headers(f"handlaggare.{JOBBTORG}"))


async def rows_of(world: World, case_id: UUID) -> list[Any]:
    return await world.fetch(
        "select id, state, category, source, valid_to from consent_row where case_id = :case order by id",
        case=case_id,
    )


async def given(world: World, signing_id: str) -> dict[str, Any]:
    (stored,) = await world.fetch("select case_id, given from signing where id = :id", id=UUID(signing_id))
    key = await world.core.case_keys.open_key(stored.case_id)
    return opened_giving(key, UUID(signing_id), stored.given)


async def ends(world: World, signing_id: str, last_day: str, token: str = HANDLAGGARE) -> Any:
    return await world.client.post(
        f"/v1/signings/{signing_id}/mandate-ends",
        json={"last_day": last_day, "how_known": "Beslut av tingsrätten."},
        headers=headers(token),
    )


class TestWhatIsKept:
    async def test_is_sealed_and_of_one_length_whatever_it_holds(self, world: World, drafts) -> None:
        grown, child = a_draft(drafts), a_draft(drafts, number=MINOR)
        signings = [
            await registered(world.client, grown),
            await registered(world.client, child, minor=a_minor_form()),
            await registered(world.client, grown, representative=a_representative_form()),
        ]

        stored = await world.fetch(
            "select * from signing where id = any(cast(:ids as uuid[]))",
            ids=[each["signing_id"] for each in signings],
        )

        assert len({len(each.given) for each in stored}) == 1
        written = repr([tuple(each) for each in stored])
        assert not any(name in written for name in NAMES)
        assert not any(name.encode() in bytes(each.given) for each in stored for name in NAMES)

    async def test_is_all_that_was_stated(self, world: World, drafts) -> None:
        child = a_draft(drafts, number=MINOR)
        minor = a_minor_form(guardians=1, one_suffices="ensam_vardnad")
        of_child = await registered(world.client, child, minor=minor)
        of_grown = await registered(
            world.client, a_draft(drafts), representative=a_representative_form(last_day="2026-05-31")
        )

        kept, represented = (
            await given(world, of_child["signing_id"]),
            await given(world, of_grown["signing_id"]),
        )

        assert kept == {"given_by": "guardian", "minor": minor, "representative": None, "oral": None}
        assert represented["given_by"] == "representative"
        assert represented["representative"] == a_representative_form(last_day="2026-05-31")

    async def test_is_shown_to_the_person_as_form_and_giver(self, world: World, drafts) -> None:
        signing = await registered(world.client, a_draft(drafts), representative=a_representative_form())

        answer = await world.client.get("/v1/my/rows", headers=headers(PERSON_TOKEN))

        shown = {each["signing_id"]: each for each in answer.json()["signings"]}[signing["signing_id"]]
        assert (shown["form"], shown["given_by"]) == ("paper", "representative")


class TestUnder18:
    async def test_is_seen_from_the_number_in_the_draft(self, world: World, drafts) -> None:
        answer = await register(world.client, a_draft(drafts, number=MINOR))

        assert (answer.status_code, answer.json()["code"]) == (422, "maturity_missing")
        assert answer.json()["fields"][0]["field"] == "minor"
        assert MINOR not in answer.text

    async def test_has_a_guardians_rows_end_with_the_day_before_she_is_18(self, world: World, drafts) -> None:
        case_id = a_draft(drafts, number=MINOR)

        answer = await registered(world.client, case_id, valid_to="2027-12-31", minor=a_minor_form())

        assert {row["valid_to"] for row in answer["rows"]} == {"2027-02-28T23:00:00+00:00"}

    async def test_takes_her_own_word_before_and_goes_on_without_a_gap(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts, number=MINOR)
        first = await registered(world.client, case_id, valid_to="2027-12-31", minor=a_minor_form())
        clock.at = end_of_day(date(2027, 2, 20))

        own = await registered(
            world.client,
            case_id,
            signed_on="2027-02-20",
            valid_from="2027-02-20",
            valid_to="2027-12-31",
            minor=a_minor_form("mogen_sjalv", 0),
        )

        assert {row["change"] for row in own["rows"]} == {"forlangd"}
        assert {row["id"] for row in own["rows"]} == {row["id"] for row in first["rows"]}
        assert {row["valid_to"] for row in own["rows"]} == {"2027-12-31T23:00:00+00:00"}


class TestRepresentative:
    async def test_has_rows_end_with_the_mandate(self, world: World, drafts) -> None:
        answer = await registered(
            world.client, a_draft(drafts), representative=a_representative_form(last_day="2026-05-31")
        )

        assert {row["valid_to"] for row in answer["rows"]} == {"2026-05-31T22:00:00+00:00"}

    async def test_without_the_care_of_her_person_is_refused(self, world: World, drafts) -> None:
        narrow = a_representative_form(omfattning=["bevaka_ratt", "forvalta_egendom"])

        answer = await register(world.client, a_draft(drafts), representative=narrow)

        assert (answer.status_code, answer.json()["code"]) == (422, "mandate_too_narrow")
        assert "Gun Testsson" not in answer.text


class TestAMandateThatEndsEarly:
    async def test_ends_what_rests_on_it_with_its_last_day(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, representative=a_representative_form())

        answer = await ends(world, signing["signing_id"], "2026-04-30")

        assert answer.status_code == 201, answer.text
        assert {row["valid_to"] for row in answer.json()["rows"]} == {"2026-04-30T22:00:00+00:00"}
        rows = await rows_of(world, case_id)
        assert {row.valid_to for row in rows} == {end_of_day(date(2026, 4, 30))}
        (fact,) = await facts(world, case_id, "rows_shortened")
        assert len(fact["rows"]) == len(rows), "a restored database reads the day there"
        kept = await world.fetch("select how_known from mandate_end where case_id = :case", case=case_id)
        assert "tingsrätten".encode() not in bytes(kept[0].how_known)

    async def test_that_is_over_already_lets_nothing_out_from_that_moment(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, representative=a_representative_form())
        await world.submitted(case_id)
        (document,) = await world.records(case_id, TEAM)
        clock.at += timedelta(days=20)
        assert None not in await world.opened(TEAM, document)

        await ends(world, signing["signing_id"], "2026-03-10")

        assert set(await world.opened(TEAM, document)) == {None}
        task: Any = world.exit.tasks["expiry"]
        while await task.__self__.sweep():
            pass
        rows = await rows_of(world, case_id)
        assert {(row.state, row.valid_to) for row in rows} == {("utganget", end_of_day(date(2026, 3, 10)))}

    async def test_waits_for_the_gate_and_tells_nothing_while_it_is_shut(
        self, world: World, drafts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After a restore its fact would take the number of one that was lost."""
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, representative=a_representative_form())
        before = await rows_of(world, case_id)
        with monkeypatch.context() as shut:
            shut_gate(shut)
            answer = await ends(world, signing["signing_id"], "2026-04-30")

        assert (answer.status_code, answer.json()["code"]) == (503, "not_reconciled")
        assert await rows_of(world, case_id) == before
        assert not await world.fetch("select 1 from mandate_end where case_id = :case", case=case_id)
        assert (await ends(world, signing["signing_id"], "2026-04-30")).status_code == 201

    async def test_leaves_what_she_has_signed_herself(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id, representative=a_representative_form())
        await registered(world.client, case_id)

        answer = await ends(world, signing["signing_id"], "2026-03-10")

        assert answer.json()["rows"] == []
        assert {row.valid_to for row in await rows_of(world, case_id)} == {end_of_day(date(2026, 9, 1))}

    @pytest.mark.parametrize(
        ("last_day", "code"), [("2026-09-01", "mandate_not_shorter"), ("2026-03-01", "mandate_ended_before")]
    )
    async def test_is_refused_on_a_day_that_cannot_be(self, world: World, drafts, last_day, code) -> None:
        signing = await registered(world.client, a_draft(drafts), representative=a_representative_form())

        answer = await ends(world, signing["signing_id"], last_day)

        assert (answer.status_code, answer.json()["code"]) == (422, code)

    async def test_is_refused_where_there_is_none_and_for_others(self, world: World, drafts) -> None:
        own = await registered(world.client, a_draft(drafts))

        nobodys = await ends(world, own["signing_id"], "2026-04-30")
        others = await ends(world, own["signing_id"], "2026-04-30", "handlaggare.af")

        assert (nobodys.status_code, nobodys.json()["code"]) == (409, "mandate_missing")
        assert (others.status_code, others.json()["code"]) == (404, "signing_unknown")


class TestByWordOfMouth:
    async def test_holds_until_paper_should_have_come_and_then_ends(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts, JOBBTORG, SOMEBODY_ELSE)
        answer = await say(world, case_id)
        assert answer.status_code == 201, answer.text
        assert {row["valid_to"] for row in answer.json()["rows"]} == {"2026-03-16T23:00:00+00:00"}
        assert await self.covered(world, case_id)

        clock.at = end_of_day(date(2026, 3, 16))

        assert not await self.covered(world, case_id)
        task: Any = world.exit.tasks["expiry"]
        while await task.__self__.sweep():
            pass
        assert {row.state for row in await rows_of(world, case_id)} == {"utganget"}

    async def test_goes_on_for_what_a_signature_confirms_and_for_no_more(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts, JOBBTORG, SOMEBODY_ELSE)
        said = (await say(world, case_id)).json()
        clock.at += timedelta(days=7)

        paper = await registered(
            world.client,
            case_id,
            token=f"handlaggare.{JOBBTORG}",
            scan_id=await self.scan(world, case_id),
            signed_on="2026-03-09",
            valid_from="2026-03-09",
            grants=[{**BOTH_TAKE_A_WORD[0], "categories": []}, BOTH_TAKE_A_WORD[1]],
        )

        rows = {str(row.id): row for row in await rows_of(world, case_id)}
        assert {row["id"] for row in paper["rows"]} < {row["id"] for row in said["rows"]}
        assert {row.valid_to for row in rows.values() if row.category == "sysselsattning"} == {
            end_of_day(date(2026, 3, 16))
        }
        assert {rows[row["id"]].valid_to for row in paper["rows"]} == {end_of_day(date(2026, 9, 1))}

    async def test_is_refused_where_the_source_wants_paper(self, world: World, drafts) -> None:
        form = {**a_form(a_draft(drafts), ""), **SAID, "grants": [{"source": SENDER, "recipient": TEAM}]}
        del form["scan_id"]

        answer = await world.client.post("/v1/signings", json=form, headers=headers())

        assert (answer.status_code, answer.json()["code"]) == (422, "oral_not_allowed")

    async def test_keeps_how_it_was_said_and_to_whom(self, world: World, drafts) -> None:
        case_id = a_draft(drafts, JOBBTORG, SOMEBODY_ELSE)
        signing = (await say(world, case_id)).json()

        (stored,) = await world.fetch(
            "select method, scan_id from signing where case_id = :case", case=case_id
        )
        kept = await given(world, signing["signing_id"])

        assert (stored.method, stored.scan_id) == ("oral", None)
        assert (kept["given_by"], kept["oral"]) == ("person", an_oral_form())

    async def covered(self, world: World, case_id: UUID) -> bool:
        body = {"case_id": str(case_id), "sender": JOBBTORG, "team": TEAM, "parties": [], "categories": []}
        answer = await world.client.post("/v1/coverage", json=body, headers=headers("scope.coverage"))
        return answer.json()["covered"]

    async def scan(self, world: World, case_id: UUID) -> str:
        answer = await send_scan(world.client, case_id, token=f"handlaggare.{JOBBTORG}")
        return answer.json()["scan_id"]
