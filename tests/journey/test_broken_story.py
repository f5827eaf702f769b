"""The demo is a check: it fails when the product does not keep what the story promises."""

import pytest

from deploy.demo import withdrawal
from deploy.demo.stage import FK, REGION, Stage
from deploy.demo.telling import StoryBroken

pytestmark = [pytest.mark.real, pytest.mark.journey]


class TestTheStory:
    async def test_breaks_when_a_party_opens_what_was_not_promised(self, shared: Stage) -> None:
        await shared.parties[REGION].start()  # nobody has withdrawn: Region opens its unread record

        with pytest.raises(StoryBroken, match="Region"):
            await shared.everybody_got({REGION: ["gone", "stop"]})

    async def test_breaks_when_a_promised_document_does_not_come(self, shared: Stage) -> None:
        with pytest.raises(StoryBroken, match="Försäkringskassan"):
            await shared.everybody_got({FK: ["rattelse"]})

    async def test_breaks_when_the_log_shows_more_than_the_story_told(self, shared: Stage) -> None:
        with pytest.raises(StoryBroken):
            await withdrawal.table(shared)
