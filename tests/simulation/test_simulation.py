"""A thousand cases over two years: every open case has a due follow-up or a stated end, and the counts agree."""

import asyncio
import logging
import sys

import pytest
import structlog
import uvloop

from tests.simulation.run import simulate, table
from tests.simulation.ways import WAYS

pytestmark = pytest.mark.real
SHARDS, ALL = 2, 1000
"""A shard is one process with its own house; all of it takes about 40 minutes of CPU (docs/decisions/0022)."""


@pytest.fixture
def quiet():
    """The services' own log of each request would take a good part of the time."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield
    structlog.configure(**before)


@pytest.fixture
def cases(pytestconfig) -> int:
    """How many each shard lives."""
    return pytestconfig.getoption("--cases") // SHARDS


@pytest.mark.usefixtures("quiet")
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_case_has_a_due_follow_up_or_a_stated_end_and_the_counts_agree(
    shard, infra, tmp_path, capsys, cases
):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        ledger, seconds = runner.run(simulate(infra, tmp_path, shard=shard, cases=cases))

    with capsys.disabled():
        told = f"CPU i testprocessen: {seconds:.0f} s, {1000 * seconds / cases:.0f} ms per person"
        sys.stdout.write(f"\n{table(ledger)}\n{told}\n")
    if cases * SHARDS >= ALL:
        assert ledger.ways.keys() >= WAYS, WAYS - ledger.ways.keys()
