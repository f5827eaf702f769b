"""Fields 10-27 beyond the first: what each may say, in which category it leaves, and who never reads it."""

from typing import Any

import pytest

from services.referral.domain import Category, Content, written
from services.referral.domain.gaps import gap_faults
from services.referral.domain.sections import about_person, fields_by_category
from services.referral.errors import InvalidContent
from tests.referral.builders import RECIPIENTS, RULES, UNIT, content, filled

NUMBER = "Hennes bror är 590714-2599."
GOD_MAN = {"typ": "god_man", "namn": "God Testperson", "uppdrag": ["bevaka_ratt"]}
OMBUD = {
    "typ": "ombud",
    "namn": "Ombud Testperson",
    "fullmakt": "skriftlig",
    "omfattning": "Kontakten med FK.",
}
ARBETE = {"arbete_procent": 25, "arbete_subventionerat": True}
JUDGED = {"omfattning": "DELVIS", "procent": 50, "bedomd_av": "varden", "datum": "2026-09-28"}
CONTACT = {"part": "AF", "funktion": "arbetsförmedlare", "namn": "Förmedling Testperson"}
INSATS = {"insats": "Arbetsträning", "utforare": "Jobbtorg", "fran": "2026-02-01", "resultat": "avbruten"}
EVENT = {"handelse": "ersattning_upphor", "senast": "2026-12-31", "skal": "Sedan finns ingen försörjning."}
SIGNED = {"datum": "2026-11-20", "satt": "papper"}
WHOLE: dict[str, Any] = {
    "tidskritiskt": EVENT,
    "individens_underskrift": SIGNED,
    "ersattare": {"namn": "Ersättare Testperson", "funktion": "enhetschef"},
    "anpassningar": ["lattlast", "horslinga"],
    "foretradare": [GOD_MAN, OMBUD],
    "sgi": {"finns": "nej", "nollplacerad": True},
    "sysselsattning": {**ARBETE, "studier": "sfi", "studier_procent": 50, "arbetssokande": False},
    "arbetsformedlingen": {"inskriven": True, "sedan": "2025-03-01", "sokandekategori": "i_program"},
    "utbildning": "UTB_FORGYMN",
    "arbetsformaga": JUDGED,
    "arbetsformaga_skal": {"text": "Klarar lugna uppgifter.", "category": "halsa"},
    "kontakter": [CONTACT],
    "insatser": [INSATS],
}


def faults(**more: Any) -> dict[str, str]:
    try:
        written(Content(individ=content().individ), filled(**more), RULES)
    except InvalidContent as refused:
        return {fault["field"]: fault["code"] for fault in refused.extra["fields"]}
    return {}


def texts(**more: Any) -> dict[str, Any]:
    return about_person(content(**more), RECIPIENTS[UNIT])


def test_the_whole_form_has_no_faults() -> None:
    assert faults(**WHOLE) == {}


def test_the_whole_form_survives_json() -> None:
    whole = content(**WHOLE)

    assert Content.from_json(whole.to_json()) == whole


def test_what_was_written_before_a_field_existed_is_read_as_empty() -> None:
    old = Content.from_json(filled())

    assert (old.sgi, old.foretradare, old.tidskritiskt, old.arbetsformaga_skal) == (None, (), None, None)
    assert old.to_json().keys() == filled().keys()


@pytest.mark.parametrize("name", WHOLE)
def test_none_of_the_fields_is_needed_to_send(name: str) -> None:
    assert list(gap_faults(content(**{**WHOLE, name: None}))) == []


@pytest.mark.parametrize(
    ("name", "value", "field", "code"),
    [
        ("anpassningar", ["blind"], "anpassningar[0]", "unknown_code"),
        ("ersattare", {"namn": "Ersättare"}, "ersattare.funktion", "missing"),
        ("ersattare", {"funktion": "chef"}, "ersattare.namn", "missing"),
        ("ersattare", {"namn": NUMBER, "funktion": "chef"}, "ersattare.namn", "number_in_text"),
        ("foretradare", [{**GOD_MAN, "typ": "syster"}], "foretradare[0].typ", "unknown_code"),
        ("foretradare", [{**GOD_MAN, "typ": None}], "foretradare[0].typ", "missing"),
        ("foretradare", [{**GOD_MAN, "namn": " "}], "foretradare[0].namn", "missing"),
        ("foretradare", [{**GOD_MAN, "uppdrag": []}], "foretradare[0].uppdrag", "missing"),
        ("foretradare", [{**GOD_MAN, "uppdrag": ["allt"]}], "foretradare[0].uppdrag[0]", "unknown_code"),
        ("foretradare", [{**GOD_MAN, "fullmakt": "muntlig"}], "foretradare[0].fullmakt", "contradiction"),
        ("foretradare", [{**OMBUD, "uppdrag": ["bevaka_ratt"]}], "foretradare[0].uppdrag", "contradiction"),
        ("foretradare", [{**OMBUD, "fullmakt": None}], "foretradare[0].fullmakt", "missing"),
        ("foretradare", [{**OMBUD, "omfattning": ""}], "foretradare[0].omfattning", "missing"),
        ("foretradare", [{**OMBUD, "omfattning": NUMBER}], "foretradare[0].omfattning", "number_in_text"),
        ("foretradare", [{**GOD_MAN, "till": "2026-11-22"}], "foretradare[0].till", "ended"),
        ("foretradare", [{**GOD_MAN, "fran": "2027-02-01", "till": "2027-01-01"}], "foretradare[0].till", "wrong_order"),
        ("foretradare", [{"typ": "vardnadshavare", "namn": "X"}], "foretradare[0].typ", "of_age"),
        ("foretradare", [GOD_MAN] * 6, "foretradare", "too_many"),
        ("sgi", {"finns": "kanske"}, "sgi.finns", "unknown_code"),
        ("sgi", {"nollplacerad": True}, "sgi.finns", "missing"),
        ("sgi", {"finns": "ja", "nollplacerad": True}, "sgi.nollplacerad", "contradiction"),
        ("sysselsattning", {"arbete_procent": 25}, "sysselsattning.arbete_subventionerat", "missing"),
        ("sysselsattning", {"arbete_subventionerat": False}, "sysselsattning.arbete_procent", "missing"),
        ("sysselsattning", {**ARBETE, "arbete_procent": 101}, "sysselsattning.arbete_procent", "out_of_range"),
        ("sysselsattning", {"studier": "sfi"}, "sysselsattning.studier_procent", "missing"),
        ("sysselsattning", {"studier_procent": 50}, "sysselsattning.studier", "missing"),
        ("sysselsattning", {"studier": "slöjd", "studier_procent": 5}, "sysselsattning.studier", "unknown_code"),
        ("arbetsformedlingen", {"sedan": "2025-01-01"}, "arbetsformedlingen.inskriven", "missing"),
        ("arbetsformedlingen", {"inskriven": False, "sedan": "2025-01-01"}, "arbetsformedlingen.inskriven", "contradiction"),
        ("arbetsformedlingen", {"inskriven": True, "sedan": "2026-11-24"}, "arbetsformedlingen.sedan", "in_the_future"),
        ("utbildning", "DOKTOR", "utbildning", "unknown_code"),
        ("arbetsformaga", {**JUDGED, "omfattning": None}, "arbetsformaga.omfattning", "missing"),
        ("arbetsformaga", {**JUDGED, "omfattning": "HEL"}, "arbetsformaga.procent", "contradiction"),
        ("arbetsformaga", {**JUDGED, "bedomd_av": None}, "arbetsformaga.bedomd_av", "missing"),
        ("arbetsformaga", {**JUDGED, "datum": None}, "arbetsformaga.datum", "missing"),
        ("arbetsformaga", {**JUDGED, "datum": "2026-11-24"}, "arbetsformaga.datum", "in_the_future"),
        ("arbetsformaga_skal", {"text": "Trött."}, "arbetsformaga_skal.category", "missing"),
        ("arbetsformaga_skal", {"text": "x" * 1001, "category": "halsa"}, "arbetsformaga_skal.text", "too_long"),
        ("kontakter", [{**CONTACT, "part": "GRANNE"}], "kontakter[0].part", "unknown_code"),
        ("kontakter", [{"part": "AF", "namn": "Bara ett namn"}], "kontakter[0].funktion", "missing"),
        ("kontakter", [{**CONTACT, "epost": "x"}], "kontakter[0].epost", "wrong_form"),
        ("kontakter", [CONTACT] * 21, "kontakter", "too_many"),
        ("insatser", [{**INSATS, "insats": None}], "insatser[0].insats", "missing"),
        ("insatser", [{**INSATS, "resultat": None}], "insatser[0].resultat", "missing"),
        ("insatser", [{**INSATS, "till": "2026-01-01"}], "insatser[0].till", "wrong_order"),
        ("insatser", [{**INSATS, "insats": NUMBER}], "insatser[0].insats", "number_in_text"),
        ("tidskritiskt", {**EVENT, "handelse": None}, "tidskritiskt.handelse", "missing"),
        ("tidskritiskt", {**EVENT, "skal": None}, "tidskritiskt.skal", "missing"),
        ("tidskritiskt", {**EVENT, "senast": "nyår"}, "tidskritiskt.senast", "not_a_date"),
        ("tidskritiskt", {**EVENT, "skal": "x" * 501}, "tidskritiskt.skal", "too_long"),
        ("individens_underskrift", {"satt": "papper"}, "individens_underskrift.datum", "missing"),
        ("individens_underskrift", {**SIGNED, "satt": "finger"}, "individens_underskrift.satt", "unknown_code"),
        ("individens_underskrift", {**SIGNED, "datum": "2026-11-24"}, "individens_underskrift.datum", "in_the_future"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field(name: str, value: Any, field: str, code: str) -> None:
    assert faults(**{**WHOLE, name: value}).get(field) == code


@pytest.mark.parametrize("name", ["ersattare", "foretradare", "kontakter"])
def test_no_fault_repeats_what_was_written(name: str) -> None:
    wrong = {"namn": NUMBER, "telefon": "ring mig", "epost": "ingen adress"}

    with pytest.raises(InvalidContent) as refused:
        content(**{name: wrong if name == "ersattare" else [wrong]})

    assert not any(value in str(refused.value.extra) for value in wrong.values())


def test_a_guardian_speaks_for_who_is_not_of_age() -> None:
    from services.referral.domain.number import age_on

    assert age_on("200811230000", RULES.today) == 18
    assert age_on("200811240000", RULES.today) == 17
    assert age_on("200811840000", RULES.today) == 17, "a samordningsnummer has 60 added to its day"
    assert age_on("200800600000", RULES.today) is None, "and may not tell"


class TestCategories:
    def test_every_field_leaves_in_its_own(self) -> None:
        found = {category: set(text) for category, text in texts(**WHOLE).items()}

        assert found[Category.IDENTITET] >= {"ersattare", "anpassningar", "foretradare", "handlaggare"}
        assert found[Category.FORSORJNING] == {"forsorjning", "sgi"}
        assert found[Category.SYSSELSATTNING] == {"sysselsattning", "arbetsformedlingen", "utbildning"}
        assert found[Category.HALSA] == {"medicinskt_underlag", "fritext"}
        assert found[Category.PLANER] == {"planer", "kontakter", "insatser"}
        assert texts(**WHOLE)[Category.ARBETSFORMAGA]["arbetsformaga"] == JUDGED

    def test_the_reason_stands_where_its_sender_chose(self) -> None:
        text = texts(**WHOLE)

        assert text[Category.HALSA]["fritext"] == {"arbetsformaga_skal": "Klarar lugna uppgifter."}
        assert "arbetsformaga_skal" not in str(text[Category.ARBETSFORMAGA])

    def test_a_category_that_is_not_covered_names_its_fields(self) -> None:
        named = fields_by_category(content(**WHOLE))

        assert named[Category.SYSSELSATTNING] == ["sysselsattning", "arbetsformedlingen", "utbildning"]
        assert named[Category.HANDLAGGNING] == ["team", "tidskritiskt", "individens_underskrift"]

    def test_an_hsa_id_is_told_of_a_unit_that_has_one(self) -> None:
        from dataclasses import replace

        unit = replace(RECIPIENTS[UNIT], hsa_id="SE2321000016-1A2B")

        assert about_person(content(), unit)[Category.IDENTITET]["hsa_id"] == "SE2321000016-1A2B"
        assert "hsa_id" not in texts()[Category.IDENTITET]


def test_without_address_nothing_leads_to_where_she_is() -> None:
    hidden = content(
        foretradare=[{**GOD_MAN, "telefon": "08-465 004 17"}],
        kontakter=[{**CONTACT, "enhet": "Provstads vårdcentral", "epost": "vard@exempel.se"}],
    ).without_address()

    assert (hidden.kontakt, hidden.stadsdel) == (None, None)
    assert hidden.foretradare[0].telefon is None
    assert (hidden.kontakter[0].enhet, hidden.kontakter[0].epost) == (None, None)
    assert hidden.kontakter[0].funktion == "arbetsförmedlare"
