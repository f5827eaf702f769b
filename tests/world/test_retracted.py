"""An anmälan that was sent in error is taken back through every service, with a report of who had opened it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.world.house import House
from tests.world.teamwork import AF, FK, REGION, SENDER, TEAM, Teamwork
from tests.world.test_withdrawn import a_sent, active_rows, opened_akt

pytestmark = pytest.mark.real


async def take_back(life: Teamwork, **what: str):
    one, sender = life.url("referral", "/referrals/{}"), life.of(SENDER)
    version = (await sender.get(one))["version"]
    body = {"reason": "fel_person", "attested": True, **what}
    return await sender.send(f"{one}/retractions", body, version=version, expects=201)


async def correct(life: Teamwork) -> str:
    """Correct what the person wished for, with words that are about somebody else; returns the version's id."""
    one, sender = life.url("referral", "/referrals/{}"), life.of(SENDER)
    correction = {
        "changes": {"onskat_individ": {"text": "KANARIE om någon annan", "category": "sociala"}},
        "secrecy_review": {"content_tried": True, "third_persons_tried": True},
    }
    version = (await sender.get(one))["version"]
    await sender.send(f"{one}/corrections", correction, version=version)
    await life.house.settle()
    return str((await sender.get(one))["sent"][-1]["id"])


class TestRetracted:
    async def test_the_whole_is_closed_everywhere_and_the_report_says_who_had_opened_it(
        self, house: House
    ) -> None:
        life = await a_sent(house)
        # FK's system stands still: what comes for it is never opened.
        house.topics.hold("finsam.party.fk.v1")
        await life.take_up()
        await house.settle()

        answer = await take_back(life)
        await house.settle()

        report = await life.of(SENDER).get(house.url("referral", answer.body["report"]))
        states = {
            one["recipient"]: {document["type"]: document["state"] for document in one["documents"]}
            for one in report["recipients"]
        }
        assert states == {
            TEAM: {"anmalan": "oppnad"},
            AF: {"anmalan_delad": "oppnad"},
            FK: {"anmalan_delad": "aldrig_oppnad"},
            REGION: {"anmalan_delad": "oppnad"},
        }
        assert report["final"] is True
        opening = next(one for one in report["recipients"] if one["recipient"] == AF)["documents"][0][
            "openings"
        ][0]
        assert (opening["unit"], opening["function"]) == (AF, "system")
        inside = {one["recipient"]: one["read_in_team"] for one in report["recipients"]}
        assert {read["function"] for read in inside[TEAM]} == {"koordinator"}
        assert inside[AF] is None
        akt = await opened_akt(life)
        assert (akt["status"], akt["sections"], len(akt["retracted"]) > 0) == ("atertagen", [], True)
        kinds = [one.type for one in house.parties[AF].controls(await life.alias(AF))]
        assert kinds[0] == "retracted"
        await house.move(timedelta(days=1))
        await house.settle()
        assert await active_rows(house) == 0
        await house.topics.let_go("finsam.party.fk.v1")
        await house.settle()
        assert house.parties[FK].documents(await life.alias(FK)) == []

    async def test_the_report_is_not_final_while_the_exit_has_not_heard_of_it(self, house: House) -> None:
        life = Teamwork(house, house.people["individ"])
        await life.draft()
        await life.sign()
        await house.settle()
        # Between the anmälan and the one exit it stands still: nothing is sealed yet, and all of it will be.
        house.topics.hold("finsam.referral.v1")
        await life.submit()
        answer = await take_back(life)
        path = house.url("referral", answer.body["report"])

        early = await life.of(SENDER).get(path)
        await house.topics.let_go("finsam.referral.v1")
        await house.settle()
        late = await life.of(SENDER).get(path)

        assert (early["documents"], early["final"]) == (0, False)
        assert "på väg" in early["final_text"]
        assert (late["documents"], late["final"]) == (1, True)
        assert [one["state"] for one in late["recipients"][0]["documents"]] == ["aldrig_oppnad"]

    async def test_one_correction_is_taken_back_and_the_parties_get_the_text_that_holds(
        self, house: House
    ) -> None:
        life = await a_sent(house)
        await life.take_up()
        await house.settle()
        wrong = await correct(life)

        await take_back(life, sent=wrong, reason="fel_innehall")
        await house.settle()

        akt = await life.akt()
        assert akt["status"] == "tas_upp"
        assert "KANARIE" not in str(akt)
        assert [one["category"] for one in akt["retracted"]] == ["sociala"]
        controls = [one.type for one in house.parties[AF].controls(await life.alias(AF))]
        assert controls == ["retracted"]
        async with house.services["coordinator"].engine.connect() as connection:
            assert await connection.scalar(text("select count(*) from arrival where state = 'parked'")) == 0
