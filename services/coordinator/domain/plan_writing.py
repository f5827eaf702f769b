"""How a gemensam plan is written down: new delmål, those that go on, and those that are taken out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.coordinator.domain.delmal import CLOSED, Delmal, DelmalDraft, DelmalState
from services.coordinator.domain.plan_values import Goal, GoalDraft
from shared.ids import uuid7


@dataclass(frozen=True, slots=True)
class Written:
    """The goals and delmål as they stand now, and the delmål that were taken out just now."""

    goals: list[Goal]
    delmal: list[Delmal]
    taken_out: list[UUID]


def write(drafts: Iterable[GoalDraft], goals: Sequence[Goal], before: Mapping[UUID, Delmal]) -> Written:
    """Write goals and delmål anew: one named by its id goes on, one left out is taken out; what is done stays."""
    left = dict(before)
    written: list[Goal] = []
    delmal: list[Delmal] = []
    taken_out: list[UUID] = []
    for draft in drafts:
        goal = Goal(draft.id or uuid7(), draft.text.strip())
        written.append(goal)
        delmal += [as_drafted(left.pop(d.id, None) if d.id else None, d, goal.id) for d in draft.delmal]
    for gone in left.values():
        if gone.state not in CLOSED:
            gone.state = DelmalState.BORTTAGET
            taken_out.append(gone.id)
        delmal.append(gone)
    ids = {goal.id for goal in written}
    done = {d.goal for d in delmal if d.state is DelmalState.KLART}
    kept = [goal for goal in goals if goal.id not in ids and goal.id in done]
    return Written(written + kept, delmal, taken_out)


def says_the_same(drafts: Iterable[GoalDraft], goals: Sequence[Goal], delmal: Sequence[Delmal]) -> bool:
    """Tell whether a plan that is written so would say just what it says already, in the same order."""
    after = write(drafts, goals, {one.id: replace(one) for one in delmal})
    return _open(after.delmal) == _open(delmal) and (
        _by_id(after.goals, after.delmal) == _by_id(goals, delmal)
    )


def _open(delmal: Iterable[Delmal]) -> list[Delmal]:
    return [one for one in delmal if one.state not in CLOSED]


def _by_id(goals: Iterable[Goal], delmal: Iterable[Delmal]) -> dict[UUID, Goal | Delmal]:
    return {one.id: one for one in (*goals, *delmal)}


def as_drafted(known: Delmal | None, draft: DelmalDraft, goal: UUID) -> Delmal:
    """Return the delmål as it is written now: new, as it was, or to be accepted anew."""
    assert draft.responsible is not None, "looked at before"
    assert draft.due is not None, "looked at before"
    if known is None:
        state = DelmalState.ACCEPTERAT if draft.accepted_at_meeting else DelmalState.FORESLAGET
    elif known.state is DelmalState.UTGATT or not known.promises_the_same(draft):
        state = DelmalState.FORESLAGET
    else:
        state = known.state
    return Delmal(
        id=known.id if known else uuid7(),
        goal=goal,
        what=draft.what.strip(),
        how_seen=draft.how_seen.strip(),
        responsible=draft.responsible,
        due=draft.due,
        category=draft.category,
        state=state,
    )


def not_done(goals: Iterable[GoalDraft], before: Mapping[UUID, Delmal]) -> list[GoalDraft]:
    """Leave out what is done already: that its party is covered no more changes nothing about it."""
    done = {delmal.id for delmal in before.values() if delmal.state is DelmalState.KLART}
    return [replace(goal, delmal=tuple(d for d in goal.delmal if d.id not in done)) for goal in goals]
