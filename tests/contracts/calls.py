"""`python -m tests.contracts.calls FOLDER` puts what the tests have learned into each service's `calls.json`."""

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
                mine = known["answers"].setdefault(status, {"media": answer["media"], "codes": []})
                mine["codes"] = sorted({*mine["codes"], *answer["codes"]})
                if "example" in answer:
                    mine["example"] = _better(mine.get("example"), answer["example"])
    return whole


def main(folder: Path) -> None:
    """Write the files; an operation that is gone leaves them."""
    whole = merged(folder)
    for service in SERVICES:
        app = wired(service).app
        calls = {}
        for path, method, _ in operations(app.openapi()):
            place = f"{method.upper()} {path}"
            seen = whole.get(f"{app.title}|{place}")
            if seen is not None:
                calls[place] = {
                    "idempotent": seen["asked"] > 0 and seen["keyed"] == seen["asked"],
                    "if_match": seen["asked"] > 0 and seen["matched"] == seen["asked"],
                    **({"request": seen["request"]} if "request" in seen else {}),
                    "answers": dict(sorted(seen["answers"].items())),
                }
        file = ROOT / "services" / service / "calls.json"
        file.write_text(json.dumps(calls, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
