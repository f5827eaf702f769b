"""A party that loses the samtycke and gets it back: it is given the anmälan again, and then what corrects it."""

import pytest

from tests.referral.builders import TEAM, UNIT
from tests.referral.test_changes import correct, taken_up
from tests.referral.test_reactions import CORE, Ear, a_row

pytestmark = pytest.mark.real

FK = ((UNIT, "fk"), (TEAM, "fk"), ("fk", TEAM))


@pytest.fixture
def ear(stage) -> Ear:
    return Ear(stage)


async def given(ear: Ear, ident: str, *pairs: tuple[str, str], categories: tuple[str, ...] = CORE) -> None:
    rows = [a_row(*pair, category) for pair in pairs for category in categories]
    await ear.hear(ear.event("consent", "consent_given", ident, rows=rows, text_id="sv-1"))


async def shares(stage, ident: str) -> list[list[str]]:
    events = await stage.events(ident)
    return [event["data"]["parties"] for event in events if event["type"].endswith("referral_shared.v1")]


class TestRegained:
    async def test_before_taking_up_and_back_after_it_the_party_gets_the_anmalan(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, *FK)
        await ear.team("referral_taken_up", ident)
        await given(ear, ident, *FK)

        assert await shares(stage, ident) == [["vard-sodermalm"], ["fk"]]
        assert "parter" not in (await stage.events(ident))[-1]["opened"]["handlaggning"]

    async def test_after_it_had_the_anmalan_the_party_gets_it_again_as_it_stands(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.team("referral_taken_up", ident)
        await ear.ended(ident, *FK)
        version = (await stage.get(f"/v1/referrals/{ident}")).json()["version"]
        await correct(stage, f"/v1/referrals/{ident}", version, forsorjning=["FORS_SJUKERS"])
        await given(ear, ident, *FK)

        assert await shares(stage, ident) == [["fk", "vard-sodermalm"], ["fk"]]
        corrected, again = (await stage.events(ident))[-2:]
        assert corrected["data"]["parties"] == ["vard-sodermalm"]
        assert again["opened"]["forsorjning"] == {"forsorjning": ["FORS_SJUKERS"]}

    async def test_it_is_sent_once_for_each_time_the_cover_comes_back(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.team("referral_taken_up", ident)
        await given(ear, ident, *FK)
        await ear.ended(ident, *FK)
        await given(ear, ident, *FK)

        assert await shares(stage, ident) == [["fk", "vard-sodermalm"]]

    async def test_a_later_loss_and_return_sends_it_again(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.team("referral_taken_up", ident)
        await ear.ended(ident, *FK)
        rows = [a_row(*pair, category) for pair in FK for category in CORE]
        await ear.hear(ear.event("consent", "consent_given", ident, rows=rows, text_id="sv-1"))
        await ear.hear(
            ear.event("consent", "rows_ended", ident, rows=rows, reason_kind="aterkallat", whole=False)
        )
        await given(ear, ident, *FK)

        assert await shares(stage, ident) == [["fk", "vard-sodermalm"], ["fk"], ["fk"]]

    @pytest.mark.parametrize("missing", FK)
    async def test_nothing_is_sent_until_every_way_is_back(
        self, stage, ear, missing: tuple[str, str]
    ) -> None:
        ident = await stage.a_sent()
        await ear.team("referral_taken_up", ident)
        await ear.ended(ident, *FK)
        await given(ear, ident, *[pair for pair in FK if pair != missing])

        assert await shares(stage, ident) == [["fk", "vard-sodermalm"]]

    async def test_nothing_is_sent_before_taking_up_or_without_the_team(self, stage, ear) -> None:
        ident = await stage.a_sent()
        await ear.ended(ident, *FK)
        await given(ear, ident, *FK)
        assert await shares(stage, ident) == []

        await ear.team("referral_taken_up", ident)
        await ear.ended(ident, (UNIT, TEAM), *FK)
        await given(ear, ident, *FK)
        assert await shares(stage, ident) == [["fk", "vard-sodermalm"]]

    async def test_the_others_correction_still_names_what_they_have(self, stage, ear) -> None:
        path, version = await taken_up(stage)
        ident = path.rsplit("/", 1)[-1]
        await correct(stage, path, version, forsorjning=["FORS_SJUKERS"])
        first = (await stage.events(ident))[-1]
        await ear.ended(ident, *FK)
        await given(ear, ident, *FK)
        version = (await stage.get(path)).json()["version"]
        await correct(stage, path, version, forsorjning=["FORS_ARBETE"])

        second = (await stage.events(ident))[-1]
        assert second["data"]["corrects"] == first["id"]
        assert second["data"]["parties"] == ["fk", "vard-sodermalm"]


class TestCategoryThatTheTeamLost:
    async def test_is_corrected_for_the_party_that_still_may_have_it(self, stage, ear) -> None:
        path, version = await taken_up(stage)
        ident = path.rsplit("/", 1)[-1]
        await given(ear, ident, (UNIT, "fk"), categories=("forsorjning",))
        stage.consent.uncovered_categories = ["forsorjning"]
        version = (await stage.get(path)).json()["version"]

        answer = await correct(stage, path, version, forsorjning=["FORS_SJUKERS"])

        assert answer.status_code == 200, answer.text
        event = (await stage.events(ident))[-1]
        assert event["opened"] == {"forsorjning": {"forsorjning": ["FORS_SJUKERS"]}}

    async def test_is_refused_when_nobody_may_have_it(self, stage, ear) -> None:
        path, _ = await taken_up(stage)
        ident = path.rsplit("/", 1)[-1]
        await given(ear, ident, (UNIT, "fk"), categories=("halsa",))
        await given(ear, ident, (UNIT, "af"), categories=("forsorjning",))
        stage.consent.uncovered_categories = ["forsorjning"]
        version = (await stage.get(path)).json()["version"]

        refused = await correct(stage, path, version, forsorjning=["FORS_SJUKERS"])
        assert (refused.status_code, refused.json()["code"]) == (409, "category_not_covered")


async def test_a_stale_client_is_told_so_before_anything_about_the_status(stage) -> None:
    ident = await stage.a_sent()

    stale = await stage.patch(f"/v1/referrals/{ident}", {"stadsdel": "farsta"}, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_referral")
