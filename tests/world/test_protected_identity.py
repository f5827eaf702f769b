"""Who may still see what when a person is protected: the table in docs/protected-identity.md, cell by cell.

The table is what people read; this asks every read of the four services, before and after the mark, and says where the
table differs. A read that the table does not name fails it.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.infra.home import REPOSITORY
from shared.devidp.directory import Person
from tests.infrastructure import Infrastructure
from tests.world.house import House, a_house, known_people
from tests.world.insight import PURPOSE, SEES, VIEWERS, Insight
from tests.world.paperwork import Paperwork
from tests.world.teamwork import AF, FK, SENDER, TEAM, Teamwork
from tests.world.test_retracted import correct, take_back

pytestmark = pytest.mark.real

PAGE = REPOSITORY / "docs" / "protected-identity.md"
ANOTHER = Person(
    id="koordinator-annan",
    name="Grann Testperson",
    roles=["koordinator"],
    unit="team-annat",
    function="koordinator",
)
HERS = {"anmälande enhet", "koordinator", "personen"}
"""Who may see anything of her at all after the mark: who registered it, who handles it by hand, and she."""
REVIEWED = {("coordinator", "GET /v1/cases/{case_id}/reads"), ("followup", "GET /v1/cases/{case_id}/reads")}
"""The team's own reviewer reads who has opened a case of the team, for a stated purpose: units and functions only."""

_PAPER = "/v1/akter/{case_id}"
WAITING = {
    ("coordinator", "GET /v1/paper-register"),
    ("coordinator", f"GET {_PAPER}/subject"),
    ("coordinator", f"GET {_PAPER}/paper/scans/{{scan_id}}"),
}
"""What is read of an anmälan on paper: asked of one that waits for its samtycke."""
SENT_BACK = {("coordinator", f"GET {_PAPER}/paper/return-letter.{{form}}")}
"""What there is only of one that was sent back."""


@pytest.fixture
async def house(infra: Infrastructure, tmp_path: Path) -> AsyncIterator[House]:
    people = [*known_people(), ANOTHER]
    async with a_house(infra, tmp_path, people, readers=()) as made:
        yield made


async def a_life(house: House) -> Insight:
    """A case that has come to a plan, with a correction taken back, a withdrawn category, a letter and a question."""
    life = Teamwork(house, house.people["individ"])
    await life.draft()
    await life.sign()
    await life.sign()
    await life.submit()
    await house.settle()
    await life.take_up()
    await house.settle()
    retracted = await take_back(life, sent=await correct(life), reason="fel_innehall")
    await house.settle()
    await life.call()
    await house.settle()
    await house.move(timedelta(days=20))
    await life.hold()
    await house.settle()
    await life.plan(AF, FK)
    await house.settle()
    plan, words = (await life.plans())["current"], {"individens_ord": "Jag vill börja med att sova bättre."}
    url = life.url("coordinator", f"/akter/{{}}/plans/{life.plan_id}")
    await life.of(TEAM).change(url, words, version=plan["version"])
    await house.settle()
    revoked = await life.revoke(kind="category", party=FK, category="planer")
    await house.settle()
    await life.call(days=30)
    await house.settle()
    return await _with_ids(life, revoked.body["id"], retracted.body["retraction_id"])


async def _with_ids(life: Teamwork, revocation: str, retraction: str) -> Insight:
    koordinator, person = life.of(TEAM), life.who("individ")
    akt = life.url("coordinator", "/akter/{}")
    mine = await person.get(life.url("consent", "/my/rows"))
    dialogues = await life.of(SENDER).get(life.url("referral", "/dialogues"))
    papers = await life.of(SENDER).get(life.url("consent", "/cases/{}/signings"))
    receipts = await person.get(life.url("consent", "/my/receipts"))
    ids = {
        "case_id": str(life.case_id),
        "dialogue_id": dialogues["dialogues"][0]["id"],
        "scan_id": mine["signings"][0]["scan_id"],
        "revocation_id": revocation,
        "meeting_id": str(life.meeting_id),
        "plan_id": str(life.plan_id),
        "letter_id": (await koordinator.get(f"{akt}/letters"))["letters"][0]["letter_id"],
        "followup_id": (await life.follow_up())["id"],
        "annulment_id": await _annulled(life, papers),
        "receipt_id": receipts["receipts"][0]["id"],
        "retraction_id": retraction,
        "parked_id": "inbox-1",
    }
    aliases = {unit: str(await life.alias(unit)) for unit in (SENDER, AF, TEAM)}
    seen = Insight(life, ids, aliases)
    for unit, alias in aliases.items():
        feed = await life.of(unit).get(life.url("consent", "/feed"), limit="100")
        seen.records[unit] = [one["id"] for one in feed["records"] if one["alias"] == alias]
    return seen


async def a_paper(house: House) -> Insight:
    """An anmälan on paper about somebody else, which waits for its samtycke."""
    life = Paperwork(house, house.people["individ-2"])
    await life.post()
    (scan,) = (await life.akt())["paper"]["scans"]
    return Insight(life, {"case_id": str(life.case_id), "scan_id": scan["scan_id"]}, {})


async def a_paper_sent_back(house: House) -> Insight:
    """One whose samtycke did not hold: it was scanned, and the whole sent back."""
    life = Paperwork(house, house.people["individ-2"])
    await life.post(samtycke="ofullstandigt")
    await life.of(TEAM).upload(
        life.url("consent", "/scans"),
        fields={"case_id": str(life.case_id)},
        content=life.scan(),
        media_type="application/pdf",
    )
    await life.decide("paper/return", {})
    return Insight(life, {"case_id": str(life.case_id)}, {})


async def _annulled(life: Teamwork, papers: dict[str, Any]) -> str:
    """The second of the two papers was registered by mistake: it carries nothing that the first does not."""
    second = papers["signings"][1]["signing_id"]
    wrong = {"reason": "dubblett", "what_was_wrong": "Samma papper lades in två gånger."}
    url = life.url("consent", f"/signings/{second}/annulments")
    return str((await life.of(SENDER).send(url, wrong)).body["id"])


def table() -> dict[tuple[str, str], dict[str, str]]:
    """Read the page: (service, route) → viewer → cell."""
    page = PAGE.read_text(encoding="utf-8").partition("| tjänst |")
    lines = [line for line in "".join(page[1:]).splitlines() if line.startswith("| ")]
    header = [cell.strip() for cell in lines[0].strip("|").split("|")]
    assert header == ["tjänst", "läsning", *VIEWERS]
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for line in lines[1:]:
        service, route, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        rows[service, route.strip("`")] = dict(zip(VIEWERS, cells, strict=True))
    return rows


@dataclass(frozen=True)
class Cases:
    """The three that are asked about: most of the table is the first's."""

    life: Insight
    waiting: Insight
    sent_back: Insight

    async def asked(self) -> dict[tuple[str, str], dict[str, str]]:
        """Ask every read as everybody: row → viewer → what she sees."""
        return {row: await self._row(*row) for row in await self.life.rows()}

    async def mark(self) -> None:
        """The koordinator marks each of them."""
        kind = {"kind": "sekretessmarkering", "source": "folkbokforing"}
        for one in (self.life, self.waiting, self.sent_back):
            form = {"case_id": one.ids["case_id"], **kind}
            await one.life.of(TEAM).send(one.life.url("consent", "/protections"), form)

    async def _row(self, service: str, route: str) -> dict[str, str]:
        row, seen = (service, route), self.life
        if row in WAITING:
            seen = self.waiting
        if row in SENT_BACK:
            seen = self.sent_back
        return {viewer: await seen.seen(service, route, who) for viewer, who in VIEWERS.items()}


async def test_the_table_says_what_everybody_sees(house: House) -> None:
    seen = await a_life(house)
    cases = Cases(seen, await a_paper(house), await a_paper_sent_back(house))
    await house.settle()
    before = await cases.asked()
    sent = {topic: len(records) for topic, records in house.topics.records.items()}
    await cases.mark()
    after = await cases.asked()

    found = {
        row: {viewer: _cell(before[row][viewer], after[row][viewer]) for viewer in VIEWERS} for row in before
    }
    said = table()
    wrong = {row: cells for row, cells in found.items() if said.get(row) != cells}
    assert wrong == {}, written(wrong)
    assert set(said) - set(found) == set(), "the page names what nobody can read any more"
    for row, cells in after.items():
        assert not any("adress" in cell for cell in cells.values()), row
        strangers = {viewer for viewer, cell in cells.items() if cell in {SEES, PURPOSE}} - HERS
        assert strangers == ({"logggranskare"} if row in REVIEWED else set()), row

    await _work_on(seen)
    for topic, records in house.topics.records.items():
        if ".party." in topic:
            assert len(records) == sent[topic], f"something was sent on {topic}"
    for one in (cases.life, cases.waiting, cases.sent_back):
        _tells_nobody(house, one)


def _cell(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


async def _work_on(seen: Insight) -> None:
    """Half a year passes, and the case is closed by hand: none of it reaches a party."""
    await seen.life.house.move(timedelta(days=120))
    await seen.life.house.settle()
    opened = await seen.life.of(TEAM).send(
        seen.life.url("coordinator", "/akter/{}/openings"), {"purpose": "handlaggning_for_hand"}
    )
    ending: dict[str, Any] = {
        "outcome": "U71",
        "text": "Vi går vidare för hand.",
        "carries_on": [{"what": "samtalsstöd", "who": "Vårdenheten"}],
    }
    await seen.life.of(TEAM).send(
        seen.life.url("coordinator", "/akter/{}/end"), ending, version=opened.body["version"]
    )
    await seen.life.house.settle()


def _tells_nobody(house: House, seen: Insight) -> None:
    """No event of any service names the protection, in any word for it."""
    words = re.compile(rb"protect|withheld|skydd|sekretess|by_hand|fingera", re.IGNORECASE)
    told = [
        record
        for topic, records in house.topics.records.items()
        if ".party." not in topic
        for record in records
        if seen.ids["case_id"].encode() in record.body and words.search(_open_part(record.body))
    ]
    assert told == []


def _open_part(value: bytes) -> bytes:
    """Return an event without its sealed sections: what is random there may spell anything."""
    return re.sub(rb'"ciphertext":\s*"[^"]*"', b"", value)


def written(found: dict[tuple[str, str], dict[str, str]]) -> str:
    """Write the table as the page has it, to be read before it is put there."""
    rows = [
        f"| {service} | `{route}` | {' | '.join(cells.values())} |"
        for (service, route), cells in found.items()
    ]
    return "\n".join(["", f"| tjänst | läsning | {' | '.join(VIEWERS)} |", "|---" * 10 + "|", *rows])


async def test_her_other_draft_is_shut_by_the_same_mark(house: House) -> None:
    """The consent service has never heard of the second draft: it has no samtycke yet."""
    marked, other = (Teamwork(house, house.people["individ"]) for _ in range(2))
    await marked.draft()
    await other.draft()
    sender, of_other = marked.of(SENDER), other.url("referral", "/referrals/{}")
    before = await sender.get(of_other)
    await sender.send(marked.url("consent", "/protections"), {"case_id": str(marked.case_id)})

    after = await sender.get(of_other, purpose="handlaggning_for_hand")
    listed = await sender.get(marked.url("referral", "/referrals"))

    assert "kontakt" in before["content"]
    assert not {"kontakt", "stadsdel"} & set(after["content"])
    assert listed["referrals"] == []
