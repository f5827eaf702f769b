"""The environment of everything that we start: the machine's own, with every cache and temporary file in our home."""

import os

from deploy.infra.home import Home

# Without its compiled modules each process would spend most of its start compiling; they lie in our own cache.
DROPPED = {"PYTHONDONTWRITEBYTECODE"}


def child_environment(home: Home) -> dict[str, str]:
    """The variables of a child: what it writes beside its data lies under the home, and text is UTF-8."""
    cache = home.store / "cache"
    return {
        **{name: value for name, value in os.environ.items() if _is_passed_on(name)},
        "FINSAM_HOME": str(home.root),
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPYCACHEPREFIX": str(cache / "pycache"),
        "TMPDIR": str(home.tmp),
        "XDG_CACHE_HOME": str(cache),
    }


def _is_passed_on(name: str) -> bool:
    return not name.startswith("FINSAM_") and name not in DROPPED
