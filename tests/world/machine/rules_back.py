"""Rules of what the sender takes back, and of receipts that reach the person."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.coordinator.domain import Status
from tests.world.life import SENDER, Json
from tests.world.machine.giving import Manner
from tests.world.machine.machine import cases, hows, picks
from tests.world.machine.onward import Onward
from tests.world.machine.person import Case

HOW = st.sampled_from(["i_handen", "i_handen", "post", "faller", "egen_vy"])
WHY = st.sampled_from(["individen_vill_inte", "behov_lost", "fel_vag", "vill_inte"])
IN_ERROR = st.sampled_from(["fel_innehall", "skickat_fel", "fel_person"])
RECEIPTS = "select id from receipt where case_id = :id order by made_at, id"
SENT = "select id from sent_text where case_id = :id order by at, id"
LASTS = {Status.TILLBAKADRAGEN: timedelta(days=30), Status.ATERTAGEN: timedelta(0)}
"""How the sender ends the team's akt → how long the samtycke still is kept."""


class BackRules(Onward):
    """Any of them at any time."""

    @rule(case=cases, how=hows, why=WHY, n=picks, sure=st.integers(0, 1))
    def withdraws_the_anmalan(self, case: Case, how: Manner, why: str, n: int, sure: int) -> None:
        """Before the besked it ends with that; after it the koordinator is asked."""
        if sure == 0:
            self.step(self.on_referral(case, "/withdrawals", {"reason": why}, how, n=n), how)

    @rule(case=cases, how=hows, why=IN_ERROR, n=picks, whole=st.booleans(), sure=st.integers(0, 1))
    def retracts(self, case, how, *, why, n, whole, sure) -> None:
        """It was sent in error: all of it, or what was sent last."""
        if sure == 0:
            self.step(self._retracts(case, how, why, n, whole=whole), how)

    async def _retracts(self, case: Case, how: Manner, why: str, n: int, *, whole: bool) -> None:
        body: Json = {"reason": why, "attested": True}
        if not whole:
            body["sent"] = str(await self.last(case, SENT, n, "referral"))
        await self.on_referral(case, "/retractions", body, how, n=n)

    @rule(case=cases, how=hows, n=picks, way=HOW)
    def hands_over_a_receipt(self, case: Case, how: Manner, n: int, way: str) -> None:
        self.step(self._hands_over(case, how, n, way), how)

    async def _hands_over(self, case: Case, how: Manner, n: int, way: str) -> None:
        receipt = await self.last(case, RECEIPTS, n, "consent")
        body, path = {"how": way, "handed_on": case.day(0)}, "/v1/receipts/{receipt_id}/hand-overs"
        give = self.giving(case, how, n)
        await give("consent", "post", path, case.of(SENDER), body, receipt_id=receipt)

    async def rest(self) -> None:
        """Let everything land, tell the model what ended with the sender's word, and look."""
        await self.stage.house.settle()
        for case in self.mine:
            query = "select status, since from akt where case_id = :id"
            for status, since in await self.stage.rows("coordinator", query, id=case.case_id):
                if status in LASTS:
                    case.consent.cease(since + LASTS[Status(status)])
        await super().rest()
