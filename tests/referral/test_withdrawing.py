"""The sender takes its anmälan back: what it means before the besked, after it, and when the two meet on the way."""

from uuid import UUID

import pytest

from services.referral.domain import (
    Outlook,
    Referral,
    Row,
    Rows,
    Status,
    Withdrawal,
    WithdrawalReason,
    share,
    share_again,
    withdraw,
)
from services.referral.errors import (
    ConsentEnded,
    InvalidContent,
    SecrecyNotTried,
    WithdrawnAlready,
    WrongStatus,
)
from services.referral.events import ReferralWithdrawn
from tests.referral.builders import (
    BY,
    NOON,
    RECIPIENTS,
    REVIEW,
    TEAM,
    UNIT,
    a_draft,
    a_sent,
    saved,
    sections_of,
)
from tests.referral.conftest import REVIEWED
from tests.referral.test_reactions import Ear

REASON = WithdrawalReason.BEHOV_LOST


def taken_back(referral: Referral, text: str | None = None) -> Outlook:
    return withdraw(referral, Withdrawal(REASON, text, REVIEW), by=BY, at=NOON)


def taken_up() -> Referral:
    referral = a_sent()
    assert referral.take_up()
    share(referral, RECIPIENTS[UNIT], at=NOON)
    return saved(referral, UUID(int=2))


class TestWithdrawing:
    @pytest.mark.parametrize("status", [Status.SKICKAD, Status.MOTTAGEN, Status.KOMPLETTERAS])
    def test_ends_an_anmalan_that_has_no_besked(self, status: Status) -> None:
        referral = a_sent()
        referral.status = status

        assert taken_back(referral) is Outlook.AVSLUTAS
        assert referral.status is Status.TILLBAKADRAGEN
        (published,) = referral.publications
        assert isinstance(published.fact, ReferralWithdrawn)
        assert (published.fact.team, published.fact.parties) == (TEAM, ())

    def test_says_why_in_code_and_words_and_nothing_open(self) -> None:
        referral = a_sent()

        taken_back(referral, "Personen har fått en SIP.")

        assert sections_of(referral)["handlaggning"]["tillbakadragen"] == {
            "dag": "2026-11-23",
            "skal": {"kod": "behov_lost", "text": "Behovet är löst på annat sätt"},
            "text": "Personen har fått en SIP.",
        }
        assert "behov" not in referral.publications[0].fact.model_dump_json()

    def test_only_asks_for_an_end_when_the_team_has_taken_it_up_and_tells_who_has_had_it(self) -> None:
        referral = taken_up()

        assert taken_back(referral) is Outlook.KOORDINATORN_BESTAMMER
        assert referral.status is Status.UPPTAGEN
        fact = referral.publications[0].fact
        assert isinstance(fact, ReferralWithdrawn)
        assert fact.parties == ("fk", "vard-sodermalm")

    def test_leaves_what_later_corrections_are_about_as_it_was(self) -> None:
        referral = a_sent()

        taken_back(referral)

        assert not referral.publications[0].carries

    def test_needs_no_samtycke(self) -> None:
        referral = a_sent()
        ended = [Row(UNIT, TEAM, category, ended=True) for category in ("identitet", "handlaggning")]
        referral.rows = Rows(tuple(ended))

        assert taken_back(referral) is Outlook.AVSLUTAS

    def test_is_refused_of_a_draft_which_nobody_has(self) -> None:
        with pytest.raises(WrongStatus):
            taken_back(a_draft())

    @pytest.mark.parametrize(
        ("status", "refusal"),
        [(Status.TAS_INTE_UPP, WrongStatus), (Status.SAMTYCKE_ATERKALLAT, ConsentEnded)],
    )
    def test_is_refused_of_one_that_has_ended(self, status: Status, refusal: type[Exception]) -> None:
        referral = a_sent()
        referral.status = status

        with pytest.raises(refusal):
            taken_back(referral)

    @pytest.mark.parametrize("make", [a_sent, taken_up])
    def test_happens_once(self, make) -> None:
        referral = make()
        taken_back(referral)

        with pytest.raises(WithdrawnAlready):
            taken_back(referral)

    def test_tries_a_text_for_secrecy_as_all_that_leaves(self) -> None:
        with pytest.raises(SecrecyNotTried):
            withdraw(a_sent(), Withdrawal(REASON, "Läs journalen.", None), by=BY, at=NOON)

    @pytest.mark.parametrize("text", ["  ", "x" * 1001])
    def test_refuses_a_text_that_says_nothing_or_too_much(self, text: str) -> None:
        with pytest.raises(InvalidContent):
            taken_back(a_sent(), text)


class TestMeetingTheTeamOnTheWay:
    def test_a_besked_that_was_first_stands_and_the_text_goes_to_nobody_new(self) -> None:
        referral = a_sent()
        taken_back(referral)

        assert referral.take_up() is False
        assert referral.status is Status.UPPTAGEN

    def test_and_a_party_that_gets_its_cover_back_is_not_given_it(self) -> None:
        referral = taken_up()
        referral.shared_with = ()
        ways = [(UNIT, "fk"), (TEAM, "fk"), ("fk", TEAM)]
        rows = [
            Row(*way, category, ended=False) for way in ways for category in ("identitet", "handlaggning")
        ]
        referral.rows = Rows(tuple(rows))
        taken_back(referral)
        saved(referral, UUID(int=3))

        share_again(referral, RECIPIENTS[UNIT], at=NOON)

        assert referral.publications == []

    def test_so_does_a_no(self) -> None:
        referral = a_sent()
        taken_back(referral)

        referral.decline()

        assert referral.status is Status.TAS_INTE_UPP

    def test_a_receipt_or_a_question_changes_nothing_more(self) -> None:
        referral = a_sent()
        taken_back(referral)

        referral.receive()
        referral.ask_supplement()

        assert referral.status is Status.TILLBAKADRAGEN


@pytest.mark.real
class TestHttp:
    async def test_withdraws_and_says_what_comes_of_it(self, stage) -> None:
        ident = await stage.a_sent()

        answer = await stage.post(
            f"/v1/referrals/{ident}/withdrawals",
            {"reason": "individen_vill_inte", "text": "Hon vill vänta.", "secrecy_review": REVIEWED},
            version=3,
        )

        assert answer.status_code == 200, answer.text
        said = answer.json()
        assert (said["status"], said["outlook"], said["version"]) == ("tillbakadragen", "avslutas", 4)
        assert "30 dagar" in said["consent"]
        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert read["withdrawn"]["reason"] == "individen_vill_inte"
        assert read["withdrawn"]["text"] == "Hon vill vänta."
        _, withdrawn = await stage.events(ident)
        assert withdrawn["type"] == "se.finsam.referral.referral_withdrawn.v1"
        assert withdrawn["opened"]["handlaggning"]["tillbakadragen"]["skal"]["kod"] == "individen_vill_inte"

    async def test_keeps_why_sealed(self, stage) -> None:
        ident = await stage.a_sent()
        body = {"reason": "fel_vag", "text": "KANARIE i texten", "secrecy_review": REVIEWED}

        await stage.post(f"/v1/referrals/{ident}/withdrawals", body, version=3)

        (row,) = await stage.rows("select withdrawal, row_to_json(referral)::text as whole from referral")
        assert b"KANARIE" not in bytes(row["withdrawal"])
        assert "fel_vag" not in row["whole"]

    async def test_sends_nothing_more_afterwards(self, stage) -> None:
        ident = await stage.a_sent()
        await stage.post(f"/v1/referrals/{ident}/withdrawals", {"reason": "fel_vag"}, version=3)

        correction = {"changes": {"anpassning": "Hörslinga."}, "secrecy_review": REVIEWED}
        answer = await stage.post(f"/v1/referrals/{ident}/corrections", correction, version=4)

        assert (answer.status_code, answer.json()["code"]) == (409, "withdrawn_already")

    async def test_is_done_by_hand_when_the_identity_is_protected(self, stage) -> None:
        ident = await stage.a_sent()
        stage.consent.protected.add(UUID(ident))

        answer = await stage.post(f"/v1/referrals/{ident}/withdrawals", {"reason": "fel_vag"}, version=3)

        assert (answer.status_code, answer.json()["code"]) == (409, "by_hand")
        assert len(await stage.events(ident)) == 1

    async def test_knows_only_its_own_reasons(self, stage) -> None:
        ident = await stage.a_sent()

        answer = await stage.post(f"/v1/referrals/{ident}/withdrawals", {"reason": "annat"}, version=3)

        assert answer.status_code == 422

    async def test_a_besked_that_crossed_it_is_heard_and_shares_nothing(self, stage) -> None:
        ident, ear = await stage.a_sent(), Ear(stage)
        await stage.post(f"/v1/referrals/{ident}/withdrawals", {"reason": "fel_vag"}, version=3)

        await ear.team("referral_received", ident)
        await ear.team("referral_taken_up", ident)

        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert (read["status"], read["withdrawn"]["reason"]) == ("upptagen", "fel_vag")
        assert [event["type"].split(".")[3] for event in await stage.events(ident)] == [
            "referral_submitted",
            "referral_withdrawn",
        ]
        assert await ear.parked() == []
