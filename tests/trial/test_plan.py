"""The plan of faults follows from its seed, fits into its time, and leaves no kind out."""

import pytest

from deploy.trial.plan import BETWEEN, LASTS, MAIN, SESSION_SECONDS, FaultKind, kinds, planned

SEEDS = range(40)


@pytest.mark.parametrize("seconds", [20.0, 60.0, 600.0])
def test_every_fault_is_healed_before_the_time_is_out(seconds: float) -> None:
    for seed in SEEDS:
        plan = planned(seed, seconds)
        assert all(0 < fault.at <= fault.over <= seconds for fault in plan)
        assert [fault.at for fault in plan] == sorted(fault.at for fault in plan)


def test_the_same_seed_gives_the_same_faults_and_another_seed_others() -> None:
    assert planned(7, 300) == planned(7, 300)
    assert planned(7, 300) != planned(8, 300)


def test_the_shortest_trial_has_one_of_each_main_kind() -> None:
    assert all(set(MAIN) <= {fault.kind for fault in planned(seed, 25.0)} for seed in SEEDS)


def test_no_kind_comes_again_before_all_have_come() -> None:
    for seed in SEEDS:
        counts = kinds(planned(seed, 600))
        assert set(counts) == {kind.value for kind in FaultKind}
        assert max(counts.values()) - min(counts.values()) <= 2


def test_two_strike_at_once_a_third_of_the_times_and_never_the_same_part() -> None:
    for seed in SEEDS:
        plan = planned(seed, 600)
        times = {fault.at for fault in plan}
        both = [[fault for fault in plan if fault.at == at] for at in times]
        paired = [pair for pair in both if len(pair) > 1]
        assert len(times) / 4 < len(paired) <= len(times) / 3
        assert all(len(pair) == 2 and pair[0].target != pair[1].target for pair in paired)


def test_something_comes_through_between_two_faults() -> None:
    for seed in SEEDS:
        plan = planned(seed, 300)
        for fault in plan:
            later = [other.at for other in plan if other.at > fault.at]
            assert not later or min(later) >= fault.over + BETWEEN[0] - 0.1


def test_some_stand_still_for_longer_than_a_session() -> None:
    longest = [kind for kind, (least, _) in LASTS.items() if least >= SESSION_SECONDS]

    assert set(longest) == {FaultKind.FROZEN_FOR_LONG, FaultKind.REPLICA_FROZEN}
