"""When all of the samtycke is withdrawn after the plan, nobody opens, sees or sends anything more of the case."""

from uuid import UUID

import pytest
from finsam_party.errors import AnswerRefused

from deploy.demo.own_system import own_system
from deploy.demo.papers import REVIEW
from deploy.demo.stage import AF, FK, SENDER, Stage
from tests.journey.reading import alias_of, ask_release, machine_token, records_of, revoke

pytestmark = [pytest.mark.real, pytest.mark.journey]


READERS = {"handlaggare-af": AF, "handlaggare-fk": FK, "anmalare-soc": SENDER}
LISTS = [("coordinator", "/v1/akter"), ("followup", "/v1/follow-ups"), ("coordinator", "/v1/meetings")]


@pytest.fixture(scope="class")
async def before(planned: Stage) -> dict[str, list[str]]:
    """What lies in each recipient's feed before the withdrawal, as states; the case stands in every list."""
    for service, path in LISTS:
        assert str(planned.case_id) in str(await planned.koordinator.get(planned.url(service, path)))
    return {recipient: await _states(planned, person) for person, recipient in READERS.items()}


@pytest.fixture(scope="class")
async def ended(planned: Stage, before: dict[str, list[str]]) -> Stage:
    """All of the samtycke is withdrawn."""
    await revoke(planned, {"kind": "all"})
    await planned.rest()
    return planned


class TestAfterTheWithdrawalOfEverything:
    async def test_nobody_opens_anything_more_of_the_case(
        self, ended: Stage, before: dict[str, list[str]]
    ) -> None:
        for person, recipient in READERS.items():
            token = await machine_token(ended, recipient)
            feed = await records_of(ended, token, await alias_of(ended, person))
            tried = await ask_release(ended, token, [r["id"] for r in feed])
            states = [r["state"] for r in feed]
            assert (tried.status, tried.keys) == (200, 0)
            assert tried.controls == states.count("open"), "what can be opened is a notice"
            assert states[-1] == "open"
            assert before[recipient].count("open") > 0
            assert len(states) == len(before[recipient]) + 1, "the stop notice is all that came"

    @pytest.mark.parametrize(("service", "path"), LISTS)
    async def test_leaves_the_lists(self, ended: Stage, service: str, path: str) -> None:
        assert str(ended.case_id) not in str(await ended.koordinator.get(ended.url(service, path)))

    async def test_ends_the_plan_for_those_who_carried_it(self, ended: Stage) -> None:
        with pytest.raises(AnswerRefused):
            await own_system(ended, AF).report_delmal(UUID(ended.delmal[AF]), "klart")

    async def test_is_told_to_the_person(self, ended: Stage) -> None:
        mine = (await ended.individ.get(ended.url("coordinator", "/v1/my/cases")))["cases"]

        case = next(one for one in mine if one["case_id"] == str(ended.case_id))
        assert case["next"]["who"] == "ingen"

    async def test_the_sender_can_send_no_more_and_is_told_why(self, ended: Stage) -> None:
        teller, url = ended.teller, ended.url("referral", f"/v1/referrals/{ended.case_id}")
        body = {
            "changes": {"onskat_individ": {"text": "En ändring.", "category": "sociala"}},
            "secrecy_review": REVIEW,
        }

        refused = await teller.send(
            f"{url}/corrections", body, version=(await teller.get(url))["version"], expects=409
        )

        assert (refused.body["code"], bool(refused.body["detail"])) == ("consent_ended", True)


async def _states(stage: Stage, person: str) -> list[str]:
    token = await machine_token(stage, READERS[person])
    return [record["state"] for record in await records_of(stage, token, await alias_of(stage, person))]
