"""A samtycke is withdrawn: for a party whose part of the plan goes with it, and for a category."""

from deploy.demo.agreed import BESLUT_OM_DELMALET, BESLUT_OM_HALSA, DIARIUM_REGION, LAGRUM
from deploy.demo.own_system import own_system
from deploy.demo.plan import REACHED, in_force
from deploy.demo.screen import read_on_screen
from deploy.demo.stage import FK, REGION, Json, Stage
from deploy.demo.telling import expect


async def of_a_party(stage: Stage) -> None:
    """Region's rows end while its client is down: it comes back, opens only its stop notice, and its delmål is out."""
    stage.telling.chapter("Individen återkallar")
    person, region = stage.individ, stage.parties[REGION]
    scope: Json = {"case_id": str(stage.case_id), "scope": {"kind": "party", "party": REGION}}
    unread = await _unread(stage)
    told = await person.send(stage.url("consent", "/v1/my/revocation-previews"), scope)
    stage.telling.step(
        "frågar först",
        person.name,
        "läser inloggad vad det skulle betyda att återkalla för regionen; inget ändras av att fråga",
    )
    for line in told.body["consequences"]:
        stage.telling.note(f"”{line['text']}”")
    done = await person.send(stage.url("consent", "/v1/revocations"), scope | _said(stage, "inloggad"))
    expect(done.body["state"] == "enforced", "återkallelsen ska vara verkställd när den svarar")
    stage.telling.step(
        "återkallar part",
        person.name,
        f"återkallar samtycket för {stage.names[REGION]}; verkställt när svaret kom",
    )
    await stage.they_got(REACHED, "plan_andrad")
    expect(
        stage.delmal[REGION] not in str(stage.opened(FK, "plan_andrad").contents),
        "delmålet ska ha lämnat planen",
    )
    stage.telling.note("Regionens delmål har lämnat planen; den egna vården där fortsätter som vanligt")
    await region.start()
    stage.telling.step(
        "åter i drift", stage.names[REGION], f"klienten kommer tillbaka med {len(unread)} olästa handlingar"
    )
    got = await stage.everybody_got({REGION: [*["gone"] * len(unread), "stop"]})
    for item in got[REGION]:
        if item.kind == "gone":
            stage.telling.kept_from(
                REGION, stage.names[REGION], "gone", "kan inte öppna en oläst handling: nyckeln är förstörd"
            )


async def acknowledged(stage: Stage) -> None:
    """Region acknowledges its stop notice from its own system; the koordinator sees it and answers the question."""
    alias = stage.opened(REGION, "stop").alias
    await own_system(stage, REGION).acknowledge_stop(
        alias, "bevaras", lagrum=LAGRUM, journal_reference=DIARIUM_REGION
    )
    stage.telling.step(
        "kvitterar stopp", stage.names[REGION],
        f"svarar från sitt eget system: användningen har upphört, journalen bevaras ({LAGRUM})",
    )  # fmt: skip
    await stage.everybody_got({})
    stops: list[Json] = (
        await stage.koordinator.get(stage.url("coordinator", f"/v1/akter/{stage.case_id}/stops"))
    )["stops"]
    stop = next(one for one in stops if one["recipient"] == REGION)
    expect(stop["acknowledged"] and stop["acknowledged"]["answer"] == "bevaras", "kvittensen ska synas")
    expect(stop["notice_opened_at"] and stop["never_opened"], "koordinatorn ska se vad som öppnades och inte")
    stage.telling.note(
        f"✓ Koordinatorn ser kvittensen: ”{stop['acknowledged']['answer_text']}”; {stop['never_opened']} handlingar öppnades aldrig"
    )
    await _take_a_stand(stage, "delmal_utan_part", BESLUT_OM_DELMALET)
    states = {d["id"]: d["state"] for d in (await in_force(stage))["delmal"]}
    expect(states[stage.delmal[REGION]] == "utgatt", "delmålet ska ha utgått")


async def of_a_category(stage: Stage) -> None:
    """The person's word to the sender: FK may no longer get hälsa; the rest stays open."""
    teller, reader = stage.teller, stage.people["handlaggare-fk"]
    scope: Json = {"kind": "category", "party": FK, "category": "halsa"}
    done = await teller.send(
        stage.url("consent", "/v1/revocations"),
        {"case_id": str(stage.case_id), "scope": scope} | _said(stage, "telefon"),
    )
    expect(done.body["state"] == "enforced", "återkallelsen ska vara verkställd när den svarar")
    stage.telling.step(
        "återkallar kategori", teller.name,
        "registrerar på individens ord: Försäkringskassan får inte längre uppgifter om hälsa",
    )  # fmt: skip
    await stage.everybody_got({FK: ["stop"]})
    shown = next(d for d in await read_on_screen(stage, reader) if d.type == "anmalan_delad")
    expect(shown.gone == 1 and "halsa" not in shown.contents, "hälsa ska vara stängd på skärmen")
    expect({"identitet", "forsorjning", "sociala"} <= set(shown.contents), "det övriga ska vara öppet")
    stage.telling.step("läser på skärm", reader.name, "öppnar samma anmälan igen")
    stage.telling.note("visas: " + ", ".join(sorted(shown.plain_categories())))
    stage.telling.kept_from(FK, reader.name, "gone", "hälsa visas inte längre")
    await _take_a_stand(stage, "part_utan_kategori", BESLUT_OM_HALSA)


async def _unread(stage: Stage) -> list[str]:
    """Return the documents that Region could open now, and has not."""
    reader = stage.people["handlaggare-region"]
    mine = await reader.get(stage.url("consent", "/v1/aliases"), case_id=str(stage.case_id))
    feed = await reader.get(stage.url("consent", "/v1/feed"), alias=mine["alias"])
    opened = {item.event_id for item in stage.parties[REGION].items}
    unread = [r["id"] for r in feed["records"] if r["state"] == "open" and r["id"] not in opened]
    expect(unread, "Regionen ska ha olästa handlingar före återkallelsen")
    return unread


async def _take_a_stand(stage: Stage, kind: str, decision: str) -> None:
    asked = await stage.questions()
    expect(
        [question["kind"] for question in asked] == [kind],
        "koordinatorn ska ha en öppen fråga, och den är besvarad sedan",
    )
    question = stage.url("coordinator", f"/v1/akter/{stage.case_id}/questions/{asked[0]['id']}/answers")
    await stage.koordinator.send(question, {"decision": decision}, version=stage.akt_version)
    stage.telling.step(
        "tar ställning", stage.koordinator.name, f"svarar på den öppna frågan ”{asked[0]['text']}”"
    )
    stage.telling.note(f"”{decision}”")
    expect(not await stage.questions(), "ingen fråga ska vara öppen")


def _said(stage: Stage, channel: str) -> Json:
    return {"said_on": stage.today().isoformat(), "channel": channel}
