"""The project's own source files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

from contracts.build.facts import SERVICES

ROOT = Path(__file__).parents[2]
CODE = ("shared", "services", "clients", "deploy", "contracts")


@cache
def code_files() -> tuple[Path, ...]:
    return tuple(sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py")))


@cache
def files_of_tests() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "tests").rglob("*.py")))


@cache
def text_files() -> tuple[Path, ...]:
    kinds = {".py", ".md", ".json", ".toml", ".sql", ".txt", ".lock", ".mako", ""}
    folders = [ROOT / name for name in (*CODE, "tests", "docs")]
    found = [p for folder in folders for p in folder.rglob("*") if p.is_file() and p.suffix in kinds]
    top = [p for p in ROOT.iterdir() if p.is_file() and not p.name.startswith(".git")]
    return tuple(sorted(p for p in (*found, *top) if "__pycache__" not in p.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def modules_of(package: str) -> Iterator[ModuleType]:
    root = import_module(package)
    yield root
    for found in walk_packages(root.__path__, f"{package}."):
        if not found.name.endswith("__main__") and ".migrations" not in found.name:
            yield import_module(found.name)


def classes_of(package: str) -> Iterator[type]:
    for module in modules_of(package):
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ == module.__name__:
                yield value


__all__ = [
    "ROOT",
    "SERVICES",
    "classes_of",
    "code_files",
    "files_of_tests",
    "modules_of",
    "name_of",
    "text_files",
    "tree",
]
