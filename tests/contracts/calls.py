"""`python -m tests.contracts.calls FOLDER` puts what the tests have learned into each service's `calls.json`.

With `--add` what stands there stays: for a run of some of the tests, which has seen less than the whole.
"""

import json
import sys
from pathlib import Path
from typing import Any

from contracts.build.facts import SERVICES
from contracts.build.services import wired
from shared.openapi import operations
from tests.learning import _better

ROOT = Path(__file__).parents[2]


def merged(folder: Path) -> dict[str, dict[str, Any]]:
    """What all processes have seen, by the app's title and the operation."""
    whole: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.json")):
        for place, seen in json.loads(file.read_text(encoding="utf-8")).items():
            known = whole.setdefault(place, {"asked": 0, "keyed": 0, "matched": 0, "answers": {}})
            for count in ("asked", "keyed", "matched"):
                known[count] += seen[count]
            if "request" in seen:
                known["request"] = _better(known.get("request"), seen["request"])
            for status, answer in seen["answers"].items():
                _add(known["answers"].setdefault(status, {"media": [], "codes": []}), answer)
    return whole


def _add(mine: dict[str, Any], answer: dict[str, Any]) -> None:
    for several in ("media", "codes"):
        said = answer[several] or []
        mine[several] = sorted({*mine[several], *([said] if isinstance(said, str) else said)})
    if "example" in answer:
        mine["example"] = _better(mine.get("example"), answer["example"])


def main(folder: Path, *, adds: bool = False) -> None:
    """Write the files; an operation that is gone leaves them."""
    whole = merged(folder)
    never: list[str] = []
    for service in SERVICES:
        app, file = wired(service).app, ROOT / "services" / service / "calls.json"
        before = json.loads(file.read_text(encoding="utf-8")) if adds else {}
        calls: dict[str, Any] = {}
        for path, method, _ in operations(app.openapi()):
            place = f"{method.upper()} {path}"
            seen = whole.get(f"{app.title}|{place}")
            if place in before:
                calls[place] = _joined(before[place], seen or {"answers": {}})
            elif seen is not None:
                calls[place] = {
                    "idempotent": seen["asked"] > 0 and seen["keyed"] == seen["asked"],
                    "if_match": seen["asked"] > 0 and seen["matched"] == seen["asked"],
                    **({"request": seen["request"]} if "request" in seen else {}),
                    "answers": dict(sorted(seen["answers"].items())),
                }
        never += [f"{service} {place}" for place, seen in calls.items() if not _has_succeeded(seen)]
        file.write_text(json.dumps(calls, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if never and not adds:
        sys.exit("No test has seen these succeed: " + ", ".join(never))


def _has_succeeded(seen: dict[str, Any]) -> bool:
    return any(status.startswith("2") for status in seen["answers"])


def _joined(before: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
    """What stood there; of an answer that was there already only its codes and media types may become more."""
    answers: dict[str, Any] = before["answers"]
    for status, answer in seen["answers"].items():
        is_new = status not in answers
        more = answer if is_new else {name: answer[name] for name in ("media", "codes")}
        _add(answers.setdefault(status, {"media": [], "codes": []}), more)
    return {**before, "answers": dict(sorted(answers.items()))}


if __name__ == "__main__":
    main(Path(sys.argv[1]), adds="--add" in sys.argv)
