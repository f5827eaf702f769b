"""PostgreSQL refuses to run as root: when we are root it runs as nobody, without asking for a new user on the machine.

Nobody may lack the way to our files (a clone in /root, a temporary folder of mode 0700). Then it gets one capability:
to pass through and read folders, or, where containers don't have that one, to override file modes. Tried in that order,
the least first; nothing is copied to another place and no mode of a folder of yours is changed.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
CAPABILITIES = ("", "+dac_read_search", "+dac_override")


class CannotDrop(RuntimeError):
    """No way to run a program as an unprivileged user was found; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Unprivileged:
    """Who runs PostgreSQL: the words before its command, and who owns its files (None: we do)."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None
    capability: str = ""

    def take(self, path: Path) -> None:
        """Give a file or folder to that user."""
        if self.owner is not None:
            os.chown(path, self.owner, self.owner)


def find(initdb: Path, folder: Path) -> Unprivileged:
    """Find the least that lets PostgreSQL work in `folder` as somebody who is not root, who is given the folder."""
    if os.geteuid() != 0:
        return _ourselves()
    if shutil.which("setpriv") is None:
        raise CannotDrop(
            "setpriv is missing: apt-get install util-linux, or run ./finsam as an ordinary user"
        )
    os.chown(folder, NOBODY, NOBODY)
    for capability in CAPABILITIES:
        candidate = Unprivileged(_prefix(capability), NOBODY, capability)
        if _works(candidate, initdb, folder):
            return candidate
    raise CannotDrop(
        f"user {NOBODY} may not use {folder}: set FINSAM_HOME to a folder that others may pass (for example under"
        " /var/tmp), or run ./finsam as an ordinary user"
    )


def _ourselves() -> Unprivileged:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise CannotDrop(
            f"user id {os.geteuid()} has no name, and PostgreSQL asks for one: add it to /etc/passwd, or run as root"
        ) from error
    return Unprivileged()


def _prefix(capability: str) -> tuple[str, ...]:
    who = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    only = f"-all,{capability}" if capability else "-all"
    # access(2), which PostgreSQL asks, would else look away from the capabilities of a user who is not root.
    kept = ("--securebits=+no_setuid_fixup",) if capability else ()
    return (*who, *kept, f"--inh-caps={only}", f"--ambient-caps={only}", f"--bounding-set={only}")


def _works(candidate: Unprivileged, initdb: Path, folder: Path) -> bool:
    """Try what initdb does first: find its sister programs, and a folder that it may write."""
    test = 'cd "$1" && test -w . && "$2" --show -D "$1"'
    command = (*candidate.prefix, "sh", "-c", test, "sh", str(folder), str(initdb))
    return subprocess.run(command, capture_output=True, cwd="/", check=False).returncode == 0
