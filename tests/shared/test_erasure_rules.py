"""What a decision to erase must heed, without a database."""

import pytest

from shared.erasure.rules import kept_by_birthday


@pytest.mark.parametrize(
    ("number", "kept"),
    [("19590714xxxx", False), ("19590705xxxx", True), ("19590775xxxx", True), ("19590725xxxx", True)],
)
def test_a_day_of_birth_that_the_archive_keeps(number: str, kept: bool) -> None:
    assert kept_by_birthday(number) is kept
