"""`finsam check` and `finsam test`: the gates before a commit, and every test."""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.infra.environment import child_environment
from deploy.infra.home import REPOSITORY, Home
from deploy.output import screen

IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"
QUICK = "not real and not journey"
SHOWN_LINES = 40
WORKERS = 2
COUNTED = ("tests", "failures", "errors", "skipped")


@dataclass(frozen=True, slots=True)
class Result:
    """How one check went."""

    name: str
    ok: bool
    seconds: float
    said: str

    def as_json(self) -> dict[str, Any]:
        """For a program to read."""
        return {
            "name": self.name,
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
            "said": self.said if not self.ok else "",
        }


def run_checks(say: Callable[[str], None] | None) -> list[Result]:
    """Run every check beside the others, also when one has failed, and say how each went."""
    home = Home.at()
    began = time.monotonic()
    checks = _checks(home)
    with ThreadPoolExecutor(len(checks)) as pool:
        running = [pool.submit(_run, home, name, words) for name, words in checks.items()]
        for done in as_completed(running):
            if say:
                _tell(done.result(), say)
    results = [done.result() for done in running]
    if say:
        failed = [result.name for result in results if not result.ok]
        say(
            f"{len(results) - len(failed)} of {len(results)} in {time.monotonic() - began:.1f} s"
            + (f"; failed: {', '.join(failed)}" if failed else "")
        )
    return results


def run_tests(arguments: list[str]) -> int:
    """Run pytest on everything, or on what the arguments name. A skipped test fails the run: nothing is left out silently."""
    home = Home.at()
    report = home.tmp / "tests.xml"
    report.unlink(missing_ok=True)
    command = (
        sys.executable,
        "-m",
        "pytest",
        "--color=no",
        f"--junitxml={report}",
        *_pytest_options(home),
        *_workers(arguments),
        *arguments,
    )
    status = subprocess.run(command, cwd=REPOSITORY, env=_environment(home), check=False).returncode
    counts = _counts(report) if report.exists() else dict[str, int]()
    if counts:
        told = ", ".join(f"{name}: {count}" for name, count in counts.items())
        screen(told + ("; no test may be skipped" if counts["skipped"] else ""))
    return status or int(counts.get("skipped", 0) > 0)


def _run(home: Home, name: str, words: tuple[str, ...]) -> Result:
    started = time.monotonic()
    done = subprocess.run(
        (sys.executable, *words),
        cwd=REPOSITORY,
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).strip()
    return Result(name, done.returncode == 0, time.monotonic() - started, said)


def _checks(home: Home) -> dict[str, tuple[str, ...]]:
    return {
        "format": ("-m", "ruff", "format", "--check", "."),
        "lint": ("-m", "ruff", "check", "."),
        "types": ("-m", "pyright"),
        "imports": ("-c", IMPORT_LINTER, "--cache-dir", str(home.store / "cache" / "imports")),
        "domain tests": ("-m", "pytest", "-m", QUICK, *_pytest_options(home), "tests"),
    }


def _pytest_options(home: Home) -> tuple[str, ...]:
    return ("-o", f"cache_dir={home.store / 'cache' / 'pytest'}")


def _workers(arguments: list[str]) -> tuple[str, ...]:
    """Everything is shared between workers, each with parts of its own; what is named by a path answers sooner without.

    Parts that already run (`FINSAM_TEST_HOME`) are one worker's.
    """
    names_a_path = any((REPOSITORY / word.partition("::")[0]).exists() for word in arguments)
    if names_a_path or os.environ.get("FINSAM_TEST_HOME"):
        return ()
    return ("-n", str(WORKERS))


def _environment(home: Home) -> dict[str, str]:
    cache = home.store / "cache"
    return {
        **child_environment(home),
        "RUFF_CACHE_DIR": str(cache / "ruff"),
        "PYRIGHT_PYTHON_CACHE_DIR": str(cache / "pyright"),
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(cache / "hypothesis"),
    }


def _tell(result: Result, say: Callable[[str], None]) -> None:
    say(f"{'✓' if result.ok else '✗'} {result.name:<14} {result.seconds:5.1f} s")
    if not result.ok:
        say("\n".join(result.said.splitlines()[-SHOWN_LINES:]))


def _counts(report: Path) -> dict[str, int]:
    suite = ET.parse(report).getroot().find("testsuite")  # noqa: S314  # pytest wrote it a moment ago
    return {} if suite is None else {name: int(suite.get(name, "0")) for name in COUNTED}
