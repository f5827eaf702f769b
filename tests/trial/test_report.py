"""The report says the same to people and to programs, and says no when anything did not hold."""

from dataclasses import replace

from deploy.trial.history import Rest
from deploy.trial.ledger import judge
from deploy.trial.plan import Fault, FaultKind
from deploy.trial.report import COMMANDS, FAULTS, INVARIANTS, Result, as_json, as_text
from deploy.trial.tally import Invariant
from tests.trial.histories import CLEAN

FINE = Result(
    seed=17, seconds=60.0, interrupted=False, history=CLEAN,
    played=(Fault(3.0, FaultKind.BROKER_KILLED, "kafka", 1.0), Fault(9.0, FaultKind.BROKER_KILLED, "kafka", 2.0)),
    judgements=judge(CLEAN),
)  # fmt: skip
STUCK = replace(CLEAN, rest=Rest(75.0, 17, ("inkorgen hos consent: 3",)))
BROKEN = replace(FINE, history=STUCK, judgements=judge(STUCK), kept="/there")


def test_a_fine_trial_is_told_with_its_seed_its_faults_and_its_counts() -> None:
    told = as_json(FINE)

    assert (told["ok"], told["seed"], told["faults"]) == (True, 17, {"broker_killed": 2})
    assert told["commands"]["correct"] == {"ok": 1, "refused": 1, "unknown": 0}
    assert told["worst_revoke_seconds"] == 1.5
    assert all(one["holds"] and one["found"] == 0 and one["checked"] for one in told["invariants"].values())
    assert told["deliveries"] == {"promised": 6, "opened": 5, "withheld": 1, "parked": 0}
    said = as_text(FINE)
    assert "frö 17" in said
    assert said.endswith("Allt höll.")


def test_a_broken_one_names_the_places_and_the_home_that_is_kept() -> None:
    told, said = as_json(BROKEN), as_text(BROKEN)

    assert told["ok"] is False
    assert told["invariants"]["stuck"]["places"] == ["inkorgen hos consent: 3", "i ro först efter 75 s"]
    assert "fastnat: inkorgen hos consent: 3" in said
    assert "Allt höll" not in said
    assert "/there" in said


def test_every_kind_has_words_of_its_own() -> None:
    assert set(FAULTS) == set(FaultKind)
    assert set(INVARIANTS) == set(Invariant)
    for words in (FAULTS, INVARIANTS, COMMANDS):
        assert len(set(words.values())) == len(words)
