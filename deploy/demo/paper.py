"""Another person's anmälan comes by post: registered, completed, taken up, and then taken back as sent in error."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from deploy.demo.before import CATEGORIES, HELD_DAYS
from deploy.demo.papers import FRAGESTALLNING, grants, signed_paper
from deploy.demo.stage import AF, FK, REGION, SENDER, TEAM, Json, Stage
from deploy.demo.telling import expect
from deploy.infra.home import REFERENCE

ASKED = [AF, FK, REGION]
PERSON = "individ-2"


async def whole(stage: Stage) -> None:
    """Play it, as a case of its own beside the first."""
    people: list[dict[str, Any]] = json.loads((REFERENCE / "people.json").read_text(encoding="utf-8"))
    number = next(one["personal_number"] for one in people if one["id"] == PERSON)
    other = replace(stage, individ=stage.people[PERSON], number=number, case_id=None)
    stage.telling.canary(number, other.individ.name)
    stage.telling.chapter("En annan anmälan kommer på papper")
    await _registered(other)
    await _samtycke_asked_for(other)
    await _samtycke_came(other)
    await _taken_up(other)
    await _taken_back(other)


async def _registered(stage: Stage) -> None:
    koordinator = stage.koordinator
    body: Json = {
        "received_on": stage.today().isoformat(), "samtycke": "saknas", "by_letter": True,
        "content": {
            "individ": {"namn": stage.individ.name, "personnummer": stage.number},
            "kontakt": {"adress": "Provgatan 5", "postnummer": "11620", "postort": "Stockholm", "kanal": "brev"},
            "parter": ASKED,
            "fragestallning": {"text": FRAGESTALLNING, "category": "sociala"},
        },
        "sender": {
            "unit": SENDER, "name": stage.teller.name, "function": "Ekonomiskt bistånd",
            "address": ["Provgatan 3", "118 20 Stockholm"], "reference": "SOC-2026-77",
        },
    }  # fmt: skip
    made = await koordinator.send(stage.url("coordinator", "/v1/paper-referrals"), body, expects=201)
    stage.case_id = uuid.UUID(made.body["case_id"])
    await koordinator.upload(
        stage.url("coordinator", f"/v1/akter/{stage.case_id}/paper/scans"),
        fields={}, content=_scan(stage), media_type="application/pdf",
    )  # fmt: skip
    stage.telling.step(
        "registrerar papper", koordinator.name, "registrerar anmälan samma dag som den kom; samtycket saknas"
    )
    expect((await stage.akt())["status"] == "vantar_pa_samtycke", "akten ska vänta på samtycket")
    await stage.everybody_got({})


async def _samtycke_asked_for(stage: Stage) -> None:
    koordinator, akt = stage.koordinator, stage.url("coordinator", f"/v1/akter/{stage.case_id}")
    asked = {"missing": ["samtycke_saknas"], "text": "Skicka samtycket, undertecknat av personen."}
    await koordinator.send(f"{akt}/paper/consent-requests", asked, version=stage.akt_version)
    stage.telling.step(
        "begär samtycke", koordinator.name, "skriver till avsändaren; ingen annan får veta något"
    )
    await stage.akt()
    refusal = await koordinator.send(f"{akt}/paper/admission", {}, version=stage.akt_version, expects=409)
    stage.refused(refusal.body)


async def _samtycke_came(stage: Stage) -> None:
    koordinator, today = stage.koordinator, stage.today()
    text = await koordinator.get(stage.url("consent", "/v1/texts/current"), locale="sv")
    scan = await koordinator.upload(
        stage.url("consent", "/v1/scans"),
        fields={"case_id": str(stage.case_id)}, content=_scan(stage), media_type="application/pdf",
    )  # fmt: skip
    body: Json = {
        "case_id": str(stage.case_id), "text_id": text["id"], "text_hash": text["hash"], "locale": "sv",
        "method": "paper", "signed_on": today.isoformat(), "scan_id": scan.body["scan_id"],
        "valid_from": today.isoformat(), "valid_to": (today + timedelta(days=HELD_DAYS)).isoformat(),
        "grants": grants(SENDER, TEAM, ASKED, CATEGORIES), "exclusions": [], "exclusion_note": "",
        "statistics": False, "contact_by_message": False, "read_aloud": False, "interpreter": False,
    }  # fmt: skip
    await koordinator.send(stage.url("consent", "/v1/signings"), body, expects=201)
    await stage.rest()
    await stage.akt()
    await koordinator.send(
        stage.url("coordinator", f"/v1/akter/{stage.case_id}/paper/admission"), {}, version=stage.akt_version
    )
    stage.telling.step("samtycke", koordinator.name, "skannar och intygar samtycket; anmälan går vidare")
    await stage.everybody_got({SENDER: ["mottagningsbekraftelse"]})


async def _taken_up(stage: Stage) -> None:
    await stage.akt()
    await stage.koordinator.send(
        stage.url("coordinator", f"/v1/akter/{stage.case_id}/take-up"),
        {
            "next_step": "Du och parterna kallas till ett möte med teamet.",
            "contact": "Finsamteam Stockholm, koordinatorn",
            "earliest": None,
        },
        version=stage.akt_version,
    )  # fmt: skip
    stage.telling.step("tas upp", stage.koordinator.name, "tar upp anmälan, som vilken annan som helst")
    await stage.everybody_got({SENDER: ["besked_tas_upp"], **{party: ["anmalan_delad"] for party in ASKED}})


async def _taken_back(stage: Stage) -> None:
    teller, one = stage.teller, stage.url("referral", f"/v1/referrals/{stage.case_id}")
    version = (await teller.get(one))["version"]
    done = await teller.send(
        f"{one}/retractions", {"reason": "fel_person", "attested": True}, version=version, expects=201
    )
    stage.telling.step("återtar", teller.name, "ser att anmälan gällde fel person, och återtar den")
    await stage.rest()
    told = {party: [item.type for item in stage.parties[party].fresh()] for party in ASKED}
    expect(all("retracted" in types for types in told.values()), "var och en som fick den ska få veta det")
    for party in ASKED:
        stage.telling.kept_from(party, stage.names[party], "gone", "handlingen går inte att öppna mer")
    report = await teller.get(stage.url("referral", done.body["report"]))
    opened = {one["recipient"] for one in report["recipients"] if one["documents"][0]["state"] == "oppnad"}
    expect(opened == {TEAM, *ASKED}, "rapporten ska säga vilka som hann öppna den")
    stage.telling.note(f"rapporten visar vilka {len(opened)} som hade öppnat den, när och i vilken funktion")


def _scan(stage: Stage) -> bytes:
    return signed_paper(stage.number, stage.individ.name, stage.today().isoformat())
