"""What must be filled before sending."""

from typing import Any

import pytest

from services.referral.domain import Content
from services.referral.domain.gaps import gap_faults
from tests.referral.builders import a_draft, content


def gaps(**more: Any) -> list[str]:
    return [fault.field for fault in gap_faults(content(**more))]


def test_a_filled_anmalan_has_no_gaps() -> None:
    assert gaps() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"team": None}, "team"),
        ({"parter": []}, "parter"),
        (
            {"handlaggare": {"funktion": "f", "funktionsadress": "a", "telefon": "08-1234567"}},
            "handlaggare.namn",
        ),
        (
            {"handlaggare": {"namn": "n", "funktionsadress": "a", "telefon": "08-1234567"}},
            "handlaggare.funktion",
        ),
        (
            {"handlaggare": {"namn": "n", "funktion": "f", "telefon": "08-1234567"}},
            "handlaggare.funktionsadress",
        ),
        ({"handlaggare": {"namn": "n", "funktion": "f", "funktionsadress": "a"}}, "handlaggare.telefon"),
        ({"individ": {"namn": " "}}, "individ.namn"),
        ({"kontakt": None}, "kontakt.kanal"),
        ({"kontakt": {"telefon": "08-1234567"}}, "kontakt.kanal"),
        ({"kontakt": {"kanal": "brev"}}, "kontakt.adress"),
        ({"kontakt": {"kanal": "telefon"}}, "kontakt.telefon"),
        ({"kontakt": {"kanal": "sms"}}, "kontakt.telefon"),
        ({"kontakt": {"kanal": "epost"}}, "kontakt.epost"),
        ({"kontakt": {"kanal": "brev", "adress": "Provgatan 1"}}, "kontakt.postnummer"),
        ({"stadsdel": None}, "stadsdel"),
        ({"sprak": None}, "sprak.sprak"),
        ({"sprak": {"tolk": True}}, "sprak.sprak"),
        ({"sprak": {"sprak": "sv"}}, "sprak.tolk"),
        ({"fragestallning": None}, "fragestallning.text"),
        ({"fragestallning": {"category": "sociala"}}, "fragestallning.text"),
        ({"onskat_individ": {"text": " ", "category": "sociala"}}, "onskat_individ.text"),
    ],
)
def test_a_gap_names_its_field(change: dict[str, Any], field: str) -> None:
    assert field in gaps(**change)


@pytest.mark.parametrize(
    "field",
    ["forsorjning", "medicinskt_underlag", "planer", "onskat_anmalare", "onskat_individ", "anpassning"],
)
def test_what_she_can_leave_unticked_may_be_empty(field: str) -> None:
    assert gaps(**{field: None}) == []


def test_all_gaps_of_an_empty_draft_are_told_at_once() -> None:
    named = [fault.field for fault in gap_faults(Content(individ=a_draft().content.individ))]

    assert named == [
        "team",
        "parter",
        "handlaggare.namn",
        "handlaggare.funktion",
        "handlaggare.funktionsadress",
        "handlaggare.telefon",
        "kontakt.kanal",
        "stadsdel",
        "sprak.sprak",
        "sprak.tolk",
        "fragestallning.text",
    ]
