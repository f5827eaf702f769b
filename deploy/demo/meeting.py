"""Step 5: the person and the covered parties are called to the team's meeting, answer, and meet."""

import uuid
from datetime import datetime, time, timedelta

from deploy.demo.agreed import ANTECKNING, DAGORDNING, DIARIUM_FK, PLATS, SAID, STAFF, SVAR_PA_KALLELSE
from deploy.demo.own_system import own_system
from deploy.demo.stage import AF, FK, JOBBTORG, REGION, SENDER, Json, Stage
from deploy.demo.telling import expect
from shared.clock import STOCKHOLM
from shared.days import next_working_day

INVITED = [SENDER, AF, FK, REGION]
TOO_SOON_DAYS, NOTICE_DAYS = 10, 15
MINUTES = 60
JUST_AFTER = timedelta(minutes=5)


async def called(stage: Stage) -> None:
    """Too soon is refused, and so is a party without samtycke; then four parties and the person are called."""
    stage.telling.canary(*SAID)
    stage.telling.chapter("Mötet med teamet (steg 5)")
    koordinator = stage.koordinator
    too_soon = _at(stage, TOO_SOON_DAYS)
    refusal = await koordinator.send(
        _meetings(stage), calling(too_soon, INVITED), version=await stage.version(), expects=409
    )
    expect(refusal.body["code"] == "notice_too_short", "nejet ska gälla att mötet ligger för nära")
    stage.telling.step("kallar för tidigt", koordinator.name, "vill kalla till ett möte om tio dagar")
    stage.refused(refusal.body)
    stage.telling.note(
        "Personen ska kallas minst två veckor före, om hon inte själv säger att det går bra ändå"
    )
    at = _at(stage, NOTICE_DAYS)
    refusal = await koordinator.send(
        _meetings(stage), calling(at, [*INVITED, JOBBTORG]), version=await stage.version(), expects=409
    )
    expect(refusal.body["parties"] == [JOBBTORG], "nejet ska namnge parten som inte omfattas")
    stage.telling.step(
        "kallar utan samtycke",
        koordinator.name,
        f"vill också ha med {stage.names[JOBBTORG]}, som inte omfattas",
    )
    stage.refused(refusal.body)
    await call(stage, calling(at, INVITED))
    stage.telling.step(
        "kallar", koordinator.name, "kallar personen och fyra parter, mer än två veckor i förväg"
    )
    await stage.they_got(INVITED, "kallelse")
    await _letter(stage)


async def answered(stage: Stage) -> None:
    """FK answers from its own system, the person logged in."""
    kallelse = stage.opened(FK, "kallelse").contents["handlaggning"]
    await own_system(stage, FK).answer_call(
        uuid.UUID(kallelse["mote"]), "kommer", text=SVAR_PA_KALLELSE, journal_reference=DIARIUM_FK
    )
    stage.telling.step(
        "svarar", stage.names[FK], "svarar ”kommer” från sitt eget system, med sitt diarienummer"
    )
    person = stage.individ
    mine = (await person.get(stage.url("coordinator", "/v1/my/meetings")))["meetings"][0]
    await person.send(
        stage.url("coordinator", f"/v1/my/meetings/{mine['meeting_id']}/answers"), {"answer": "kommer"}
    )
    stage.telling.step(
        "svarar", person.name, f"läser inloggad när mötet är, {mine['when']}, och svarar att hon kommer"
    )
    await stage.everybody_got({})
    answers = {one["invited"]: one["answer"] for one in (await of_case(stage))["invited"]}
    expect(answers[FK] == answers["individ"] == "kommer", "koordinatorn ska se svaren")
    expect(SVAR_PA_KALLELSE in str((await stage.akt())["answers"]), "teamet ska kunna läsa partens egna ord")
    stage.telling.note(
        "✓ Koordinatorn ser båda svaren; Försäkringskassans egna ord går genom samma utgång till teamet"
    )


async def held(stage: Stage) -> None:
    """The day has come: everybody is there, and a gemensam plan is to be made."""
    await hold(stage, INVITED, "gemensam_plan", ANTECKNING)
    stage.telling.step("möte", stage.koordinator.name, "håller mötet: personen och de fyra parterna är med")
    await stage.they_got(INVITED, "motesanteckning")
    stage.telling.note(
        "Det som sades i rummet räknas också som utlämnat, och står i loggen för var och en som var med"
    )


def calling(at: datetime, invited: list[str], **more: str) -> Json:
    """Return what the koordinator sends to call a meeting."""
    return {
        "kind": "team", "starts_at": at.isoformat(), "minutes": MINUTES, "place": PLATS, "agenda": DAGORDNING,
        "invited": invited, **more,
    }  # fmt: skip


async def call(stage: Stage, body: Json) -> None:
    """Call a meeting; it is the one at hand from now on."""
    made = await stage.koordinator.send(_meetings(stage), body, version=await stage.version(), expects=201)
    stage.meeting_id = made.body["meeting_id"]


async def of_case(stage: Stage) -> Json:
    """Read the meeting at hand, as the koordinator sees it."""
    listed: list[Json] = (await stage.koordinator.get(_meetings(stage)))["meetings"]
    return next(one for one in listed if one["meeting_id"] == stage.meeting_id)


async def hold(stage: Stage, present: list[str], outcome: str, note: str) -> None:
    """Let the time pass to the meeting at hand, and note that it is held."""
    seen = await of_case(stage)
    stage.let_time_pass(datetime.fromisoformat(seen["starts_at"]) + JUST_AFTER)
    persons = [
        {"name": name, "function": function, "unit": unit}
        for unit, (name, function) in STAFF.items()
        if unit in present
    ]
    body: Json = {
        "present": present, "persons": persons, "person_present": True, "outcome": outcome, "note": note,
    }  # fmt: skip
    await stage.koordinator.send(f"{_meetings(stage)}/{stage.meeting_id}/hold", body, version=seen["version"])


async def _letter(stage: Stage) -> None:
    """The koordinator prints the kallelse and posts it; it is set anew each time and stored nowhere in the clear."""
    koordinator, letters = stage.koordinator, stage.url("coordinator", f"/v1/akter/{stage.case_id}/letters")
    listed = (await koordinator.get(letters))["letters"]
    letter = next(one for one in listed if one["kind"] == "kallelse")["letter_id"]
    pdf, text = (
        await koordinator.read(f"{letters}/{letter}.pdf"),
        await koordinator.read(f"{letters}/{letter}.txt"),
    )
    expect(pdf.startswith(b"%PDF"), "brevet ska finnas som PDF")
    said = text.decode()
    expect(PLATS in said and DAGORDNING in said, "brevet ska säga var mötet är och vad det handlar om")
    await koordinator.send(f"{letters}/{letter}/postings", {"posted_on": stage.today().isoformat()})
    stage.telling.step("brev", koordinator.name, "skriver ut kallelsen till personen som brev och postar den")
    line = next(line.strip() for line in said.splitlines() if "klockan" in line)
    stage.telling.note(f"”{line}”")


def _meetings(stage: Stage) -> str:
    return stage.url("coordinator", f"/v1/akter/{stage.case_id}/meetings")


def _at(stage: Stage, days: int) -> datetime:
    """Return ten o'clock so many days ahead; with notice enough, a day when offices are open."""
    day = stage.today() + timedelta(days=days)
    return datetime.combine(day if days < NOTICE_DAYS else next_working_day(day), time(10), tzinfo=STOCKHOLM)
