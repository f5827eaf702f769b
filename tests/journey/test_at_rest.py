"""Nothing that the product wrote holds personal data: searched raw, decompressed, and row by row."""

import json
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.canaries.search import Canaries
from deploy.demo.agreed import SAID
from deploy.demo.stage import AF, FK, JOBBTORG, REGION, SENDER, Stage
from deploy.infra.home import REPOSITORY, default_root
from deploy.infra.topology import SERVICES
from tests.journey.test_faults import publish

pytestmark = [pytest.mark.real, pytest.mark.journey]

PLANTED = "Kanariefågeln sjöng i Ågrenska parken"


def _databases(stage: Stage, canaries: Canaries) -> list[object]:
    return [
        hit
        for service in SERVICES
        for name in (service, f"{service}_keys")
        for hit in canaries.in_database(stage.system.postgres.dsn(name), name)
    ]


async def test_no_canary_of_the_journey_lies_in_a_file_a_segment_a_log_or_a_row(planned: Stage) -> None:
    """Anmälan, kallelse and letter, what was said, answered and promised, and the plan in three versions."""
    canaries = Canaries(planned.telling.canaries)

    assert set(SAID) < set(planned.telling.canaries)
    assert canaries.in_tree(planned.system.home.root) == []
    assert _databases(planned, canaries) == []


class TestAPlantedCanary:
    """The search would notice: one canary is planted through each way."""

    async def test_is_found_in_kafka(self, stage: Stage) -> None:
        await publish(stage, "svc-consent", "finsam.party.soc-farsta.v1", "planted", PLANTED.encode())

        assert Canaries([PLANTED]).in_tree(stage.system.home.kafka)

    async def test_is_found_in_postgresql(self, stage: Stage) -> None:
        with psycopg.connect(stage.system.postgres.dsn("referral"), autocommit=True) as connection:
            connection.execute("create table planted (told text)")
            connection.execute("insert into planted values (%s)", (PLANTED,))
            connection.execute("checkpoint")
        try:
            assert _databases(stage, Canaries([PLANTED]))
            assert Canaries([PLANTED]).in_tree(stage.system.home.postgres)
        finally:
            with psycopg.connect(stage.system.postgres.dsn("referral"), autocommit=True) as connection:
                connection.execute("drop table planted")

    async def test_is_found_in_a_log(self, stage: Stage) -> None:
        log = stage.system.home.logs / "planted.log"
        log.write_text(json.dumps({"event": PLANTED}))
        try:
            assert Canaries([PLANTED]).in_tree(stage.system.home.logs)
        finally:
            log.unlink()


def test_the_demo_keeps_its_promises_and_leaves_no_canary_behind() -> None:
    """`./finsam demo --json --keep`, as a program would run it."""
    home = default_root() / "demo"
    played = subprocess.run(
        [REPOSITORY / "finsam", "demo", "--json", "--keep"],
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )

    assert played.returncode == 0, played.stderr[-3000:]
    told = json.loads(played.stdout)
    assert told["ok"] is True
    assert set(told) == {"ok", "steps", "received", "withheld", "disclosed", "canaries"}
    assert {"name", "actor", "at"} <= set(told["steps"][0])
    assert {"recipient", "type", "sequence"} == set(told["received"][0])
    assert {w["reason"] for w in told["withheld"]} == {"gone", "refused", "not_sealed"}
    until_the_plan = ["kallelse", "motesanteckning", "gemensam_plan"]
    shared_on_paper = ["anmalan_delad"]
    told_the_sender = ["mottagningsbekraftelse", "besked_tas_upp"]
    assert _opened(told, REGION) == [
        "anmalan_delad", *until_the_plan, "stop", "corrected", *shared_on_paper,
    ]  # fmt: skip
    assert all(_opened(told, unit)[-3:] == ["uppfoljning", "avslut", *shared_on_paper] for unit in (AF, FK))
    assert _opened(told, SENDER)[-4:] == ["uppfoljning", "avslut", *told_the_sender]
    assert {d["recipient"] for d in told["disclosed"] if d["type"] == "mote"} == {SENDER, AF, FK, REGION}
    assert {"recipient": REGION, "reason": "gone"} in told["withheld"]
    assert JOBBTORG not in {r["recipient"] for r in [*told["received"], *told["disclosed"]]}
    assert {"recipient", "type", "category", "row", "at"} == set(told["disclosed"][0])
    assert Canaries(told["canaries"]).in_tree(Path(home)) == []


def _opened(told: dict[str, Any], recipient: str) -> list[str]:
    return [r["type"] for r in told["received"] if r["recipient"] == recipient]
