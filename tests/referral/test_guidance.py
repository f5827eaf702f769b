"""Guidance says what to weigh, each with its source; it decides nothing, and is kept nowhere."""

from dataclasses import fields
from typing import Any

import pytest

from services.referral.domain import Content
from services.referral.domain.guidance import Guidance, guidance
from services.referral.domain.minimising import text_warnings
from services.referral.domain.values import value_faults
from tests.referral.builders import PERSON, RECIPIENTS, RULES, UNIT, a_draft, content


def codes(**more: Any) -> dict[str, set[str]]:
    found = guidance(content(**more), UNIT, RECIPIENTS)
    return {
        name: {remark.code for remark in getattr(found, name)}
        for name in ("speaks_for", "unclear", "may_suit_better")
    }


def text(words: str, category: str = "arbetsformaga") -> dict[str, str]:
    return {"text": words, "category": category}


@pytest.mark.parametrize(
    ("more", "list_", "code"),
    [
        ({"sgi": {"finns": "nej"}}, "speaks_for", "sjuk_utan_sgi"),
        ({"sgi": {"finns": "okant", "nollplacerad": True}}, "speaks_for", "sjuk_utan_sgi"),
        ({"fragestallning": text("Hon saknar bostad.", "sociala")}, "speaks_for", "socialmedicinska_skal"),
        ({}, "speaks_for", "flera_parter"),
        ({}, "speaks_for", "fraga_till_teamet"),
        ({}, "speaks_for", "egen_vilja"),
        ({"sgi": None}, "unclear", "sgi_oklar"),
        ({"sgi": {"finns": "okant"}}, "unclear", "sgi_oklar"),
        ({"medicinskt_underlag": None}, "unclear", "ohalsa_oklar"),
        ({"parter": []}, "unclear", "parter_oklara"),
        ({"fragestallning": None}, "unclear", "fraga_saknas"),
        ({"onskat_individ": None}, "unclear", "egen_vilja_saknas"),
        ({"parter": ["vard-sodermalm"]}, "may_suit_better", "sip"),
        ({"planer": [{"typ": "sip"}]}, "may_suit_better", "sip_finns"),
        ({"sgi": {"finns": "ja"}}, "may_suit_better", "fk_samordning"),
        ({"forsorjning": ["FORS_SJUKPENNING"]}, "may_suit_better", "fk_samordning"),
        ({"parter": []}, "may_suit_better", "en_part"),
        ({"parter": ["soc-farsta"]}, "may_suit_better", "en_part"),
        ({"insatser": []}, "may_suit_better", "finsam_insats"),
    ],
)  # fmt: skip
def test_a_remark_is_made_where_it_belongs(more: dict[str, Any], list_: str, code: str) -> None:
    assert code in codes(**more)[list_]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"sgi": {"finns": "ja"}}, "sjuk_utan_sgi"),
        ({"sgi": {"finns": "okant", "nollplacerad": True}}, "sgi_oklar"),
        ({"sgi": {"finns": "nej"}, "medicinskt_underlag": {"lage": "saknas"}}, "sjuk_utan_sgi"),
        ({}, "socialmedicinska_skal"),
        ({"parter": ["soc-farsta"]}, "flera_parter"),
        ({"parter": ["fk"]}, "sip"),
        ({"insatser": [{"insats": "Praktik", "resultat": "hjalpte"}]}, "finsam_insats"),
    ],
)  # fmt: skip
def test_a_remark_is_not_made_elsewhere(more: dict[str, Any], code: str) -> None:
    assert all(code not in found for found in codes(**more).values())


def test_arbetsformedlingen_and_forsakringskassan_alone_have_their_own_way() -> None:
    found = guidance(content(parter=["fk"]), "af", RECIPIENTS)

    assert "forstarkt_samarbete" in {remark.code for remark in found.may_suit_better}


def test_an_empty_draft_has_guidance_too() -> None:
    found = guidance(Content(), UNIT, RECIPIENTS)

    assert not found.speaks_for
    assert found.unclear


def test_every_remark_has_a_source_and_fields_and_no_words_of_hers() -> None:
    found = guidance(content(fragestallning=text("Hemligt.", "sociala")), UNIT, RECIPIENTS)

    for remark in (*found.speaks_for, *found.unclear, *found.may_suit_better):
        assert remark.source
        assert remark.fields
        assert remark.text.endswith((".", "?"))
        assert "Hemligt" not in remark.text


def test_it_has_no_answer() -> None:
    assert {each.name for each in fields(Guidance)} == {"speaks_for", "unclear", "may_suit_better", "about"}
    assert "avgör ingenting" in guidance(Content(), UNIT, RECIPIENTS).about


def test_a_draft_that_everything_speaks_against_is_ready_all_the_same() -> None:
    against = a_draft(
        parter=["vard-sodermalm"],
        sgi={"finns": "ja"},
        medicinskt_underlag=None,
        planer=[{"typ": "sip"}],
        onskat_individ=None,
        fragestallning=text("Vem?"),
    )
    found = guidance(against.content, UNIT, RECIPIENTS)

    assert {"sip", "fk_samordning"} <= {remark.code for remark in found.may_suit_better}
    assert against.ready(RULES).team


class TestWarnings:
    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("Hon har diagnosen F32.1.", "diagnosis"),
            ("Har haft en depression.", "diagnosis"),
            ("Bor med två barn.", "children"),
            ("Hans dotter är sju.", "children"),
            ("Har varit i fängelse.", "crime"),
            ("Dömd 2019.", "crime"),
            ("Är muslim.", "origin"),
        ],
    )
    def test_free_text_that_says_too_much_is_pointed_out(self, words: str, code: str) -> None:
        (warning,) = text_warnings(content(onskat_anmalare=text(words)))

        assert (warning.field, warning.code) == ("onskat_anmalare.text", code)
        assert words not in warning.message

    def test_it_stops_nothing(self) -> None:
        warned = content(onskat_anmalare=text("Hon har en diagnos och barn."))

        assert len(text_warnings(warned)) == 2
        assert list(value_faults(warned, RULES)) == []

    def test_what_belongs_there_is_left_alone(self) -> None:
        assert text_warnings(content()) == ()


@pytest.mark.real
class TestRoute:
    async def test_the_own_unit_reads_it_and_nothing_is_kept(self, stage) -> None:
        ident = await stage.a_draft(sgi={"finns": "nej"})
        before = await stage.rows("select * from referral")

        read = (await stage.get(f"/v1/referrals/{ident}/guidance", "kollega")).json()

        assert "sjuk_utan_sgi" in {remark["code"] for remark in read["speaks_for"]}
        assert read == (await stage.get(f"/v1/referrals/{ident}")).json()["guidance"]
        assert await stage.rows("select * from referral") == before
        assert PERSON not in str(read)
        purposes = await stage.rows("select purpose from read_log order by id")
        assert [row["purpose"] for row in purposes] == ["vagledning", "handlaggning"]

    @pytest.mark.parametrize("who", ["farsta", "koordinator", "individ", "granskare"])
    async def test_nobody_else_does(self, stage, who: str) -> None:
        ident = await stage.a_draft()

        assert (await stage.get(f"/v1/referrals/{ident}/guidance", who)).status_code in {403, 404}

    async def test_it_does_not_leave_with_the_anmalan(self, stage) -> None:
        ident = await stage.a_sent(sgi={"finns": "ja"}, parter=["vard-sodermalm"])

        (event,) = await stage.events(ident)
        assert "guidance" not in str(event["opened"])
        assert "guidance" not in (await stage.get(f"/v1/referrals/{ident}")).json()

    async def test_a_draft_shows_its_warnings(self, stage) -> None:
        ident = await stage.a_draft(onskat_anmalare=text("Hon har en diagnos."))

        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert [warning["code"] for warning in read["warnings"]] == ["diagnosis"]
        assert "diagnoser" in read["text_notice"]
