"""Routes after sending: the answer to a komplettering, and corrections."""

from typing import Any
from uuid import UUID

import pytest

from tests.referral.builders import OTHER_PERSON, TEAM, UNIT
from tests.referral.conftest import REVIEWED
from tests.referral.test_reactions import Ear

pytestmark = pytest.mark.real

ANSWER = {"text": "Intyget kommer nästa vecka.", "category": "handlaggning"}
UNDERLAG = {"lage": "bifogas", "omfattning_procent": 75}


async def asked_for_more(stage) -> tuple[str, int]:
    ident = await stage.a_sent()
    ear = Ear(stage)
    await ear.team("referral_received", ident)
    await ear.team("supplement_requested", ident)
    return f"/v1/referrals/{ident}", 5


async def taken_up(stage) -> tuple[str, int]:
    ident = await stage.a_sent()
    await Ear(stage).team("referral_taken_up", ident)
    return f"/v1/referrals/{ident}", 4


async def correct(stage, path: str, version: int, review: Any = REVIEWED, **changes: Any):
    body = {"changes": changes, "secrecy_review": review}
    return await stage.post(f"{path}/corrections", body, version=version)


class TestSupplementAnswer:
    async def test_leaves_to_the_team_with_the_changed_category(self, stage) -> None:
        path, version = await asked_for_more(stage)

        answer = await stage.post(
            f"{path}/supplement-answers",
            {"answer": ANSWER, "changes": {"medicinskt_underlag": UNDERLAG}, "secrecy_review": REVIEWED},
            version=version,
        )

        assert (answer.status_code, answer.json()["status"], answer.json()["text_version"]) == (
            200,
            "mottagen",
            2,
        )
        event = (await stage.events(answer.json()["id"]))[-1]
        assert event["type"] == "se.finsam.referral.supplement_answered.v1"
        assert event["data"]["team"] == TEAM
        assert event["opened"]["halsa"] == {"medicinskt_underlag": UNDERLAG}
        assert event["opened"]["handlaggning"]["fritext"] == {"svar": ANSWER["text"]}
        sent = (await stage.get(path)).json()["sent"]
        assert [(text["version"], text["kind"]) for text in sent] == [(1, "anmalan"), (2, "komplettering")]

    async def test_asks_whether_the_team_may_have_what_leaves(self, stage) -> None:
        path, version = await asked_for_more(stage)
        stage.consent.requests.clear()
        stage.consent.uncovered_categories = ["sociala"]

        refused = await stage.post(
            f"{path}/supplement-answers",
            {"answer": {"text": "Hon bor hos en vän.", "category": "sociala"}, "secrecy_review": REVIEWED},
            version=version,
        )

        assert (refused.status_code, refused.json()["code"]) == (409, "category_not_covered")
        assert refused.json()["fields"][0]["field"] == "answer"
        (asked,) = stage.consent.asked("/v1/coverage")
        assert (asked["parties"], asked["categories"]) == ([], ["sociala"])

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"answer": ANSWER}, "secrecy_not_tried"),
            ({"answer": {"text": "Svar"}, "secrecy_review": REVIEWED}, "invalid_content"),
            ({"answer": {"text": "", "category": "halsa"}, "secrecy_review": REVIEWED}, "invalid_content"),
            ({"answer": ANSWER, "changes": {"parter": ["af"]}, "secrecy_review": REVIEWED}, "field_fixed"),
            ({"answer": ANSWER, "changes": {"stadsdel": "x"}, "secrecy_review": REVIEWED}, "invalid_content"),
        ],
    )
    async def test_is_refused_with_a_reason(self, stage, body: Any, code: str) -> None:
        path, version = await asked_for_more(stage)

        assert (await stage.post(f"{path}/supplement-answers", body, version=version)).json()["code"] == code

    async def test_is_refused_when_the_samtycke_with_the_team_ended(self, stage) -> None:
        path, version = await asked_for_more(stage)
        await Ear(stage).ended(path.rsplit("/", 1)[-1], (UNIT, TEAM))

        refused = await stage.post(
            f"{path}/supplement-answers", {"answer": ANSWER, "secrecy_review": REVIEWED}, version=version
        )
        assert refused.json()["code"] == "consent_ended"

    async def test_is_refused_when_nothing_is_asked(self, stage) -> None:
        ident = await stage.a_sent()
        body = {"answer": ANSWER, "secrecy_review": REVIEWED}

        refused = await stage.post(f"/v1/referrals/{ident}/supplement-answers", body, version=3)
        assert refused.json()["code"] == "wrong_status"


class TestCorrection:
    async def test_leaves_with_only_the_changed_category(self, stage) -> None:
        path, version = await taken_up(stage)
        answer = await correct(stage, path, version, forsorjning=["FORS_SJUKERS"])

        assert (answer.status_code, answer.json()["text_version"]) == (200, 2)
        submitted, shared, corrected = await stage.events(answer.json()["id"])
        assert submitted["number"] == 1
        assert corrected["type"] == "se.finsam.referral.referral_corrected.v1"
        assert corrected["data"]["corrects"] == shared["id"]
        assert corrected["data"]["parties"] == ["fk", "vard-sodermalm"]
        assert corrected["opened"] == {"forsorjning": {"forsorjning": ["FORS_SJUKERS"]}}

    async def test_before_taking_up_it_goes_to_the_team_alone(self, stage) -> None:
        ident = await stage.a_sent()
        await correct(stage, f"/v1/referrals/{ident}", 3, stadsdel="farsta")

        submitted, corrected = await stage.events(ident)
        assert (corrected["data"]["parties"], corrected["data"]["corrects"]) == ([], submitted["id"])

    async def test_a_second_one_corrects_the_first(self, stage) -> None:
        path, version = await taken_up(stage)
        await correct(stage, path, version, forsorjning=["FORS_SJUKERS"])
        await correct(stage, path, version + 1, forsorjning=["FORS_ARBETE"])

        *_, first, second = await stage.events(path.rsplit("/", 1)[-1])
        assert second["data"]["corrects"] == first["id"]
        assert (await stage.get(path)).json()["text_version"] == 3

    async def test_asks_again_and_fails_closed(self, stage) -> None:
        path, version = await taken_up(stage)
        stage.consent.down = True

        assert (await correct(stage, path, version, stadsdel="farsta")).status_code == 503

    async def test_is_refused_by_hand_for_a_case_that_became_protected(self, stage) -> None:
        path, version = await taken_up(stage)
        stage.consent.protected.add(UUID(path.rsplit("/", 1)[-1]))

        assert (await correct(stage, path, version, stadsdel="farsta")).json()["code"] == "by_hand"

    @pytest.mark.parametrize(
        ("changes", "review", "code"),
        [
            ({"stadsdel": "farsta"}, None, "secrecy_not_tried"),
            ({"stadsdel": "farsta"}, {**REVIEWED, "content_tried": False}, "secrecy_not_tried"),
            ({"stadsdel": "sodermalm"}, REVIEWED, "nothing_changed"),
            ({"team": TEAM}, REVIEWED, "field_fixed"),
            ({"individ": {"namn": "x", "personnummer": OTHER_PERSON}}, REVIEWED, "field_fixed"),
            ({"stadsdel": None}, REVIEWED, "draft_incomplete"),
            ({"stadsdel": "nacka"}, REVIEWED, "invalid_content"),
        ],
    )
    async def test_is_refused_with_a_reason(self, stage, changes: Any, review: Any, code: str) -> None:
        path, version = await taken_up(stage)

        assert (await correct(stage, path, version, review, **changes)).json()["code"] == code

    async def test_changes_only_the_version_that_was_read(self, stage) -> None:
        path, version = await taken_up(stage)
        await correct(stage, path, version, stadsdel="farsta")

        assert (await correct(stage, path, version, stadsdel="bromma")).status_code == 412
