"""Each of the twelve faults is planted by a test that is there."""

import ast

import pytest

from tests.architecture.sources import ROOT, tree
from tests.faults.the_twelve import TWELVE


def test_there_are_twelve_of_them() -> None:
    assert len(TWELVE) == 12


@pytest.mark.parametrize("fault", TWELVE)
def test_a_planted_fault_is_caught_by_a_test_that_names_it(fault: str) -> None:
    path, _, name = TWELVE[fault].partition("::")
    names = {
        node.name
        for node in ast.walk(tree(ROOT / path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert name in names
