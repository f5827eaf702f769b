"""What is wrong with which field, already when a draft is saved."""

from typing import Any

import pytest

from services.referral.domain import Category, Content
from services.referral.domain.codes import FORSORJNING, KANALER, PLAN_TYPES, STADSDELAR, UNDERLAG
from services.referral.domain.values import LIMITS
from services.referral.errors import InvalidContent
from tests.referral.builders import PERSON, RULES, content, filled

NUMBER = "Hennes bror är 590714-2599."


def faults(**more: Any) -> dict[str, str]:
    from services.referral.domain import written

    try:
        written(Content(), filled(**more), RULES)
    except InvalidContent as refused:
        return {fault["field"]: fault["code"] for fault in refused.extra["fields"]}
    return {}


def test_a_filled_draft_has_no_faults() -> None:
    assert faults() == {}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"team": "fk"}, "team", "unknown_code"),
        ({"team": "team-okand"}, "team", "unknown_code"),
        ({"parter": ["okand"]}, "parter[0]", "unknown_code"),
        ({"parter": ["fk", "team-stockholm"]}, "parter[1]", "unknown_code"),
        ({"parter": ["vard-nedlagd"]}, "parter[0]", "unknown_code"),
        ({"parter": ["fk", "soc-sodermalm"]}, "parter[1]", "own_unit"),
        ({"parter": ["fk", "fk"]}, "parter[1]", "repeated"),
        ({"handlaggare": {"telefon": "ring mig"}}, "handlaggare.telefon", "wrong_form"),
        ({"handlaggare": {"epost": "ingen adress"}}, "handlaggare.epost", "wrong_form"),
        ({"handlaggare": {"namn": "x" * 201}}, "handlaggare.namn", "too_long"),
        ({"handlaggare": {"funktion": NUMBER}}, "handlaggare.funktion", "number_in_text"),
        ({"handlaggare": {"funktionsadress": "x" * 255}}, "handlaggare.funktionsadress", "too_long"),
        ({"individ": {"namn": f"Individ {PERSON}"}}, "individ.namn", "number_in_text"),
        ({"individ": {"personnummer": "195907142598"}}, "individ.personnummer", "wrong_checksum"),
        ({"individ": {"personnummer": "19900101T234"}}, "individ.personnummer", "interim_number"),
        ({"kontakt": {"postnummer": "1180"}}, "kontakt.postnummer", "wrong_form"),
        ({"kontakt": {"telefon": "x"}}, "kontakt.telefon", "wrong_form"),
        ({"kontakt": {"epost": "a@b"}}, "kontakt.epost", "wrong_form"),
        ({"kontakt": {"kanal": "duva"}}, "kontakt.kanal", "unknown_code"),
        ({"kontakt": {"adress": "x" * 201}}, "kontakt.adress", "too_long"),
        ({"kontakt": {"postort": NUMBER}}, "kontakt.postort", "number_in_text"),
        ({"stadsdel": "nacka"}, "stadsdel", "unknown_code"),
        ({"sprak": {"sprak": "svenska"}}, "sprak.sprak", "unknown_code"),
        ({"anpassning": "x" * 501}, "anpassning", "too_long"),
        ({"anpassning": NUMBER}, "anpassning", "number_in_text"),
        ({"forsorjning": ["FORS_LOTTERI"]}, "forsorjning[0]", "unknown_code"),
        ({"forsorjning": ["FORS_ARBETE", "FORS_ARBETE"]}, "forsorjning[1]", "repeated"),
        ({"forsorjning": ["FORS_ARBETE", "FORS_INGEN"]}, "forsorjning", "contradiction"),
        ({"medicinskt_underlag": {"lage": "borta"}}, "medicinskt_underlag.lage", "unknown_code"),
        ({"medicinskt_underlag": {"omfattning_procent": 50}}, "medicinskt_underlag.lage", "missing"),
        (
            {"medicinskt_underlag": {"lage": "bifogas", "omfattning_procent": 0}},
            "medicinskt_underlag.omfattning_procent",
            "out_of_range",
        ),
        (
            {"medicinskt_underlag": {"lage": "bifogas", "omfattning_procent": 101}},
            "medicinskt_underlag.omfattning_procent",
            "out_of_range",
        ),
        (
            {"medicinskt_underlag": {"lage": "bifogas", "period_fran": "2026-02-30"}},
            "medicinskt_underlag.period_fran",
            "not_a_date",
        ),
        (
            {
                "medicinskt_underlag": {
                    "lage": "bifogas",
                    "period_fran": "2026-03-02",
                    "period_till": "2026-03-01",
                }
            },
            "medicinskt_underlag.period_till",
            "wrong_order",
        ),
        ({"planer": [{"typ": "drömplan"}]}, "planer[0].typ", "unknown_code"),
        ({"planer": [{"innehavare": "Soc"}]}, "planer[0].typ", "missing"),
        ({"planer": [{"typ": "sip", "datum": "20260901"}]}, "planer[0].datum", "not_a_date"),
        ({"planer": [{"typ": "sip", "datum": "2026-W01-1"}]}, "planer[0].datum", "not_a_date"),
        ({"planer": [{"typ": "sip", "datum": "0001-01-01"}]}, "planer[0].datum", "too_early"),
        ({"planer": [{"typ": "sip", "datum": "2026-11-24"}]}, "planer[0].datum", "in_the_future"),
        ({"planer": [{"typ": "sip", "innehavare": "x" * 201}]}, "planer[0].innehavare", "too_long"),
        ({"planer": [{"typ": "sip"}] * 21}, "planer", "too_many"),
        ({"fragestallning": {"text": "Vem?"}}, "fragestallning.category", "missing"),
        (
            {"fragestallning": {"text": "Vem?", "category": "identitet"}},
            "fragestallning.category",
            "unknown_code",
        ),
        (
            {"fragestallning": {"text": "Vem?", "category": "handlaggning"}},
            "fragestallning.category",
            "unknown_code",
        ),
        (
            {"fragestallning": {"text": NUMBER, "category": "sociala"}},
            "fragestallning.text",
            "number_in_text",
        ),
        ({"fragestallning": {"text": "x" * 4001, "category": "sociala"}}, "fragestallning.text", "too_long"),
        ({"onskat_anmalare": {"text": "x" * 2001, "category": "planer"}}, "onskat_anmalare.text", "too_long"),
        ({"onskat_individ": {"text": "Arbete"}}, "onskat_individ.category", "missing"),
    ],
)
def test_a_fault_names_its_field(change: dict[str, Any], field: str, code: str) -> None:
    assert faults(**change).get(field) == code


def test_a_fault_is_told_in_swedish_without_the_value() -> None:
    with pytest.raises(InvalidContent) as refused:
        content(fragestallning={"text": NUMBER, "category": "sociala"})

    (fault,) = refused.value.extra["fields"]
    assert fault["message"].startswith("Texten innehåller något som liknar ett personnummer. Ta bort det")
    assert "590714" not in str(refused.value.extra)


def test_all_faults_are_told_at_once() -> None:
    assert set(faults(team="fk", stadsdel="nacka", individ={"personnummer": "1"}, planer=[{"typ": "x"}])) == {
        "team",
        "stadsdel",
        "individ.personnummer",
        "planer[0].typ",
    }


@pytest.mark.parametrize("code", FORSORJNING)
def test_every_forsorjning_of_the_list_is_accepted(code: str) -> None:
    assert content(forsorjning=[code]).forsorjning == (code,)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        *(({"stadsdel": code}, {}) for code in STADSDELAR),
        *(({"kontakt": {"kanal": code}}, {}) for code in KANALER),
        *(({"medicinskt_underlag": {"lage": code}}, {}) for code in UNDERLAG),
        *(({"planer": [{"typ": code}]}, {}) for code in PLAN_TYPES),
    ],
)
def test_every_code_of_the_lists_is_accepted(field: dict[str, Any], values: dict[str, str]) -> None:
    assert faults(**field) == values


@pytest.mark.parametrize("category", sorted(set(Category) - {Category.IDENTITET, Category.HANDLAGGNING}))
def test_the_sender_chooses_the_category_of_a_text(category: Category) -> None:
    assert content(fragestallning={"text": "Vem?", "category": str(category)}).fragestallning is not None


@pytest.mark.parametrize("name", ["fragestallning", "onskat_anmalare", "onskat_individ"])
def test_a_text_may_be_as_long_as_its_limit(name: str) -> None:
    assert faults(**{name: {"text": "å" * LIMITS[name], "category": "sociala"}}) == {}


def test_the_number_is_written_with_twelve_digits() -> None:
    assert (
        content(individ={"namn": "Individ Testperson", "personnummer": "590714-2599"}).individ.personnummer
        == PERSON
    )


def test_a_number_that_is_not_given_stays() -> None:
    assert content(individ={"namn": "Individ Testperson"}).individ.personnummer == PERSON


def test_content_survives_json() -> None:
    whole = content()

    assert Content.from_json(whole.to_json()) == whole


def test_none_empties_a_field() -> None:
    emptied = content().changed(
        {"forsorjning": None, "planer": None, "medicinskt_underlag": None, "kontakt": None}
    )

    assert emptied.forsorjning == ()
    assert emptied.planer == ()
    assert emptied.medicinskt_underlag is None
    assert emptied.kontakt is None


def test_content_never_shows_itself() -> None:
    assert "Testperson" not in repr(content())
    assert PERSON not in repr(content().individ)
