"""The team has ended the case: its sender sees that, and who is no longer covered is not told."""

from typing import Any

import pytest

from services.referral.domain import Status
from services.referral.domain.coverage import Row, Rows
from services.referral.domain.referral import Referral
from services.referral.errors import WrongStatus
from tests.referral.builders import TEAM, UNIT, a_draft, a_sent
from tests.referral.conftest import REVIEWED
from tests.referral.test_reactions import CORE, Ear, a_row, status

TOLD = ["af", "fk", UNIT]


def standing(status: Status) -> Referral:
    referral = a_sent()
    referral.status = status
    return referral


class TestRule:
    @pytest.mark.parametrize(
        "before", [Status.SKICKAD, Status.MOTTAGEN, Status.KOMPLETTERAS, Status.UPPTAGEN], ids=str
    )
    def test_ends_what_goes_on(self, before: Status) -> None:
        """Before the besked too: a person who has died."""
        referral = standing(before)

        referral.end(told=True)

        assert referral.status is Status.AVSLUTAD

    @pytest.mark.parametrize(
        "before",
        [Status.TAS_INTE_UPP, Status.SAMTYCKE_ATERKALLAT, Status.TILLBAKADRAGEN, Status.ATERTAGEN],
        ids=str,
    )
    def test_leaves_what_had_ended_as_it_was(self, before: Status) -> None:
        referral = standing(before)

        referral.end(told=True)

        assert referral.status is before

    def test_ends_no_draft(self) -> None:
        with pytest.raises(WrongStatus):
            a_draft().end(told=True)

    @pytest.mark.parametrize(
        ("ended", "told", "after"),
        [
            ((), False, Status.AVSLUTAD),
            ((TEAM, UNIT), False, Status.UPPTAGEN),
            ((UNIT, TEAM), False, Status.UPPTAGEN),
            ((TEAM, UNIT), True, Status.AVSLUTAD),
        ],
    )
    def test_is_not_told_to_who_had_lost_cover_before(
        self, ended: tuple[str, ...], told: bool, after: Status
    ) -> None:
        referral = standing(Status.UPPTAGEN)
        lost = [Row(*ended, category, ended=True) for category in CORE] if ended else []
        referral.rows = Rows(tuple(lost))

        referral.end(told=told)

        assert referral.status is after

    def test_nothing_moves_after_it(self) -> None:
        referral = standing(Status.AVSLUTAD)

        referral.lose_consent()
        taken_up = referral.take_up()

        assert not taken_up
        assert referral.status is Status.AVSLUTAD


@pytest.mark.real
class TestFact:
    @pytest.fixture
    def ear(self, stage) -> Ear:
        return Ear(stage)

    async def a_taken_up(self, stage, ear: Ear) -> str:
        ident = await stage.a_sent()
        for fact in ("referral_received", "referral_taken_up"):
            await ear.team(fact, ident)
        return ident

    async def ended(self, ear: Ear, ident: str, parties: list[str]) -> None:
        said: dict[str, Any] = {"sender": UNIT, "team": TEAM, "parties": parties, "last_day": "2026-12-02"}
        await ear.hear(ear.event("coordinator", "akt_ended", ident, **said))

    @pytest.mark.parametrize("parties", [TOLD, []], ids=["by the koordinator", "with its follow-up"])
    async def test_shows_the_sender_that_it_has_ended(self, stage, ear, parties: list[str]) -> None:
        ident = await self.a_taken_up(stage, ear)

        await self.ended(ear, ident, parties)

        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert (read["status"], read["status_text"]) == ("avslutad", "Avslutad av teamet")
        assert await ear.parked() == []

    async def test_is_corrected_towards_who_is_covered_and_not_withdrawn(self, stage, ear) -> None:
        ident = await self.a_taken_up(stage, ear)
        await self.ended(ear, ident, TOLD)
        version = (await stage.get(f"/v1/referrals/{ident}")).json()["version"]
        change = {"changes": {"stadsdel": "farsta"}, "secrecy_review": REVIEWED}

        taken_back = await stage.post(
            f"/v1/referrals/{ident}/withdrawals", {"reason": "fel_vag"}, version=version
        )
        corrected = await stage.post(f"/v1/referrals/{ident}/corrections", change, version=version)

        assert (taken_back.status_code, taken_back.json()["code"]) == (409, "wrong_status")
        assert corrected.status_code == 200, corrected.text
        assert (await stage.events(ident))[-1]["type"].endswith("referral_corrected.v1")

    async def test_goes_to_nobody_new(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, (UNIT, "fk"))
        await ear.team("referral_taken_up", ident)
        await self.ended(ear, ident, TOLD)
        sent = len(await stage.events(ident))

        rows = [a_row(UNIT, "fk", category) for category in CORE]
        await ear.hear(ear.event("consent", "consent_given", ident, rows=rows, text_id="sv-1"))

        assert len(await stage.events(ident)) == sent

    async def test_of_a_sender_without_cover_changes_nothing(self, stage, ear) -> None:
        ident = await self.a_taken_up(stage, ear)
        await ear.ended(ident, (TEAM, UNIT))

        await self.ended(ear, ident, ["af", "fk"])

        assert await status(stage, ident) == "upptagen"

    async def test_a_besked_heard_after_it_changes_nothing(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await self.ended(ear, ident, TOLD)

        await ear.team("referral_taken_up", ident)

        assert (await status(stage, ident), await ear.parked()) == ("avslutad", [])
        assert len(await stage.events(ident)) == 1
