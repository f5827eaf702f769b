"""Reading on a screen: the unit's feed, release with the reader's own token, opening in memory."""

import base64
import uuid
from dataclasses import dataclass
from typing import Any

from finsam_party import record

from deploy.demo.cast import Actor
from deploy.demo.stage import Stage
from deploy.demo.words import plain


@dataclass(frozen=True, slots=True)
class OnScreen:
    """One document as the screen shows it."""

    event_id: uuid.UUID
    type: str
    contents: dict[str, Any]
    gone: int

    def plain_categories(self) -> set[str]:
        """Return the shown categories in Swedish."""
        return {plain(c) for c in self.contents}


async def read_on_screen(stage: Stage, reader: Actor) -> list[OnScreen]:
    """Release and open every record of the reader's unit in this case; nothing is kept."""
    mine = await reader.get(stage.url("consent", "/v1/aliases"), case_id=str(stage.case_id))
    feed = await reader.get(stage.url("consent", "/v1/feed"), alias=mine["alias"])
    records = {entry["id"]: entry for entry in feed["records"]}
    answer = await reader.send(
        stage.url("consent", "/v1/release"), {"events": list(records), "purpose": "handlaggning"}
    )
    return [_open(records[e["id"]]["record"], e) for e in answer.body["events"] if e["status"] == "ok"]


def _open(encoded: str, released: dict[str, Any]) -> OnScreen:
    sealed = record.decode(base64.b64decode(encoded))
    opened, gone, kind = {}, 0, ""
    for section in released["sections"]:
        if section["status"] != "key":
            gone += 1
            continue
        part = record.open_section(sealed, section["index"], base64.b64decode(section["key"]))
        if section["index"] == 0:
            kind = part.content["type"]
        opened[part.category] = part.content
    return OnScreen(uuid.UUID(released["id"]), kind, opened, gone)
