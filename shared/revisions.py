"""Which migrations a package has, read from its files: nothing of them is imported, so that asking costs next to nothing."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

KEYS = "shared.keydb"
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Revisions:
    """A package's migrations. What a database holds is compared with them."""

    heads: frozenset[str]
    older: frozenset[str]

    def behind(self, held: Iterable[str]) -> bool:
        """Whether a database that holds these revisions lacks a migration of ours.

        A revision that we don't know is a later release's, whose migrations keep us working.
        """
        found = frozenset(held)
        return bool(self.heads) and (not found or bool(found & self.older))


def versions_of(package: str) -> Path:
    """Return the folder of a package's migrations (``services.<name>`` or ``shared.keydb``)."""
    folder = _ROOT.joinpath(*package.split("."))
    return folder / "versions" if package == KEYS else folder / "migrations" / "versions"


def revisions_of(package: str) -> Revisions:
    """Return a package's migrations; a package without any has no heads."""
    said = [_said_in(path) for path in sorted(versions_of(package).glob("*.py"))]
    known = frozenset(names["revision"] for names in said if names.get("revision"))
    older = frozenset(names["down_revision"] for names in said if names.get("down_revision"))
    return Revisions(known - older, older)


def _said_in(path: Path) -> dict[str, str]:
    module = ast.parse(path.read_text(encoding="utf-8"))
    return {
        target.id: statement.value.value
        for statement in module.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name) and isinstance(statement.value.value, str)
    }
