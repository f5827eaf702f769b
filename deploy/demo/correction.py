"""A text is corrected by its sender, and a party without samtycke asks for what others have."""

from deploy.demo.papers import ONSKAT_INDIVID_RATTAT, REVIEW
from deploy.demo.stage import AF, FK, JOBBTORG, REGION, Stage
from deploy.demo.telling import expect


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
    got = await stage.everybody_got({AF: ["rattelse"], FK: ["rattelse"], REGION: ["corrected"]})
    expect("halsa" in got[AF][0].contents, "Arbetsförmedlingen omfattas av hälsa")
    expect("halsa" not in got[FK][0].contents, "Försäkringskassan ska inte få hälsa")
    stage.telling.kept_from(
        FK, stage.names[FK], "not_sealed", "hälsa har inte ens förseglats för Försäkringskassan"
    )
    stage.telling.kept_from(
        REGION,
        stage.names[REGION],
        "not_sealed",
        "får inte rättelsen: bara besked om att en handling som den har öppnat är rättad",
    )
    expect(ONSKAT_INDIVID_RATTAT in str(await stage.akt()), "teamets akt ska ha den rättade texten")
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
