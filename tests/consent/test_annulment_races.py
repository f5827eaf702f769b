"""The promise under races, for makulering: late keys there are none, and what another signature carries goes on.

As in `test_races.py`: two servers of the exit in processes of their own, readers over real sockets, deaths at each step.
"""

import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.consent.api import annul_form
from tests.consent.builders import SENDER
from tests.consent.conftest import Stores
from tests.consent.exit_server import STEPS
from tests.consent.races import Launcher, Outcome, Wire, fleet
from tests.consent.test_races import End, Lane, release, send_end, until, wrong_in

ROUNDS = 18
ENDING_STEPS = ("closing", "ended", "closed", "destroyed", "drained")
"""Where a server can die between the commit of a makulering and its answer."""
_SIGNED_AGAIN = (
    "insert into signing select (jsonb_populate_record(s, jsonb_build_object('id', %(other)s::uuid))).*"
    " from signing s where id = %(case)s"
)
_OF_NOBODY = "update case_file set person_hash = null where case_id = %(case)s"
"""What is sealed in the copy opens for nobody: it must not lie among a person's own."""
_CARRIED_AGAIN = (
    "insert into row_signing (row_id, signing_id, valid_from, valid_to)"
    " select row_id, %(other)s, valid_from, valid_to from row_signing where signing_id = %(case)s"
)
"""The same paper registered twice."""


class Struck(Lane):
    """A case for each race: its one signature, of the same id, is annulled."""

    def race(self, step: str | None = None, moments: Sequence[float] = ()) -> Outcome:
        """Begin with a case that holds."""
        self.case_id = self.ask("POST", "/test/case")["case_id"]
        return super().race(step, moments)

    def end(self) -> End:
        """What ends the rows: the registering unit strikes the signature."""
        return End(f"/v1/signings/{self.case_id}/annulments", {**annul_form()}, f"handlaggare.{SENDER}")


def test_no_key_is_late_whoever_pauses_or_dies(stores: Stores, launcher: Launcher, tmp_path: Path) -> None:
    fired = tmp_path / "fired"
    fired.touch()
    cases: list[str] = []
    with fleet(launcher, stores, longest=0.01, fired=str(fired)) as servers:
        lane, deaths = Struck(servers, 3), cycle(STEPS)
        for number in range(ROUNDS):
            lane.race(next(deaths) if number % 2 else None)
            cases.append(lane.case_id)

    assert sum(outcome.late for outcome in lane.outcomes) == 0
    assert sum(outcome.broken for outcome in lane.outcomes) > 0, "nobody died: it proves less than it says"
    assert sum(outcome.keys for outcome in lane.outcomes) > 0, "nobody was in time: the races are not aligned"
    assert wrong_in(stores, cases) == []
    assert set(states(stores, cases)) == {"makulerat"}


def test_a_planted_fault_is_seen(stores: Stores, launcher: Launcher) -> None:
    """Without the drain a key that was decided before arrives after the answer."""
    moments = (0.0, 0.01, 0.02, 0.1, 0.05)
    with fleet(launcher, stores, pauses={"decided": 0.4}, fault="no_drain") as servers:
        lane = Struck(servers, 7)
        assert until(lambda: lane.race(moments=moments).late > 0, 20), "no_drain went unseen"


def test_what_another_signature_carries_opens_on_whoever_dies(
    stores: Stores, launcher: Launcher, tmp_path: Path
) -> None:
    fired = tmp_path / "fired"
    fired.touch()
    with fleet(launcher, stores, fired=str(fired)) as servers:
        lane = Struck(servers, 5)
        for step in (*ENDING_STEPS, None):
            lane.case_id = lane.ask("POST", "/test/case")["case_id"]
            event_id = lane.ask("POST", f"/test/round/{lane.case_id}")["event_id"]
            register_again(stores, lane.case_id)
            if step:
                lane.ask("POST", f"/test/arm/{step}/SIGKILL", place=0)
            key, wire = str(uuid4()), Wire(servers.port(0))
            send_end(wire, lane.end(), key)
            reader = Wire(servers.port(1))
            began = time.monotonic()
            while time.monotonic() - began < 0.3:
                release(reader, event_id=event_id)
                assert any("key" in section for section in reader.wait()[1]["events"][0]["sections"])
            servers.replace(0)
            lane.until_enforced(key)
            assert lane.opens(event_id) > 0, f"a row that is carried was closed by a death at {step}"
            assert set(states(stores, [lane.case_id])) == {"aktiv"}


def register_again(stores: Stores, case_id: str) -> None:
    values = {"case": case_id, "other": str(uuid4())}
    with psycopg.connect(stores.url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in (_SIGNED_AGAIN, _CARRIED_AGAIN, _OF_NOBODY):
            connection.execute(statement, values)


def states(stores: Stores, cases: Sequence[str]) -> list[str]:
    """The states of the rows of these cases."""
    with psycopg.connect(stores.url.replace("+psycopg", "")) as connection:
        rows = connection.execute(
            "select state from consent_row where case_id = any(%s::uuid[])", (list(cases),)
        ).fetchall()
    return [row[0] for row in rows]
