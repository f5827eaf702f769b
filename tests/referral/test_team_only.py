"""Fields 24 and 25 are the team's alone, also when they change; the signatures go to all who have the text."""

from typing import Any
from uuid import UUID

import pytest

from services.referral.domain import (
    FreeText,
    Referral,
    Rows,
    Status,
    correct,
    plan_answer,
    plan_correction,
    share,
)
from services.referral.domain.sending import answer_supplement
from services.referral.errors import CategoryNotCovered, NothingChanged
from services.referral.events import ReferralCorrected
from tests.referral.builders import (
    BY,
    NOON,
    RECIPIENTS,
    REVIEW,
    RULES,
    UNIT,
    a_sent,
    covering,
    saved,
    sections_of,
)
from tests.referral.test_whole_form import EVENT, SIGNED


def shared(**more: Any) -> Referral:
    referral = a_sent(**more)
    referral.rows = Rows()
    referral.status = Status.UPPTAGEN
    share(referral, RECIPIENTS[UNIT], at=NOON)
    return referral


def corrected(referral: Referral, **values: Any) -> Referral:
    correct(referral, plan_correction(referral, values, REVIEW, RULES), covering(), RULES, by=BY, at=NOON)
    return referral


def facts(referral: Referral) -> list[ReferralCorrected]:
    return [p.fact for p in referral.publications if isinstance(p.fact, ReferralCorrected)]


def test_the_parties_asked_get_neither_field_24_nor_25() -> None:
    told = sections_of(shared(tidskritiskt=EVENT, individens_underskrift=SIGNED))["handlaggning"]

    assert "tidskritiskt" not in told
    assert "parter" not in told
    assert told["individens_underskrift"] == SIGNED
    assert told["anmalarens_underskrift"] == {"funktion": "socialsekreterare", "datum": "2026-11-23"}


def test_a_changed_field_25_goes_to_the_team_alone() -> None:
    referral = saved(shared(tidskritiskt=EVENT), UUID(int=2))
    corrected(referral, tidskritiskt={**EVENT, "senast": "2027-01-31"})

    (fact,) = facts(referral)
    assert (fact.parties, fact.corrects) == ((), UUID(int=2))
    assert sections_of(referral)["handlaggning"]["tidskritiskt"]["senast"] == "2027-01-31"
    assert not referral.publications[0].carries, "what the parties have is still the event before"


def test_an_emptied_field_25_is_said_to_the_team_and_never_to_the_parties() -> None:
    referral = saved(shared(tidskritiskt=EVENT, individens_underskrift=SIGNED), UUID(int=2))
    corrected(referral, tidskritiskt=None, individens_underskrift=None)

    parties, team = facts(referral)
    assert (parties.parties, team.parties) == (("fk", "vard-sodermalm"), ())
    assert sections_of(referral, 0)["handlaggning"]["individens_underskrift"] == {}
    assert "tidskritiskt" not in sections_of(referral, 0)["handlaggning"]
    assert sections_of(referral, 1)["handlaggning"]["tidskritiskt"] == {}


def test_other_corrections_say_nothing_of_it() -> None:
    referral = saved(shared(tidskritiskt=EVENT), UUID(int=2))
    corrected(referral, sgi={"finns": "nej"})

    (fact,) = facts(referral)
    assert fact.parties == ("fk", "vard-sodermalm")
    assert sections_of(referral) == {
        "forsorjning": {"forsorjning": ["FORS_EKON_BISTAND"], "sgi": {"finns": "nej"}}
    }


def test_the_same_values_are_no_correction() -> None:
    with pytest.raises(NothingChanged):
        corrected(saved(shared(tidskritiskt=EVENT), UUID(int=2)), tidskritiskt=EVENT)


def test_a_komplettering_tells_the_team_of_it() -> None:
    referral = a_sent()
    referral.status = Status.KOMPLETTERAS
    answer = FreeText("Hyran är uppsagd.", "handlaggning")
    change = plan_answer(referral, {"tidskritiskt": EVENT}, answer, REVIEW, RULES)
    answer_supplement(referral, change, covering(), RULES, by=BY, at=NOON)

    assert sections_of(referral)["handlaggning"]["tidskritiskt"] == EVENT


def test_a_refusal_names_the_field() -> None:
    referral = saved(shared(), UUID(int=2))
    change = plan_correction(referral, {"tidskritiskt": EVENT}, REVIEW, RULES)
    uncovered = covering(covered=False, uncovered_categories=("handlaggning",))

    with pytest.raises(CategoryNotCovered) as refused:
        correct(referral, change, uncovered, RULES, by=BY, at=NOON)

    assert "tidskritiskt" in {fault["field"] for fault in refused.value.extra["fields"]}
