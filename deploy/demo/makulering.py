"""A signature is registered in error and annulled; the person reads her receipts of all that happened to her samtycke."""

from deploy.demo.before import sign
from deploy.demo.stage import AF, FK, JOBBTORG, REGION, Stage
from deploy.demo.telling import expect

KINDS = ["givet", "andrat", "andrat", "makulerat"]


async def registered_in_error(stage: Stage) -> None:
    """A paper that names Jobbtorg was somebody else's: what rests on it alone ends, the rest stands."""
    teller = stage.teller
    wrong = await sign(stage, [AF, FK, REGION, JOBBTORG])
    stage.telling.step(
        "registrerar fel", teller.name, "registrerar ett papper till, som också nämner Jobbtorg"
    )
    added = {row["id"] for row in wrong.body["rows"] if row["change"] == "ny"}
    annulled = await teller.send(
        stage.url("consent", f"/v1/signings/{wrong.body['signing_id']}/annulments"),
        {"reason": "fel_skanning", "what_was_wrong": "Pappret hörde till ett annat ärende."},
    )
    expect(annulled.body["state"] == "enforced", "makuleringen ska vara genomförd när svaret kommer")
    stage.telling.step("makulerar", teller.name, "ser misstaget och makulerar registreringen")
    rows = await stage.individ.get(stage.url("consent", "/v1/my/rows"))
    ended = {row["id"] for row in rows["rows"] if row["state"] == "makulerat"}
    expect(added and ended == added, "bara det som det felaktiga pappret ensamt bar ska upphöra")
    stage.telling.note(
        f"{len(ended)} rader till och från Jobbtorg är makulerade; det som andra papper bär gäller"
    )
    await stage.everybody_got({})


async def receipts(stage: Stage) -> None:
    """The person reads the receipts: one for each thing that has happened, in words, as a letter and for programs."""
    person = stage.individ
    listed = (await person.get(stage.url("consent", "/v1/my/receipts")))["receipts"]
    mine = [one for one in listed if one["case_id"] == str(stage.case_id)]
    expect([one["what"] for one in mine] == KINDS, "varje händelse ska ha sitt kvitto, och bara ett")
    last = stage.url("consent", f"/v1/my/receipts/{mine[-1]['id']}")
    expect((await person.read(f"{last}.pdf")).startswith(b"%PDF"), "kvittot ska finnas som brev")
    record = await person.get(f"{last}.json")
    expect(record, "kvittot ska finnas för program")
    stage.telling.step(
        "kvitto", person.name, f"läser sina {len(mine)} kvitton på samtycke, det sista som brev"
    )
