"""A thousand seeded edits of a real log, all found by the verifier with what a witness has kept; none where nothing is wrong."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from finsam_verify.bundle import Bundle
from finsam_verify.examine import Verdict, examine
from finsam_verify.kept import kept_line
from finsam_verify.note import sign

from services.consent.disclosure_log import evidence, rows
from tests.consent.log.attacks import EDITS, Leaves, Log, cut_back, plain, thorough
from tests.consent.log.conftest import LogBench, seeded

SEED = 20261123
EDITS_IN_ALL = 1000
GROWTH = (1, 2, 60, 500, 1, 900, 536)


@pytest.fixture(scope="module")
def made() -> dict[str, Log]:
    """The log of this file, made once."""
    return {}


@pytest.fixture
async def real(log: LogBench, made: dict[str, Log]) -> Log:
    """Two thousand leaves, numbered and signed by the sequencer on PostgreSQL, exported whole."""
    if "log" not in made:
        for seed, count in enumerate(GROWTH):
            await log.grow(count, seed=seed)
        made["log"] = await exported(log)
    return made["log"]


async def exported(log: LogBench) -> Log:
    """The whole log as bytes, and the checkpoints that were handed out."""
    async with log.sessions() as session:
        head = await rows.latest(session)
        signer = await log.signers.hand(session)
        assert head
        assert signer
        notes = [note for _, note in await rows.notes_after(session, 0, 10_000)]
        bundle = Bundle(
            head.origin,
            datetime(2026, 3, 2, tzinfo=UTC),
            "logg",
            None,
            "tillsyn",
            await log.signers.chain(session),
            notes[-1],
            await evidence.earlier(session, head, ()),
            leaves=await evidence.whole(session, None, head.size),
        )
    return Log(sign(bundle.text, [(head.origin, signer.private)]).write().encode(), signer.private, notes)


def bodies(log: Log) -> Leaves:
    return [leaf.body or b"" for leaf in log.bundle.leaves]


def codes(log: Log, written: bytes, kept: list[str] | None = None) -> set[str]:
    """What is wrong with a bundle; empty when it holds."""
    report = examine(written, {log.pin}, log.kept if kept is None else kept)
    wrong = {each.code for each in report.findings if each.verdict is Verdict.BROKEN}
    assert bool(wrong) == (report.verdict is Verdict.BROKEN)
    return wrong


async def test_an_untouched_log_gives_no_alarm(real: Log) -> None:
    report = examine(real.written, {real.pin}, real.kept)

    assert report.verdict is Verdict.HOLDS
    assert {each.code for each in report.findings} == {
        "pinned", "checkpoint", "whole", "opened", "grown", "witnessed",
    }  # fmt: skip


@pytest.mark.timeout(900)
async def test_a_thousand_edits_are_found(real: Log) -> None:
    """Each kind by who edits the leaves alone, and by who builds and signs everything anew; and bits of the file."""
    leaves, random = bodies(real), seeded(SEED)
    ways: list[Callable[[Log, Leaves], bytes]] = [plain, thorough]
    found, missed = Counter[str](), list[str]()
    for number in range(EDITS_IN_ALL):
        kind = (*EDITS, "file")[number % (len(EDITS) + 1)]
        if kind == "file":
            written = bytearray(real.written)
            written[random.randrange(len(written))] ^= 1 << random.randrange(8)
            edited, way = bytes(written), "file"
        else:
            make = random.choice(ways)
            edited, way = make(real, EDITS[kind](random, leaves)), make.__name__
        if codes(real, edited):
            found[f"{kind} {way}"] += 1
        else:
            missed.append(f"{kind} {way}, edit {number} of seed {SEED}")

    assert missed == []
    assert found.total() == EDITS_IN_ALL
    assert len(found) == 2 * len(EDITS) + 1


class TestByHand:
    """A fault of each kind, and what it is called."""

    @pytest.mark.parametrize("kind", ["change", "delete", "insert", "swap", "flip"])
    async def test_an_edit_without_a_new_tree_does_not_give_the_signed_root(
        self, real: Log, kind: str
    ) -> None:
        found = codes(real, plain(real, EDITS[kind](seeded(1), bodies(real))))

        assert "root" in found

    @pytest.mark.parametrize("kind", ["change", "insert", "swap", "fork"])
    async def test_a_log_built_and_signed_anew_is_another_than_the_witness_saw(
        self, real: Log, kind: str
    ) -> None:
        edited = thorough(real, EDITS[kind](seeded(1), bodies(real)))

        assert codes(real, edited) == {"forked"}
        assert codes(real, edited, []) == set(), "without a witness nobody could tell"

    @pytest.mark.parametrize("kind", ["delete", "cut"])
    async def test_a_log_that_lost_leaves_is_shorter_than_the_witness_saw(self, real: Log, kind: str) -> None:
        assert "cut" in codes(real, thorough(real, EDITS[kind](seeded(1), bodies(real))))

    async def test_a_cut_tail_under_a_true_old_checkpoint_is_found_by_the_witness_alone(
        self, real: Log
    ) -> None:
        edited = cut_back(real, 563)

        assert codes(real, edited) == {"cut"}
        assert codes(real, edited, []) == set()

    async def test_a_leaf_after_the_last_checkpoint_that_was_kept_has_no_witness(self, real: Log) -> None:
        """What nobody has seen can be rewritten: the report says how many leaves that is."""
        leaves = bodies(real)
        edited = thorough(real, [*leaves[:-1], EDITS["flip"](seeded(3), leaves[-1:])[0]])
        kept = [note for note in real.kept if note != real.kept[-1]]

        report = examine(edited, {real.pin}, kept)

        assert {each.facts["tail"] for each in report.findings if each.code == "witnessed"} == {GROWTH[-1]}

    async def test_a_flipped_bit_of_the_file_breaks_its_signature(self, real: Log) -> None:
        written = bytearray(real.written)
        written[len(written) // 2] ^= 1

        assert codes(real, bytes(written)) & {"signature", "unreadable"}


def judged(folder: Path, written: bytes, log: Log) -> subprocess.CompletedProcess[str]:
    """What a process of its own says, which knows nothing but the files."""
    (folder / "bunt.txt").write_bytes(written)
    (folder / "sett.jsonl").write_text("".join(kept_line(note) for note in log.kept), encoding="utf-8")
    command = [
        sys.executable,
        "-I",
        "-m",
        "finsam_verify",
        "bunt.txt",
        "--key",
        log.pin,
        "--kept",
        "sett.jsonl",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["untouched", *EDITS])
async def test_another_process_says_the_same_of_the_exported_bytes(
    real: Log, kind: str, tmp_path: Path
) -> None:
    written = real.written if kind == "untouched" else thorough(real, EDITS[kind](seeded(5), bodies(real)))

    done = judged(tmp_path, written, real)

    assert done.returncode == (0 if kind == "untouched" else 1), done.stdout + done.stderr
    assert done.stdout.startswith(
        "Bevisbunten håller." if kind == "untouched" else "Bevisbunten håller INTE."
    )
