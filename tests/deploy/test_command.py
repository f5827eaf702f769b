"""What the command tells: the counts of a test run, and where the running system is."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from deploy import checks, running, units
from deploy.infra.system import System
from shared.clock import move

PASSES = "def test_one(): pass\n"
SKIPS = "import pytest\n@pytest.mark.skip(reason='no reason that holds')\ndef test_two(): pass\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FINSAM_HOME", str(tmp_path / "home"))
    return tmp_path


def run(home: Path, text: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    file = home / "test_given.py"
    file.write_text(text, encoding="utf-8")
    status = checks.run_tests(["-c", "/dev/null", "-ra", "-q", str(file)])
    told = capfd.readouterr()
    return status, told.out + told.err


class TestTest:
    def test_ends_with_what_pytest_said_and_counts(
        self, home: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        status, told = run(home, PASSES, capfd)

        assert status == 0
        assert "1 passed in " in told
        assert "tests: 1, failures: 0, errors: 0, skipped: 0" in told

    def test_fails_when_a_test_is_skipped_and_says_why_it_was(
        self, home: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        status, told = run(home, PASSES + SKIPS, capfd)

        assert status == 1
        assert "no reason that holds" in told
        assert "skipped: 1; no test may be skipped" in told


class TestUp:
    def test_describes_everything_for_a_program(self, tmp_path: Path) -> None:
        described = json.loads(json.dumps(running.describe(System(tmp_path))))

        assert set(described) == {"services", "kafka", "people", "home"}
        assert set(described["services"]) == {"devidp", "referral", "consent", "coordinator", "followup"}
        assert all(address.startswith("http://127.0.0.1:") for address in described["services"].values())
        assert {"individ"} <= {person["id"] for person in described["people"]}
        assert not any("personal_number" in person for person in described["people"])

    def test_tells_the_person_at_the_terminal_in_swedish(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        running.show(running.describe(System(tmp_path)))

        told = capsys.readouterr().out
        headings = [line.split() for line in told.splitlines()]
        assert ["del", "adress"] in headings
        assert ["logga", "in", "som", "namn", "roll", "enhet"] in headings


class TestClock:
    def test_moves_ahead_by_days_and_to_a_morning(self, home: Path) -> None:
        began = running.move_clock(0, None)

        later = running.move_clock(10, None)
        morning = running.move_clock(0, later.date() + timedelta(days=1))

        assert later.date() == began.date() + timedelta(days=10)
        assert (morning.date(), morning.hour) == (later.date() + timedelta(days=1), 8)

    @pytest.mark.parametrize(
        ("began", "to"),
        [("2027-03-01T12:00:00+00:00", date(2027, 4, 15)), ("2027-10-01T12:00:00+00:00", date(2027, 11, 15))],
    )
    def test_wakes_at_eight_also_when_summer_time_begins_or_ends_between(
        self, home: Path, began: str, to: date
    ) -> None:
        file = System().home.clock
        file.parent.mkdir(parents=True, exist_ok=True)
        move(file, datetime.fromisoformat(began) - datetime.now(UTC))

        morning = running.move_clock(0, to)
        later = running.move_clock(183, None)

        assert (morning.date(), morning.hour, morning.minute) == (to, 8, 0)
        assert (later.date(), later.hour) == (to + timedelta(days=183), 8)

    def test_never_moves_back(self, home: Path) -> None:
        now = running.move_clock(10, None)

        with pytest.raises(running.OnlyForward, match="går bara framåt"):
            running.move_clock(0, now.date() - timedelta(days=1))

        assert running.move_clock(0, None) >= now

    @pytest.mark.parametrize(
        ("days", "to"), [(99_999_999, None), (10**12, None), (0, date(9999, 12, 31)), (-(10**12), None)]
    )
    def test_never_moves_where_nobody_can_count_on(self, home: Path, days: int, to: date | None) -> None:
        with pytest.raises(running.TooFar, match="2999"):
            running.move_clock(days, to)


class TestNames:
    def test_that_nobody_has_are_answered_with_those_there_are(self, home: Path) -> None:
        with pytest.raises(running.NoSuchName, match="koordinator"):
            running.token_of("nobody")
        with pytest.raises(running.NoSuchName, match="jobbtorg-stockholm"):
            running.as_party("nobody", [])

    def test_a_party_s_own_help_is_told_without_a_system(
        self, home: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert running.as_party("af", ["answer", "--help"]) == 0

        assert "delmal: id" in capfd.readouterr().out
        assert not (home / "home").exists()

    def test_a_second_reader_is_told_that_there_is_one_already(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(running, "running_system", System)
        monkeypatch.setattr(running.System, "party_env", lambda *_: {})
        monkeypatch.setattr(running.subprocess, "run", lambda *_, **__: CompletedProcess((), 0))

        assert running.as_party("fk", ["answer"]) == 0
        assert capsys.readouterr().err == ""
        assert running.as_party("fk", ["read", "--json"]) == 0
        told = capsys.readouterr()
        assert "har redan en läsare" in told.err
        assert told.out == ""
        assert running.as_party("soc-bromma", ["read"]) == 0
        assert "ingen annan läsare" in capsys.readouterr().err


class TestRecipients:
    def test_are_listed_with_their_validity_on_the_laws_day(
        self, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        today = running.move_clock(10, None).date()

        units.listed(as_json=True)

        told = json.loads(capsys.readouterr().out)
        by_id = {unit["id"]: unit for unit in told["recipients"]}
        assert told["day"] == today.isoformat()
        assert (by_id["fk"]["valid"], by_id["fk"]["orgnr"], by_id["fk"]["secrecy"]) == (
            True,
            "202100-5521",
            "OSL 28:1",
        )
        assert (by_id["soc-norrmalm"]["valid"], by_id["soc-norrmalm"]["standing"]) == (False, "har upphört")

    def test_are_shown_on_a_line_each_with_who_takes_over(
        self, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        units.listed(as_json=False)

        told = capsys.readouterr().out
        assert "till 2023-06-30 → soc-norra-innerstaden" in told
        assert "soc-enskede-arsta-vantor" in told

    def test_that_are_wrong_stop_the_command_and_name_the_line(self, home: Path) -> None:
        """The list is read with the modules: the command still says what is wrong instead of a traceback."""
        broken = home / "recipients.json"
        broken.write_text('[\n{"id": "x"}\n]', encoding="utf-8")
        program = (
            "import deploy.infra.home as home, pathlib, runpy;"
            f"home.REFERENCE = pathlib.Path({str(home)!r}); runpy.run_module('deploy', run_name='__main__')"
        )

        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

        assert done.returncode == 1
        assert "finsam: recipients.json, line 2: x: name: Field required" in done.stderr
        assert "Traceback" not in done.stderr
