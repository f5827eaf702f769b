"""The file of last sequences."""

import asyncio
from pathlib import Path
from uuid import UUID

from finsam_party import FileSequences, Sequence

ALIAS = UUID(int=1)


async def test_starts_at_nothing_and_keeps_what_was_put(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    sequences = FileSequences(file)
    assert await sequences.get(ALIAS, 1) == 0
    await sequences.put(Sequence(ALIAS, 1, 4))
    sequences.close()
    again = FileSequences(file)
    assert await again.get(ALIAS, 1) == 4
    assert await again.get(ALIAS, 2) == 0
    assert await again.get(UUID(int=2), 1) == 0


async def test_never_goes_back(tmp_path: Path) -> None:
    sequences = FileSequences(tmp_path / "state.db")
    await sequences.put(Sequence(ALIAS, 1, 4))
    await sequences.put(Sequence(ALIAS, 1, 2))
    await sequences.put(Sequence(ALIAS, 1, 4))
    assert await sequences.get(ALIAS, 1) == 4


async def test_two_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    both = [FileSequences(tmp_path / "state.db") for _ in range(2)]
    await asyncio.gather(
        *(
            one.put(Sequence(UUID(int=alias), 1, number))
            for one in both
            for alias in range(5)
            for number in range(5)
        )
    )
    assert [await both[0].get(UUID(int=alias), 1) for alias in range(5)] == [4] * 5
