"""A samtycke is withdrawn, for a party and for a category; a text is corrected; what was disclosed to whom."""

from deploy.demo.papers import ONSKAT_INDIVID_RATTAT, REVIEW
from deploy.demo.screen import read_on_screen
from deploy.demo.stage import AF, FK, JOBBTORG, REGION, Stage
from deploy.demo.telling import expect, plain, today

WIDTH = 44


async def of_a_party(stage: Stage) -> None:
    """The person withdraws Region's rows while Region's client is down: it comes back and opens only its stop notice."""
    stage.telling.chapter("Individen återkallar")
    person, region = stage.individ, stage.parties[REGION]
    mine = await stage.people["handlaggare-region"].get(
        stage.url("consent", "/v1/aliases"), case_id=str(stage.case_id)
    )
    feed = await stage.people["handlaggare-region"].get(stage.url("consent", "/v1/feed"), alias=mine["alias"])
    unread = [r["id"] for r in feed["records"] if r["state"] == "open"]
    expect(unread, "Regionen ska ha en oläst handling före återkallelsen")
    done = await person.send(
        stage.url("consent", "/v1/revocations"),
        {
            "case_id": str(stage.case_id), "scope": {"kind": "party", "party": REGION},
            "said_on": today().isoformat(), "channel": "inloggad",
        },
    )  # fmt: skip
    expect(done.body["state"] == "enforced", "återkallelsen ska vara verkställd när den svarar")
    stage.telling.step(
        "återkallar part",
        person.name,
        f"återkallar samtycket för {stage.names[REGION]}; verkställt när svaret kom",
    )
    await region.start()
    stage.telling.step(
        "åter i drift", stage.names[REGION], f"klienten kommer tillbaka med {len(unread)} oläst handling"
    )
    got = await stage.everybody_got({REGION: ["gone", "stop"]})
    for item in got[REGION]:
        if item.kind == "gone":
            stage.telling.kept_from(
                REGION,
                stage.names[REGION],
                "gone",
                "kan inte öppna den olästa handlingen: nyckeln är förstörd",
            )


async def of_a_category(stage: Stage) -> None:
    """The person's word to the sender: FK may no longer get hälsa; the rest stays open."""
    teller, reader = stage.people["anmalare-soc"], stage.people["handlaggare-fk"]
    done = await teller.send(
        stage.url("consent", "/v1/revocations"),
        {
            "case_id": str(stage.case_id), "scope": {"kind": "category", "party": FK, "category": "halsa"},
            "said_on": today().isoformat(), "channel": "telefon",
        },
    )  # fmt: skip
    expect(done.body["state"] == "enforced", "återkallelsen ska vara verkställd när den svarar")
    stage.telling.step(
        "återkallar kategori",
        teller.name,
        "registrerar på individens ord: Försäkringskassan får inte längre uppgifter om hälsa",
    )
    await stage.everybody_got({FK: ["stop"]})
    shown = next(d for d in await read_on_screen(stage, reader) if d.type == "anmalan_delad")
    expect(shown.gone == 1 and "halsa" not in shown.contents, "hälsa ska vara stängd på skärmen")
    expect({"identitet", "forsorjning", "sociala"} <= set(shown.contents), "det övriga ska vara öppet")
    stage.telling.step("läser på skärm", reader.name, "öppnar samma anmälan igen")
    stage.telling.note("visas: " + ", ".join(sorted(shown.plain_categories())))
    stage.telling.kept_from(FK, reader.name, "gone", "hälsa visas inte längre")


async def correction(stage: Stage) -> None:
    """The sender corrects a text; those who are still covered get it."""
    teller = stage.people["anmalare-soc"]
    referral = await teller.get(stage.url("referral", f"/v1/referrals/{stage.case_id}"))
    await teller.send(
        stage.url("referral", f"/v1/referrals/{stage.case_id}/corrections"),
        {
            "changes": {
                "onskat_individ": {"text": ONSKAT_INDIVID_RATTAT, "category": "sociala"},
                "medicinskt_underlag": {
                    "lage": "finns_hos_fk", "period_fran": "2026-11-01", "period_till": "2027-02-28",
                    "omfattning_procent": 75,
                },
            },
            "secrecy_review": REVIEW,
        },
        version=referral["version"],
    )  # fmt: skip
    stage.telling.step("rättar", teller.name, "rättar individens egna ord och omfattningen i intyget")
    got = await stage.everybody_got({AF: ["rattelse"], FK: ["rattelse"]})
    expect("halsa" in got[AF][0].categories, "Arbetsförmedlingen omfattas av hälsa")
    expect("halsa" not in got[FK][0].categories, "Försäkringskassan ska inte få hälsa")
    stage.telling.kept_from(
        FK, stage.names[FK], "not_sealed", "hälsa har inte ens förseglats för Försäkringskassan"
    )
    stage.telling.kept_from(
        REGION, stage.names[REGION], "not_sealed", "rättelsen har inte förseglats för Region Stockholm"
    )
    akt = await stage.people["koordinator"].get(stage.url("coordinator", f"/v1/akter/{stage.case_id}"))
    expect(ONSKAT_INDIVID_RATTAT in str(akt), "teamets akt ska ha den rättade texten")
    stage.telling.note("✓ Teamets akt har den rättade texten; den tidigare finns kvar i aktens historik")


async def foreign_hands(stage: Stage) -> None:
    """A party without samtycke asks for what others have; it is refused as if nothing were there."""
    outsider = stage.people["handlaggare-jobbtorg"]
    event_id = stage.parties[FK].items[0].event_id
    answer = await outsider.send(
        stage.url("consent", "/v1/release"), {"events": [event_id], "purpose": "handlaggning"}
    )
    expect(answer.body["events"] == [{"id": event_id, "status": "refused"}], "en utomstående ska nekas")
    expect(not stage.parties[JOBBTORG].items, "Jobbtorg ska inte ha fått något alls")
    stage.telling.step("försöker öppna", outsider.name, "ber om en handling som finns hos Försäkringskassan")
    stage.telling.kept_from(
        JOBBTORG, outsider.name, "refused", "nekas; svaret skiljer inte på okänd och främmande handling"
    )
    stage.telling.kept_from(
        JOBBTORG,
        stage.names[JOBBTORG],
        "not_sealed",
        "klienten har varit igång hela tiden och fått ingenting",
    )


async def table(stage: Stage) -> None:
    """The person reads who has received what, from the disclosure log."""
    stage.telling.chapter("Vem har fått vad, ur loggen över utlämnanden")
    person = stage.individ
    log = await person.get(stage.url("consent", f"/v1/cases/{stage.case_id}/disclosures"))
    keys = ("recipient", "type", "category", "row", "at")
    # A document's header section lies under handläggning too: one line for both.
    seen_once = dict.fromkeys((d["recipient"], d["type"], d["category"], d["row_id"], d["at"]) for d in log)
    stage.telling.disclosed = [dict(zip(keys, line, strict=True)) for line in seen_once]
    seen = {(d["recipient"], d["category"]) for d in stage.telling.disclosed if d["type"] == "anmalan_delad"}
    expect(
        (AF, "halsa") in seen and (FK, "halsa") in seen, "loggen ska visa vad som öppnades före återkallelsen"
    )
    region = [d for d in stage.telling.disclosed if d["recipient"] == REGION]
    expect(all(d["type"] == "stop" for d in region), "Regionen ska bara ha fått sitt stoppmeddelande")
    expect(not any(d["recipient"] == JOBBTORG for d in stage.telling.disclosed), "inget till Jobbtorg")
    rows = [
        [
            stage.names[d["recipient"]][:WIDTH], plain(d["type"]), plain(d["category"]),
            (d["row"] or "kontroll")[-8:], d["at"][11:19],
        ]
        for d in stage.telling.disclosed
    ]  # fmt: skip
    stage.telling.table(["mottagare", "handling", "kategori", "samtyckesrad", "tid (UTC)"], rows)
    stage.telling.step(
        "läser loggen",
        person.name,
        f"ser {len(rows)} utlämnanden, vart och ett med den rad som gav rätt till det",
    )
