"""Step 9: six months have passed, the plan is followed up, a new one is made; six more, and it ends."""

import asyncio
from datetime import date, datetime, time, timedelta
from uuid import UUID

from deploy.demo.agreed import (
    ANTECKNING_SIST,
    ANTECKNING_UPPFOLJNING,
    AVSLUTAS,
    BEHOVET_KVARSTAR,
    DIARIUM_AF,
    NYA_DELMAL,
    NYA_ORD,
    NYTT_MAL,
    ORD_SIST,
    ORD_VID_UPPFOLJNING,
    SVAR_PA_PAMINNELSE,
    VAD_FORTSATTER,
    VEM_FORTSATTER,
)
from deploy.demo.meeting import call, calling, hold
from deploy.demo.own_system import own_system
from deploy.demo.plan import delmal, write
from deploy.demo.stage import AF, FK, SENDER, Json, Stage
from deploy.demo.telling import StoryBroken, expect
from shared.clock import STOCKHOLM
from shared.days import long_date

REMAINING = [SENDER, AF, FK]
REMINDED_DAYS, REMINDED_AGAIN_DAYS = 42, 14
PATIENCE_SECONDS, LOOK_SECONDS = 30.0, 0.2


async def reminded(stage: Stage) -> None:
    """Six weeks ahead the koordinator, the driver and those with open delmål are reminded; AF answers."""
    seen = await _open(stage)
    due = date.fromisoformat(seen["due"])
    if not stage.followup_id:
        stage.telling.chapter("Uppföljningen efter sex månader (steg 9)")
    stage.followup_id = seen["id"]
    stage.telling.step("bevakar", "Finsamteamet", f"planen ska följas upp senast den {long_date(due)}")
    stage.let_time_pass(_at(due - timedelta(days=REMINDED_DAYS), time(8)))
    await _wait_for_reminders(stage, 1)
    stage.telling.step(
        "påminner", "Finsamteamet", "påminner den drivande handläggaren och dem som har delmål kvar"
    )
    await stage.everybody_got({SENDER: ["paminnelse_uppfoljning"], AF: ["paminnelse_uppfoljning"]})
    await own_system(stage, AF).answer_reminder(
        UUID(stage.followup_id), "bereder", text=SVAR_PA_PAMINNELSE, journal_reference=DIARIUM_AF
    )
    stage.telling.step("svarar", stage.names[AF], "svarar från sitt eget system på påminnelsen")
    await stage.everybody_got({})
    given = (await _open(stage))["answers"]
    expect([one["party"] for one in given] == [AF], "koordinatorn ska se vem som har svarat på påminnelsen")
    stage.telling.note(f"✓ Koordinatorn ser svaret: ”{given[0]['text']}”; de andra har inte svarat än")


async def called(stage: Stage) -> None:
    """The koordinator calls the person and the parties that are left to the follow-up, on its due day."""
    seen = await _open(stage)
    at = _at(date.fromisoformat(seen["due"]), time(10))
    await call(stage, calling(at, REMAINING, kind="uppfoljning", plan_id=stage.plan_id))
    stage.telling.step(
        "kallar",
        stage.koordinator.name,
        "kallar personen och de tre parter som är kvar till uppföljningsmötet",
    )
    await stage.they_got(REMAINING, "kallelse")
    stage.let_time_pass(at - timedelta(days=REMINDED_AGAIN_DAYS))
    await _wait_for_reminders(stage, 2)
    stage.telling.step("påminner", "Finsamteamet", "påminner en gång till, nu med mötets dag")
    await stage.everybody_got({SENDER: ["paminnelse_uppfoljning"], AF: ["paminnelse_uppfoljning"]})


async def held(stage: Stage) -> None:
    """The follow-up is held with the person; the need remains."""
    await hold(stage, REMAINING, "gemensam_plan", ANTECKNING_UPPFOLJNING)
    stage.telling.step(
        "uppföljning", stage.koordinator.name, "håller uppföljningsmötet: personen och tre parter är med"
    )
    await stage.they_got(REMAINING, "motesanteckning")
    statuses = {stage.delmal["individ"]: "natt", stage.delmal[AF]: "natt", stage.delmal[FK]: "delvis"}
    await _record(
        stage, "U50", statuses, ORD_VID_UPPFOLJNING, {"kind": "ny_plan", "reason": BEHOVET_KVARSTAR}
    )
    stage.telling.step(
        "utfall",
        stage.koordinator.name,
        "skriver in hur varje delmål gick: planen är följd, behovet kvarstår",
    )
    await stage.they_got(REMAINING, "uppfoljning")
    expect("arbetsformaga" not in stage.opened(AF, "uppfoljning").contents, "arbetsförmåga omfattas inte")
    stage.telling.kept_from(
        AF,
        stage.names[AF],
        "not_sealed",
        "bedömd arbetsförmåga stannar hos teamet: samtycket omfattar den inte",
    )


async def new_plan(stage: Stage) -> None:
    """The new plan takes the first one's place, and the clock begins anew."""
    parts = [delmal(stage, whose, said, accepted=True) for whose, said in NYA_DELMAL.items()]
    await write(stage, [{"goal": NYTT_MAL, "delmal": parts}], NYA_ORD)
    stage.telling.step(
        "gör ny plan", stage.koordinator.name, "skriver in den nya planen; alla sade ja på mötet"
    )
    await stage.they_got(REMAINING, "gemensam_plan")
    expect(not await stage.questions(), "den nya planen ska besvara frågan om en ny plan")


async def held_again(stage: Stage) -> None:
    """The second follow-up: the need is gone."""
    await hold(stage, REMAINING, "uppfoljning", ANTECKNING_SIST)
    stage.telling.step(
        "uppföljning", stage.koordinator.name, "håller uppföljningsmötet: personen och tre parter är med"
    )
    await stage.they_got(REMAINING, "motesanteckning")


async def concluded(stage: Stage) -> None:
    """The team's work ends, and everybody learns who carries on."""
    stage.telling.chapter("Avslut")
    end = {
        "kind": "avslut",
        "carries_on": [{"what": VAD_FORTSATTER, "who": VEM_FORTSATTER}],
        "text": AVSLUTAS,
    }
    statuses = {stage.delmal["individ"]: "natt", stage.delmal[AF]: "natt"}
    await _record(stage, "U60", statuses, ORD_SIST, end)
    stage.telling.step("avslutar", stage.koordinator.name, "avslutar enligt plan: behovet har upphört")
    await stage.they_got(REMAINING, "uppfoljning", "avslut")
    said = stage.opened(FK, "avslut").contents["uppfoljning"]
    expect(VEM_FORTSATTER in str(said["fortsatter"]), "var och en ska få veta vem som fortsätter")
    stage.telling.note(f"”{said['text']}”")


async def nothing_more(stage: Stage) -> None:
    """The person reads her case: where it came, and that nothing more happens."""
    person = stage.individ
    mine: list[Json] = (await person.get(stage.url("coordinator", "/v1/my/cases")))["cases"]
    case = next(one for one in mine if one["case_id"] == str(stage.case_id))
    expect(case["next"]["who"] == "ingen" and case["next"]["by"] is None, "inget mer ska hända")
    expect({step["state"] for step in case["steps"]} == {"done"}, "alla nio steg ska vara klara")
    stage.telling.step(
        "läser mitt ärende", person.name, f"läser sitt ärende inloggad: {case['status_text'].lower()}"
    )
    stage.telling.note(f"”{case['next']['what']}”")
    after = (await person.get(stage.url("followup", "/v1/my/follow-ups")))["follow_ups"][0]
    expect(VEM_FORTSATTER in after["resultat"]["fortsattning"], "personen ska få veta vem som fortsätter")
    stage.telling.note(f"”{after['resultat']['fortsattning']}”")


async def _open(stage: Stage) -> Json:
    """Read the follow-up of the plan in force, as the koordinator does."""
    listed = await stage.koordinator.get(stage.url("followup", f"/v1/cases/{stage.case_id}/follow-ups"))
    return next(one for one in listed["follow_ups"] if one["plan_id"] == stage.plan_id)


async def _wait_for_reminders(stage: Stage, count: int) -> None:
    """The followup service looks at the law's clock each second."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await _reminders(stage) < count:  # noqa: ASYNC110  it lies in another process
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        raise StoryBroken("Ingen påminnelse om uppföljningen kom.") from None


async def _reminders(stage: Stage) -> int:
    return sum(one["kind"].startswith("paminnelse") for one in (await _open(stage))["notices"])


async def _record(
    stage: Stage, main: str, statuses: dict[str, str], own_words: str, continuation: Json
) -> None:
    """Record the result of each delmål of the plan; what has left it is `utgatt`."""
    seen = await _open(stage)
    body: Json = {
        "delmal": [
            {"delmal_id": one["id"], "status": statuses.get(one["id"], "utgatt"), "texts": {}}
            for one in seen["plan"]["delmal"]
        ],
        "outcomes": {"main": main, "secondary": []},
        "arbetsformaga": {"before": {"level": "SAKNAR"}, "after": {"level": "DELVIS", "percent": 50}},
        "forsorjning": "FORS_EKON_BISTAND", "own_words": own_words, "next": continuation,
    }  # fmt: skip
    url = stage.url("followup", f"/v1/follow-ups/{seen['id']}/record")
    await stage.koordinator.send(url, body, version=seen["version"])


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=STOCKHOLM)
