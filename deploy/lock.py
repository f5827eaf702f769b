"""`finsam lock`: renew what pins everything: requirements.lock, requirements-uv.txt, deploy/jars.lock."""

import os
import subprocess
import sys
from collections.abc import Callable

from deploy.infra import jars
from deploy.infra.environment import child_environment
from deploy.infra.home import REPOSITORY, Home

HEADER = "# uv itself, by hash: what ./finsam lets pip install first\n"


def renew(say: Callable[[str], None]) -> None:
    """Resolve what pyproject.toml and COORDINATES declare, for Python 3.11 and up, and write the locks."""
    home = Home.at()
    say("requirements.lock …")
    _compile(home, "pyproject.toml", "--extra", "dev", "-o", "requirements.lock")
    say("requirements-uv.txt …")
    pinned = next(
        line
        for line in (REPOSITORY / "requirements-uv.txt").read_text().splitlines()
        if line.startswith("uv==")
    )
    source = home.tmp / "uv.in"
    source.write_text(pinned.split()[0] + "\n")
    _compile(home, str(source), "--no-annotate", "-o", "requirements-uv.txt")
    text = (REPOSITORY / "requirements-uv.txt").read_text()
    (REPOSITORY / "requirements-uv.txt").write_text(HEADER + text)
    say("deploy/jars.lock …")
    say(f"{jars.renew_lock(home)} jars")


def _compile(home: Home, *arguments: str) -> None:
    command = (sys.executable, "-m", "uv", "pip", "compile", *arguments)
    options = ("--generate-hashes", "--no-header", "--python-version", "3.11", "--quiet")
    cache = os.environ.get("UV_CACHE_DIR") or str(home.store / "cache" / "uv")
    environment = {**child_environment(home), "UV_CACHE_DIR": cache}
    subprocess.run(
        (*command, *options), cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, check=True
    )
