"""Scans over HTTP: stored sealed, read by the unit that stored them and by the person."""

import base64
import hashlib
import tempfile
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.scans.values import MAX_BYTES
from tests.consent.api import (
    HANDLAGGARE,
    PERSON_TOKEN,
    a_draft,
    a_png,
    a_scan,
    headers,
    registered,
    send_scan,
)
from tests.consent.builders import REGION, SENDER, TEAM

pytestmark = pytest.mark.real


class TestStored:
    async def test_is_sealed_under_the_key_of_the_case(self, client, core, drafts) -> None:
        case_id, content = a_draft(drafts), a_png()

        scan_id = await a_scan(client, case_id, content=content)

        async with core.engine.connect() as connection:
            row = (await connection.execute(text("select * from scan where id = :id"), {"id": scan_id})).one()
        assert content not in row.content
        assert row.unit == SENDER
        key = await core.case_keys.open_key(case_id)
        assert key.open("scan", "content", scan_id, row.content) == content

    async def test_says_its_sha256_and_keeps_that_sealed_too(self, client, core, drafts) -> None:
        case_id, content, command = a_draft(drafts), a_png(), str(uuid4())
        digest = hashlib.sha256(content)

        answers = [await send_scan(client, case_id, content=content, key=command) for _ in range(2)]

        assert [answer.json()["sha256"] for answer in answers] == [digest.hexdigest()] * 2
        scan_id = answers[0].json()["scan_id"]
        async with core.engine.connect() as connection:
            row = (await connection.execute(text("select * from scan where id = :id"), {"id": scan_id})).one()
            stored = await connection.scalars(
                text("select body::text from idempotency where body is not null")
            )
            assert digest.hexdigest() not in "".join(stored)
        key = await core.case_keys.open_key(case_id)
        assert key.open("scan", "sha256", scan_id, row.sha256) == digest.digest()
        read = await client.get(f"/v1/scans/{scan_id}", headers=headers())
        assert read.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"

    async def test_happens_once_for_one_key(self, client, drafts) -> None:
        case_id, key = a_draft(drafts), str(uuid4())

        first = await send_scan(client, case_id, key=key)
        second = await send_scan(client, case_id, key=key)

        assert first.status_code == 201
        assert second.json() == first.json()

    async def test_never_lies_in_a_temporary_file(self, client, drafts, monkeypatch) -> None:
        def rolled_over(*_, **__):
            raise AssertionError("the upload went to disk")

        monkeypatch.setattr(tempfile, "TemporaryFile", rolled_over)

        response = await send_scan(client, a_draft(drafts), content=b"%PDF-1.7" + bytes(MAX_BYTES - 100))

        assert response.json()["code"] == "scan_unreadable"


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "status", "code"),
        [
            pytest.param(b"PK\x03\x04" + bytes(50), 415, "scan_wrong_kind", id="archive"),
            pytest.param(b"%PDF-1.7" + bytes(MAX_BYTES), 413, "scan_too_large", id="just too large"),
            pytest.param(b"%PDF-1.7" + bytes(MAX_BYTES + 500_000), 413, "scan_too_large", id="larger"),
            pytest.param(b"", 422, "scan_empty", id="empty"),
        ],
    )
    async def test_for_its_content(self, client, drafts, content, status, code) -> None:
        response = await send_scan(client, a_draft(drafts), content=content)

        assert (response.status_code, response.json()["code"]) == (status, code)

    async def test_to_another_unit_as_if_the_case_did_not_exist(self, client, drafts) -> None:
        foreign = await send_scan(client, a_draft(drafts), token="handlaggare.soc-farsta")
        missing = await send_scan(client, uuid4())

        assert foreign.status_code == missing.status_code == 404
        assert foreign.json()["code"] == missing.json()["code"]

    async def test_without_a_form(self, client) -> None:
        for body in ({"json": {"case_id": str(uuid4())}}, {"data": {"case_id": str(uuid4())}}):
            response = await client.post("/v1/scans", headers=headers(), **body)
            assert (response.status_code, response.json()["code"]) == (422, "scan_form_malformed")
        wrong = await client.post("/v1/scans", headers=headers(), data={"case_id": "x"}, files={"file": b"x"})
        assert wrong.status_code == 422


class TestRead:
    async def test_gives_the_exact_file_to_the_unit_and_to_the_person(self, client, drafts) -> None:
        case_id, content = a_draft(drafts), a_png()
        scan_id = await a_scan(client, case_id, content=content)
        await registered(client, case_id, scan_id=scan_id)

        for token in (HANDLAGGARE, PERSON_TOKEN):
            response = await client.get(f"/v1/scans/{scan_id}", headers=headers(token))
            assert response.status_code == 200
            assert response.content == content
            assert response.headers["content-type"] == "image/png"
            assert response.headers["content-disposition"].startswith("attachment;")
            assert response.headers["x-content-type-options"] == "nosniff"
            assert response.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        "token",
        [f"koordinator.{TEAM}", f"handlaggare.{REGION}", "person.195909263070", "scope.coverage"],
    )
    async def test_is_unknown_to_everyone_else(self, client, drafts, token) -> None:
        case_id = a_draft(drafts)
        scan_id = await a_scan(client, case_id)
        await registered(client, case_id, scan_id=scan_id)

        foreign = await client.get(f"/v1/scans/{scan_id}", headers=headers(token))
        missing = await client.get(f"/v1/scans/{uuid4()}", headers=headers(token))

        assert foreign.status_code == missing.status_code == 404
        assert missing.json()["code"] == "scan_not_found"
        assert {**foreign.json(), "instance": ""} == {**missing.json(), "instance": ""}

    async def test_is_logged(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        scan_id = await a_scan(client, case_id)

        await client.get(f"/v1/scans/{scan_id}", headers=headers())

        async with core.engine.connect() as connection:
            found = text("select unit, function from read_log where case_id = :id")
            assert (await connection.execute(found, {"id": case_id})).all() == [(SENDER, "socialsekreterare")]
