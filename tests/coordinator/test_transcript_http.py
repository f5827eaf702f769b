"""Every field of the form is transcribed, and what the form does not take is said before it is kept."""

from typing import Any
from uuid import UUID

import pytest

from tests.coordinator.builders import SENDER, TEAM, today
from tests.coordinator.paper_builders import FROM, a_form, transcript
from tests.coordinator.test_arrivals import rows, the_akt
from tests.coordinator.test_http import get, post
from tests.coordinator.test_papers_http import registered
from tests.referral.test_whole_form import WHOLE
from tests.standins import headers

pytestmark = pytest.mark.real
WRONG = {
    "field": "sgi.finns",
    "code": "missing",
    "message": "Ange om personen har en SGI: ja, nej eller okänt.",
}


async def amended(stage, case_id: UUID, **more: Any):
    akt = await the_akt(stage, case_id)
    path, body = f"/v1/akter/{case_id}/paper", a_form(today(), **more)
    return await stage.api.put(path, json=body, headers=headers("koordinator", akt.version))


async def paper_of(stage, case_id: UUID) -> dict[str, Any]:
    return (await get(stage, f"/v1/akter/{case_id}")).json()["paper"]


async def test_every_field_of_the_form_is_kept_as_it_was_transcribed(stage) -> None:
    case_id = await registered(stage, content=transcript(**WHOLE))

    kept = (await paper_of(stage, case_id))["content"]

    assert kept == transcript(**WHOLE)


async def test_the_form_is_asked_before_anything_is_kept(stage) -> None:
    case_id = await registered(stage)

    (asked,) = stage.referral.checked
    assert (asked["sender"], asked["team"]) == (SENDER, TEAM)
    assert asked["content"]["handlaggare"]["namn"] == FROM.name
    assert (await paper_of(stage, case_id))["transcript_checked"] is True


async def test_what_the_form_does_not_take_is_not_registered(stage) -> None:
    stage.referral.faults = [WRONG, WRONG | {"field": "handlaggare.funktionsadress"}]

    refused = await post(stage, "/v1/paper-referrals", a_form(today()), version=None)

    assert (refused.status_code, refused.json()["code"]) == (422, "transcript_refused")
    assert refused.json()["fields"] == [
        WRONG | {"field": "content.sgi.finns"},
        WRONG | {"field": "sender.address"},
    ]
    assert await rows(stage, "select 1 from akt") == []


async def test_it_is_registered_unchecked_when_the_form_cannot_be_asked(stage) -> None:
    """A document is registered at once (OSL 5:1), whoever else is away."""
    stage.referral.down = True

    answer = await post(stage, "/v1/paper-referrals", a_form(today()), version=None)

    assert (answer.status_code, answer.json()["transcript_checked"]) == (201, False)
    assert (await paper_of(stage, UUID(answer.json()["case_id"])))["transcript_checked"] is False


async def test_a_change_is_refused_when_the_form_does_not_take_it(stage) -> None:
    case_id = await registered(stage)
    stage.referral.faults = [WRONG]

    refused = await amended(stage, case_id, content=transcript(sgi={}, anpassning="Hörslinga"))

    assert (refused.status_code, refused.json()["code"]) == (422, "transcript_refused")
    assert (await paper_of(stage, case_id))["content"] == transcript()


async def test_a_change_waits_until_the_form_can_be_asked(stage) -> None:
    case_id = await registered(stage)
    stage.referral.down = True

    refused = await amended(stage, case_id, content=transcript(anpassning="Hörslinga"))
    stage.referral.down = False
    changed = await amended(stage, case_id, content=transcript(anpassning="Hörslinga"))

    assert (refused.status_code, refused.json()["code"]) == (503, "referral_unreachable")
    assert (changed.status_code, changed.json()["transcript_checked"]) == (200, True)


async def test_nobody_else_is_asked_about_a_protected_person(stage) -> None:
    whole = transcript(kontakt={"telefon": "070-174 06 05"}, stadsdel="sodermalm", **WHOLE)
    case_id = await registered(stage, skyddade_personuppgifter=True, content=whole)

    path, purpose = f"/v1/akter/{case_id}/openings", {"purpose": "handlaggning_for_hand"}
    kept = (await post(stage, path, purpose, version=None)).json()["paper"]["content"]

    assert stage.referral.checked == []
    assert not {"kontakt", "stadsdel"} & kept.keys()
    assert not {"enhet", "telefon", "epost"} & kept["kontakter"][0].keys()


@pytest.mark.parametrize("who", ["host-staff", "soc", "other-team"])
async def test_the_form_is_not_asked_for_who_does_not_see_the_akt(stage, who) -> None:
    case_id = await registered(stage)
    stage.referral.checked.clear()

    answer = await stage.api.put(f"/v1/akter/{case_id}/paper", json=a_form(today()), headers=headers(who, 1))

    assert answer.status_code in {403, 404}
    assert stage.referral.checked == []
