"""Registering a samtycke over HTTP, on the real PostgreSQL."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from tests.consent.api import (
    BOTH_WAYS,
    HANDLAGGARE,
    PERSON_TOKEN,
    TEXT,
    WITH_REGION,
    a_draft,
    a_form,
    a_scan,
    headers,
    register,
    registered,
)
from tests.consent.builders import NAME, PERSON, REGION, SENDER, TEAM

ANOTHER_PERSON = "195909263070"
pytestmark = pytest.mark.real


async def one(core, statement: str, **values):
    async with core.engine.connect() as connection:
        return (await connection.execute(text(statement), values)).mappings().all()


class TestRegistered:
    async def test_answers_with_every_row_the_core_included(self, client, drafts) -> None:
        answer = await registered(client, a_draft(drafts))

        rows = {(row["source"], row["recipient"], row["category"]) for row in answer["rows"]}
        assert rows == {
            (SENDER, TEAM, "identitet"),
            (SENDER, TEAM, "handlaggning"),
            (SENDER, TEAM, "halsa"),
            (TEAM, SENDER, "identitet"),
            (TEAM, SENDER, "handlaggning"),
        }
        assert {row["change"] for row in answer["rows"]} == {"ny"}
        assert {row["valid_from"] for row in answer["rows"]} == {"2026-03-01T23:00:00+00:00"}
        assert {row["valid_to"] for row in answer["rows"]} == {"2026-09-01T22:00:00+00:00"}

    async def test_makes_the_key_of_each_row_before_the_row(self, client, core, drafts) -> None:
        answer = await registered(client, a_draft(drafts))

        for row in answer["rows"]:
            assert await core.keystore.exists("row", row["id"])

    async def test_publishes_the_rows_and_nothing_about_the_person(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        answer = await registered(client, case_id, exclusion_note="Inget om min syster.")

        (record,) = await one(
            core, "select topic, body from outbox where key = :key", key=str(case_id).encode()
        )
        envelope = json.loads(record["body"])
        assert record["topic"] == "finsam.consent.v1"
        assert envelope["type"] == "se.finsam.consent.consent_given.v1"
        assert {row["id"] for row in envelope["data"]["rows"]} == {row["id"] for row in answer["rows"]}
        assert envelope["data"]["text_id"] == "sv-2"
        assert envelope["data"]["sections"] == []

    async def test_keeps_how_it_was_read_to_the_person_sealed(self, client, core, drafts) -> None:
        papers = {}
        for aloud, interpreter in ((True, False), (False, True), (True, True), (False, False)):
            case_id = a_draft(drafts)
            answer = await registered(client, case_id, read_aloud=aloud, interpreter=interpreter)
            papers[answer["signing_id"]] = (aloud, interpreter)

        stored = await one(
            core, "select * from signing where id = any(cast(:ids as uuid[]))", ids=list(papers)
        )
        shown = (await client.get("/v1/my/rows", headers=headers(PERSON_TOKEN))).json()["signings"]

        assert {"read_aloud", "interpreter"}.isdisjoint(stored[0])
        assert len({len(paper["reading"]) for paper in stored}) == 1, "its length tells what it says"
        assert papers == {
            paper["signing_id"]: (paper["read_aloud"], paper["interpreter"])
            for paper in shown
            if paper["signing_id"] in papers
        }

    async def test_keeps_person_and_note_sealed(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        answer = await registered(client, case_id, exclusion_note="Inget om min syster.")

        stored = [
            *await one(core, "select * from case_file where case_id = :id", id=case_id),
            *await one(core, "select * from case_person where case_id = :id", id=case_id),
            *await one(core, "select * from signing where case_id = :id", id=case_id),
            *await one(core, "select * from idempotency"),
        ]
        written = repr(stored).encode() + b"".join(
            bytes(value) for row in stored for value in row.values() if isinstance(value, bytes)
        )
        for secret in (PERSON, NAME, "syster"):
            assert secret.encode() not in written
        key = await core.case_keys.open_key(case_id)
        person = key.open_json("case_person", "identity", case_id, stored[1]["identity"])
        assert person == {"personal_number": PERSON, "name": NAME}
        note = key.open("signing", "exclusion_note", answer["signing_id"], stored[2]["exclusion_note"])
        assert note.decode() == "Inget om min syster."

    async def test_keeps_who_attested_and_the_three_times(self, client, core, drafts, clock) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, signed_on="2026-02-27", valid_from="2026-03-10")

        (signing,) = await one(core, "select * from signing where case_id = :id", id=case_id)
        assert signing["attested_unit"] == SENDER
        assert signing["attested_function"] == "socialsekreterare"
        assert str(signing["signed_on"]) == "2026-02-27"
        assert signing["received_at"] == clock.at
        assert signing["effective_at"].isoformat() == "2026-03-09T23:00:00+00:00"

    async def test_happens_once_for_one_key(self, client, core, drafts) -> None:
        case_id, again = a_draft(drafts), headers()
        form = a_form(case_id, await a_scan(client, case_id))

        first = await client.post("/v1/signings", json=form, headers=again)
        second = await client.post("/v1/signings", json=form, headers=again)

        assert second.json() == first.json()
        assert len(await one(core, "select 1 from signing where case_id = :id", id=case_id)) == 1


class TestANewSignature:
    async def test_adds_what_is_new_and_doubles_nothing(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        first = await registered(client, case_id)
        second = await registered(client, case_id, grants=WITH_REGION)

        changes = {row["id"]: row["change"] for row in second["rows"]}
        assert all(changes[row["id"]] == "oforandrad" for row in first["rows"] if row["id"] in changes)
        assert {row["change"] for row in second["rows"] if REGION in {row["source"], row["recipient"]}} == {
            "ny"
        }
        rows = await one(
            core, "select 1 from consent_row where case_id = :id and state = 'aktiv'", id=case_id
        )
        assert len(rows) == len(first["rows"]) + 6

    async def test_lengthens_the_same_rows(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        first = await registered(client, case_id)
        second = await registered(client, case_id, valid_to="2026-12-31")

        assert {row["id"] for row in second["rows"]} == {row["id"] for row in first["rows"]}
        assert {row["change"] for row in second["rows"]} == {"forlangd"}
        (ends,) = await one(
            core, "select distinct valid_to, signing_id from consent_row where case_id = :id", id=case_id
        )
        assert ends["valid_to"].isoformat() == "2026-12-31T23:00:00+00:00"
        assert str(ends["signing_id"]) == second["signing_id"]

    async def test_publishes_nothing_when_no_row_changed(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)
        await registered(client, case_id)

        events = await one(core, "select 1 from event_history where case_id = :id", id=case_id)
        assert len(events) == 1

    async def test_is_refused_when_it_excludes_what_is_active(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)

        response = await register(client, case_id, exclusions=[{"recipient": TEAM, "category": "halsa"}])

        assert (response.status_code, response.json()["code"]) == (409, "exclusion_of_active_row")
        assert response.json()["rows"] == [{"source": SENDER, "recipient": TEAM, "category": "halsa"}]

    async def test_never_moves_the_case_to_another_person(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)
        drafts.known[case_id] = (SENDER, ANOTHER_PERSON)

        response = await register(client, case_id)

        assert (response.status_code, response.json()["code"]) == (409, "other_person")
        assert len(await one(core, "select 1 from signing where case_id = :id", id=case_id)) == 1

    async def test_makes_a_new_row_when_the_old_one_has_ended(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        first = await registered(client, case_id)
        async with core.engine.begin() as connection:
            ended = "update consent_row set state = 'aterkallat', ended_at = now() where case_id = :id"
            await connection.execute(text(ended), {"id": case_id})

        second = await registered(client, case_id)

        assert {row["change"] for row in second["rows"]} == {"ny"}
        assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}


class TestRefused:
    async def test_to_another_unit_as_if_the_case_did_not_exist(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        scan_id = await a_scan(client, case_id)
        form = a_form(case_id, scan_id)
        unknown = a_form(uuid4(), scan_id)

        foreign = await client.post("/v1/signings", json=form, headers=headers("handlaggare.soc-farsta"))
        missing = await client.post("/v1/signings", json=unknown, headers=headers())

        assert foreign.status_code == missing.status_code == 404
        assert {**foreign.json(), "instance": ""} == {**missing.json(), "instance": ""}

    async def test_with_the_scan_of_another_case(self, client, drafts) -> None:
        scan_id = await a_scan(client, a_draft(drafts))

        response = await register(client, a_draft(drafts), scan_id=scan_id)

        assert (response.status_code, response.json()["code"]) == (422, "scan_unknown")

    async def test_to_anyone_but_a_handlaggare(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        scan_id = await a_scan(client, case_id)

        for token in (f"person.{PERSON}", f"handlaggare.{TEAM}", "scope.coverage"):
            response = await register(client, case_id, scan_id=scan_id, token=token)
            assert response.status_code == 403
        koordinator = await register(client, case_id, scan_id=scan_id, token=f"koordinator.{TEAM}")
        assert koordinator.status_code == 404  # she registers what came to her team, and this did not

    async def test_for_a_number_outside_the_published_test_list(self, client, drafts) -> None:
        case_id = a_draft(drafts, number="191212121212")

        response = await register(client, case_id, scan_id=str(uuid4()))

        assert (response.status_code, response.json()["code"]) == (422, "not_a_test_number")
        assert "191212121212" not in response.text

    async def test_while_the_draft_names_nobody(self, client, drafts) -> None:
        response = await register(client, a_draft(drafts, number=""), scan_id=str(uuid4()))

        assert (response.status_code, response.json()["code"]) == (409, "person_not_named")

    async def test_while_the_referral_service_is_away(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        drafts.away = True

        response = await register(client, case_id, scan_id=str(uuid4()))

        assert (response.status_code, response.json()["code"]) == (503, "referral_unreachable")

    async def test_when_text_and_hash_differ(self, client, drafts) -> None:
        response = await register(client, a_draft(drafts), text_hash="0" * 64)

        assert response.status_code == 422
        assert response.json()["fields"][0]["field"] == "text_hash"

    async def test_without_a_last_day(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        form = a_form(case_id, await a_scan(client, case_id))
        del form["valid_to"]

        response = await client.post("/v1/signings", json=form, headers=headers())

        assert response.status_code == 422
        assert response.json()["fields"][0]["field"] == "valid_to"

    async def test_without_an_idempotency_key(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        response = await client.post(
            "/v1/signings",
            json=a_form(case_id, str(uuid4())),
            headers={"Authorization": f"Bearer {HANDLAGGARE}"},
        )

        assert response.status_code == 400

    async def test_while_an_expired_row_is_still_being_ended(self, client, drafts, clock) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, valid_to="2026-03-05")
        clock.at += timedelta(days=10)

        response = await register(client, case_id)

        assert (response.status_code, response.json()["code"]) == (409, "expired_row_not_ended")

    @pytest.mark.parametrize("locale", ["sv", "en"])
    async def test_never_when_the_text_is_a_current_one(self, client, drafts, locale) -> None:
        text_answer = (await client.get(f"/v1/texts/current?locale={locale}")).json()

        answer = await registered(
            client,
            a_draft(drafts),
            text_id=text_answer["id"],
            text_hash=text_answer["hash"],
            locale=locale,
            grants=BOTH_WAYS,
        )

        assert UUID(answer["signing_id"])


class TestTexts:
    async def test_are_shown_exactly_without_a_login(self, client) -> None:
        answer = (await client.get("/v1/texts/current?locale=sv")).json()

        assert TEXT is not None
        assert answer["body"].encode() == TEXT.raw
        assert answer["title"].startswith("Samtycke till")
        assert (await client.get("/v1/texts/sv-2")).json() == answer
        unknown = await client.get("/v1/texts/current?locale=fi")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "text_unknown")
