"""Every way in which a recipient could try to get at a document."""

import base64
import dataclasses
import json
import uuid
from typing import Any

import httpx2
from finsam_party.tokens import MachineTokens

from deploy.demo.own_system import party_settings
from deploy.demo.stage import Stage


@dataclasses.dataclass(frozen=True, slots=True)
class Tried:
    """What came of asking for some records."""

    status: int
    keys: int
    controls: int
    text: str = dataclasses.field(repr=False)


async def machine_token(stage: Stage, recipient: str) -> str:
    """A new login of the recipient's machine."""
    return await MachineTokens(party_settings(stage.system, recipient), stage.http).bearer()


async def records_of(stage: Stage, token: str, alias: str) -> list[dict[str, Any]]:
    """The whole feed of one alias."""
    answer = await stage.http.get(
        stage.url("consent", "/v1/feed"),
        params={"alias": alias},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == httpx2.codes.OK, answer.text
    return answer.json()["records"]


async def ask_release(stage: Stage, token: str, events: list[str]) -> Tried:
    """Ask for keys; count those that open a document and those that open a control notice."""
    answer = await stage.http.post(
        stage.url("consent", "/v1/release"),
        json={"events": events, "purpose": "handlaggning"},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())},
    )
    body = json.loads(answer.content)
    given = [
        [s for s in event.get("sections", []) if s["status"] == "key"] for event in body.get("events", [])
    ]
    # A control notice has one section only; every document here has more than its header.
    controls = sum(1 for sections, event in zip(given, body.get("events", []), strict=False)
                   if sections and len(event["sections"]) == 1)  # fmt: skip
    return Tried(answer.status_code, sum(map(len, given)) - controls, controls, answer.text)


def unpacked(entry: dict[str, Any]) -> bytes:
    """The bytes of a record in the feed."""
    return base64.b64decode(entry["record"])


async def revoke(stage: Stage, scope: dict[str, str]) -> None:
    """The person withdraws, logged in."""
    done = await stage.individ.send(
        stage.url("consent", "/v1/revocations"),
        {"case_id": str(stage.case_id), "scope": scope, "said_on": str(stage.today()), "channel": "inloggad"},
    )
    assert done.body["state"] == "enforced"


async def alias_of(stage: Stage, person: str) -> str:
    """The case as a handläggare's unit knows it."""
    found = await stage.people[person].get(stage.url("consent", "/v1/aliases"), case_id=str(stage.case_id))
    return str(found["alias"])
