"""What each of the nine steps sends: bodies that are right where nothing else is asked for."""

from datetime import date, timedelta
from typing import Any

from deploy.demo.papers import REVIEW
from deploy.infra.topology import TEAM
from shared.days import next_working_day
from tests.world.life import SENDER, Json
from tests.world.machine.giving import Manner, Reply
from tests.world.machine.papers import Papers
from tests.world.machine.person import Case

MEETINGS = "select id from meeting where case_id = :id order by id"
PLANS = "select id from plan where case_id = :id order by number"
DELMAL = (
    "select id from delmal where case_id = :id"
    " order by plan_id, state in ('klart', 'utgatt', 'borttaget') desc, place"
)
"""Those that go on come last, as the newest of other things do."""
FOLLOW_UPS = "select id from follow_up where case_id = :id order by id"
AKT = "/v1/akter/{case_id}"
OUTCOME_OF = {"ny_plan": "U50", "avslut": "U60", "halls_oppet": "U40"}


class Working(Papers):
    """The commands of the anmälan, the akt, meetings, plans and follow-ups."""

    async def on_referral(
        self,
        case: Case,
        what: str,
        body: Json,
        how: Manner = Manner.STRAIGHT,
        *,
        method: str = "post",
        n: int = 0,
    ) -> Reply:
        """Do something with the anmälan as it stands."""
        version = await self.version("referral", "referral", case.case_id)
        path = f"/v1/referrals/{{case_id}}{what}"
        give = self.giving(case, how, n)
        return await give(
            "referral", method, path, case.of(SENDER), body, version=version, case_id=case.case_id
        )

    async def send_in(self, case: Case) -> Reply:
        """Try the text for secrecy, and send it."""
        await self.on_referral(case, "/secrecy-review", REVIEW)
        return await self.on_referral(case, "/submit", {})

    async def on_akt(
        self, case: Case, what: str, body: Json, how: Manner = Manner.STRAIGHT, *, n: int = 0, **ids: object
    ) -> Reply:
        """Give the koordinator's command on the akt as it stands."""
        version = await self.version("coordinator", "akt", case.case_id, "case_id")
        give, path = self.giving(case, how, n), f"{AKT}/{what}"
        actor = case.of(TEAM)
        return await give(
            "coordinator", "post", path, actor, body, version=version, case_id=case.case_id, **ids
        )

    async def call(
        self, case: Case, invited: tuple[str, ...], how: Manner = Manner.STRAIGHT, *, n: int = 0, **more: Any
    ) -> Reply:
        """Call to a meeting."""
        days = more.pop("days", 15)
        body: Json = {
            "kind": "team", "starts_at": case.slot(days).isoformat(), "minutes": 15, "place": "Testgatan 1",
            "invited": list(invited), **more,
        }  # fmt: skip
        return await self.on_akt(case, "meetings", body, how, n=n)

    async def _under_akt(self, case: Case, what: str, body: Json, how: Manner, n: int) -> Reply:
        path = f"{AKT}/{what}"
        give = self.giving(case, how, n)
        return await give("coordinator", "post", path, case.of(TEAM), body, case_id=case.case_id)

    async def on_meeting(
        self, case: Case, meeting: object, what: str, body: Json, how: Manner = Manner.STRAIGHT, *, n: int = 0
    ) -> Reply:
        """Give the koordinator's command on a meeting as it stands."""
        version = await self.version("coordinator", "meeting", meeting)
        path = f"{AKT}/meetings/{{meeting_id}}/{what}"
        give, actor = self.giving(case, how, n), case.of(TEAM)
        return await give(
            "coordinator", "post", path, actor, body,
            version=version, case_id=case.case_id, meeting_id=meeting,
        )  # fmt: skip

    async def hold(
        self,
        case: Case,
        meeting: object,
        present: tuple[str, ...],
        how: Manner = Manner.STRAIGHT,
        **more: Any,
    ) -> Reply:
        """Note that a meeting was held."""
        number = more.pop("n", 0)
        body = {
            "present": list(present), "persons": [], "person_present": True, "outcome": "gemensam_plan",
            "note": "Vi kom överens om vem som gör vad.", **more,
        }  # fmt: skip
        return await self.on_meeting(case, meeting, "hold", body, how, n=number)

    async def make_plan(
        self,
        case: Case,
        meeting: object,
        parties: tuple[str, ...],
        how: Manner = Manner.STRAIGHT,
        **more: Any,
    ) -> Reply:
        """Write the plan that a meeting led to."""
        number, driver = more.pop("n", 0), more.pop("driver", SENDER)
        body: Json = {
            "meeting_id": str(meeting), "goals": case.goals(*parties), "individens_ord": "I min takt.",
            "driver": handlaggare(driver), "driver_reason": WHY_ANOTHER, "deputy": None, **more,
        }  # fmt: skip
        return await self.on_akt(case, "plans", body, how, n=number)

    async def on_follow_up(
        self,
        case: Case,
        follow_up: object,
        what: str,
        body: Json,
        how: Manner = Manner.STRAIGHT,
        *,
        n: int = 0,
    ) -> Reply:
        """Give the koordinator's command on a follow-up as it stands."""
        version = await self.version("followup", "follow_up", follow_up)
        path, actor = f"/v1/follow-ups/{{followup_id}}/{what}", case.of(TEAM)
        give = self.giving(case, how, n)
        return await give("followup", "post", path, actor, body, version=version, followup_id=follow_up)

    async def record(
        self, case: Case, follow_up: object, kind: str, how: Manner = Manner.STRAIGHT, n: int = 0
    ) -> Reply:
        """Record what a follow-up came to, and what follows."""
        plan = await self.stage.one("followup", "select plan from follow_up where id = :id", id=follow_up)
        follows: Json = {
            "ny_plan": {"kind": "ny_plan", "reason": "Behovet kvarstår."},
            "avslut": {"kind": "avslut", "carries_on": CARRIES_ON, "text": "Nu är vi klara."},
            "halls_oppet": {"kind": "halls_oppet", "months": 3, "reason": "Vården först."},
        }[kind]
        body: Json = {
            "delmal": [
                {"delmal_id": one["id"], "status": "utgatt" if one["left"] else "natt"}
                for one in (plan or {}).get("delmal", [])
            ],
            "outcomes": {"main": OUTCOME_OF[kind], "secondary": []},
            "arbetsformaga": {"before": {"level": "SAKNAR"}, "after": {"level": "DELVIS", "percent": 25}},
            "forsorjning": "FORS_EKON_BISTAND", "own_words": "Det går åt rätt håll.", "next": follows,
        }  # fmt: skip
        done = await self.on_follow_up(case, follow_up, "record", body, how, n=n)
        if done.ok and kind == "avslut":
            case.consent.cease(case.today() + timedelta(days=30))
        return done

    async def end(self, case: Case, outcome: str, how: Manner = Manner.STRAIGHT, n: int = 0) -> Reply:
        """End the case by the koordinator's decision."""
        body: Json = {"outcome": outcome}
        if outcome != "U74":
            body |= {"carries_on": CARRIES_ON, "text": "Vi avslutar här."}
        done = await self.on_akt(case, "end", body, how, n=n)
        if done.ok:
            case.consent.cease(case.today() + timedelta(days=0 if outcome == "U74" else 30))
        return done

    async def decline(self, case: Case, code: str, how: Manner = Manner.STRAIGHT, n: int = 0) -> Reply:
        """Do not take the anmälan up."""
        on = case.day(30) if code in {"N09", "N14"} else None
        done = await self.on_akt(case, "decline", {"reason_code": code, "on": on}, how, n=n)
        if done.ok:
            case.consent.cease(case.today() + timedelta(days=30))
        return done

    async def pass_time(self, days: int) -> None:
        """Move the clock for everybody, and let what is due happen."""
        self.tell(f"  {days} days pass")
        await self.stage.house.move(timedelta(days=days))
        self.remember()
        await self.rest()


WHY_ANOTHER = "Personen träffar den handläggaren oftast."
CARRIES_ON = [{"what": "Stöd till studier", "who": "Jobbtorg"}]


def handlaggare(unit: str) -> Json:
    """Name somebody at a unit."""
    return {"unit": unit, "name": "Anmälare Testperson", "function": "handläggare"}


def working_day(day: date) -> str:
    """Return the day, or the next one that people work."""
    return next_working_day(day).isoformat()
