"""Checkpoints, proofs and bundles over HTTP: for whom, what they hold, and that they are judged without the house."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from finsam_verify.bundle import Bundle
from finsam_verify.checkpoint import Checkpoint
from finsam_verify.encoding import Malformed, from_base64
from finsam_verify.examine import Report, Verdict, examine
from finsam_verify.merkle import is_consistent, is_included, leaf_hash
from finsam_verify.note import LogKey, Note

from services.consent.core import Core
from services.consent.disclosure_log.parts import DisclosureLog
from services.consent.wiring import make_desk
from services.consent.wiring_log import build_log
from tests.consent.builders import PERSON, REGION, SENDER, TEAM
from tests.consent.conftest import Tokens
from tests.consent.exit_world import World, a_world, whole_case

ME = f"person.{PERSON}"
REVIEWER = f"logggranskare.{REGION}"
MINUTES = count(1)
"""Each checkpoint is a minute later than the one before: the tests share a database."""


@dataclass
class Desk:
    """The exit with its log."""

    world: World
    log: DisclosureLog

    async def numbered(self) -> None:
        """What the sequencer does meanwhile; a checkpoint at once."""
        while await self.log.sequencer.number():
            pass
        later = datetime.now(UTC) + timedelta(minutes=next(MINUTES))
        self.log.sequencer._now = lambda: later
        await self.log.sequencer.checkpoint()

    async def get(self, path: str, token: str = REVIEWER, **query: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.world.client.get(f"/v1/log/{path}", params=query, headers=headers)

    async def bundle(self, token: str, scope: str, **body: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"}
        told = {"scope": scope, **({} if token == ME else {"purpose": "tillsyn"}), **body}
        return await self.world.client.post("/v1/log/bundles", json=told, headers=headers)

    async def pin(self) -> str:
        keys = (await self.get("keys.txt")).text.split()
        return LogKey.from_line(keys[0]).fingerprint

    async def judged(self, token: str, scope: str, witness: list[str] | None = None, **body: Any) -> Report:
        answer = await self.bundle(token, scope, **body)
        assert answer.status_code == 200, answer.text
        return examine(answer.content, {await self.pin()}, witness or [])


@pytest.fixture
async def desk(core: Core) -> AsyncIterator[Desk]:
    app = make_desk(core, Tokens())  # pyright: ignore[reportArgumentType]
    build_log(core, app)
    async with a_world(core, app) as world:
        yield Desk(world, app.state.disclosure_log)


async def disclosed(desk: Desk) -> UUID:
    """A case whose anmälan the team and the region have opened."""
    case_id = await desk.world.a_case(*whole_case())
    await desk.world.submitted(case_id)
    shared = await desk.world.event(
        "referral_shared",
        case_id,
        [("identitet", {"a": 1}), ("handlaggning", {"a": 1}), ("halsa", {"a": 1})],
        parties=[REGION],
    )
    await desk.world.react(shared)
    for unit in (TEAM, REGION):
        (record,) = await desk.world.records(case_id, unit)
        await desk.world.opened(unit, record)
    await desk.numbered()
    return case_id


class TestCheckpoints:
    async def test_are_for_everyone_who_may_log_in(self, desk: Desk) -> None:
        await disclosed(desk)

        for token in (ME, REVIEWER, f"machine.{REGION}.release", f"handlaggare.{SENDER}"):
            answer = await desk.get("checkpoint", token)
            assert answer.status_code == 200
        latest = answer.json()
        assert latest["size"] == Checkpoint.from_text(Note.read(latest["note"]).text).size
        assert latest in (await desk.get("checkpoints", after=latest["size"] - 1)).json()["checkpoints"]
        assert (await desk.world.client.get("/v1/log/checkpoint")).status_code == 401

    async def test_are_proved_to_continue_each_other(self, desk: Desk) -> None:
        await disclosed(desk)
        old = _point((await desk.get("checkpoint")).json()["note"])
        await disclosed(desk)
        new = _point((await desk.get("checkpoint")).json()["note"])

        answer = await desk.get("proofs/consistency", **{"from": old.size, "to": new.size})

        path = [from_base64(each) for each in answer.json()["path"]]
        assert old.size < new.size
        assert is_consistent(old.tree, new.tree, path)

    @pytest.mark.parametrize(("old", "new"), [(2, 1), (1, 10**9)])
    async def test_of_sizes_that_never_were_prove_nothing(self, desk: Desk, old: int, new: int) -> None:
        await disclosed(desk)

        answer = await desk.get("proofs/consistency", **{"from": old, "to": new})

        assert (answer.status_code, answer.json()["code"]) == (422, "sizes_unknown")


class TestInclusion:
    async def test_is_proved_to_the_unit_whose_leaf_it_is_and_logged(self, desk: Desk) -> None:
        case_id = await disclosed(desk)
        (record,) = await desk.world.records(case_id, REGION)
        token = f"handlaggare.{REGION}"

        (leaf, *_) = (await desk.get("leaves", token, event=record.header.event_id)).json()
        proof = (await desk.get("proofs/inclusion", token, leaf=leaf["leaf"])).json()

        head = _point(proof["checkpoint"])
        hash_ = leaf_hash(from_base64(proof["body"]))
        path = [from_base64(each) for each in proof["path"]]
        assert is_included(hash_, proof["number"], head.size, path, head.root)
        reads = await desk.world.fetch(
            "select purpose from read_log where case_id = :c and unit = :u", c=case_id, u=REGION
        )
        assert [row.purpose for row in reads] == ["loggbevis", "loggbevis"]

    @pytest.mark.parametrize(
        "token", [f"handlaggare.{REGION}", "person.195909263070", f"machine.{REGION}.release"]
    )
    async def test_of_another_s_leaf_is_as_unknown_as_none(self, desk: Desk, token: str) -> None:
        case_id = await disclosed(desk)
        (leaf, *_) = await desk.world.fetch(
            "select id from leaf where case_id = :c and recipient = :u", c=case_id, u=TEAM
        )

        theirs = await desk.get("proofs/inclusion", token, leaf=leaf.id)
        nobodys = await desk.get("proofs/inclusion", token, leaf=uuid4())

        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.json()["code"] == nobodys.json()["code"] == "leaf_unknown"

    async def test_is_forbidden_to_who_receives_nothing(self, desk: Desk) -> None:
        await disclosed(desk)

        assert (await desk.get("proofs/inclusion", "handlaggare.nowhere", leaf=uuid4())).status_code == 403


class TestBundles:
    async def test_show_the_person_all_of_hers_opened(self, desk: Desk) -> None:
        case_id = await disclosed(desk)

        report = await desk.judged(ME, "person")

        assert report.verdict is Verdict.HOLDS
        mine = [leaf for leaf in report.leaves if leaf.about and leaf.about["case_id"] == str(case_id)]
        assert len(mine) == len(await desk.world.fetch("select 1 from leaf where case_id = :c", c=case_id))
        assert all(leaf.proved for leaf in mine)
        assert {leaf.leaf.unit for leaf in mine} == {TEAM, REGION}

    async def test_give_a_unit_its_own_without_the_case_s_id(self, desk: Desk) -> None:
        case_id = await disclosed(desk)

        answer = await desk.bundle(f"machine.{REGION}.release", "enhet")
        report = examine(answer.content, {await desk.pin()}, [])

        assert report.verdict is Verdict.HOLDS
        assert report.leaves
        assert {leaf.leaf.unit for leaf in report.leaves} == {REGION}
        assert str(case_id) not in answer.text
        assert not any(leaf.proved for leaf in report.leaves)
        assert all(leaf.about and leaf.about["alias"] for leaf in report.leaves)

    async def test_prove_to_the_registering_unit_what_they_were_about(self, desk: Desk) -> None:
        case_id = await disclosed(desk)

        report = await desk.judged(f"logggranskare.{SENDER}", "enhet")

        told = [leaf for leaf in report.leaves if leaf.about and leaf.about["case_id"] == str(case_id)]
        assert told
        assert all(leaf.proved for leaf in told)

    async def test_of_the_whole_log_hold_every_leaf_and_others_as_hashes(self, desk: Desk) -> None:
        await disclosed(desk)

        answer = await desk.bundle(REVIEWER, "logg")
        report = examine(answer.content, {await desk.pin()}, [])

        bundle = Bundle.from_text(Note.read(answer.text).text)
        assert report.verdict is Verdict.HOLDS
        assert len(bundle.leaves) == (report.checkpoint and report.checkpoint.size)
        assert any(leaf.body is None for leaf in bundle.leaves)
        assert {leaf.leaf.unit for leaf in report.leaves} <= {REGION, TEAM}

    async def test_are_held_against_what_a_witness_kept(self, desk: Desk) -> None:
        await disclosed(desk)
        kept = (await desk.get("checkpoint")).json()
        await disclosed(desk)

        report = await desk.judged(ME, "person", [kept["note"]], kept=[kept["size"]])

        assert report.verdict is Verdict.HOLDS
        assert "witnessed" in {finding.code for finding in report.findings}

    async def test_are_logged_as_reads_with_their_purpose(self, desk: Desk) -> None:
        case_id = await disclosed(desk)

        await desk.bundle(f"logggranskare.{SENDER}", "enhet", purpose="begaran_fran_individen")

        rows = await desk.world.fetch("select purpose, unit from read_log where case_id = :c", c=case_id)
        assert (rows[-1].purpose, rows[-1].unit) == ("begaran_fran_individen", SENDER)

    @pytest.mark.parametrize(
        ("token", "scope"),
        [(REVIEWER, "person"), (ME, "enhet"), (ME, "logg"), (f"handlaggare.{REGION}", "enhet"),
         (f"machine.{REGION}.release", "logg"), (f"machine.{REGION}.feed", "enhet")],
    )  # fmt: skip
    async def test_are_given_to_nobody_else(self, desk: Desk, token: str, scope: str) -> None:
        await disclosed(desk)

        assert (await desk.bundle(token, scope)).status_code == 403

    async def test_of_staff_state_a_purpose(self, desk: Desk) -> None:
        answer = await desk.bundle(REVIEWER, "enhet", purpose=None)

        assert (answer.status_code, answer.json()["code"]) == (422, "purpose_missing")

    async def test_leave_a_protected_case_to_the_unit_that_registered_it(self, desk: Desk) -> None:
        case_id = await disclosed(desk)
        (record,) = await desk.world.records(case_id, REGION)
        await desk.world.withhold(case_id)

        theirs = await desk.judged(REVIEWER, "enhet")
        own = await desk.judged(f"logggranskare.{SENDER}", "enhet")

        event = str(record.header.event_id)
        assert event not in {leaf.about and leaf.about["event_id"] for leaf in theirs.leaves}
        assert event in {leaf.about and leaf.about["event_id"] for leaf in own.leaves}


class TestLimits:
    async def test_more_than_a_bundle_holds_is_refused(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await disclosed(desk)
        monkeypatch.setattr("services.consent.http.log_bundles.MOST_LEAVES", 1)

        answer = await desk.bundle(ME, "person")

        assert (answer.status_code, answer.json()["code"]) == (422, "bundle_too_large")

    async def test_a_log_that_contradicts_itself_proves_nothing(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from services.consent.disclosure_log import rows

        async def damaged(*_: Any) -> None:
            raise rows.LogDamaged

        await disclosed(desk)
        monkeypatch.setattr(rows, "hashes", damaged)

        answer = await desk.bundle(ME, "person")

        assert (answer.status_code, answer.json()["code"]) == (503, "log_closed")

    @pytest.mark.parametrize("part", ["checkpoint", "keys", "keys.txt"])
    async def test_what_cannot_be_read_is_not_handed_out(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, part: str
    ) -> None:
        def unreadable(*_: Any) -> None:
            raise Malformed("note")

        await disclosed(desk)
        monkeypatch.setattr(Note, "read", unreadable)
        monkeypatch.setattr(LogKey, "from_line", unreadable)

        answer = await desk.get(part)

        assert (answer.status_code, answer.json()["code"]) == (503, "log_closed")

    async def test_an_empty_log_has_no_checkpoint(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        from services.consent.disclosure_log import rows

        async def nothing(*_: Any) -> None:
            return None

        monkeypatch.setattr(rows, "latest", nothing)

        answer = await desk.get("checkpoint")

        assert (answer.status_code, answer.json()["code"]) == (404, "log_empty")

    async def test_an_answer_holds_no_word_of_another_unit(self, desk: Desk) -> None:
        await disclosed(desk)

        told = json.dumps((await desk.get("checkpoints")).json())

        assert REGION not in told
        assert TEAM not in told


def _point(note: str) -> Checkpoint:
    return Checkpoint.from_text(Note.read(note).text)
