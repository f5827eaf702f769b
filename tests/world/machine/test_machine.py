"""The machine runs: few and short lives in the ordinary run, many and long ones when asked for."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from services.consent import standing
from services.consent.addressing import earlier
from services.coordinator.domain import Status
from services.coordinator.domain.next_step import WhatNext, what_next
from services.coordinator.domain.situation import INGEN, Situation
from services.coordinator.http import akter
from shared.keys import KeyStore
from tests.world.life import AF, FK, REGION
from tests.world.machine.commands import LEFT_OUT, offered
from tests.world.machine.giving import Manner
from tests.world.machine.stage import Stage
from tests.world.machine.tour import Machine, tour

pytestmark = pytest.mark.real
LIVES, STEPS = 6, 25
"""An ordinary run is the same each time; a longer one (`--lives 200`) goes new ways."""


@pytest.fixture
def stage(infra, tmp_path) -> Iterator[Stage]:
    made = Stage(infra, tmp_path)
    yield made
    made.close()


@pytest.fixture
def machine(stage: Stage) -> type[Machine]:
    return type("Machine", (Machine,), {"stage": stage})


@pytest.mark.timeout(7200)
def test_no_order_of_commands_leads_astray(machine, stage, capsys, pytestconfig) -> None:
    wanted = pytestconfig.getoption("--lives")
    how = settings(
        max_examples=wanted or LIVES, stateful_step_count=2 * STEPS if wanted else STEPS, derandomize=not wanted,
        database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        run_state_machine_as_test(machine, settings=how)
    finally:
        with capsys.disabled():
            sys.stdout.write(report(stage))


def test_every_command_has_a_rule_that_leads_somewhere(machine, stage) -> None:
    tour(machine())

    commands = {
        command for name, service in stage.house.services.items() for command in offered(name, service.app)
    }
    taken = {command for command, said in stage.given if said.startswith("2")}
    assert commands - taken - LEFT_OUT.keys() == set(), "\n".join(stage.story)
    assert LEFT_OUT.keys() <= commands, "what is left out is still there"


def test_a_row_that_is_read_as_active_after_its_end_is_caught(machine, monkeypatch) -> None:
    """What tests/journey does to the whole product is done to the house: ended rows count, their keys stay."""

    async def keep(*_: object) -> None:
        return None

    monkeypatch.setattr(standing.StandingRow, "in_force", lambda _row, _at: True)
    monkeypatch.setattr(earlier, "forget_keys_of_rows", keep)
    monkeypatch.setattr(KeyStore, "destroy", keep)
    made = machine()
    case = made.begins(far=3, asked=(AF, FK, REGION))
    made.a_system_stands_still(AF)
    made.goes_on(case, 1)
    made.takes_back(case, Manner.STRAIGHT, party=AF, category=None, by="individ", n=0)

    with pytest.raises(AssertionError, match="was opened without samtycke"):
        made.all_systems_read_on()


def test_a_case_without_a_next_step_is_caught(machine, monkeypatch) -> None:
    def forgetful(seen: Situation) -> WhatNext:
        coming = what_next(seen)
        return replace(coming, who=INGEN, by=None) if seen.status is Status.TAS_UPP else coming

    monkeypatch.setattr(akter, "what_next", forgetful)
    made = machine()

    with pytest.raises(AssertionError, match="and next is"):
        made.begins(far=4, asked=(AF, FK))


def report(stage: Stage) -> str:
    """Say what was done, and what was answered."""
    answers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (command, said), count in stage.given.items():
        answers[" ".join(command)][said] += count
    lines = [f"\n{sum(stage.steps.values())} steps, {sum(stage.given.values())} commands"]
    lines += [f"{count:6} {name}" for name, count in stage.steps.most_common()]
    for command, said in sorted(answers.items()):
        told = ", ".join(f"{code} {count}" for code, count in said.most_common())
        lines.append(f"{sum(said.values()):6} {command}: {told}")
    opened = Counter[str]()
    for (_, kind), count in stage.opened.items():
        opened[kind] += count
    lines.append("opened: " + ", ".join(f"{kind} {count}" for kind, count in opened.most_common()))
    return "\n".join(lines) + "\n"
