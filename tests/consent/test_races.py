"""The promise under races: when a withdrawal has answered 200, nothing of what it ended reaches the recipient.

Two servers of the exit in processes of their own, readers over real sockets. A key counts as late when it was not
there yet at the moment when the withdrawal's answer was read: one machine, one thread, one clock.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.consent.builders import PERSON, SENDER, TEAM
from tests.consent.conftest import Stores
from tests.consent.exit_server import STEPS
from tests.consent.races import Broken, Fleet, Launcher, Outcome, Planned, Wire, fleet, run

LANES = 3
ROUNDS = 126  # each holds three releases and one sealing against one withdrawal: 504 races
KILLS = 12
PROMISED_SECONDS = 10
SPREAD = 0.02  # seconds within which the five requests of a round are sent
READER = f"koordinator.{TEAM}"
READERS_FIRST = (0.0, 0.01, 0.02, 0.1, 0.05)
READERS_LATER = (0.25, 0.35, 0.45, 0.7, 0.0)
APART = {
    "no_drain": ({"decided": 0.4}, READERS_FIRST),
    "other_lock": ({"started": 0.4}, READERS_FIRST),
    "one_statement": ({"ended": 0.6, "closed": 0.4, "started": 0.8}, READERS_LATER),
}
"""Fault → pauses that open the gap which the protocol closes there, and the moments that lead into it."""
SEALING_FIRST = (0.9, 0.9, 0.9, 0.0, 0.1)
SEALING_APART = {"planned": 0.6, "closed": 1.2}


@dataclass(frozen=True)
class End:
    """A command that ends rows, and who gives it."""

    path: str
    body: dict[str, object]
    token: str


@dataclass
class Lane:
    """One case, withdrawn again and again: each round with new rows and a new document."""

    fleet: Fleet
    seed: int

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311  a seeded course of events
        self.case_id = self.ask("POST", "/test/case")["case_id"]
        self.outcomes: list[Outcome] = []

    def race(self, step: str | None = None, moments: Sequence[float] = ()) -> Outcome:
        """New rows; then three readers, a sealing and a withdrawal within some milliseconds; then nothing opens."""
        event_id = self.ask("POST", f"/test/round/{self.case_id}")["event_id"]
        place, key = self.random.randrange(2), str(uuid4())
        if step:
            self.ask("POST", f"/test/arm/{step}/SIGKILL", place=place)
        moments = moments or [self.random.random() * SPREAD for _ in range(5)]
        wires = [self._wire(number % 2) for number in range(5)]
        ask = partial(release, event_id=event_id)
        seal = partial(Wire.send, method="POST", path=f"/test/seal/{self.case_id}")
        say_no = partial(send_end, end=self.end(), key=key)
        readers = [Planned(moments[number], wires[number], ask, is_reader=True) for number in range(3)]
        withdrawal = Planned(moments[4], self._wire(place), say_no)
        outcome = run(withdrawal, [*readers, Planned(moments[3], wires[3], seal)])
        for wire in {*wires, withdrawal.wire}:
            wire.close()
        self.outcomes.append(outcome)
        if not outcome.is_withdrawal_broken:
            assert outcome.status in {200, 202}
            assert outcome.seconds <= PROMISED_SECONDS
        for number in range(2):
            self.fleet.replace(number)
        if outcome.status != 200:
            self.until_enforced(key)
        assert self.opens(event_id) == 0, "a key after the withdrawal was enforced"
        return outcome

    def opens(self, event_id: str) -> int:
        """How many sections of a document open now."""
        answer = self.ask("POST", "/v1/release", {"events": [event_id]}, token=READER)
        return sum("key" in section for section in answer["events"][0]["sections"])

    def ask(
        self, method: str, path: str, body: object = None, *, place: int | None = None, **named: str
    ) -> dict:
        """Ask a server, or the other one if it has died."""
        for number in cycle([place or 0, 1 - (place or 0)]):
            try:
                wire = self._wire(number)
                status, answer = wire.ask(method, path, body, **named)
                wire.close()
            except (Broken, OSError):
                self.fleet.replace(number)
                continue
            if status < 500:
                return answer or {}
            time.sleep(0.05)
        raise AssertionError

    def _wire(self, place: int) -> Wire:
        """Connect; a server that has just died is replaced first."""
        for _ in range(100):
            try:
                return Wire(self.fleet.port(place))
            except OSError:
                self.fleet.replace(place)
                time.sleep(0.02)
        raise AssertionError

    def end(self) -> "End":
        """What ends the rows: a withdrawal by the person."""
        return End("/v1/revocations", withdrawal_of(self.case_id), f"person.{PERSON}")

    def until_enforced(self, key: str) -> None:
        """The same command again, wherever it was broken off, tells how far the withdrawal has come."""
        end, deadline = self.end(), time.monotonic() + 20
        while self.ask("POST", end.path, end.body, token=end.token, key=key).get("state") != "enforced":
            assert time.monotonic() < deadline, "never enforced"


def test_no_key_is_late_whoever_pauses_or_dies(stores: Stores, launcher: Launcher, tmp_path: Path) -> None:
    fired = tmp_path / "fired"
    fired.touch()
    with fleet(launcher, stores, longest=0.01, fired=str(fired)) as servers:
        deaths = cycle(STEPS)
        lanes = [Lane(servers, number) for number in range(LANES)]

        def drive(lane: Lane) -> None:
            for number in range(ROUNDS // LANES):
                lane.race(next(deaths) if number % (ROUNDS // KILLS) == LANES else None)

        _in_threads([partial(drive, lane) for lane in lanes])
        for step in STEPS:
            # It was armed in vain when its server died at another lane's step first.
            assert until(partial(_dies_at, step, lanes[0], fired), 40), f"nobody died at {step}"

    outcomes = [outcome for lane in lanes for outcome in lane.outcomes]
    assert sum(outcome.late for outcome in outcomes) == 0
    assert sum(outcome.broken for outcome in outcomes) > 0, "nobody died: the test proves less than it says"
    assert sum(outcome.keys for outcome in outcomes) > ROUNDS / 3, (
        "hardly anyone was in time: the races are not aligned"
    )
    answered = [outcome for outcome in outcomes if not outcome.is_withdrawal_broken]
    assert sum(outcome.status == 200 for outcome in answered) > len(answered) * 0.8
    assert wrong_in(stores, [lane.case_id for lane in lanes]) == []


@pytest.mark.parametrize("fault", APART)
def test_a_planted_fault_is_seen_and_the_same_pauses_alone_are_harmless(
    stores: Stores, launcher: Launcher, fault: str
) -> None:
    pauses, moments = APART[fault]
    with fleet(launcher, stores, pauses=pauses, fault=fault) as servers:
        lane = Lane(servers, 7)
        assert until(lambda: lane.race(moments=moments).late > 0, 20), f"{fault} went unseen"
    with fleet(launcher, stores, pauses=pauses) as servers:
        lane = Lane(servers, 7)
        assert sum(lane.race(moments=moments).late for _ in range(2)) == 0


def test_sealing_without_its_lock_is_seen_in_the_stores(stores: Stores, launcher: Launcher) -> None:
    """What is sealed on a row after its end never opens, since the row's key goes; only the stores tell."""
    with fleet(launcher, stores, pauses=SEALING_APART, fault="unlocked_sealing") as servers:
        lane = Lane(servers, 7)
        assert until(partial(_goes_wrong, stores, lane), 20), "unlocked_sealing went unseen"
    with fleet(launcher, stores, pauses=SEALING_APART) as servers:
        lane = Lane(servers, 7)
        assert [_goes_wrong(stores, lane) for _ in range(2)] == [False, False]


def test_a_frozen_releaser_is_waited_for(stores: Stores, launcher: Launcher) -> None:
    """Nobody can know what it will still send: 202 until it wakes, then enforced."""
    with fleet(launcher, stores, bound=1.0) as servers:
        lane = Lane(servers, 1)
        event_id = lane.ask("POST", f"/test/round/{lane.case_id}")["event_id"]
        lane.ask("POST", "/test/arm/decided/SIGSTOP", place=0)
        frozen, key = Wire(servers.port(0)), str(uuid4())
        release(frozen, event_id=event_id)
        assert until(lambda: _is_stopped(servers.pid(0)), 100)
        try:
            began = time.monotonic()
            asking = Wire(servers.port(1))
            withdraw(asking, case_id=lane.case_id, key=key)
            status, answer = asking.wait()
            assert (status, answer["state"]) == (202, "draining")
            assert time.monotonic() - began < 10
            time.sleep(1.2)  # some rounds of the finisher: none of them may take the frozen one for dead
            assert state_of(asking, answer["id"]) == "draining", "a frozen process was taken for dead"
        finally:
            os.kill(servers.pid(0), signal.SIGCONT)
        frozen.wait()
        assert until(lambda: state_of(asking, answer["id"]) == "enforced", 100)


@dataclass(frozen=True)
class Storm:
    """How a withdrawal went while sixteen read without a pause."""

    status: int
    took: float
    keys: int
    was_late: bool


def storm(stores: Stores, launcher: Launcher, **asked: object) -> Storm:
    """Sixteen readers whose releases overlap, and one withdrawal in their midst."""
    with fleet(launcher, stores, pauses={"started": 0.05}, **asked) as servers:
        lane, stop = Lane(servers, 1), threading.Event()
        event_id = lane.ask("POST", f"/test/round/{lane.case_id}")["event_id"]
        late = threading.Event()
        returned = [float("inf")]

        def read(number: int) -> int:
            wire, count = Wire(servers.port(number % 2)), 0
            while not stop.is_set():
                began = time.monotonic()
                release(wire, event_id=event_id)
                opened = has_key(wire.wait())
                count += opened
                if opened and began > returned[0]:
                    late.set()
            return count

        with ThreadPoolExecutor(16) as pool:
            readers = [pool.submit(read, number) for number in range(16)]
            time.sleep(1)  # let all sixteen read
            began = time.monotonic()
            asking = Wire(servers.port(0))
            withdraw(asking, case_id=lane.case_id, key=str(uuid4()))
            status, _ = asking.wait()
            took, returned[0] = time.monotonic() - began, time.monotonic()
            time.sleep(0.3)  # they go on reading after the answer: a late key would come now
            stop.set()
            keys = [reader.result() for reader in readers]
    return Storm(status, took, min(keys), late.is_set())


def test_a_storm_of_readers_does_not_hold_a_withdrawal(stores: Stores, launcher: Launcher) -> None:
    told = storm(stores, launcher)

    assert told.status == 200
    assert told.took < PROMISED_SECONDS
    assert not told.was_late
    assert told.keys > 0, "not everyone was reading"


def test_a_storm_would_be_seen_to_hold_it_if_rows_were_locked_instead_of_pairs(
    stores: Stores, launcher: Launcher
) -> None:
    assert storm(stores, launcher, fault="row_locks", bound=3.0).status == 202


def test_a_memory_of_what_was_allowed_would_be_seen(stores: Stores, launcher: Launcher) -> None:
    with fleet(launcher, stores, fault="remembered") as servers:
        lane = Lane(servers, 7)
        with pytest.raises(AssertionError, match="a key after the withdrawal"):
            lane.race(moments=READERS_FIRST)


@pytest.mark.parametrize("fault", [None, "late_leaf"])
def test_a_key_that_reached_somebody_has_its_leaf_though_the_server_died(
    stores: Stores, launcher: Launcher, fault: str | None
) -> None:
    with fleet(launcher, stores, **({"fault": fault} if fault else {})) as servers:
        lane = Lane(servers, 1)
        event_id = lane.ask("POST", f"/test/round/{lane.case_id}")["event_id"]
        lane.ask("POST", "/test/arm/landing/SIGKILL", place=0)
        wire = Wire(servers.port(0))
        release(wire, event_id=event_id)
        assert has_key(wire.wait())

    with psycopg.connect(stores.url.replace("+psycopg", "")) as connection:
        leaves = connection.execute("select count(*) from leaf where event_id = %s", (event_id,)).fetchone()
    assert (leaves == (0,)) == bool(fault), "planted, the loss is seen; otherwise there is none"


def _dies_at(step: str, lane: Lane, fired: Path) -> bool:
    if step not in fired.read_text(encoding="ascii").split():
        lane.race(step)
    return step in fired.read_text(encoding="ascii").split()


def _goes_wrong(stores: Stores, lane: Lane) -> bool:
    lane.race(moments=SEALING_FIRST)
    return wrong_in(stores, [lane.case_id]) != []


def wrong_in(stores: Stores, cases: list[str]) -> list[str]:
    """What was sealed on a row that had ended, or after a final stop in its epoch, and numbers that are missing."""
    with psycopg.connect(stores.url.replace("+psycopg", "")) as connection:
        wrapped = connection.execute(
            "select count(*) from delivery_section s join consent_row r on r.id = s.row_id"
            " where r.case_id = any(%s::uuid[]) and r.state <> 'aktiv' and s.wrapped_dek is not null",
            (cases,),
        ).fetchone()
        numbers = connection.execute(
            "select alias, epoch, array_agg(sequence order by sequence), max(sequence) filter (where kind = 'control')"
            " from delivery where case_id = any(%s::uuid[]) and recipient = %s group by alias, epoch",
            (cases, TEAM),
        ).fetchall()
    wrong = [] if wrapped == (0,) else ["something is sealed on a row that has ended"]
    for _, _, sequences, last in numbers:
        if sequences != list(range(1, len(sequences) + 1)):
            wrong.append("a number is missing")
        if last not in {None, len(sequences)}:
            wrong.append("a record came after the epoch's stop notice")
    return wrong


def has_key(answer: tuple[int, Any]) -> bool:
    """Whether a release gave a key; a store that is away gives none."""
    return answer[0] == 200 and any("key" in s for s in answer[1]["events"][0].get("sections", ()))


def release(wire: Wire, event_id: str) -> None:
    wire.send("POST", "/v1/release", {"events": [event_id]}, token=READER)


def withdraw(wire: Wire, case_id: str, key: str) -> None:
    send_end(wire, End("/v1/revocations", withdrawal_of(case_id), f"person.{PERSON}"), key)


def send_end(wire: Wire, end: "End", key: str) -> None:
    wire.send("POST", end.path, end.body, token=end.token, key=key)


def withdrawal_of(case_id: str) -> dict[str, object]:
    scope = {"kind": "category", "category": "handlaggning", "party": SENDER}
    return {"case_id": case_id, "scope": scope, "said_on": "2026-03-01", "channel": "inloggad"}


def state_of(wire: Wire, revocation_id: str) -> str:
    return wire.ask("GET", f"/v1/revocations/{revocation_id}", token=f"person.{PERSON}")[1]["state"]


def _is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"


def until(holds: Callable[[], bool], times: int) -> bool:
    for _ in range(times):
        if holds():
            return True
        time.sleep(0.05)
    return False


def _in_threads(work: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(each) for each in work]:
            done.result()
