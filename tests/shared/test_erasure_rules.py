"""What a decision to erase must heed, without a database."""

import pytest

from shared.erasure.rules import kept_by_birthday


@pytest.mark.parametrize(
    ("number", "kept"),
    [("195710142653", False), ("195609052385", True), ("195600752389", True), ("196001252532", True)],
)
def test_a_day_of_birth_that_the_archive_keeps(number: str, kept: bool) -> None:
    assert kept_by_birthday(number) is kept
