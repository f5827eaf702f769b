"""What the operator's commands say when nothing runs, or only a part of it, and that looking leaves nothing behind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from deploy.infra.home import REPOSITORY
from deploy.infra.system import System
from deploy.infra.topology import RECIPIENTS, TEAM, readers
from deploy.operating import desk as desks
from deploy.operating.desk import Desk, NoAnswer
from deploy.operating.status import Status, asked, table
from deploy.output import console

NOTHING_RUNS = "finsam: inget svarar; starta systemet först: ./finsam up"
CASE = "00000000-0000-4000-8000-000000000001"
ITEM = {"id": "inbox-17", "type": "t", "key": CASE, "attempts": 3, "failure": "ValueError", "waiting": 1}


def finsam(root: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "deploy", *words],
        cwd=REPOSITORY,
        env={"FINSAM_HOME": str(root), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


LOOKING = (
    "status",
    "status --json",
    "keys status",
    "reconcile",
    "parked list",
    "replay party af",
    "party af read",
    "token koordinator",
)


class TestWithNothingRunning:
    @pytest.mark.parametrize("words", LOOKING)
    def test_each_command_says_so_and_leaves_the_home_unmade(self, tmp_path: Path, words: str) -> None:
        status, said = finsam(tmp_path / "home", *words.split())

        assert (status, said.strip()) == (1, NOTHING_RUNS)
        assert not (tmp_path / "home").exists()

    @pytest.mark.parametrize("words", ["recipients", "clock", "party af answer --help"])
    def test_what_needs_no_system_is_told_all_the_same(self, tmp_path: Path, words: str) -> None:
        status, said = finsam(tmp_path / "home", *words.split())

        assert (status, "Traceback" in said) == (0, False), said
        assert not (tmp_path / "home").exists()

    @pytest.mark.parametrize("words", ["keys status", "reconcile", "parked list", "party af read"])
    def test_a_home_of_a_system_that_was_stopped_is_told_the_same(self, tmp_path: Path, words: str) -> None:
        System(tmp_path).home.owner.touch()

        assert finsam(tmp_path, *words.split()) == (1, NOTHING_RUNS + "\n")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk before services of which one is frozen and one refuses."""
    system = System(tmp_path)
    frozen, refusing = (httpx2.URL(system.service_url(name)).port for name in ("consent", "followup"))

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.port == frozen:
            raise httpx2.ReadTimeout("frozen", request=request)
        if request.url.port == refusing or request.method == "POST":
            wrong: dict[str, Any] = {"field": "reason", "code": "enum", "message": "Välj bland: obsolete."}
            problem = {"title": "Fel", "detail": "Rätta.", "code": "invalid_input", "fields": [wrong]}
            return httpx2.Response(422, json=problem)
        return httpx2.Response(200, json=[ITEM])

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http:
        yield Desk(system, http)


class TestWithOnePartAway:
    def test_what_is_parked_in_the_others_is_shown_and_the_one_is_named(self, desk: Desk) -> None:
        shelves = desk.parked()

        assert [item["id"] for item in shelves.found] == ["referral/inbox-17", "coordinator/inbox-17"]
        assert shelves.unknown.keys() == {"consent", "followup"}
        assert shelves.unknown["consent"] == "consent svarar inte; se ./finsam status"

    def test_a_replay_names_the_service_that_it_needs(self, desk: Desk) -> None:
        with pytest.raises(NoAnswer, match="consent svarar inte"):
            desk.replay_party("af", None)

    def test_a_refusal_names_the_fields_that_are_wrong(self, desk: Desk) -> None:
        with pytest.raises(desks.Refused, match=r"(?s)invalid_input\)\n  reason: Välj bland: obsolete\."):
            desk.discard("coordinator/inbox-17", "because", "INC-1")


IDLE = {
    "outbox": 0, "oldest_unsent_seconds": 0.0, "inbox": 0, "oldest_unhandled_seconds": 0.0,
    "lag": 0, "oldest_unread_seconds": 0.0, "parked": 0, "longest_without_progress_seconds": 0.0,
}  # fmt: skip


def alarm(
    code: str, *, fires: bool = True, count: int = 0, seconds: float = 0.0, why: str = ""
) -> dict[str, Any]:
    return {
        "code": code,
        "fires": fires,
        "count": count,
        "seconds": seconds,
        "why": why,
        "severity": "critical",
    }


def consent_with(tmp_path: Path, *alarms: dict[str, Any]) -> Status:
    """The status of a consent service without a queue, whose alarms are these."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/health/alarms":
            return httpx2.Response(
                503 if any(each["fires"] for each in alarms) else 200, json={"alarms": alarms}
            )
        return httpx2.Response(200, json=IDLE)

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http:
        return Status("2026-11-23T08:00+01:00", (asked(System(tmp_path), http, "consent"),), {})


class TestStatus:
    def test_without_an_alarm_is_ok(self, tmp_path: Path) -> None:
        status = consent_with(
            tmp_path, alarm("revocations_behind", fires=False), alarm("gate_shut", fires=False)
        )

        assert (status.ok, status.services[0].faults) == (True, ())

    def test_tells_each_alarm_that_fires_by_its_name(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status = consent_with(
            tmp_path,
            alarm("revocations_behind", count=2, seconds=412.5),
            alarm("probe_failed", fires=False),
            alarm("gate_shut", count=1, seconds=70.0, why="facts_lost"),
        )

        assert not status.ok
        console(sys.stdout).print(table(status))
        said = " ".join(capsys.readouterr().out.split())
        assert "larm revocations_behind" in said
        assert "larm gate_shut: facts_lost" in said
        assert "probe_failed" not in said
        (told,) = status.as_json()["services"]
        assert [(each["code"], each["why"]) for each in told["alarms"]] == [
            ("revocations_behind", ""),
            ("gate_shut", "facts_lost"),
        ]
        assert told["alarms"][0]["seconds"] == 412.5

    def test_calls_a_recipient_without_a_reader_neither_well_nor_ill(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        without = tuple(name for name in RECIPIENTS if name not in (*readers(), TEAM))
        status = Status("2026-11-23T08:00+01:00", (), {"fk": 0}, without)

        console(sys.stdout).print(table(status))

        lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()[1:]}
        assert lines["party-fk"] == ["ok", "0"]
        assert lines["party-soc-bromma"] == ["ingen", "läsare"]
        assert status.ok
        assert not replace(status, unread={"fk": None}).ok
