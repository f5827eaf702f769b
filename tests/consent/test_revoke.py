"""Withdrawal: who may say it, what it ends, and when it may say that the door is shut."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.consent.addressing.wrapping import ROW_KEY
from services.consent.domain.revocation import (
    Author,
    CaseStanding,
    Direction,
    KnownRow,
    Scope,
    ScopeKind,
    authorise,
    pairs_of,
)
from services.consent.domain.rows import Cell
from services.consent.ending.enforcing import Enforcer
from services.consent.ending.expiring import Expiring
from services.consent.errors import CaseUnknown, OnlyOwnRows
from services.consent.exit.drain import Door
from shared.keys import KeyStoreDown
from tests.consent.builders import NOON, PERSON, REGION, SENDER, TEAM
from tests.consent.conftest import LawClock
from tests.consent.exit_world import CORE, HALSA, World, whole_case

ALL = Scope(ScopeKind.ALL)
HANDLAGGARE = Author(False, "af", None, is_handlaggare=True, is_koordinator=False)
ROWS = [KnownRow(uuid4(), Cell(source, recipient, category)) for source, recipient, category in (
    (SENDER, TEAM, "handlaggning"), (SENDER, TEAM, HALSA), (SENDER, REGION, "identitet"), (SENDER, REGION, HALSA),
    (REGION, TEAM, "handlaggning"), (TEAM, SENDER, "identitet"),
)]  # fmt: skip
CASE = CaseStanding(SENDER, TEAM, is_withheld=False, rows=ROWS)


class TestScope:
    @pytest.mark.parametrize(
        ("scope", "ended"),
        [
            pytest.param(ALL, {TEAM: 3, REGION: 2, SENDER: 1}, id="whole"),
            pytest.param(Scope(ScopeKind.PARTY, REGION), {TEAM: 1, REGION: 2}, id="a party, both ways"),
            pytest.param(Scope(ScopeKind.CATEGORY, None, HALSA), {TEAM: 1, REGION: 1}, id="a category"),
            pytest.param(Scope(ScopeKind.CATEGORY, REGION, HALSA), {REGION: 1}, id="a category of a party"),
            pytest.param(
                Scope(ScopeKind.CATEGORY, REGION, "handlaggning"), {TEAM: 1, REGION: 2}, id="its core"
            ),
            pytest.param(
                Scope(ScopeKind.PARTY, REGION, None, Direction.FRAN), {TEAM: 1}, id="what a party tells"
            ),
            pytest.param(
                Scope(ScopeKind.CATEGORY, REGION, HALSA, Direction.TILL),
                {REGION: 1},
                id="a category to a party",
            ),
            pytest.param(
                Scope(ScopeKind.CATEGORY, SENDER, HALSA, Direction.FRAN),
                {TEAM: 1, REGION: 1},
                id="a category from a party",
            ),
        ],
    )
    def test_ends_the_rows_that_are_meant(self, scope: Scope, ended: dict[str, int]) -> None:
        assert {recipient: len(rows) for recipient, rows in pairs_of(scope, ROWS).items()} == ended


class TestAuthor:
    @pytest.mark.parametrize(
        "author",
        [
            pytest.param(
                replace(HANDLAGGARE, unit=None, is_handlaggare=False, is_person=True), id="the person"
            ),
            pytest.param(replace(HANDLAGGARE, unit=SENDER), id="the registering unit"),
            pytest.param(
                replace(HANDLAGGARE, unit=TEAM, is_handlaggare=False, is_koordinator=True), id="koordinator"
            ),
        ],
    )
    def test_may_withdraw_anything(self, author: Author) -> None:
        authorise(author, CASE, ALL)

    def test_of_a_party_may_withdraw_its_own_rows(self) -> None:
        region = replace(HANDLAGGARE, unit=REGION)
        authorise(region, CASE, Scope(ScopeKind.PARTY, REGION))
        authorise(region, CASE, Scope(ScopeKind.CATEGORY, REGION, HALSA))
        for scope in (ALL, Scope(ScopeKind.PARTY, SENDER), Scope(ScopeKind.CATEGORY, None, HALSA)):
            with pytest.raises(OnlyOwnRows):
                authorise(region, CASE, scope)

    @pytest.mark.parametrize(
        ("author", "case"),
        [
            pytest.param(HANDLAGGARE, CASE, id="a unit outside"),
            pytest.param(
                replace(HANDLAGGARE, unit=REGION), replace(CASE, is_withheld=True), id="a withheld case"
            ),
            pytest.param(
                replace(HANDLAGGARE, unit="team-annan", is_handlaggare=False, is_koordinator=True),
                CASE,
                id="another team",
            ),
        ],
    )
    def test_for_whom_the_case_does_not_exist_is_told_so(self, author: Author, case: CaseStanding) -> None:
        with pytest.raises(CaseUnknown):
            authorise(author, case, Scope(ScopeKind.PARTY, author.unit))


async def test_whole_leaves_only_the_stop_notice(world: World) -> None:
    case_id = await world.a_case(*whole_case())
    await world.submitted(case_id)
    (document,) = await world.records(case_id, TEAM)
    before = await world.opened(TEAM, document)

    answer = await world.revoke(case_id)

    assert (answer.status_code, answer.json()["state"]) == (200, "enforced")
    assert None not in before
    assert set(await world.opened(TEAM, document)) == {None}
    _, stop = await world.records(case_id, TEAM)
    (notice,) = await world.opened(TEAM, stop)
    assert notice is not None
    assert notice.content == {
        "type": "stop",
        "scope": {"all": True, "sources": sorted([SENDER, REGION]), "categories": sorted([*CORE, HALSA])},
        "final": True,
        "last_sequence": 2,
        "document": None,
    }
    (alias,) = await world.fetch("select epoch, last_sequence from alias where case_id = :case", case=case_id)
    assert tuple(alias) == (2, 0)
    rows = await world.fetch(
        "select id, state, ended_at from consent_row where case_id = :case", case=case_id
    )
    assert {row.state for row in rows} == {"aterkallat"}
    assert not await world.core.keystore.get_many(ROW_KEY, [str(row.id) for row in rows])
    assert not await world.fetch(
        "select 1 from delivery_section s join delivery d using (event_id)"
        " where d.case_id = :case and d.kind = 'document' and s.wrapped_dek is not null",
        case=case_id,
    )


async def test_a_category_leaves_the_others_open(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (document,) = await world.records(case_id, TEAM)

    await world.revoke(case_id, kind="category", category=HALSA, party=TEAM)

    assert [part is None for part in await world.opened(TEAM, document)] == [False, False, False, True]
    notice = (await world.opened(TEAM, (await world.records(case_id, TEAM))[1]))[0]
    assert notice is not None
    assert (notice.content["final"], notice.content["scope"]["categories"]) == (False, [HALSA])
    await world.react(await world.event("supplement_answered", case_id, [("handlaggning", {}), (HALSA, {})]))
    last = (await world.records(case_id, TEAM))[-1]
    assert (last.header.epoch, last.header.sequence, len(last.sections)) == (1, 3, 2)


async def test_tells_the_world_once_with_a_gapless_number(world: World) -> None:
    case_id = await world.a_case(*whole_case())

    await world.revoke(case_id)
    await world.revoke(case_id)

    events = await world.fetch(
        "select convert_from(envelope, 'utf8')::jsonb as e from event_history where case_id = :case order by number",
        case=case_id,
    )
    assert [event.e["number"] for event in events] == [1, 2, 3]
    assert [event.e["data"]["whole"] for event in events] == [False, False, True]
    assert {event.e["data"]["reason_kind"] for event in events} == {"aterkallat"}
    assert sum(len(event.e["data"]["rows"]) for event in events) == 18


async def test_the_same_command_twice_acts_once_and_tells_the_state_of_now(world: World) -> None:
    case_id, key = await world.a_case(), str(uuid4())

    first, second = [await world.revoke(case_id, key=key) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert len(await world.fetch("select 1 from revocation where case_id = :case", case=case_id)) == 1


@pytest.mark.parametrize(
    ("scope", "status", "code"),
    [
        pytest.param({"kind": "party"}, 422, "party_missing", id="no party"),
        pytest.param({"kind": "category"}, 422, "category_missing", id="no category"),
        pytest.param({"kind": "category", "category": "x"}, 422, "category_unknown", id="no such category"),
        pytest.param({"kind": "all", "party": TEAM}, 422, "scope_contradicts", id="contradiction"),
        pytest.param({"kind": "party", "party": "vard-x"}, 409, "nothing_in_scope", id="a misspelt party"),
        pytest.param({"kind": "much"}, 422, "invalid_input", id="no such kind"),
    ],
)
async def test_what_was_said_is_never_guessed(
    world: World, scope: dict[str, str], status: int, code: str
) -> None:
    answer = await world.revoke(await world.a_case(), **scope)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "token", ["handlaggare.af", f"handlaggare.{REGION}", "person.194704052399", "koordinator.team-x"]
)
async def test_another_units_case_does_not_exist(world: World, token: str) -> None:
    case_id = await world.a_case()
    done = (await world.revoke(case_id, kind="category", category=HALSA)).json()["id"]

    assert (await world.revoke(case_id, token=token)).status_code == 404
    assert (await world.revoke(uuid4(), token=token)).status_code == 404
    unknown = await _state(world, done, token)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "revocation_unknown")


async def test_keeps_the_times_apart(world: World) -> None:
    done = (await world.revoke(await world.a_case())).json()["id"]

    seen = (await _state(world, done)).json()

    assert seen["said_on"] == date(2026, 3, 1).isoformat()
    assert seen["received_at"] == seen["effective_at"] == NOON.isoformat()
    assert seen["state"] == "enforced"


async def test_shuts_the_door_while_the_key_database_is_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (document,) = await world.records(case_id, TEAM)
    monkeypatch.setattr("services.consent.http.revocations.BOUND_SECONDS", 2)

    async def down(*_: object) -> None:
        raise KeyStoreDown

    with monkeypatch.context() as patch:
        patch.setattr(type(world.core.keystore), "destroy", down)
        answer = await world.revoke(case_id)

    assert (answer.status_code, answer.json()["state"]) == (202, "draining")
    assert set(await world.opened(TEAM, document)) == {None}
    await _until_enforced(world, answer.json()["id"])


async def test_waits_for_what_is_in_flight(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (document,) = await world.records(case_id, TEAM)
    flights = await fly(world, case_id, document.header.event_id)
    monkeypatch.setattr("services.consent.http.revocations.BOUND_SECONDS", 0.5)

    began = monotonic()
    answer = await world.revoke(case_id)
    assert answer.status_code == 202
    assert monotonic() - began < 2
    assert (await _state(world, answer.json()["id"])).json()["state"] == "draining"
    again = await world.revoke(case_id)
    assert again.status_code == 202, "a second withdrawal of the same must not say enforced either"

    await world.exit.flights.land(flights)
    await _until_enforced(world, answer.json()["id"])


async def test_does_not_wait_for_other_rows_in_flight(world: World) -> None:
    case_id = await world.a_case()
    await world.grant(case_id, (SENDER, TEAM), categories=["planer"])
    await world.submitted(case_id)
    (document,) = await world.records(case_id, TEAM)
    flights = await fly(world, case_id, document.header.event_id)

    answer = await world.revoke(case_id, kind="category", category="planer")

    assert answer.status_code == 200
    assert not await world.exit.doors.drain.is_empty(Door(case_id))
    await world.exit.flights.land(flights)
    assert await world.exit.drain(case_id)


async def test_rows_whose_time_has_run_out_end_like_withdrawn_ones(world: World, clock: LawClock) -> None:
    case_id = uuid4()
    await world.grant(case_id, (SENDER, TEAM), categories=CORE)
    short = await world.grant(case_id, (SENDER, TEAM), categories=[HALSA], end=NOON + timedelta(days=1))
    await world.submitted(case_id)
    clock.at = NOON + timedelta(days=1)
    enforcer: Any = world.exit.doors.enforcer

    sweeper: Any = world.exit.tasks["expiry"]
    expiring: Expiring = sweeper.__self__
    assert await expiring.sweep() >= 1
    assert await expiring.sweep() == 0
    await enforcer._finish_all()

    (row,) = await world.fetch("select state from consent_row where id = :id", id=short[SENDER, TEAM, HALSA])
    assert row.state == "utganget"
    assert not await world.core.keystore.exists(ROW_KEY, str(short[SENDER, TEAM, HALSA]))
    notice = (await world.opened(TEAM, (await world.records(case_id, TEAM))[-1]))[0]
    assert notice is not None
    assert (notice.content["type"], notice.content["final"]) == ("stop", False)


async def fly(world: World, case_id: UUID, event_id: UUID) -> list[Any]:
    """A release that was decided and does not leave."""
    from services.consent.exit.release import Reader

    released = await world.exit.release(Reader(TEAM, "koordinator", "handlaggning"), [event_id])
    assert released.flights
    # The flight belongs to a task that goes on.
    for flight in released.flights:
        world.exit.flights._flying[flight] = asyncio.ensure_future(asyncio.sleep(30))
    return released.flights


async def _state(world: World, revocation_id: str, token: str = f"person.{PERSON}") -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return await world.client.get(f"/v1/revocations/{revocation_id}", headers=headers)


async def _until_enforced(world: World, revocation_id: str) -> None:
    enforcer: Enforcer = world.exit.doors.enforcer
    for _ in range(50):
        await enforcer._finish_all()
        if (await _state(world, revocation_id)).json()["state"] == "enforced":
            return
        await asyncio.sleep(0.05)
    raise AssertionError


class TestHowFarItHasCome:
    async def test_is_told_the_koordinator_who_took_it_in_and_not_the_hosts_other_staff(
        self, world: World
    ) -> None:
        case_id = await world.a_case()
        taken_in = await world.revoke(case_id, token=f"koordinator.{TEAM}")

        answers = {
            token: (await _state(world, taken_in.json()["id"], token)).status_code
            for token in (f"koordinator.{TEAM}", f"handlaggare.{TEAM}", f"handlaggare.{SENDER}")
        }

        assert list(answers.values()) == [200, 404, 200]


class TestWhatIsSaidOfIt:
    @pytest.mark.parametrize(
        ("token", "said_on", "channel", "code"),
        [
            pytest.param(
                "handlaggare",
                "2026-03-01",
                "inloggad",
                "channel_not_hers",
                id="staff can't say she was logged in",
            ),
            pytest.param(
                "person", "2026-03-01", "telefon", "channel_of_her_own", id="logged in is logged in"
            ),
            pytest.param("person", "0001-01-01", "inloggad", "said_too_long_ago", id="a mistyped year"),
            pytest.param("person", "9999-12-31", "inloggad", "said_in_future", id="a year to come"),
        ],
    )
    async def test_must_be_possible(
        self, world: World, token: str, said_on: str, channel: str, code: str
    ) -> None:
        case_id = await world.a_case(*whole_case())
        bearer = f"person.{PERSON}" if token == "person" else f"handlaggare.{SENDER}"
        body = {"case_id": str(case_id), "scope": {"kind": "all"}, "said_on": said_on, "channel": channel}

        answer = await world.client.post(
            "/v1/revocations", json=body,
            headers={"Authorization": f"Bearer {bearer}", "Idempotency-Key": str(uuid4())},
        )  # fmt: skip

        assert (answer.status_code, answer.json()["code"]) == (422, code)
