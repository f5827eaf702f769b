"""Steps 6 to 8: the gemensam plan is made, answered, changed, and carried out."""

import uuid
from datetime import timedelta

from deploy.demo.agreed import (
    AVBOJER,
    DELMAL,
    DIARIUM_AF,
    EGEN_RAPPORT,
    INDIVIDENS_ORD,
    INDIVIDENS_ORD_ANDRADE,
    MAL,
    RAPPORT,
    handlaggare,
    responsible,
)
from deploy.demo.meeting import INVITED
from deploy.demo.own_system import own_system
from deploy.demo.stage import AF, FK, REGION, SENDER, Json, Stage
from deploy.demo.telling import expect
from shared.days import next_working_day

DUE_DAYS = {"individ": 30, FK: 60, REGION: 90, AF: 120}
NARROWER = {REGION: "halsa"}
"""Whose delmål is read by those only who are covered for that category."""
REACHED = [SENDER, AF, FK]
"""Who gets the changed plan while Region's client is down."""


async def made(stage: Stage) -> None:
    """Four delmål: one at the person, one at each of three parties; Region's is about health."""
    stage.telling.chapter("Den gemensamma planen (steg 6 och 7)")
    koordinator, person = stage.koordinator, stage.individ
    promised = {"individ", REGION}
    parts = [delmal(stage, whose, said, accepted=whose in promised) for whose, said in DELMAL.items()]
    await write(stage, [{"goal": MAL, "delmal": parts}], INDIVIDENS_ORD)
    stage.telling.step(
        "gör plan",
        koordinator.name,
        "skriver in planen: ett mål och fyra delmål, vart och ett med en ansvarig",
    )
    stage.telling.note(f"Drivande handläggare är den som gjorde anmälan: {stage.teller.name}")
    await stage.they_got(INVITED, "gemensam_plan")
    about_health = DELMAL[REGION][0]
    seen = stage.opened(SENDER, "gemensam_plan").contents
    expect("halsa" not in seen and about_health not in str(seen), "avsändaren ska inte få delmålet om hälsa")
    expect(stage.delmal[REGION] in str(seen["planoversikt"]), "översikten ska visa att delmålet finns")
    expect(about_health in str(stage.opened(AF, "gemensam_plan").contents["halsa"]), "AF omfattas av hälsa")
    stage.telling.kept_from(
        SENDER, stage.names[SENDER], "not_sealed",
        "ser av delmålet om hälsa bara att det finns, vems det är och när det ska vara klart",
    )  # fmt: skip
    plan = (await person.get(stage.url("coordinator", "/v1/my/plan")))["plans"][0]
    expect(len(plan["yours"]) == 1 and len(plan["others"]) == 3, "personen ska kunna läsa hela sin plan")  # noqa: PLR2004  four delmål
    stage.telling.step("läser planen", person.name, "läser sin plan inloggad, på vanlig svenska")
    for part in plan["text"].split("\n\n"):
        if part.startswith("Det här gör"):
            for line in part.splitlines():
                stage.telling.note(line)
    stage.telling.note(f"”{plan['driver']}”")


async def answered(stage: Stage) -> None:
    """AF accepts from its own system; FK declines, which puts a question to the koordinator."""
    await own_system(stage, AF).answer_delmal(_told(stage, AF), "accepterar", journal_reference=DIARIUM_AF)
    stage.telling.step(
        "accepterar", stage.names[AF], "accepterar sitt delmål från sitt eget system: nu binder det parten"
    )
    await own_system(stage, FK).answer_delmal(_told(stage, FK), "avbojer", reason=AVBOJER)
    stage.telling.step(
        "avböjer", stage.names[FK], "avböjer sitt delmål från sitt eget system, och säger varför"
    )
    await stage.everybody_got({})
    asked = await stage.questions()
    expect([q["kind"] for q in asked] == ["avbojt_delmal"], "koordinatorn ska ha en öppen fråga")
    expect(AVBOJER in str((await stage.akt())["answers"]), "koordinatorn ska kunna läsa partens skäl")
    stage.telling.note(f"✓ Koordinatorn läser skälet, och har en öppen fråga: ”{asked[0]['text']}”")


async def outage(stage: Stage) -> None:
    """Region's client goes down: what is sent from now on lies unread."""
    await stage.parties[REGION].cut()
    stage.telling.step(
        "driftstopp", stage.names[REGION], "klienten går ned; dess handlingar blir liggande olästa"
    )


async def changed(stage: Stage) -> None:
    """AF takes over what FK declined; then the person wants her words written otherwise."""
    koordinator, person = stage.koordinator, stage.individ
    plan = await in_force(stage)
    goals = [
        {"id": goal["id"], "goal": goal["goal"], "delmal": [
            _kept(d) | ({"responsible": responsible(AF)} if d["id"] == stage.delmal[FK] else {})
            for d in plan["delmal"] if d["goal"] == goal["id"]
        ]}
        for goal in plan["goals"]
    ]  # fmt: skip
    await koordinator.change(f"{plans(stage)}/{stage.plan_id}", {"goals": goals}, version=plan["version"])
    stage.telling.step(
        "ändrar planen", koordinator.name, "låter Arbetsförmedlingen ta över delmålet; frågan är besvarad"
    )
    await stage.they_got(REACHED, "plan_andrad")
    expect(not await stage.questions(), "den öppna frågan ska vara besvarad")
    await own_system(stage, AF).answer_delmal(
        uuid.UUID(stage.delmal[FK]), "accepterar", journal_reference=DIARIUM_AF
    )
    stage.telling.step("accepterar", stage.names[AF], "accepterar också det, från sitt eget system")
    plan = await in_force(stage)
    words = {"individens_ord": INDIVIDENS_ORD_ANDRADE}
    await koordinator.change(f"{plans(stage)}/{stage.plan_id}", words, version=plan["version"])
    stage.telling.step(
        "ändrar planen", koordinator.name, f"skriver om {person.name}s egna ord, så som hon vill ha dem"
    )
    await stage.they_got(REACHED, "plan_andrad")


async def carried_out(stage: Stage) -> None:
    """AF reports its delmål done; the person says how hers goes."""
    stage.telling.chapter("Planen genomförs (steg 8)")
    await own_system(stage, AF).report_delmal(
        _told(stage, AF), "klart", text=RAPPORT, journal_reference=DIARIUM_AF
    )
    stage.telling.step(
        "delmål klart", stage.names[AF], "rapporterar från sitt eget system att arbetsprövningen är gjord"
    )
    mine = stage.url("coordinator", f"/v1/my/delmal/{stage.delmal['individ']}/reports")
    await stage.individ.send(mine, {"status": "pagar", "text": EGEN_RAPPORT})
    stage.telling.step("rapporterar", stage.individ.name, "skriver inloggad att hennes eget delmål är på väg")
    await stage.everybody_got({})
    states = {d["id"]: d["state"] for d in (await in_force(stage))["delmal"]}
    expect(
        (states[stage.delmal[AF]], states[stage.delmal["individ"]]) == ("klart", "pagar"), "läget ska synas"
    )
    expect(RAPPORT in str((await stage.akt())["answers"]), "teamet ska kunna läsa rapporten")
    stage.telling.note(
        "✓ Koordinatorn ser läget i planen och läser rapporten; ett klart delmål ger ingen ny plan att läsa"
    )


async def write(stage: Stage, goals: list[Json], own_words: str) -> None:
    """Make the plan that the meeting at hand led to, and learn the ids of its delmål."""
    body: Json = {
        "meeting_id": stage.meeting_id, "goals": goals, "individens_ord": own_words,
        "driver": handlaggare(SENDER), "deputy": handlaggare(AF),
    }  # fmt: skip
    stage.plan_id = (
        await stage.koordinator.send(plans(stage), body, version=await stage.version(), expects=201)
    ).body["plan_id"]
    written = (await in_force(stage))["delmal"]
    stage.delmal = {d["responsible"]["unit"] or d["responsible"]["kind"]: d["id"] for d in written}


def delmal(stage: Stage, whose: str, said: tuple[str, str], *, accepted: bool) -> Json:
    """Return a delmål as the koordinator writes it; `accepted`: promised at the meeting, else asked afterwards."""
    due = next_working_day(stage.today() + timedelta(days=DUE_DAYS[whose]))
    return {
        "what": said[0], "how_seen": said[1], "responsible": responsible(whose), "due": due.isoformat(),
        "category": NARROWER.get(whose, "plan"), "accepted_at_meeting": accepted,
    }  # fmt: skip


async def in_force(stage: Stage) -> Json:
    """Read the plan in force, as the koordinator sees it."""
    return (await stage.koordinator.get(plans(stage)))["current"]


def plans(stage: Stage) -> str:
    """Return where the case's plans are."""
    return stage.url("coordinator", f"/v1/akter/{stage.case_id}/plans")


def _told(stage: Stage, unit: str) -> uuid.UUID:
    """Return the id of a unit's own delmål, as it stands in the plan that its client opened."""
    listed = stage.opened(unit, "gemensam_plan").contents["plan"]["delmal"]
    return uuid.UUID(next(d["id"] for d in listed if d["ansvarig"]["enhet"] == unit))


def _kept(one: Json) -> Json:
    return {name: one[name] for name in ("id", "what", "how_seen", "responsible", "due", "category")}
