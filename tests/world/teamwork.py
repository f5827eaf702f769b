"""What the team does with a case that it has taken up: meeting, plan, follow-up (steps 5 to 9)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from deploy.demo.cast import Answer
from deploy.infra.topology import TEAM
from shared.days import next_working_day
from tests.world.life import AF, FK, REGION, SENDER, Life

Json = dict[str, Any]
_MINUTES = 15
_OPENS, _TIMES = time(6, tzinfo=UTC), 48
"""From seven or eight o'clock in Sweden, as many meetings as a day holds."""


@dataclass
class Teamwork(Life):
    """One case that is worked with."""

    meeting_id: UUID | None = None
    plan_id: UUID | None = None
    delmal: dict[str, UUID] = field(default_factory=dict)
    """Whose → the delmål's id; `individ` for the person's own."""

    def slot(self, days: int) -> datetime:
        """Return a time of its own when offices are open, so many days ahead or the next one after that."""
        number = next(self.house.slots)
        day = next_working_day(self.today() + timedelta(days=days))
        return datetime.combine(day, _OPENS) + timedelta(minutes=_MINUTES * (number % _TIMES))

    async def call(
        self, *units: str, kind: str = "team", days: int = 15, expects: int = 201, **more: Any
    ) -> Answer:
        """Call units and the person to a meeting."""
        body: Json = {
            "kind": kind, "starts_at": self.slot(days).isoformat(), "minutes": _MINUTES,
            "place": "Jobbtorg, Testgatan 1", "invited": list(units or (SENDER, *self.asked)), **more,
        }  # fmt: skip
        if kind == "uppfoljning" and "plan_id" not in body:
            body["plan_id"] = str(self.plan_id)
        made = await self.decide("meetings", body, expects=expects)
        if expects == 201:
            self.meeting_id = UUID(made.body["meeting_id"])
        return made

    async def meeting(self) -> Json:
        """Read the meeting at hand, as the koordinator sees it."""
        listed = await self.of(TEAM).get(self.url("coordinator", "/akter/{}/meetings"))
        return next(one for one in listed["meetings"] if one["meeting_id"] == str(self.meeting_id))

    async def on_meeting(self, what: str, body: Json, *, expects: int = 200) -> Answer:
        """Give a command on the meeting at hand: move, cancel, hold, adjourn."""
        version = (await self.meeting())["version"]
        return await self.of(TEAM).send(
            self.url("coordinator", f"/akter/{{}}/meetings/{self.meeting_id}/{what}"),
            body, version=version, expects=expects,
        )  # fmt: skip

    async def hold(
        self, *present: str, outcome: str = "gemensam_plan", expects: int = 200, **more: Any
    ) -> Answer:
        """Note that the meeting was held, with the person there."""
        body = {
            "present": list(present or (SENDER, *self.asked)), "persons": [], "person_present": True,
            "outcome": outcome, "note": "Vi kom överens om vem som gör vad.", **more,
        }  # fmt: skip
        return await self.on_meeting("hold", body, expects=expects)

    async def adjourn(self, reason: str = "individen_uteblev") -> Answer:
        """Note that nothing was dealt with."""
        return await self.on_meeting("adjourn", {"reason": reason, "text": "Ett nytt möte bokas."})

    def goals(self, *parties: str, due: int = 90) -> list[Json]:
        """Write one goal with a delmål for each party, and one for the person."""
        people: list[Json] = [
            {
                "what": "Kartlägger vilket stöd som finns inom den egna verksamheten",
                "how_seen": "En skriftlig redovisning lämnas till teamet en gång",
                "responsible": {
                    "kind": "part", "unit": unit, "name": "Kassa Testperson", "function": "handläggare",
                },
                "due": self.day(due), "accepted_at_meeting": False,
            }
            for unit in parties
        ]  # fmt: skip
        own: Json = {
            "what": "Går på det bokade besöket", "how_seen": "Besöket är gjort två gånger",
            "responsible": {"kind": "individ"}, "due": self.day(due), "accepted_at_meeting": True,
        }  # fmt: skip
        return [{"goal": "Egen försörjning på sikt", "delmal": [*people, own]}]

    async def plan(self, *parties: str, expects: int = 201, **more: Any) -> Answer:
        """Make the gemensam plan at the meeting that was held."""
        body: Json = {
            "meeting_id": str(self.meeting_id), "goals": self.goals(*(parties or (AF, FK))),
            "individens_ord": "Jag vill komma tillbaka i min takt.",
            "driver": {"unit": SENDER, "name": "Anmälare Testperson", "function": "socialsekreterare"},
            "deputy": {"unit": SENDER, "name": "Farsta Testperson", "function": "socialsekreterare"}, **more,
        }  # fmt: skip
        made = await self.decide("plans", body, expects=expects)
        if expects == 201:
            self.plan_id = UUID(made.body["plan_id"])
            await self._learn_delmal()
        return made

    async def plans(self) -> Json:
        """Read the case's plans as the koordinator sees them."""
        return await self.of(TEAM).get(self.url("coordinator", "/akter/{}/plans"))

    async def _learn_delmal(self) -> None:
        current = (await self.plans())["current"]
        for one in current["delmal"]:
            self.delmal[one["responsible"]["unit"] or one["responsible"]["kind"]] = UUID(one["id"])

    async def follow_up(self) -> Json:
        """Read the follow-up that is open, or the last one."""
        listed = await self.of(TEAM).get(self.url("followup", "/cases/{}/follow-ups"))
        return listed["follow_ups"][0]

    async def record(self, continuation: Json, *, main: str = "U50", expects: int = 200) -> Answer:
        """Record what the follow-up came to."""
        found = await self.follow_up()
        body: Json = {
            "delmal": [
                {"delmal_id": one["id"], "status": "natt", "texts": {}} for one in found["plan"]["delmal"]
            ],
            "outcomes": {"main": main, "secondary": []},
            "arbetsformaga": {"before": {"level": "SAKNAR"}, "after": {"level": "DELVIS", "percent": 25}},
            "forsorjning": "FORS_EKON_BISTAND", "own_words": "Det går åt rätt håll.", "next": continuation,
        }  # fmt: skip
        return await self.of(TEAM).send(
            self.url("followup", f"/follow-ups/{found['id']}/record"), body,
            version=found["version"], expects=expects,
        )  # fmt: skip


__all__ = ["AF", "FK", "REGION", "SENDER", "TEAM", "Teamwork"]
