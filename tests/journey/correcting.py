"""Work that goes on while something is broken: corrections of an anmälan, each of them made once."""

import asyncio
import json
import uuid

import httpx2

from deploy.demo.papers import REVIEW
from deploy.demo.stage import Stage
from deploy.demo.telling import StoryBroken


async def correct(stage: Stage, text: str) -> None:
    """Correct the person's words, asking with one key until the service answers: it acts once."""
    teller, key = stage.people["anmalare-soc"], str(uuid.uuid4())
    url = stage.url("referral", f"/v1/referrals/{stage.case_id}")
    body = {"changes": {"onskat_individ": {"text": text, "category": "sociala"}}, "secrecy_review": REVIEW}
    version = 0
    async with asyncio.timeout(90):
        while True:
            try:
                version = version or (await teller.get(url))["version"]
                headers = {
                    "Authorization": f"Bearer {teller.token}",
                    "Idempotency-Key": key,
                    "If-Match": f'"{version}"',
                }
                answer = await stage.http.post(f"{url}/corrections", json=body, headers=headers)
            except (httpx2.TransportError, StoryBroken):
                await asyncio.sleep(0.1)
                continue
            if answer.is_success:
                return
            assert answer.status_code == httpx2.codes.SERVICE_UNAVAILABLE, answer.text


def words(hours: int) -> str:
    """What the person says this time."""
    return f"Jag vill börja med {hours} timmar i veckan."


async def told_in_turn(stage: Stage) -> list[int]:
    """Return which of the corrections the team's akt holds, in the order in which they came; the last holds now."""
    akt = await stage.people["koordinator"].get(stage.url("coordinator", f"/v1/akter/{stage.case_id}"))
    texts = [json.dumps(part, ensure_ascii=False) for part in (*akt["history"], akt["sections"])]
    return [hours for text in texts for hours in range(1, 100) if words(hours)[:-1] in text]
