"""The demo is a check: it fails when the product does not keep what the story promises."""

import pytest

from deploy.demo import correction, log
from deploy.demo.stage import FK, Stage
from deploy.demo.telling import StoryBroken

pytestmark = [pytest.mark.real, pytest.mark.journey]


class TestTheStory:
    async def test_breaks_when_a_party_opens_what_was_not_promised(self, shared: Stage) -> None:
        with pytest.raises(StoryBroken, match="Region"):
            await correction.correction(shared)  # nobody has withdrawn: Region opens it too

    async def test_breaks_when_a_promised_document_does_not_come(self, shared: Stage) -> None:
        with pytest.raises(StoryBroken, match="Försäkringskassan"):
            await shared.everybody_got({FK: ["rattelse"]})

    async def test_breaks_when_the_log_shows_less_than_the_story_told(self, shared: Stage) -> None:
        shared.telling.received.append({"recipient": FK, "type": "gemensam_plan", "sequence": 9})

        with pytest.raises(StoryBroken, match="loggen"):
            await log.table(shared)

    async def test_breaks_when_the_log_shows_more_than_the_story_told(self, shared: Stage) -> None:
        shared.telling.received.clear()

        with pytest.raises(StoryBroken, match="mer än berättelsen"):
            await log.table(shared)
