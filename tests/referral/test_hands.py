"""Byte av handläggare: who holds the case, who takes over, who is told, and what stands when nobody is named."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.referral.domain import Referral, Row, Rows, Rules, Status, plan_correction, share
from services.referral.domain.changing_hands import NewHands, change_hands, plan_hands
from services.referral.domain.codes_around import BYTESSKAL
from services.referral.domain.shapes import Ersattare, Handlaggare
from services.referral.errors import (
    ByHand,
    ConsentEnded,
    ConsentMissing,
    DraftIncomplete,
    InvalidContent,
    NothingChanged,
    WrongStatus,
)
from services.referral.events import HandlaggareChanged
from tests.referral.builders import (
    BY,
    MOTTAGNING,
    NOON,
    RECIPIENTS,
    REVIEW,
    RULES,
    TEAM,
    UNIT,
    a_draft,
    a_sent,
    covering,
    saved,
    sections_of,
)
from tests.referral.test_reactions import Ear
from tests.referral.test_whole_form import EVENT

NEW = {"namn": "Ny Testperson", "funktion": "socialsekreterare", "telefon": "08-465 004 27"}
DEPUTY = {"namn": "Ersättare Testperson", "funktion": "enhetschef"}
BODY = {"handlaggare": NEW, "ersattare": DEPUTY, "reason": "slutat", "from_day": "2026-11-23"}


def hands(**more: Any) -> NewHands:
    values = {**BODY, **more}
    deputy = values["ersattare"]
    return NewHands(
        Handlaggare(**values["handlaggare"]),
        Ersattare(**deputy) if deputy else None,
        values["reason"],
        values["from_day"],
    )


def changed(referral: Referral, rules: Rules = RULES, **more: Any) -> Referral:
    new = plan_hands(referral, hands(**more), rules, at=NOON)
    change_hands(referral, new, covering(), rules, by=BY, at=NOON)
    return referral


def faults(**more: Any) -> dict[str, str]:
    with pytest.raises(InvalidContent) as refused:
        changed(a_sent(), **more)
    return {fault["field"]: fault["code"] for fault in refused.value.extra["fields"]}


class TestChange:
    def test_the_team_reads_who_holds_the_case_now_and_who_takes_over(self) -> None:
        referral = changed(a_sent())

        told = sections_of(referral)
        assert told["identitet"]["handlaggare"]["namn"] == "Ny Testperson"
        assert told["identitet"]["ersattare"] == DEPUTY
        assert told["identitet"]["individ"]["namn"] == "Individ Testperson", "the category is sent whole"
        assert told["handlaggning"]["byte_av_handlaggare"] == {
            "galler_fran": "2026-11-23",
            "text": "Från och med den 23 november 2026 handlägger Ny Testperson, socialsekreterare, ärendet på "
            "Södermalms stadsdelsnämnd, socialtjänsten. Ersättare är Ersättare Testperson, enhetschef. "
            "Funktionens adress är forsorjningsstod.sodermalm@exempel.se.",
        }

    def test_the_address_of_the_function_stands(self) -> None:
        referral = changed(a_sent())

        assert referral.content.handlaggare.funktionsadress == "forsorjningsstod.sodermalm@exempel.se"
        assert referral.content.handlaggare.epost is None, "who has left is written to no more"

    def test_only_the_team_is_told_before_the_parties_have_the_anmalan(self) -> None:
        (publication,) = changed(a_sent()).publications

        assert isinstance(publication.fact, HandlaggareChanged)
        assert (publication.fact.team, publication.fact.parties) == (TEAM, ())

    def test_the_parties_that_have_it_are_told_without_fields_24_and_25(self) -> None:
        referral = a_sent(tidskritiskt=EVENT)
        referral.status = Status.UPPTAGEN
        share(referral, RECIPIENTS[UNIT], at=NOON)
        changed(saved(referral, UUID(int=2)))

        (publication,) = referral.publications
        assert isinstance(publication.fact, HandlaggareChanged)
        assert publication.fact.parties == ("fk", "vard-sodermalm")
        assert {"parter", "tidskritiskt"}.isdisjoint(sections_of(referral)["handlaggning"])

    @pytest.mark.parametrize("reason", BYTESSKAL)
    def test_why_stays_in_the_own_akt(self, reason: str) -> None:
        referral = changed(a_sent(), reason=reason)

        assert (referral.sent_texts[-1].kind, referral.sent_texts[-1].reason) == (
            "byte_av_handlaggare",
            reason,
        )
        assert reason not in str(sections_of(referral))
        assert BYTESSKAL[reason] not in str(sections_of(referral))

    def test_the_version_rises_and_the_secrecy_trial_stands(self) -> None:
        before = a_sent()
        review = before.review
        referral = changed(before)

        assert referral.require_registration().version == 2
        assert referral.review == review

    @pytest.mark.parametrize(
        "status", [Status.SKICKAD, Status.MOTTAGEN, Status.KOMPLETTERAS, Status.UPPTAGEN]
    )
    def test_it_is_done_at_any_time_until_the_case_has_ended(self, status: Status) -> None:
        referral = a_sent()
        referral.status = status

        assert changed(referral).status is status

    @pytest.mark.parametrize(
        ("status", "refusal"),
        [(Status.TAS_INTE_UPP, WrongStatus), (Status.SAMTYCKE_ATERKALLAT, ConsentEnded)],
    )
    def test_it_is_refused_when_the_case_has_ended(self, status: Status, refusal: type[Exception]) -> None:
        referral = a_sent()
        referral.status = status

        with pytest.raises(refusal):
            changed(referral)

    def test_a_draft_is_changed_as_any_draft(self) -> None:
        with pytest.raises(WrongStatus):
            changed(a_draft())

    def test_nothing_is_told_without_cover(self) -> None:
        referral = a_sent()
        referral.rows = Rows(tuple(Row(UNIT, TEAM, c, ended=True) for c in ("handlaggning", "identitet")))
        with pytest.raises(ConsentEnded):
            changed(referral)

        new = plan_hands(a_sent(), hands(), RULES, at=NOON)
        for coverage, refusal in (
            (covering(signing=None), ConsentMissing),
            (covering(withheld=True), ByHand),
        ):
            with pytest.raises(refusal):
                change_hands(a_sent(), new, coverage, RULES, by=BY, at=NOON)

    def test_the_same_is_no_change(self) -> None:
        with pytest.raises(NothingChanged):
            changed(changed(a_sent()), reason="omfordelat")


class TestVacancy:
    def test_the_units_function_holds_the_case_where_nobody_is_named(self) -> None:
        referral = changed(a_sent(), handlaggare={}, ersattare=None)

        assert referral.content.handlaggare == Handlaggare(
            funktion=MOTTAGNING.funktion, funktionsadress=MOTTAGNING.epost
        )
        assert "Ingen handläggare är utsedd ännu." in str(sections_of(referral)["handlaggning"])

    def test_another_address_is_no_function_of_the_unit(self) -> None:
        assert faults(handlaggare={"funktionsadress": "nagon@exempel.se"}) == {"handlaggare.namn": "missing"}

    def test_the_rest_can_be_corrected_meanwhile(self) -> None:
        referral = saved(changed(a_sent(), handlaggare={}, ersattare=None), UUID(int=2))

        change = plan_correction(referral, {"stadsdel": "farsta"}, REVIEW, RULES)

        assert change.changed == ("identitet",)

    def test_a_correction_does_not_take_the_name_away(self) -> None:
        with pytest.raises(DraftIncomplete):
            plan_correction(a_sent(), {"handlaggare": {"funktion": "x"}}, REVIEW, RULES)

    def test_a_unit_without_a_directory_names_a_person(self) -> None:
        with pytest.raises(InvalidContent):
            changed(a_sent(), replace(RULES, functions=()), handlaggare={})


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"reason": "trott"}, "reason", "unknown_code"),
        ({"from_day": "i dag"}, "from_day", "not_a_date"),
        ({"from_day": "2026-11-22"}, "from_day", "out_of_range"),
        ({"from_day": "2027-01-23"}, "from_day", "out_of_range"),
        ({"handlaggare": {**NEW, "funktion": None}}, "handlaggare.funktion", "missing"),
        ({"handlaggare": {**NEW, "telefon": None}}, "handlaggare.telefon", "missing"),
        ({"handlaggare": {**NEW, "epost": "x"}}, "handlaggare.epost", "wrong_form"),
        ({"ersattare": {"namn": "E"}}, "ersattare.funktion", "missing"),
    ],
)
def test_a_fault_names_its_field(change: dict[str, Any], field: str, code: str) -> None:
    assert faults(**change).get(field) == code


@pytest.mark.real
class TestRoute:
    async def test_it_is_told_kept_and_read_by_the_own_unit(self, stage) -> None:
        ident = await stage.a_sent()
        await Ear(stage).team("referral_taken_up", ident)
        path = f"/v1/referrals/{ident}"

        body = {**BODY, "from_day": _today(stage)}
        answer = await stage.post(f"{path}/handlaggare", body, version=4, who="kollega")

        assert (answer.status_code, answer.json()["text_version"]) == (200, 2), answer.text
        event = (await stage.events(ident))[-1]
        assert event["type"] == "se.finsam.referral.handlaggare_changed.v1"
        assert event["data"]["parties"] == ["fk", "vard-sodermalm"]
        assert set(event["opened"]) == {"handlaggning", "identitet"}
        read = (await stage.get(path)).json()
        assert read["content"]["handlaggare"]["namn"] == "Ny Testperson"
        assert (read["sent"][-1]["kind"], read["sent"][-1]["reason"]) == (
            "byte_av_handlaggare",
            BYTESSKAL["slutat"],
        )
        (asked,) = stage.consent.asked("/v1/coverage")[1:]
        assert set(asked["categories"]) == {"handlaggning", "identitet"}

    async def test_who_has_left_the_unit_reads_nothing_more(self, stage) -> None:
        ident = await stage.a_sent()
        body = {**BODY, "from_day": _today(stage)}

        assert (
            await stage.post(f"/v1/referrals/{ident}/handlaggare", body, version=3, who="farsta")
        ).status_code == 404
        assert (await stage.get(f"/v1/referrals/{ident}", "farsta")).status_code == 404
        assert (await stage.get("/v1/referrals", "farsta")).json() == {"referrals": []}

    async def test_the_consent_service_is_asked_first(self, stage) -> None:
        ident = await stage.a_sent()
        stage.consent.down = True
        body = {**BODY, "from_day": _today(stage)}

        refused = await stage.post(f"/v1/referrals/{ident}/handlaggare", body, version=3)
        assert (refused.status_code, len(await stage.events(ident))) == (503, 1)

    async def test_only_the_version_that_was_read_is_changed(self, stage) -> None:
        ident = await stage.a_sent()
        body = {**BODY, "from_day": _today(stage)}

        assert (await stage.post(f"/v1/referrals/{ident}/handlaggare", body, version=2)).status_code == 412


def _today(stage) -> str:
    return stage.parts.clock.now().date().isoformat()
