"""The ledger finds each fault that is planted in a history, names it as what it is, and lets a clean one pass."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deploy.trial.history import (
    Halves,
    History,
    Line,
    Outcome,
    Probe,
    Published,
    Rest,
    Sealed,
    Searched,
    Taken,
    Told,
    Verified,
    Withdrawn,
)
from deploy.trial.ledger import judge, worst_revoke
from deploy.trial.tally import Invariant
from tests.trial.histories import (
    AF,
    CASE,
    CLEAN,
    CORRECTED,
    FACTS,
    FK,
    OTHER,
    SEALED,
    SENDER,
    SHARED,
    command,
    leaf,
    line,
)

Edit = Callable[[History], dict[str, Any]]


def found_in(history: History) -> dict[Invariant, tuple[str, ...]]:
    return {one.invariant: one.found for one in judge(history) if one.found}


def without(values: tuple[Any, ...], event_id: str) -> tuple[Any, ...]:
    return tuple(value for value in values if value.event_id != event_id)


def swapped(values: tuple[Any, ...], one: int, other: int) -> tuple[Any, ...]:
    changed = list(values)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)


def test_a_clean_history_holds_and_every_invariant_was_looked_at() -> None:
    judged = judge(CLEAN)

    assert [(one.invariant, one.found) for one in judged if not one.holds] == []
    assert all(one.checked > 0 for one in judged)


def test_what_nobody_looked_at_is_not_shown_to_hold() -> None:
    assert [one for one in judge(History()) if one.holds] == []


class TestLost:
    @pytest.mark.parametrize(
        "edit",
        [
            lambda h: {"commands": (*h.commands, command("correct"))},
            lambda h: {"facts": tuple(one for one in h.facts if one.type != SHARED)},
            lambda h: {"published": without(h.published, "r3")},
            lambda h: {"taken": h.taken[1:]},
            lambda h: {"sealed": without(h.sealed, "d5"), "lines": without(h.lines, "d5")},
            lambda h: {"lines": without(h.lines, "d5")},
            lambda h: {"lines": (*h.lines[:4], line(SEALED[4], kind="gone"), h.lines[5])},
            lambda h: {"lines": (*h.lines, Line(AF, 1, False, "unreadable"))},
            lambda h: {"told": (Told(CASE, (4, 5), (4,)),)},
            lambda h: {"halves": replace(h.halves, made=frozenset())},
        ],
        ids=[
            "an accepted command without its event", "a fact that should have followed", "an event that never reached its topic",
            "an event that a reader never took in", "a document never sealed for a party", "a record that never came out of a client", "a document that closed though nobody withdrew",
            "a record that cannot be read", "a correction that the akt does not tell of", "a draft that is gone",
        ],
    )  # fmt: skip
    def test_is_found(self, edit: Edit) -> None:
        assert Invariant.LOST in found_in(replace(CLEAN, **edit(CLEAN)))

    def test_is_not_what_a_withdrawal_has_kept_back(self) -> None:
        """FK's rows end: the correction that was on its way to it is withheld."""
        assert not any(record.type == "rattelse" and record.recipient == FK for record in CLEAN.sealed)
        assert found_in(CLEAN) == {}

    def test_is_what_a_withdrawal_of_one_category_alone_has_kept_back(self) -> None:
        partly = replace(CLEAN.withdrawn[0], category="halsa")

        assert Invariant.LOST in found_in(replace(CLEAN, withdrawn=(partly,)))

    def test_is_not_a_command_that_was_refused_or_in_doubt(self) -> None:
        doubtful = command("correct", Outcome.UNKNOWN)

        assert Invariant.LOST not in found_in(replace(CLEAN, commands=(*CLEAN.commands, doubtful)))


class TestHalf:
    @pytest.mark.parametrize(
        "edit",
        [
            lambda h: {"published": (*h.published, Published("referral", CASE, 4, "ghost"))},
            lambda h: {"halves": replace(h.halves, numbers={**h.halves.numbers, ("referral", CASE): 4})},
            lambda h: {"halves": Halves(made=h.halves.made)},
            lambda h: {"halves": replace(h.halves, unanswered=("referral",))},
        ],
        ids=["published and never committed", "a number without its event", "events without a number", "an answer never written"],
    )  # fmt: skip
    def test_is_found(self, edit: Edit) -> None:
        assert Invariant.HALF in found_in(replace(CLEAN, **edit(CLEAN)))


class TestDoubled:
    @pytest.mark.parametrize(
        "edit",
        [
            lambda h: {"facts": (*h.facts, replace(FACTS[4], number=4, event_id="r4"))},
            lambda h: {"taken": (*h.taken, h.taken[0])},
            lambda h: {"published": (*h.published, Published("referral", CASE, 3, "again"))},
            lambda h: {"lines": (*h.lines, h.lines[0])},
            lambda h: {"lines": (*h.lines, replace(h.lines[0], life=2))},
            lambda h: {"sealed": (*h.sealed, replace(SEALED[4], event_id="d7"))},
            lambda h: {"told": (Told(CASE, (4,), (4, 4)),)},
            lambda h: {"halves": replace(h.halves, made=h.halves.made | {("draft", "more")})},
        ],
        ids=[
            "two events of one command", "an event taken in twice", "one number for two events", "a record handed on twice",
            "a record handed on again after a kill, though others came between", "two records under one number",
            "a correction told twice", "a draft that nobody asked for",
        ],
    )  # fmt: skip
    def test_is_found(self, edit: Edit) -> None:
        assert Invariant.DOUBLED in found_in(replace(CLEAN, **edit(CLEAN)))

    def test_is_not_what_a_replay_published_again(self) -> None:
        assert found_in(replace(CLEAN, published=CLEAN.published * 2)) == {}

    def test_is_not_the_last_record_of_a_client_that_was_killed_in_the_middle_of_it(self) -> None:
        last = CLEAN.lines[-1]

        assert found_in(replace(CLEAN, lines=(*CLEAN.lines, replace(last, life=2)))) == {}

    def test_is_not_what_a_client_reads_again_after_its_reset(self) -> None:
        anew = tuple(replace(one, life=2, anew=True) for one in CLEAN.lines if one.recipient == AF)

        assert found_in(replace(CLEAN, lines=CLEAN.lines + anew)) == {}

    def test_is_not_a_record_that_cannot_be_read(self) -> None:
        damaged = Line(AF, 1, False, "unreadable")

        assert Invariant.DOUBLED not in found_in(replace(CLEAN, lines=(*CLEAN.lines, damaged, damaged)))


class TestReordered:
    @pytest.mark.parametrize(
        "edit",
        [
            lambda h: {"published": swapped(h.published, 3, 4)},
            lambda h: {"published": without(h.published, "r2")},
            lambda h: {"lines": swapped(h.lines, 2, 4)},
            lambda h: {"lines": without(h.lines, "d3")},
            lambda h: {"told": (Told(CASE, (4, 5), (5, 4)),)},
        ],
        ids=[
            "on a topic",
            "with a gap on a topic",
            "out of a client",
            "with a gap out of a client",
            "in the akt",
        ],
    )
    def test_is_found(self, edit: Edit) -> None:
        assert Invariant.REORDERED in found_in(replace(CLEAN, **edit(CLEAN)))


class TestRevoked:
    def test_is_found_when_the_log_tells_of_a_disclosure_after_it_was_enforced(self) -> None:
        late = replace(CLEAN, leaves=(*CLEAN.leaves, leaf(SEALED[3], at=1061.6)))

        (told,) = found_in(late)[Invariant.REVOKED]
        assert "fk" in told
        assert "0.100 s" in told

    def test_is_found_when_the_exit_still_gives_a_key(self) -> None:
        probes = (CLEAN.probes[0], Probe(CASE, FK, after=True, keys=1))

        assert list(found_in(replace(CLEAN, probes=probes))) == [Invariant.REVOKED]

    def test_is_not_a_notice_nor_another_party_nor_another_category(self) -> None:
        notice = leaf(SEALED[5], at=2000.0, row="")
        other = leaf(SEALED[2], at=2000.0)
        fine = replace(CLEAN, leaves=(*CLEAN.leaves, notice, other))
        narrow = replace(CLEAN.withdrawn[0], category="halsa", recipient=AF)

        assert found_in(fine) == {}
        assert Invariant.REVOKED not in found_in(replace(fine, withdrawn=(narrow,)))

    def test_counts_a_probe_only_where_something_came_out_before(self) -> None:
        blind = replace(CLEAN, probes=CLEAN.probes[1:])

        checked = {one.invariant: one.checked for one in judge(blind)}
        assert checked[Invariant.REVOKED] == 1

    def test_tells_the_worst_time(self) -> None:
        quick = Withdrawn(OTHER, "", "", said=10.0, enforced=10.2, law=10.2)

        assert worst_revoke(replace(CLEAN, withdrawn=(*CLEAN.withdrawn, quick))) == 1.5


class TestLeaked:
    @pytest.mark.parametrize(
        "edit",
        [
            lambda h: {"lines": (*h.lines[:-1], line(SEALED[5], kind="document", canaries=frozenset({2})))},
            lambda h: {"lines": (line(SEALED[0], categories=frozenset({"halsa"})), *h.lines[1:])},
            lambda h: {"sealed": (*h.sealed, Sealed("d8", CASE, "jobbtorg-stockholm", "a", 1, 1, "rattelse"))},
            lambda h: {"lines": (*h.lines, line(Sealed("x", "?", "jobbtorg-stockholm", "a", 1, 1, "rattelse")))},
            lambda h: {"leaves": (*h.leaves, leaf(SEALED[2], category="halsa"))},
        ],
        ids=[
            "another case's text", "a category without a row", "sealed for a stranger", "opened by a stranger",
            "logged for a category without a row",
        ],
    )  # fmt: skip
    def test_is_found(self, edit: Edit) -> None:
        assert Invariant.LEAKED in found_in(replace(CLEAN, **edit(CLEAN)))


class TestLog:
    @pytest.mark.parametrize(
        "edit",
        [
            lambda h: {"verified": Verified("haller_inte", 6, 2, "root")},
            lambda h: {"verified": Verified("gar_inte_att_avgora", 6, 2)},
            lambda h: {"leaves": without(h.leaves, "d5")},
        ],
        ids=["edited", "not to be judged", "silent about what was opened"],
    )
    def test_is_found(self, edit: Edit) -> None:
        assert list(found_in(replace(CLEAN, **edit(CLEAN)))) == [Invariant.LOG]


def test_plaintext_is_found() -> None:
    assert list(found_in(replace(CLEAN, searched=Searched(1, 1, 1, ("consent.log (plain NFC)",))))) == [
        Invariant.PLAINTEXT
    ]


class TestStuck:
    @pytest.mark.parametrize(
        "edit",
        [
            lambda h: {"rest": Rest(61.0, 17)},
            lambda h: {"rest": Rest(10.0, 17, ("inkorgen hos consent: 3",))},
            lambda h: {"taken": (replace(h.taken[0], state="parked"), *h.taken[1:])},
            lambda h: {"taken": (*h.taken[1:], Taken("consent", "referral", "r1", "waiting"))},
            lambda h: {"halves": replace(h.halves, unsent=("referral r3",))},
            lambda h: {"withdrawn": (replace(h.withdrawn[0], enforced=None, law=None),)},
            lambda h: {"commands": (*h.commands, command("correct", Outcome.UNKNOWN))},
        ],
        ids=[
            "healed too late", "never at rest", "parked", "never handled", "never sent", "a withdrawal never enforced",
            "a command without an outcome",
        ],
    )  # fmt: skip
    def test_is_found(self, edit: Edit) -> None:
        assert Invariant.STUCK in found_in(replace(CLEAN, **edit(CLEAN)))


def test_no_finding_repeats_what_was_said_of_a_person() -> None:
    """Places are ids and types: the report may be shown to anybody."""
    broken = replace(CLEAN, facts=CLEAN.facts[:2], lines=CLEAN.lines[1:], published=CLEAN.published[2:])

    places = [place for found in found_in(broken).values() for place in found]
    assert places
    assert SENDER in " ".join(places) or CORRECTED in " ".join(places)
