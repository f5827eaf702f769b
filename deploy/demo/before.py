"""Steps 1 to 3: the need is seen, the person is asked, and signs a samtycke."""

import uuid
from datetime import timedelta

from deploy.demo.cast import Answer
from deploy.demo.papers import FRAGESTALLNING, REVIEW, SAMTALET, TEXTS, anmalan, grants, signed_paper
from deploy.demo.stage import AF, FK, REGION, SENDER, TEAM, Json, Stage
from deploy.demo.telling import expect

CATEGORIES = [
    "handlaggning", "identitet", "forsorjning", "halsa", "sociala", "planer", "mote", "plan", "planoversikt",
    "uppfoljning",
]  # fmt: skip
EXCLUDED = [{"source": TEAM, "recipient": SENDER, "category": "halsa"}]
"""What the person says no to: the socialtjänst sent what it knows, but learns no more about her health from the team."""
HELD_DAYS = 425


async def dialogue(stage: Stage) -> None:
    """The person is asked, and wants it."""
    teller, person = stage.people["anmalare-soc"], stage.individ
    stage.telling.canary(
        stage.number, f"{stage.number[:8]}-{stage.number[8:]}", f"{stage.number[2:8]}-{stage.number[8:]}"
    )
    stage.telling.canary(person.name, *TEXTS)
    stage.telling.chapter("Behovet ses, individen tillfrågas (steg 1 och 2)")
    talk = await teller.send(
        stage.url("referral", "/v1/dialogues"),
        {
            "individ": {"namn": person.name, "personnummer": stage.number},
            "asked_on": stage.today().isoformat(), "asked_by": teller.name, "channel": "mote", "answer": "vill",
            "words": SAMTALET, "next_step": "Vi fyller i anmälan och samtycket tillsammans.",
        },
        expects=201,
    )  # fmt: skip
    stage.dialogue_id = talk.body["id"]
    stage.telling.step("samtal", teller.name, "frågar individen, som vill att saken tas upp i Finsamteam")


async def draft(stage: Stage) -> None:
    """A draft is begun, sent too early, refused, and completed."""
    teller, person = stage.people["anmalare-soc"], stage.individ
    content = anmalan(stage.number, person.name, [AF, FK, REGION])
    lacking = {k: v for k, v in content.items() if k not in {"fragestallning", "forsorjning"}}
    made = await teller.send(
        stage.url("referral", "/v1/referrals"),
        {"dialogue_id": stage.dialogue_id, "team": TEAM, **lacking},
        expects=201,
    )
    stage.case_id, stage.referral_version = uuid.UUID(made.body["id"]), made.body["version"]
    stage.telling.step("utkast", teller.name, "börjar en anmälan och försöker skicka den halvfärdig")
    refusal = await teller.send(
        stage.url("referral", f"/v1/referrals/{stage.case_id}/submit"), {},
        version=stage.referral_version, expects=422,
    )  # fmt: skip
    expect("fragestallning.text" in {f["field"] for f in refusal.body["fields"]}, "felet ska namnge fältet")
    stage.refused(refusal.body)
    changed = await teller.change(
        stage.url("referral", f"/v1/referrals/{stage.case_id}"),
        {k: content[k] for k in ("fragestallning", "forsorjning")},
        version=stage.referral_version,
    )
    stage.referral_version = changed.body["version"]
    stage.telling.step("rättar utkast", teller.name, f"fyller i det som saknas: ”{FRAGESTALLNING[:46]}…”")
    await stage.everybody_got({})


async def first_signature(stage: Stage) -> None:
    """A samtycke on paper that doesn't name AF, and a submit that is refused because AF is asked."""
    stage.telling.chapter("Samtycket (steg 3)")
    await _sign(stage, [FK, REGION], "Försäkringskassan och Region, men inte Arbetsförmedlingen")
    stage.telling.note(
        "Hon säger nej till en sak: teamet får inte lämna uppgifter om hälsa till socialtjänsten"
    )
    teller = stage.people["anmalare-soc"]
    await _confirm_secrecy(stage)
    refusal = await teller.send(
        stage.url("referral", f"/v1/referrals/{stage.case_id}/submit"), {},
        version=stage.referral_version, expects=409,
    )  # fmt: skip
    expect(
        AF in {u["recipient"] for u in refusal.body["uncovered"]},
        "svaret ska namnge parten som inte omfattas",
    )
    stage.telling.step(
        "skickar", teller.name, "skickar anmälan och får nej: en tillfrågad part omfattas inte av samtycket"
    )
    stage.refused(refusal.body)
    await stage.everybody_got({})


async def second_signature(stage: Stage) -> None:
    """The person reads again, and signs for AF too."""
    await _sign(stage, [AF, FK, REGION], "även Arbetsförmedlingen; en ny underskrift, inget gammalt ändras")
    await stage.everybody_got({})


async def _sign(stage: Stage, parties: list[str], told: str) -> None:
    teller, person = stage.people["anmalare-soc"], stage.individ
    signed = await sign(stage, parties)
    stage.telling.step("samtycke", person.name, f"läser texten och skriver under på papper: {told}")
    stage.telling.note(
        f"{teller.name} intygar underskriften och skannar den; {len(signed.body['rows'])} nya rader gäller"
    )


async def sign(stage: Stage, parties: list[str]) -> Answer:
    """Register a paper for these parties; attested by the handläggare, with a scan."""
    teller, person = stage.people["anmalare-soc"], stage.individ
    now = stage.today()
    text = await teller.get(stage.url("consent", "/v1/texts/current"), locale="sv")
    scan = await teller.upload(
        stage.url("consent", "/v1/scans"),
        fields={"case_id": str(stage.case_id)},
        content=signed_paper(stage.number, person.name, now.isoformat()),
        media_type="application/pdf",
    )
    stage.scan_id = scan.body["scan_id"]
    body: Json = {
        "case_id": str(stage.case_id), "text_id": text["id"], "text_hash": text["hash"], "locale": "sv",
        "method": "paper", "signed_on": now.isoformat(), "scan_id": stage.scan_id,
        "valid_from": now.isoformat(), "valid_to": (now + timedelta(days=HELD_DAYS)).isoformat(),
        "grants": grants(SENDER, TEAM, parties, CATEGORIES), "exclusions": EXCLUDED, "exclusion_note": "",
        "statistics": False, "contact_by_message": False, "read_aloud": True, "interpreter": False,
    }  # fmt: skip
    return await teller.send(stage.url("consent", "/v1/signings"), body, expects=201)


async def _confirm_secrecy(stage: Stage) -> None:
    teller = stage.people["anmalare-soc"]
    done = await teller.send(
        stage.url("referral", f"/v1/referrals/{stage.case_id}/secrecy-review"),
        REVIEW,
        version=stage.referral_version,
    )
    stage.referral_version = done.body["version"]
    stage.telling.step(
        "sekretessprövning", teller.name, "bekräftar att innehållet är sekretessprövat, även om tredje person"
    )
