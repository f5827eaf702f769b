"""Rules of the anmälan, the samtycke, the clock and the parties' systems."""

import sys

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from deploy.demo.papers import REVIEW
from deploy.infra.topology import TEAM
from tests.world.life import AF, CATEGORIES, FK, JOBBTORG, REGION, SENDER, Json
from tests.world.machine.giving import Manner
from tests.world.machine.machine import MOST_CASES, cases, hows, picks
from tests.world.machine.onward import Onward
from tests.world.machine.papers import ASKED
from tests.world.machine.person import Case

DAYS = st.sampled_from([1, 3, 8, 15, 16, 31, 57, 92, 150, 183, 214])
PARTIES = st.sampled_from([AF, FK, REGION, SENDER, TEAM, JOBBTORG])
HOLDS = {"namn": "Ny Testperson", "funktion": "socialsekreterare", "telefon": "08-465 004 27"}
CHANGES = st.sampled_from(
    [
        {"forsorjning": ["FORS_SJUKPENNING"]},
        {"stadsdel": "farsta"},
        {"onskat_individ": {"text": "Jag vill veta vem jag ska ringa.", "category": "sociala"}},
        {"fragestallning": {"text": "Vem börjar?", "category": "planer"}},
        {"parter": [AF]},
        {"parter": [AF, FK, JOBBTORG]},
        {"medicinskt_underlag": {"lage": "saknas"}},
        {"tidskritiskt": {"handelse": "avhysning", "skal": "Hyran är uppsagd."}},
        {"tidskritiskt": None, "individens_underskrift": {"datum": "2026-01-15", "satt": "papper"}},
        {"forsorjning": ["FORS_FINNS_INTE"]},
    ]
)


class CaseRules(Onward):
    """Any of them at any time."""

    @initialize(target=cases, far=st.integers(0, 14), asked=st.sampled_from(ASKED))
    def begins(self, far: int, asked: tuple[str, ...]) -> Case:
        """There is always one case; it comes as far as this before anybody does anything odd."""
        case = Case(self.stage.house, self.stage.somebody(), asked, name="case-1")
        self.step(self._begins(case, far))
        return case

    @precondition(lambda self: len(self.mine) < MOST_CASES)
    @rule(target=cases, far=st.integers(0, 8), asked=st.sampled_from(ASKED), again=st.booleans())
    def begins_another(self, far: int, asked: tuple[str, ...], again: bool) -> Case:
        """Somebody new, or the same person once more, comes as far as this."""
        person = self.mine[0].person if again and self.mine else self.stage.somebody()
        case = Case(self.stage.house, person, asked, name=f"case-{len(self.mine) + 1}")
        self.step(self._begins(case, far))
        return case

    async def _begins(self, case: Case, far: int) -> None:
        await self.draft(case)
        for _ in range(far):
            await self.go_on(case)
            self.remember()
            await self.rest()

    @rule(case=cases, far=st.integers(1, 3))
    def goes_on(self, case: Case, far: int) -> None:
        self.step(self._goes_on(case, far))

    async def _goes_on(self, case: Case, far: int) -> None:
        for _ in range(far):
            await self.go_on(case)
            self.remember()
            await self.rest()

    @rule()
    def all_go_on(self) -> None:
        """What is next in each case is done, by those who are to do it."""
        self.step(self._all_go_on())

    async def _all_go_on(self) -> None:
        for case in self.mine:
            await self._goes_on(case, 1)

    @rule(case=cases, days=DAYS)
    def time_passes_and_it_goes_on(self, case: Case, days: int) -> None:
        self.step(self._later(case, days))

    async def _later(self, case: Case, days: int) -> None:
        await self.pass_time(days)
        await self._goes_on(case, 1)

    @rule(days=DAYS)
    def time_passes(self, days: int) -> None:
        self.step(self.pass_time(days))

    @rule(unit=st.sampled_from([AF, FK, REGION, SENDER, TEAM]))
    def a_system_stands_still(self, unit: str) -> None:
        self.stage.steps["a_system_stands_still"] += 1
        self.tell(f"{unit} stands still")
        self.stage.hold(unit)

    @precondition(lambda self: self.stage.still)
    @rule()
    def all_systems_read_on(self) -> None:
        self.step(self.read_on())

    @rule(case=cases, how=hows, answer=st.sampled_from(["vill", "vill_inte", "vill_tanka", "vet_inte"]))
    def asks_her(self, case: Case, how: Manner, answer: str) -> None:
        self.step(self.talk(case, answer, how), how)

    @rule(case=cases, how=hows, known=st.booleans(), protected=st.booleans())
    def drafts_again(self, case: Case, how: Manner, known: bool, protected: bool) -> None:
        """A dialogue leads to one anmälan; field 8 ticked, the new draft is handled by hand from the start."""
        self.step(self._drafts_again(case, how, known, protected), how)

    async def _drafts_again(self, case: Case, how: Manner, known: bool, protected: bool) -> None:
        dialogue = case.dialogue_id if known else str((await self.talk(case, "vill")).body["id"])
        drafted = await self.draft_from(case, dialogue, how, skyddade_personuppgifter=protected)
        if drafted.ok and protected:
            self.is_protected(case)

    @rule(case=cases, how=hows, change=CHANGES, n=picks)
    def changes_the_draft(self, case: Case, how: Manner, change: Json, n: int) -> None:
        self.step(self.on_referral(case, "", change, how, method="patch", n=n), how)

    @rule(case=cases, how=hows, tried=st.booleans(), n=picks)
    def tries_for_secrecy(self, case: Case, how: Manner, tried: bool, n: int) -> None:
        body = REVIEW | {"content_tried": tried}
        self.step(self.on_referral(case, "/secrecy-review", body, how, n=n), how)

    @rule(case=cases, how=hows, n=picks)
    def submits(self, case: Case, how: Manner, n: int) -> None:
        self.step(self.on_referral(case, "/submit", {}, how, n=n), how)

    @rule(case=cases, how=hows, category=st.sampled_from(["handlaggning", "halsa", "plan"]), n=picks)
    def answers_a_supplement(self, case: Case, how: Manner, category: str, n: int) -> None:
        body = {
            "answer": {"text": "Till den siste februari.", "category": category}, "secrecy_review": REVIEW
        }  # fmt: skip
        self.step(self.on_referral(case, "/supplement-answers", body, how, n=n), how)

    @rule(case=cases, how=hows, change=CHANGES, n=picks)
    def corrects(self, case: Case, how: Manner, change: Json, n: int) -> None:
        body = {"changes": change, "secrecy_review": REVIEW}
        self.step(self.on_referral(case, "/corrections", body, how, n=n), how)

    @rule(case=cases, how=hows, who=st.sampled_from([{}, HOLDS]), n=picks)
    def changes_hands(self, case: Case, how: Manner, who: Json, n: int) -> None:
        """Another handläggare holds the case, or nobody but the unit's function."""
        body = {"handlaggare": who, "reason": "omfordelat", "from_day": case.day(0)}
        self.step(self.on_referral(case, "/handlaggare", body, how, n=n), how)

    @rule(case=cases, how=hows)
    def searches(self, case: Case, how: Manner) -> None:
        self.step(self._searches(case, how))

    async def _searches(self, case: Case, how: Manner) -> None:
        body = {"personnummer": case.person.personal_number}
        give = self.giving(case, how)
        found = await give("referral", "post", "/v1/referrals/search", case.of(SENDER), body, for_all=True)
        listed = {one["id"] for one in found.body.get("referrals", [])}
        protected = {str(one.case_id) for one in self.mine if one.consent.protected}
        assert not listed & protected, "a protected person was found in a list"

    @rule(case=cases, how=hows, n=picks)
    def stores_a_scan(self, case: Case, how: Manner, n: int) -> None:
        self.step(self.store_scan(case, how, n), how)

    @rule(
        case=cases,
        how=hows,
        parties=st.none() | st.sampled_from([(AF,), (REGION,), (AF, REGION)]),
        categories=st.sampled_from([CATEGORIES, CATEGORIES, ("mote", "plan"), ("sociala", "mote"), ()]),
        days=st.sampled_from([730, 730, 400, 60, 10, 0]),
        starts=st.sampled_from([0, 0, 0, 20]),
        without=st.sampled_from([(), (), ((TEAM, AF, "plan"),), ((SENDER, REGION, "sociala"),)]),
    )
    def signs(self, case, how, *, parties, categories, days, starts, without) -> None:
        more = {"parties": parties, "categories": categories, "days": days, "starts": starts}
        self.step(self.sign(case, how, without=without, **more), how)

    @rule(
        case=cases,
        how=hows,
        party=st.none() | PARTIES,
        category=st.none() | st.sampled_from(["mote", "plan", "sociala", "handlaggning", "planoversikt"]),
        by=st.sampled_from(["individ", "individ", SENDER, TEAM, FK]),
        n=picks,
    )
    def takes_back(self, case, how, *, party, category, by, n) -> None:
        self.step(self.withdraw(case, how, by=by, party=party, category=category, number=n), how)

    @rule(case=cases, how=hows, party=st.none() | PARTIES, n=picks)
    def asks_what_it_means(self, case: Case, how: Manner, party: str | None, n: int) -> None:
        scope = {"kind": "party", "party": party} if party else {"kind": "all"}
        body = {"case_id": str(case.case_id), "scope": scope}
        give, path = self.giving(case, how, n), "/v1/my/revocation-previews"
        self.step(give("consent", "post", path, case.who("individ"), body))

    @rule(case=cases, how=hows, by=st.sampled_from([SENDER, TEAM]), n=picks, sure=st.integers(0, 3))
    def is_protected_from_now_on(self, case: Case, how: Manner, by: str, n: int, sure: int) -> None:
        if sure == 0:
            self.step(self.protect(case, by, how, n), how)

    @rule(case=cases, how=hows, unit=st.sampled_from([AF, FK, REGION, SENDER]), n=picks)
    def opens_again(self, case: Case, how: Manner, unit: str, n: int) -> None:
        """A unit opens a document that it has had before: what it may open has to hold now."""
        self.step(self._opens_again(case, how, unit, n), how)

    async def _opens_again(self, case: Case, how: Manner, unit: str, n: int) -> None:
        query = (
            "select event_id from delivery where case_id = :id and kind = 'document' and recipient = :unit"
            " order by position"
        )
        found = await self.stage.rows("consent", query, id=case.case_id, unit=unit)
        if not found:
            return
        event = found[n % len(found)][0]
        give = self.giving(case, how, n)
        actor = case.stranger(0) if how is Manner.STRANGER else case.of(unit)
        body = {"events": [str(event)]}
        opened = await give("consent", "post", "/v1/release", actor, body, for_all=True)
        keys = [
            section["category"]
            for one in opened.body.get("events", [])
            for section in one.get("sections", [])
            if section["status"] == "key"
        ]
        assert not (keys and how is Manner.STRANGER), "somebody else's document was opened"
        allowed = {category for _, to, category in case.consent.active(case.house.now()) if to == unit}
        assert set(keys) <= allowed, f"{unit} opened {set(keys) - allowed} of {case}"

    def teardown(self) -> None:
        """She takes everything back; then nothing more happens in her case."""
        if sys.exc_info()[0] is None and self.mine:
            self.step(self._part())

    async def _part(self) -> None:
        for case in self.mine:
            if case.consent.active(case.house.now()):
                done = await self.withdraw(case)
                assert done.ok, done
        await self.read_on()
