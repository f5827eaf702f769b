"""Rules of the akt and its meetings: what the koordinator does, and what those who are called answer."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from deploy.infra.topology import TEAM
from tests.world.life import AF, FK, JOBBTORG, REGION, SENDER, Json
from tests.world.machine.giving import Manner, new_id
from tests.world.machine.machine import cases, hows, picks
from tests.world.machine.onward import Onward
from tests.world.machine.person import Case
from tests.world.machine.working import AKT, MEETINGS, PLANS

UNITS = st.sampled_from([SENDER, AF, FK, REGION, JOBBTORG])
INVITED = st.sampled_from([(), (SENDER,), (SENDER, AF), (FK, REGION), (SENDER, JOBBTORG)])
"""Whom to call or to note as present; the empty one means all who are covered."""
QUESTIONS = "select id from question where case_id = :id order by answered_at is null, at, id"
COMING = st.sampled_from(["kommer", "annan_tid", "kommer_inte"])
OUTCOMES = st.sampled_from(["gemensam_plan", "gemensam_plan", "vagledning", "hanvisning", "uppfoljning"])


class AktRules(Onward):
    """Any of them at any time."""

    @rule(case=cases, how=hows, field=st.sampled_from(["halsa", "forsorjning", "finns_inte"]), n=picks)
    def asks_for_more(self, case: Case, how: Manner, field: str, n: int) -> None:
        body = {"text": "Vilken period gäller intyget?", "fields": [] if field == "halsa" else [field]}
        self.step(self.on_akt(case, "supplement-requests", body, how, n=n), how)

    @rule(case=cases, how=hows, n=picks)
    def takes_up(self, case: Case, how: Manner, n: int) -> None:
        body = {"next_step": "Ni kallas till ett möte.", "earliest": case.day(14)}
        self.step(self.on_akt(case, "take-up", body, how, n=n), how)

    @rule(case=cases, how=hows, code=st.sampled_from(["N05", "N03", "N09", "N13", "N99"]), n=picks)
    def declines(self, case: Case, how: Manner, code: str, n: int) -> None:
        self.step(self.decline(case, code, how, n), how)

    @rule(
        case=cases, how=hows, outcome=st.sampled_from(["U60", "U74", "U35", "U72", "U40"]), n=picks,
        sure=st.integers(0, 2),
    )  # fmt: skip
    def ends_the_case(self, case: Case, how: Manner, outcome: str, n: int, sure: int) -> None:
        if sure == 0:
            self.step(self.end(case, outcome, how, n), how)

    @rule(case=cases, how=hows, n=picks)
    def opens_the_akt(self, case: Case, how: Manner, n: int) -> None:
        self.step(self._under_akt(case, "openings", {"purpose": "tillsyn"}, how, n))

    @rule(case=cases, how=hows, n=picks)
    def notes_a_move(self, case: Case, how: Manner, n: int) -> None:
        self.step(self.on_akt(case, "moves", {}, how, n=n), how)

    @rule(case=cases, how=hows, pick=picks)
    def answers_a_question(self, case: Case, how: Manner, pick: int) -> None:
        self.step(self._answers_a_question(case, how, pick), how)

    async def _answers_a_question(self, case: Case, how: Manner, pick: int) -> None:
        question = await self.last(case, QUESTIONS, pick)
        body: Json = {"decision": "Vi går vidare utan."}
        if pick % 2:
            body["driver"] = {"unit": AF, "name": "Ny Testperson", "function": "handläggare"}
        path = "questions/{question_id}/answers"
        await self.on_akt(case, path, body, how, n=pick, question_id=question)

    @rule(
        case=cases, how=hows, unit=UNITS, answer=st.sampled_from(["stoppat", "bevaras", "gallrat"]), n=picks
    )
    def acknowledges_a_stop(self, case: Case, how: Manner, unit: str, answer: str, n: int) -> None:
        self.step(self._acknowledges(case, how, unit, answer, n), how)

    async def _acknowledges(self, case: Case, how: Manner, unit: str, answer: str, n: int) -> None:
        query = "select alias from alias where case_id = :id and recipient = :unit"
        alias = await self.stage.one("consent", query, id=case.case_id, unit=unit)
        body: Json = {"alias": str(alias or new_id()), "answer": answer, "journal_reference": "J 1"}
        body |= {"bevaras": {"lagrum": "OSL 5:1"}, "gallrat": {"decision": "2026:1"}}.get(answer, {})
        give, path = self.giving(case, how, n), "/v1/stop-acknowledgements"
        await give("coordinator", "post", path, case.system(unit), body)

    @rule(case=cases, how=hows, pick=picks, days=st.sampled_from([0, 0, 1]))
    def posts_a_letter(self, case: Case, how: Manner, pick: int, days: int) -> None:
        self.step(self._posts(case, how, pick, days), how)

    async def _posts(self, case: Case, how: Manner, pick: int, days: int) -> None:
        letter = await self.pick(case, "select id from letter where case_id = :id order by at, id", pick)
        give, body = self.giving(case, how, pick), {"posted_on": case.day(days)}
        path = f"{AKT}/letters/{{letter_id}}/postings"
        await give("coordinator", "post", path, case.of(TEAM), body, case_id=case.case_id, letter_id=letter)

    @rule(
        case=cases, how=hows, invited=INVITED, days=st.sampled_from([15, 15, 20, 3, -2]),
        kind=st.sampled_from(["team", "uppfoljning"]), agreed=st.booleans(), n=picks,
    )  # fmt: skip
    def calls(self, case, how, *, invited, days, kind, agreed, n) -> None:
        more = {"invited": invited, "days": days, "kind": kind, "agreed": agreed}
        self.step(self._calls(case, how, n, **more), how)

    async def _calls(self, case, how, n, *, invited, days, kind, agreed) -> None:
        more: Json = {"kind": kind, "days": days}
        if kind == "uppfoljning":
            more["plan_id"] = str(await self.last(case, PLANS))
        if agreed:
            more["shorter_notice"] = {"agreed_on": case.day(0), "how": "per telefon"}
        await self.call(case, invited or self.covered(case) or (SENDER,), how, n=n, **more)

    @rule(case=cases, how=hows, days=st.sampled_from([15, 30, 2]), pick=picks)
    def moves_a_meeting(self, case: Case, how: Manner, days: int, pick: int) -> None:
        self.step(self._moves(case, how, days, pick), how)

    async def _moves(self, case: Case, how: Manner, days: int, pick: int) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        body = {
            "starts_at": case.slot(days).isoformat(), "minutes": 15, "place": "Testgatan 2", "form": "video",
            "reason": "part_kan_inte",
        }  # fmt: skip
        await self.on_meeting(case, meeting, "move", body, how, n=pick)

    @rule(case=cases, how=hows, pick=picks)
    def cancels_a_meeting(self, case: Case, how: Manner, pick: int) -> None:
        self.step(self._cancels(case, how, pick), how)

    async def _cancels(self, case: Case, how: Manner, pick: int) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        await self.on_meeting(case, meeting, "cancel", {"reason": "koordinatorn_kan_inte"}, how, n=pick)

    @rule(case=cases, how=hows, pick=picks, present=INVITED, outcome=OUTCOMES, there=st.booleans())
    def holds_a_meeting(self, case, how, pick, *, present, outcome, there) -> None:
        more = {"present": present, "outcome": outcome, "there": there or pick > 3}
        self.step(self._holds(case, how, pick, **more), how)

    async def _holds(self, case, how, pick, *, present, outcome, there) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        starts_at = await self.stage.one(
            "coordinator", "select lower(during) from meeting where id = :id and state = 'bokat'", id=meeting
        )
        if starts_at is not None and pick % 2 and starts_at > case.house.now():
            await self.stage.house.move(starts_at - case.house.now() + timedelta(minutes=5))
            self.remember()
        more: Json = {"outcome": outcome, "person_present": there, "n": pick}
        if outcome == "hanvisning":
            more["hanvisning"] = {"to": "sip"}
        await self.hold(case, meeting, present or self.covered(case), how, **more)

    @rule(case=cases, how=hows, pick=picks, reason=st.sampled_from(["ajournerat", "individen_uteblev"]))
    def adjourns_a_meeting(self, case: Case, how: Manner, pick: int, reason: str) -> None:
        self.step(self._adjourns(case, how, pick, reason), how)

    async def _adjourns(self, case: Case, how: Manner, pick: int, reason: str) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        await self.on_meeting(case, meeting, "adjourn", {"reason": reason, "text": "Ny tid."}, how, n=pick)

    @rule(case=cases, how=hows, pick=picks, unit=UNITS, answer=COMING, system=st.booleans())
    def answers_a_call(self, case, how, pick, *, unit, answer, system) -> None:
        actor = case.system(unit) if system else case.of(unit)
        self.step(self._answers_a_call(case, how, pick, actor, answer), how)

    async def _answers_a_call(self, case, how, pick, actor, answer) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        body = {"answer": answer, "text": "Vi återkommer.", "journal_reference": "J 2"}
        give, path = self.giving(case, how, pick), "/v1/meetings/{meeting_id}/answers"
        await give("coordinator", "post", path, actor, body, meeting_id=meeting)

    @rule(case=cases, how=hows, pick=picks, answer=COMING, on_her_word=st.booleans())
    def she_answers_a_call(self, case, how, pick, answer, on_her_word) -> None:
        self.step(self._she_answers(case, how, pick, answer, on_her_word), how)

    async def _she_answers(self, case, how, pick, answer, on_her_word) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        give, body = self.giving(case, how, pick), {"answer": answer, "text": "Jag hör av mig."}
        if on_her_word:
            path = f"{AKT}/meetings/{{meeting_id}}/person-answers"
            body, actor = body | {"how": "per telefon"}, case.of(TEAM)
            ids = {"case_id": case.case_id, "meeting_id": meeting}
        else:
            path, actor = "/v1/my/meetings/{meeting_id}/answers", case.who("individ")
            ids = {"meeting_id": meeting}
        await give("coordinator", "post", path, actor, body, **ids)

    @rule(case=cases, how=hows, pick=picks, need=st.booleans())
    def says_whether_the_need_remains(self, case: Case, how: Manner, pick: int, need: bool) -> None:
        self.step(self._says_need(case, how, pick, need), how)

    async def _says_need(self, case: Case, how: Manner, pick: int, need: bool) -> None:
        meeting = await self.last(case, MEETINGS, pick)
        give, body = self.giving(case, how, pick), {"need": need, "reason": "Så är det."}
        path = "/v1/meetings/{meeting_id}/needs"
        await give("coordinator", "post", path, case.of(SENDER), body, meeting_id=meeting)
