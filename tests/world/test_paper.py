"""An anmälan on paper goes the whole way: nothing of it leaves the team before the samtycke is there."""

import pytest

from deploy.infra.topology import TEAM
from tests.world.house import House
from tests.world.paperwork import Paperwork
from tests.world.teamwork import AF, FK, REGION, SENDER

pytestmark = pytest.mark.real


class TestAPaper:
    async def test_is_completed_signed_and_taken_up(self, house: House) -> None:
        life = Paperwork(house, house.people["individ"])
        await life.post()
        waiting = await life.akt()
        await life.decide(
            "paper/consent-requests", {"missing": ["samtycke_saknas"], "text": "Skicka samtycket."}
        )
        early = await life.decide("paper/admission", {}, expects=409)
        await house.settle()
        published = [topic for topic, records in house.topics.records.items() if records]

        await life.sign_at_team()
        await house.settle()
        await life.decide("paper/admission", {})
        await house.settle()
        received = await life.akt()
        await life.take_up()
        await house.settle()

        assert (waiting["status"], waiting["next"]["step"]) == ("vantar_pa_samtycke", "skaffa_samtycke")
        assert early.body["cause"] == "consent_missing"
        assert published == []
        assert (received["status"], received["sections"][0]["source"]) == ("inkommen", SENDER)
        got = {
            unit: [one.type for one in house.parties[unit].documents(await life.alias(unit))]
            for unit in (SENDER, AF, FK, REGION)
        }
        assert got == {
            SENDER: ["mottagningsbekraftelse", "besked_tas_upp"],
            **{unit: ["anmalan_delad"] for unit in (AF, FK, REGION)},
        }
        assert await life.letters() == [
            "anmalare_mottagning",
            "anmalare_samtycke",
            "besked",
            "anmalare_besked",
        ]

    async def test_is_the_senders_own_once_it_has_gone_on(self, house: House) -> None:
        life = Paperwork(house, house.people["individ"])
        await life.post(samtycke="bifogat")
        sender = life.of(SENDER)
        before = await sender.get(life.url("referral", "/referrals"))
        await life.sign_at_team()
        await life.decide("paper/admission", {})
        await house.settle()

        (listed,) = (await sender.get(life.url("referral", "/referrals")))["referrals"]
        whole = await sender.get(life.url("referral", "/referrals/{}"))
        await sender.send(
            life.url("referral", "/referrals/{}/corrections"),
            {
                "changes": {**_whole(), "fragestallning": {"text": "Vem börjar?", "category": "sociala"}},
                "secrecy_review": {"content_tried": True, "third_persons_tried": True},
            },
            version=whole["version"],
        )
        await house.settle()

        assert before["referrals"] == []
        assert listed["from_paper"] == {
            "team": TEAM,
            "received_on": life.day(0),
            "text": "Registrerad av koordinatorn från papper. Läs igenom den, och rätta det som har blivit fel.",
        }
        assert whole["anmalningsdatum"] == life.day(0)
        akt = await life.akt()
        (sociala,) = [section for section in akt["sections"] if section["category"] == "sociala"]
        assert sociala["content"]["fritext"]["fragestallning"] == "Vem börjar?"

    async def test_whose_sender_answers_by_letter_is_completed_all_the_same(self, house: House) -> None:
        """The letter says: answer by post. What comes by post is registered, and reaches the team as any answer."""
        life = Paperwork(house, house.people["individ"])
        await life.post(samtycke="bifogat")
        await life.sign_at_team()
        await life.decide("paper/admission", {})
        await house.settle()
        await life.decide(
            "supplement-requests", {"text": "Vad lever personen på?", "fields": ["forsorjning"]}
        )
        await house.settle()

        await life.scan_letter()
        await life.decide(
            "paper/supplement-answers",
            {
                "received_on": life.day(0),
                "answer": {"text": "Sjukersättning sedan i våras.", "category": "forsorjning"},
                "changes": {"forsorjning": ["FORS_SJUKERS"]},
            },
        )
        await house.settle()

        akt = await life.akt()
        (said,) = [section for section in akt["sections"] if section["category"] == "forsorjning"]
        assert (akt["status"], akt["next"]["step"]) == ("bedomning", "bedoma")
        assert (said["source"], said["content"]["forsorjning"]) == (SENDER, ["FORS_SJUKERS"])
        assert said["content"]["fritext"]["svar"] == "Sjukersättning sedan i våras."
        assert ([one["received_on"] for one in akt["paper"]["answers"]], len(akt["paper"]["scans"])) == (
            [life.day(0)],
            2,
        )
        mine = await life.of(SENDER).get(life.url("referral", "/referrals/{}"))
        assert (mine["status"], [(one["kind"], one["function"]) for one in mine["sent"]]) == (
            "mottagen",
            [("anmalan", "koordinator"), ("komplettering", "koordinator")],
        )
        assert await life.letters() == ["anmalare_mottagning", "anmalare_komplettering"]

    async def test_that_is_sent_back_leaves_a_line_and_nothing_else(self, house: House) -> None:
        life = Paperwork(house, house.people["individ"])
        made = await life.post()

        await life.decide("paper/return", {})
        await house.settle()

        koordinator = life.of(TEAM)
        (line,) = (await koordinator.get(life.url("coordinator", "/paper-register")))["lines"]
        letter = await koordinator.read(life.url("coordinator", "/akter/{}/paper/return-letter.txt"))
        assert (line["number"], line["sender"], line["returned_on"]) == (
            made.body["number"],
            SENDER,
            life.day(0),
        )
        assert made.body["number"] in letter.decode()
        assert life.person.name not in letter.decode()
        assert [topic for topic, records in house.topics.records.items() if records] == []


def _whole() -> dict[str, object]:
    """What a paper may leave empty, and a handläggare fills when she corrects it."""
    return {
        "stadsdel": "sodermalm",
        "sprak": {"sprak": "sv", "tolk": False},
        "handlaggare": {
            "namn": "Anmälare Testperson",
            "funktion": "socialsekreterare",
            "telefon": "08-465 004 17",
            "funktionsadress": "forsorjningsstod.sodermalm@example.org",
        },
    }
