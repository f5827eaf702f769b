"""Step 4: the anmälan reaches the team, is completed, and is taken up; the covered parties open it."""

from deploy.demo.papers import KOMPLETTERING_BEGARD, KOMPLETTERING_SVAR, REVIEW
from deploy.demo.screen import read_on_screen
from deploy.demo.stage import AF, FK, REGION, SENDER, Stage
from deploy.demo.telling import expect


async def sent(stage: Stage) -> None:
    """The anmälan goes to the team only; the sender has its receipt at once."""
    stage.telling.chapter("Anmälan till koordinatorn (steg 4)")
    teller = stage.people["anmalare-soc"]
    done = await teller.send(
        stage.url("referral", f"/v1/referrals/{stage.case_id}/submit"), {}, version=stage.referral_version
    )
    stage.referral_version = done.body["version"]
    stage.telling.step(
        "skickar", teller.name, "skickar anmälan; avsändare, team och alla tillfrågade parter omfattas"
    )
    await stage.everybody_got({SENDER: ["mottagningsbekraftelse"]})
    await stage.akt()
    stage.telling.note("✓ Teamets akt har anmälan; tillfrågade parter får den först när den tas upp")


async def completed(stage: Stage) -> None:
    """The koordinator asks for more, and the sender answers."""
    koordinator, teller = stage.people["koordinator"], stage.people["anmalare-soc"]
    await koordinator.send(
        stage.url("coordinator", f"/v1/akter/{stage.case_id}/supplement-requests"),
        {"text": KOMPLETTERING_BEGARD, "fields": ["medicinskt_underlag"]},
        version=stage.akt_version,
    )
    stage.telling.step(
        "begär komplettering", koordinator.name, "ber avsändaren förtydliga det medicinska underlaget"
    )
    await stage.everybody_got({SENDER: ["komplettering_begard"]})
    referral = await teller.get(stage.url("referral", f"/v1/referrals/{stage.case_id}"))
    await teller.send(
        stage.url("referral", f"/v1/referrals/{stage.case_id}/supplement-answers"),
        {
            "answer": {"text": KOMPLETTERING_SVAR, "category": "halsa"},
            "changes": {
                "medicinskt_underlag": {
                    "lage": "finns_hos_fk", "period_fran": "2026-11-01", "period_till": "2027-02-28",
                    "omfattning_procent": 50,
                }
            },
            "secrecy_review": REVIEW,
        },
        version=referral["version"],
    )  # fmt: skip
    stage.telling.step("kompletterar", teller.name, "svarar; bara teamet får svaret")
    await stage.everybody_got({})
    await stage.akt()


async def taken_up(stage: Stage) -> None:
    """The anmälan is taken up; the parties that are asked open it."""
    koordinator, person = stage.people["koordinator"], stage.individ
    await koordinator.send(
        stage.url("coordinator", f"/v1/akter/{stage.case_id}/take-up"),
        {
            "next_step": "Du och parterna kallas till ett möte med teamet.",
            "contact": "Finsamteam Stockholm, koordinatorn",
            "earliest": None,
        },
        version=stage.akt_version,
    )
    stage.telling.step(
        "tas upp", koordinator.name, "tar upp anmälan; besked till avsändaren och till individen"
    )
    asked = {party: ["anmalan_delad"] for party in (AF, FK, REGION)}
    await stage.everybody_got({SENDER: ["besked_tas_upp"], **asked})
    decisions = await person.get(stage.url("coordinator", "/v1/my/decisions"))
    expect(decisions["decisions"], "individen ska kunna läsa beskedet")
    stage.telling.step("läser besked", person.name, "läser sitt besked inloggad")
    stage.telling.note(f"”{decisions['decisions'][0]['text'].splitlines()[0]}”")


async def on_screen(stage: Stage) -> None:
    """A handläggare at FK reads on a screen: feed and release with an own token."""
    reader = stage.people["handlaggare-fk"]
    documents = await read_on_screen(stage, reader)
    shared = [d for d in documents if d.type == "anmalan_delad"]
    expect(len(shared) == 1 and not shared[0].gone, "handläggaren ska kunna läsa hela den delade anmälan")
    stage.telling.step(
        "läser på skärm", reader.name, "läser den delade anmälan på sin skärm, med egen inloggning"
    )
    stage.telling.note("visas: " + ", ".join(sorted(shared[0].plain_categories())))
