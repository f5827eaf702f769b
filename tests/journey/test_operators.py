"""What an operator sees and does with the running product: the queues, a parked event, history published once more."""

import asyncio
import json
import subprocess
import sys
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from deploy.infra.home import REPOSITORY
from deploy.infra.system import System
from deploy.operating.desk import Desk
from deploy.operating.status import look
from shared.events import event_type
from tests.journey.conftest import TAKEN_UP, Parties, new_case

pytestmark = [pytest.mark.real, pytest.mark.journey]

POISON = event_type("consent", "rows_ended")
REFUSED = 1


def database(product: System, service: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(product.database_url(service).replace("+psycopg", ""), autocommit=True)


def finsam(product: System, *words: str) -> tuple[int, str]:
    """The command as it is typed, against the running product."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy", *words],
        cwd=REPOSITORY,
        env={"FINSAM_HOME": str(product.home.root), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def poison(product: System, case_id: str) -> None:
    """An event that the coordinator can't read lies in its inbox, as if somebody had published it."""
    body = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/finsam/consent",
        "type": POISON,
        "subject": case_id,
        "time": "2026-11-23T09:00:00Z",
        "datacontenttype": "application/json",
        "dataschema": "https://finsamteam.example/schema/none.json",
        "partitionkey": case_id,
        "number": 1,
        "correlationid": str(uuid4()),
        "data": {"rows": "no rows", "sections": []},
    }
    with database(product, "coordinator") as connection:
        connection.execute(
            "insert into inbox (topic, key, source, event_id, number, type, body)"
            " values ('finsam.consent.v1', %s, '/finsam/consent', %s, 1, %s, %s)",
            (case_id, body["id"], POISON, json.dumps(body).encode()),
        )


async def parked_soon(product: System, case_id: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            _, said = await asyncio.to_thread(finsam, product, "parked", "list", "--json")
            for item in json.loads(said)["parked"]:
                if item["key"] == case_id:
                    return item


def replayed(product: System, *services: str, case_id: str) -> list[int]:
    with Desk.open(product) as desk:
        return [desk.replay(service, case_id=case_id, event_id=None) for service in services]


def replayed_party(product: System, recipient: str) -> int:
    with Desk.open(product) as desk:
        return desk.replay_party(recipient, None)


def parked_now(product: System) -> int:
    """What lies parked in the coordinator; a test before may have parked something on purpose."""
    told = {each.name: each for each in look(product).services}
    assert all(each.state != "down" for each in told.values()), told
    progress = told["coordinator"].progress
    assert progress is not None
    return int(progress["parked"])


async def test_see_and_mend_a_running_system_from_the_command_line(product: System, parties: Parties) -> None:
    async with new_case(product, parties, *TAKEN_UP) as stage:
        await stage.rest()
        before = parked_now(product)
        status, said = finsam(product, "status", "--json")
        told = json.loads(said)
        assert told["ok"] == (status == 0)
        assert {each["name"] for each in told["services"]} >= {"consent", "coordinator"}

        case_id = str(uuid4())
        poison(product, case_id)
        item = await parked_soon(product, case_id)
        assert item["type"] == POISON
        assert item["failure"] == "ValidationError"
        status, said = finsam(product, "status")
        assert status == REFUSED
        assert f"{before + 1} parkerade" in said
        told = json.loads(finsam(product, "status", "--json")[1])
        coordinator = next(each for each in told["services"] if each["name"] == "coordinator")
        assert "parked" in [each["code"] for each in coordinator["alarms"]]

        assert finsam(product, "parked", "show", item["id"])[0] == 0
        words = ("--reason", "sent_in_error")
        status, said = finsam(product, "parked", "discard", item["id"], *words, "--reference", "no words")
        assert (status, "(invalid_input)" in said) == (REFUSED, True), said
        status, said = finsam(product, "parked", "discard", item["id"], *words, "--reference", "INC-7")
        assert status == 0, said
        assert finsam(product, "parked", "retry", item["id"])[0] == REFUSED
        assert parked_now(product) == before


async def test_give_a_reader_that_lost_its_inbox_its_events_back(product: System, parties: Parties) -> None:
    async with new_case(product, parties, *TAKEN_UP) as stage:
        await stage.rest()
        case_id = str(stage.case_id)
        with database(product, "followup") as connection:
            before = connection.execute(
                "select event_id from inbox where key = %s and handled_at is not null", (case_id,)
            ).fetchall()
            assert before
            connection.execute("delete from inbox where key = %s", (case_id,))
            connection.execute("delete from inbox_progress where key = %s", (case_id,))

        assert all(await asyncio.to_thread(replayed, product, "consent", "coordinator", case_id=case_id))
        await stage.rest()

        with database(product, "followup") as connection:
            after = connection.execute(
                "select event_id from inbox where key = %s and handled_at is not null", (case_id,)
            ).fetchall()
        assert set(after) == set(before)


async def test_send_a_recipient_its_records_again_without_its_system_seeing_one_twice(
    product: System, parties: Parties
) -> None:
    async with new_case(product, parties, *TAKEN_UP) as stage:
        await stage.rest()
        af = parties["af"]
        seen = len(af.items)

        assert await asyncio.to_thread(replayed_party, product, "af")
        await stage.rest()

        assert len(af.items) == seen
