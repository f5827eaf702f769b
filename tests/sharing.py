"""How a run shares its tests between workers: what stays together on one of them, and what begins first.

Each worker has a PostgreSQL and a Kafka of its own. A file stays together, because its tests share what its fixtures
made. Larger is what shares a whole product; smaller are the long tests that share nothing.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/journey/": "the product",
    "tests/deploy/test_databases.py": "the parts of tests/deploy",
    "tests/deploy/test_topology.py": "the parts of tests/deploy",
}
APART = (
    "tests/consent/test_races.py",
    "tests/deploy/test_system.py",
    "tests/journey/test_at_rest.py::test_the_demo_",
    "tests/shared/test_service.py::TestKilledParts::",
    "tests/simulation/",
)
LONGEST_FIRST = (
    "tests/simulation/",
    "tests/journey/test_at_rest.py::test_the_demo_",
    "tests/trial/test_trial.py",
    "tests/journey/",
    "tests/consent/test_races.py",
    "tests/deploy/test_system.py",
    "tests/world/machine/",
    "tests/world/described/",
    "tests/shared/test_service.py",
    "tests/deploy/",
    "tests/shared/",
    "tests/party/",
    "tests/consent/",
)


def unit_of(nodeid: str) -> str:
    """The tests of one unit run on one worker, one after another."""
    if nodeid.startswith(APART):
        return nodeid
    for start, unit in TOGETHER.items():
        if nodeid.startswith(start):
            return unit
    return nodeid.partition("::")[0]


def place_of(item: pytest.Item) -> int:
    """What takes long begins early, so that no worker is left alone with it at the end."""
    for place, start in enumerate(LONGEST_FIRST):
        if item.nodeid.startswith(start):
            return place
    return len(LONGEST_FIRST)


class Sharing(LoadScopeScheduling):
    """Hands out one unit after another, in the order of the collection, to the worker that is free."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
