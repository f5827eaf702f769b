"""Widening is a new signature, narrowing is at once: no other route, and no job, gives a row or a day more."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

import services.consent
from tests.consent.api import (
    HANDLAGGARE,
    PERSON_TOKEN,
    WITH_REGION,
    a_draft,
    a_representative_form,
    annul_form,
    headers,
    registered,
    send_scan,
)
from tests.consent.builders import REGION, SENDER, TEAM
from tests.consent.conftest import LawClock
from tests.consent.exit_world import HALSA, World

Held = dict[tuple[str, str, str], tuple[datetime, datetime]]
ROOT = Path(services.consent.__file__).parent
NEVER_LONGER = {
    "ending/ceasing.py": "least",
    "ending/carrying.py": "left_of",
    "ending/unit_ends.py": "valid_to) > until",
    "restoring/facts_check.py": "func.least(col(ConsentRow.valid_to), row.valid_to)",
}
"""File that changes a row's time → by what it can only get less."""


async def held(world: World, case_id: UUID) -> Held:
    """The active rows with their times."""
    rows = await world.fetch(
        "select source, recipient, category, valid_from, valid_to from consent_row"
        " where case_id = :case and state = 'aktiv'",
        case=case_id,
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def widened(before: Held, after: Held) -> set[tuple[str, str, str]]:
    """Cells that are new, or have got time that they had not."""
    return {
        cell
        for cell, (start, end) in after.items()
        if cell not in before or start < before[cell][0] or end > before[cell][1]
    }


def bodies(case_id: UUID, event_id: UUID) -> dict[str, tuple[str, Any]]:
    """Every route that takes something in, apart from the signature: who sends it, and a body that it takes."""
    scope = {"kind": "category", "party": REGION, "category": "identitet", "direction": "fran"}
    said = {"case_id": str(case_id), "scope": scope}
    covered = {"case_id": str(case_id), "sender": SENDER, "team": TEAM, "parties": [REGION]}
    return {
        "/v1/coverage": ("scope.coverage", covered),
        "/v1/covered-units": (
            "scope.coverage",
            {"case_id": str(case_id), "team": TEAM, "units": [REGION, "af"]},
        ),
        "/v1/hidden-cases": ("scope.hidden", {"case_ids": [str(case_id)]}),
        "/v1/withheld-cases": ("scope.coverage", {"case_ids": [str(case_id)]}),
        "/v1/my/revocation-previews": (PERSON_TOKEN, said),
        "/v1/release": (f"koordinator.{TEAM}", {"events": [str(event_id)], "purpose": "handlaggning"}),
        "/v1/aliases/resolve": ("scope.resolve", {"recipient": TEAM, "alias": str(uuid4())}),
        "/v1/revocations": (PERSON_TOKEN, {**said, "said_on": "2026-03-02", "channel": "inloggad"}),
        "/v1/signings/{signing_id}/mandate-ends": (
            HANDLAGGARE,
            {"last_day": "2026-10-31", "how_known": "Beslut av tingsrätten."},
        ),
        "/v1/signings/{signing_id}/annulments": (HANDLAGGARE, annul_form()),
        "/v1/protections": (HANDLAGGARE, {"case_id": str(case_id)}),
        "/v1/protections/{protection_id}/liftings": (
            HANDLAGGARE,
            {"decided_on": "2026-03-02", "decided_by": "enhetschef", "reason": "Skyddet har upphört."},
        ),
        "/v1/cases-with-samtycke": ("scope.coverage", {"case_ids": [str(case_id)]}),
        "/v1/receipts/{receipt_id}/hand-overs": (HANDLAGGARE, {"how": "i_handen", "handed_on": "2026-03-02"}),
        **{
            f"/v1/operations/{what}": ("drift.", body)
            for what, body in (
                ("parked/{parked_id}/retries", {}),
                ("parked/{parked_id}/discards", {"reason": "obsolete", "reference": "INC-1"}),
                ("replays", {"case_id": str(case_id)}),
                ("party-replays", {"recipient": TEAM}),
            )
        },
        **{
            f"/v1/cases/{{case_id}}/gallring/{what}": (HANDLAGGARE, body)
            for what, body in (
                ("decisions", GALLRING),
                ("decisions/{decision_id}/attestations", {}),
                ("decisions/{decision_id}/set-asides", {}),
                ("stops", {"reason": "tillsyn"}),
                ("stops/{stop_id}/liftings", {}),
            )
        },
    }


GALLRING = {
    "ground": "sol_16_1",
    "reference": "beslut 7",
    "protocol": "P 7",
    "takes_effect": "2032-01-15",
}


@pytest.mark.real
async def test_no_route_but_the_signature_gives_anybody_more(world: World, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(world.client, case_id, grants=WITH_REGION)
    again = await registered(
        world.client, case_id, valid_to="2026-12-01", representative=a_representative_form()
    )
    await world.submitted(case_id)
    (document,) = await world.records(case_id, TEAM)
    sent = bodies(case_id, document.header.event_id)
    assert set(sent) == taken_in(world) - {"/v1/signings", "/v1/scans"}, "a new route is to be tried here"
    before = await held(world, case_id)
    assert (await send_scan(world.client, case_id)).status_code == 201
    assert await held(world, case_id) == before

    for path, (token, body) in sent.items():
        unknown = {name: str(uuid4()) for name in ("protection_id", "receipt_id", "decision_id", "stop_id")}
        where = path.format(signing_id=again["signing_id"], case_id=case_id, parked_id="inbox-0", **unknown)
        answer = await world.client.post(where, json=body, headers=headers(token))
        assert answer.status_code in {200, 201, 202, 403, 404, 409}, (path, answer.text)
        after = await held(world, case_id)
        assert widened(before, after) == set(), path
        before = after
    assert before, "all had ended before the last of them was tried"


@pytest.mark.real
async def test_no_job_gives_anybody_more(world: World, drafts, clock: LawClock) -> None:
    case_id = a_draft(drafts)
    await registered(world.client, case_id, grants=WITH_REGION)
    before = await held(world, case_id)
    task: Any = world.exit.tasks["expiry"]

    for days in (100, 60, 20, 10):
        clock.at += timedelta(days=days)
        while await task.__self__.sweep():
            pass
        await world.exit.doors.enforcer._finish_all()
        after = await held(world, case_id)
        assert widened(before, after) == set()
        before = after
    assert before == {}


def test_only_a_signature_makes_a_row_or_lengthens_one() -> None:
    """Read from the code: who writes the rows' table at all, and who writes their times."""
    sources = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts
    }

    making = {name for name, text in sources.items() if "insert(ConsentRow)" in text}
    timing = {
        name
        for name, text in sources.items()
        if re.search(r"update\(ConsentRow\)(?:(?!\.values)[\s\S])*\.values\([^)]*valid_(?:from|to)=", text)
    }

    making -= {"alarms/probe_case.py"}  # a case of nobody's, between units that nobody holds
    assert making == {"repository/signings.py"}
    assert timing == {"repository/signings.py", *NEVER_LONGER}
    assert all(least in sources[name] for name, least in NEVER_LONGER.items())


@pytest.mark.real
class TestNarrowing:
    async def test_one_category_one_way_leaves_the_other_way(self, world: World) -> None:
        case_id = await world.a_case(SENDER, TEAM)

        answer = await world.revoke(case_id, kind="category", party=TEAM, category=HALSA, direction="till")

        assert answer.status_code == 200
        left = set(await held(world, case_id))
        assert (SENDER, TEAM, HALSA) not in left
        assert {(TEAM, SENDER, HALSA), (SENDER, TEAM, "identitet")} <= left

    async def test_on_her_word_a_party_takes_in_what_it_shall_not_be_told(self, world: World) -> None:
        case_id = await world.a_case(SENDER, TEAM, REGION)

        answer = await world.revoke(
            case_id, token=f"handlaggare.{REGION}", kind="party", party=REGION, direction="till"
        )

        assert answer.status_code == 200
        left = set(await held(world, case_id))
        assert not any(recipient == REGION for _, recipient, _ in left)
        assert any(source == REGION for source, *_ in left)

    async def test_a_way_without_a_party_is_refused(self, world: World) -> None:
        case_id = await world.a_case()

        for scope in ({"kind": "all"}, {"kind": "category", "category": HALSA}):
            answer = await world.revoke(case_id, **scope, direction="fran")
            assert (answer.status_code, answer.json()["code"]) == (422, "scope_contradicts")

    async def test_what_was_narrowed_comes_back_only_by_a_signature(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        first = await registered(world.client, case_id)
        await world.revoke(case_id, kind="category", party=TEAM, category=HALSA, direction="till")
        assert (SENDER, TEAM, HALSA) not in await held(world, case_id)

        again = await registered(world.client, case_id)

        new = [row for row in again["rows"] if row["change"] == "ny"]
        assert [(row["source"], row["recipient"], row["category"]) for row in new] == [(SENDER, TEAM, HALSA)]
        assert new[0]["id"] not in {row["id"] for row in first["rows"]}


def taken_in(world: World) -> set[str]:
    """The paths of all routes that are not plain reads."""
    app: Any = world.client._transport.app  # pyright: ignore[reportAttributeAccessIssue]
    assert isinstance(app, FastAPI)
    return {
        path
        for path, operations in app.openapi()["paths"].items()
        if set(operations) & {"post", "put", "patch", "delete"}
    }
