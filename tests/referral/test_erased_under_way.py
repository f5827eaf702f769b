"""A case is erased while somebody acts on it: a clear refusal, nothing half done, and never an error of ours."""

from typing import Any
from uuid import UUID

import pytest

from services.referral.repository import ReferralRepository
from shared.outbox import Outbox
from tests.referral.conftest import REVIEWED, Stage

pytestmark = pytest.mark.real

CHANGE = {"changes": {"stadsdel": "farsta"}, "secrecy_review": REVIEWED}
ON_A_DRAFT = [
    ("PATCH", "", {"stadsdel": "farsta"}, 1),
    ("POST", "/secrecy-review", REVIEWED, 1),
]
ON_A_SENT = [("/corrections", CHANGE), ("/withdrawals", {"reason": "fel_vag"})]


def erased_before(stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: type[Any], step: str) -> None:
    """The key goes, in the real key database, after the case was read and before this step seals with it."""
    original = getattr(kind, step)

    async def erased_first(self: Any, *args: Any) -> Any:
        (row,) = await stage.rows("select id from referral")
        await stage.parts.keys.destroy(row["id"])
        return await original(self, *args)

    monkeypatch.setattr(kind, step, erased_first)


@pytest.mark.parametrize("change", ON_A_DRAFT, ids=["changed", "confirmed"])
async def test_a_draft_stays_as_it_was(stage, monkeypatch, change) -> None:
    method, path, body, version = change
    ident = await stage.a_draft()
    before = await stage.rows("select version, content, reviewed_at from referral")
    erased_before(stage, monkeypatch, ReferralRepository, "save")

    refused = await stage.send(method, f"/v1/referrals/{ident}{path}", body, version=version)

    assert (refused.status_code, refused.json()["code"]) == (404, "case_erased")
    assert refused.json()["title"] == "Ärendet är gallrat"
    assert await stage.rows("select version, content, reviewed_at from referral") == before


@pytest.mark.parametrize("change", ON_A_SENT, ids=["corrected", "withdrawn"])
@pytest.mark.parametrize("place", [(ReferralRepository, "save"), (Outbox, "stage")], ids=["saved", "staged"])
async def test_nothing_more_of_a_sent_one_leaves(stage, monkeypatch, change, place) -> None:
    path, body = change
    ident = await stage.a_sent()
    staged = len(await stage.events(ident))
    erased_before(stage, monkeypatch, *place)

    refused = await stage.post(f"/v1/referrals/{ident}{path}", body, version=3)
    again = await stage.post(f"/v1/referrals/{ident}{path}", body, version=3)

    assert (refused.status_code, refused.json()["code"]) == (404, "case_erased")
    assert (again.status_code, again.json()["code"]) == (404, "not_found"), "as any that is not there"
    assert len(await stage.events(ident)) == staged


async def test_a_draft_is_not_sent(stage, monkeypatch) -> None:
    ident = await stage.a_draft()
    await stage.post(f"/v1/referrals/{ident}/secrecy-review", REVIEWED, version=1)
    erased_before(stage, monkeypatch, Outbox, "stage")

    refused = await stage.post(f"/v1/referrals/{ident}/submit", version=2)

    assert (refused.status_code, refused.json()["code"]) == (404, "case_erased")
    assert await stage.events(ident) == []
    assert [row["status"] for row in await stage.rows("select status from referral")] == ["utkast"]


async def test_a_case_is_not_named_to_who_does_not_see_it(stage) -> None:
    ident = await stage.a_draft()
    await stage.parts.keys.destroy(UUID(ident))

    for who in ("anmalare", "farsta"):
        answer = await stage.patch(f"/v1/referrals/{ident}", {"stadsdel": "farsta"}, version=1, who=who)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
