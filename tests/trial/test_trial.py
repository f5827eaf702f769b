"""A short trial on the real parts: its ledger is clean, and has looked at something."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from deploy.infra.home import REPOSITORY, default_root
from deploy.trial.plan import MAIN
from deploy.trial.tally import Invariant

pytestmark = [pytest.mark.real, pytest.mark.journey, pytest.mark.timeout(600)]

MINUTES, SEED = "0.3", "7"


def test_a_short_trial_with_a_kill_of_each_main_kind_has_a_clean_ledger() -> None:
    """`./finsam trial --json`, as a program would run it."""
    played = subprocess.run(
        [REPOSITORY / "finsam", "trial", "--minutes", MINUTES, "--seed", SEED, "--json"],
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )

    assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-3000:]
    told = json.loads(played.stdout)
    assert {kind.value for kind in MAIN} <= told["faults"].keys()
    assert told["invariants"].keys() == {invariant.value for invariant in Invariant}
    assert all(one["checked"] > 0 and one["found"] == 0 for one in told["invariants"].values())
    assert told["worst_revoke_seconds"] > 0
    assert told["commands"]["submit"]["ok"] > 0
    home = Path(os.environ.get("FINSAM_HOME") or default_root()) / "trial"
    assert not home.exists(), "what a clean trial wrote is removed"
