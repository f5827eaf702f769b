"""Homes for tests that start and kill parts of their own, apart from the one that all share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.infra.home import default_root
from deploy.infra.system import INFRASTRUCTURE, System
from tests.infrastructure import Infrastructure

MakeSystem = Callable[[Path], System]


@pytest.fixture
def make_system() -> Iterator[MakeSystem]:
    """Make systems in given folders; whatever of them still runs at the end is stopped."""
    made: list[System] = []

    def make(root: Path) -> System:
        made.append(System(root, store=default_root()))
        return made[-1]

    yield make
    for system in made:
        system.stop()


@pytest.fixture(scope="package")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Infrastructure]:
    """Parts that no other test sees: what is written to their topics would be read by services elsewhere."""
    system = System(tmp_path_factory.mktemp("own"), store=default_root())
    try:
        system.start(INFRASTRUCTURE)
        yield Infrastructure(system)
    finally:
        system.stop()
