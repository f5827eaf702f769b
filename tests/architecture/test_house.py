"""The house's own rules: who may import whom, sizes, one language per place, links that lead somewhere."""

import ast
import re
import subprocess
import sys

import pytest

from tests.architecture.sources import (
    ROOT,
    SERVICES,
    code_files,
    files_of_tests,
    name_of,
    text_files,
    tree,
)

LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 300, 400, 40
ROOMS = (
    "domain",
    "events",
    "errors",
    "problems",
    "commands",
    "foreign",
    "tables",
    "repository",
    "queries",
    "http",
    "subscribers",
    "reactions",
    "wiring",
    "settings",
    "migrations",
    "__main__",
)
"""What every service folder has: a file, or a folder of that name where it grew."""
TRADE = re.compile(
    r"samtyck|anm[aä]l|consent|referral|koordinator|coordinator|\bakt(en|er)?\b|komplettering|handl[aä]ggare|remiss|individ\b",
    re.IGNORECASE,
)
ADDRESSES = {"referral_url", "consent_url", "coordinator_url", "followup_url"}
"""Where the services are: the only words of the trade that shared settings must hold."""
TEST_IDENTITIES = "devidp"
"""The development identity provider serves named test persons in their roles."""


def test_imports_keep_their_direction() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("path", [*code_files(), *files_of_tests()], ids=name_of)
def test_a_file_is_short_enough_to_be_read(path) -> None:
    limit = LONGEST_TEST_FILE if "tests" in path.parts else LONGEST_FILE

    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


def test_a_function_is_short_enough_to_be_read() -> None:
    long = [
        f"{name_of(path)}:{node.name} ({length})"
        for path in code_files()
        if "migrations" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
        and not _holds_only_functions(node)
    ]

    assert long == []


def _holds_only_functions(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function only declares others (a router's routes): each of them is measured for itself."""
    inner = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    own = (node.end_lineno or 0) - node.lineno + 1 - sum((n.end_lineno or 0) - n.lineno + 1 for n in inner)
    return bool(inner) and own <= LONGEST_FUNCTION


def test_identifiers_are_ascii() -> None:
    foreign = {
        f"{name_of(path)}:{name}"
        for path in code_files()
        for node in ast.walk(tree(path))
        for name in (
            getattr(node, "id", None),
            getattr(node, "attr", None),
            getattr(node, "name", None),
            getattr(node, "arg", None),
        )
        if isinstance(name, str) and not name.isascii()
    }

    assert foreign == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_rooms(service) -> None:
    house = ROOT / "services" / service

    assert (house / "README.md").exists()
    assert [
        room for room in ROOMS if not (house / f"{room}.py").exists() and not (house / room).is_dir()
    ] == []


def test_shared_holds_no_word_of_the_trade() -> None:
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in code_files()
        if path.is_relative_to(ROOT / "shared") and TEST_IDENTITIES not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if not any(address in line for address in ADDRESSES) and (match := TRADE.search(line))
    ]

    assert found == []


def test_a_subscription_is_made_in_one_place_only() -> None:
    """Whoever makes a consumer must set what the libraries' defaults get wrong; so only these two files may."""
    makers = {
        name_of(path)
        for path in code_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _called(node) in {"AIOKafkaConsumer", "subscriber"}
    }

    assert makers == {"shared/kafka.py", "shared/lag.py", "clients/party/finsam_party/kafka.py"}


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", None) or getattr(node.func, "attr", "")


LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")


def test_files_that_the_architecture_page_names_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|shared|services|deploy|clients)/[\w/]+\.py)`", page))

    assert len(named) > 15
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_links_in_documents_lead_somewhere() -> None:
    dead = [
        f"{name_of(path)} → {target}"
        for path in text_files()
        if path.suffix == ".md"
        for target, _ in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]

    assert dead == []


NOT_FOR_THE_REPOSITORY = re.compile(
    "|".join(
        (
            r"\bTO" + "DO",
            r"FIX" + "ME",
            "py" + r"pi\.org",
            "pythonhost" + "ed",
            "npm" + r"js\.",
            "/wo" + r"rk/[a-z.]",
        )
    ),
    re.IGNORECASE,
)


def test_nothing_is_left_that_belongs_elsewhere() -> None:
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in text_files()
        if (match := NOT_FOR_THE_REPOSITORY.search(path.read_text(encoding="utf-8", errors="replace")))
    ]

    assert found == []
