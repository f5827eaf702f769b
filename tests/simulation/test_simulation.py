"""A thousand cases over two years: every open case has a due follow-up or a stated end, and the counts agree."""

import asyncio
import logging
import os
import sys

import pytest
import structlog
import uvloop

from tests.simulation.run import simulate, table
from tests.simulation.ways import WAYS

pytestmark = pytest.mark.real
SHARDS, ALL = 4, 1000
CASES = int(os.environ.get("FINSAM_SIMULATED_CASES", str(ALL))) // SHARDS


@pytest.fixture
def quiet():
    """The services' own log of each request would take a good part of the time."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield
    structlog.configure(**before)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_case_has_a_due_follow_up_or_a_stated_end_and_the_counts_agree(
    shard, infra, tmp_path, quiet, capsys
):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        ledger, seconds = runner.run(simulate(infra, tmp_path, shard=shard, cases=CASES))

    with capsys.disabled():
        told = f"CPU i testprocessen: {seconds:.0f} s, {1000 * seconds / CASES:.0f} ms per person"
        sys.stdout.write(f"\n{table(ledger)}\n{told}\n")
    if CASES * SHARDS >= ALL:
        assert ledger.ways.keys() >= WAYS, WAYS - ledger.ways.keys()
