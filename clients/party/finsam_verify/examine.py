"""Judges a bundle: who signed it, whether its leaves are in the log, and whether the log is the one that others have seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from finsam_verify.bundle import Bundle, BundleLeaf
from finsam_verify.checkpoint import Checkpoint, follows, signed_checkpoint
from finsam_verify.encoding import Malformed
from finsam_verify.leaf import Leaf
from finsam_verify.merkle import EMPTY_ROOT, Frontier, is_consistent, is_included, leaf_hash
from finsam_verify.note import Note


class Verdict(StrEnum):
    """What a finding means for the whole: it holds, it does not hold, or it cannot be told."""

    HOLDS = "haller"
    BROKEN = "haller_inte"
    OPEN = "gar_inte_att_avgora"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `facts` are numbers, names and times that its sentence is filled with."""

    code: str
    verdict: Verdict
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class SeenLeaf:
    """A leaf that the bundle shows, as it may be told. `proved`: what it was about is bound to the log."""

    number: int
    leaf: Leaf
    about: dict[str, Any] | None
    proved: bool


@dataclass(slots=True)
class Report:
    """All that was found."""

    findings: list[Finding] = field(default_factory=list[Finding])
    leaves: list[SeenLeaf] = field(default_factory=list[SeenLeaf])
    bundle: Bundle | None = None
    checkpoint: Checkpoint | None = None

    def add(self, code: str, verdict: Verdict, **facts: Any) -> None:
        """Note a finding."""
        self.findings.append(Finding(code, verdict, facts))

    @property
    def verdict(self) -> Verdict:
        """Return the whole: one fault is enough, and what is open is no proof."""
        found = {finding.verdict for finding in self.findings}
        if Verdict.BROKEN in found:
            return Verdict.BROKEN
        return Verdict.OPEN if Verdict.OPEN in found else Verdict.HOLDS


def examine(written: bytes, pins: Collection[str] = (), kept: Sequence[str] = ()) -> Report:
    """Judge a bundle file. `pins`: fingerprints of keys that are trusted; `kept`: checkpoints that a witness has kept."""
    report = Report()
    try:
        note = Note.read(written.decode())
        bundle = report.bundle = Bundle.from_text(note.text)
        if not bundle.keys:
            raise Malformed("keys")
        _signer(report, bundle, note, pins)
        head = _head(report, bundle)
        if head is None:
            return report
        roots = _leaves(report, bundle, head, {size for size in map(_size_of, kept) if size is not None})
        _earlier(report, bundle, head)
        _witness(report, bundle, head, kept, roots)
    except (Malformed, UnicodeDecodeError) as fault:
        report.add(
            "unreadable", Verdict.BROKEN, reason=str(fault) if isinstance(fault, Malformed) else "utf-8"
        )
    return report


def _signer(report: Report, bundle: Bundle, note: Note, pins: Collection[str]) -> None:
    """Look who signed, and whether a key that is trusted leads to that one. Of what nobody signed, no more is said."""
    last, prints = bundle.keys[-1], [link.key.fingerprint for link in bundle.keys]
    if any(link.key.name != bundle.origin for link in bundle.keys):
        report.add("other_origin", Verdict.BROKEN)
    if len(note.signatures) != 1 or not last.key.verifies(note):
        report.add("signature", Verdict.BROKEN)
        return
    pinned = [position for position, found in enumerate(prints) if found in pins]
    facts = {"origin": bundle.origin, "fingerprint": prints[-1], "at": bundle.made_at}
    if not pins:
        report.add("unpinned", Verdict.OPEN, **facts)
    elif not pinned:
        report.add("not_the_pinned_key", Verdict.BROKEN, **facts)
    else:
        chain = bundle.keys[pinned[-1] :]
        is_led = all(follows(link, before) for before, link in pairwise(chain))
        report.add(
            "pinned" if is_led else "key_without_word", Verdict.HOLDS if is_led else Verdict.BROKEN, **facts
        )


def _head(report: Report, bundle: Bundle) -> Checkpoint | None:
    head = signed_checkpoint(bundle.checkpoint, list(bundle.keys))
    if head is None:
        report.add("checkpoint_signature", Verdict.BROKEN)
        return None
    report.checkpoint = head
    report.add("checkpoint", Verdict.HOLDS, size=head.size, at=head.at)
    return head


def _leaves(report: Report, bundle: Bundle, head: Checkpoint, wanted: Collection[int]) -> dict[int, bytes]:
    """Look at every leaf; of a whole log return the roots it had at the wanted sizes."""
    numbers = [leaf.number for leaf in bundle.leaves]
    hashes = [leaf.hash or leaf_hash(leaf.body or b"") for leaf in bundle.leaves]
    roots: dict[int, bytes] = {}
    if bundle.scope == "logg":
        roots = _whole(report, numbers, hashes, head, wanted)
    else:
        if any(after <= before for before, after in pairwise(numbers)):
            report.add("numbers", Verdict.BROKEN)
        missing = [
            leaf.number
            for leaf, found in zip(bundle.leaves, hashes, strict=True)
            if not is_included(found, leaf.number, head.size, leaf.path or (), head.root)
        ]
        _told(report, "not_in_log", "in_log", missing, len(numbers))
    opened = [_opened(report, bundle, leaf) for leaf in bundle.leaves if leaf.body is not None]
    wrong = [number for number in opened if number is not None]
    proved = sum(leaf.proved for leaf in report.leaves)
    if wrong:
        report.add("opening", Verdict.BROKEN, numbers=wrong[:10], count=len(wrong))
    report.add("opened", Verdict.HOLDS, proved=proved, shown=len(report.leaves))
    return roots


def _whole(
    report: Report, numbers: list[int], hashes: list[bytes], head: Checkpoint, wanted: Collection[int]
) -> dict[int, bytes]:
    if numbers != list(range(head.size)):
        report.add("numbers", Verdict.BROKEN)
    grown, roots = Frontier(), {0: EMPTY_ROOT}
    for leaf in hashes:
        grown.push(leaf)
        if grown.size in wanted:
            roots[grown.size] = grown.root()
    if grown.root() != head.root:
        report.add("root", Verdict.BROKEN, size=head.size)
    else:
        report.add("whole", Verdict.HOLDS, size=head.size)
    return roots


def _opened(report: Report, bundle: Bundle, leaf: BundleLeaf) -> int | None:
    """Show a leaf; returns its number when its commitment says something else than the bundle does."""
    found, about = Leaf.read(leaf.body or b""), leaf.about
    key = bundle.cases.get(about.case_id) if about and about.case_id else None
    is_proved = key is not None and about is not None and about.opens(found, key)
    shown = {name: getattr(about, name) for name in about.__slots__} if about else None
    report.leaves.append(SeenLeaf(leaf.number, found, shown, is_proved))
    return leaf.number if key is not None and not is_proved else None


def _earlier(report: Report, bundle: Bundle, head: Checkpoint) -> None:
    wrong: list[int] = []
    for each in bundle.earlier:
        found = signed_checkpoint(each.note, list(bundle.keys))
        if found is None or not is_consistent(found.tree, head.tree, each.path):
            wrong.append(Checkpoint.from_text(Note.read(each.note).text).size)
    _told(report, "history", "grown", wrong, len(bundle.earlier))


def _witness(
    report: Report, bundle: Bundle, head: Checkpoint, kept: Sequence[str], roots: dict[int, bytes]
) -> None:
    """Hold the log against what a witness has kept: only that shows a log that was written anew or cut."""
    paths = {Checkpoint.from_text(Note.read(each.note).text).size: each.path for each in bundle.earlier}
    last, seen = 0, 0
    for written in kept:
        found = signed_checkpoint(written, list(bundle.keys))
        if found is None:
            report.add("kept_signature", Verdict.BROKEN)
        elif found.size > head.size:
            report.add("cut", Verdict.BROKEN, kept=found.size, size=head.size, at=found.at)
        elif found.size in roots or found.size == head.size:
            known = roots.get(found.size, head.root)
            if known != found.root:
                report.add("forked", Verdict.BROKEN, kept=found.size, at=found.at)
            last, seen = max(last, found.size), seen + 1
        elif found.size in paths:
            if not is_consistent(found.tree, head.tree, paths[found.size]):
                report.add("forked", Verdict.BROKEN, kept=found.size, at=found.at)
            last, seen = max(last, found.size), seen + 1
        else:
            report.add("kept_not_compared", Verdict.OPEN, kept=found.size, at=found.at)
    if not kept:
        report.add("no_witness", Verdict.HOLDS)
    elif seen:
        report.add("witnessed", Verdict.HOLDS, count=seen, last=last, tail=head.size - last)


def _told(report: Report, fault: str, well: str, wrong: list[int], count: int) -> None:
    if wrong:
        report.add(fault, Verdict.BROKEN, numbers=wrong[:10], count=len(wrong))
    else:
        report.add(well, Verdict.HOLDS, count=count)


def _size_of(written: str) -> int | None:
    try:
        return Checkpoint.from_text(Note.read(written).text).size
    except Malformed:
        return None
