"""What people do with one case during a trial, each step one command through the public interfaces."""

import time
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from deploy.demo.before import CATEGORIES, HELD_DAYS
from deploy.demo.cast import Json
from deploy.demo.papers import REVIEW, anmalan, grants, signed_paper
from deploy.demo.stage import AF, FK, REGION, SENDER, TEAM
from deploy.trial.case import KOORDINATOR, TELLER, Case
from deploy.trial.client import NotDone
from deploy.trial.history import Book, Withdrawn

DESK: Final = {AF: "handlaggare-af", FK: "handlaggare-fk", REGION: "handlaggare-region"}
"""Who asks for the own unit's alias of a case."""
_WITHOUT_SAMTYCKE: Final = frozenset({"consent_ended", "consent_missing"})


async def begin(case: Case) -> None:
    """The talk, the draft, the samtycke on paper, the sekretessprövning, and the anmälan is sent."""
    name, number = case.person
    said: Json = {
        "individ": {"namn": name, "personnummer": number}, "asked_on": case.today().isoformat(),
        "asked_by": "Anmälare Testperson", "channel": "mote", "answer": "vill", "words": case.text(),
        "next_step": "Vi fyller i anmälan tillsammans.",
    }  # fmt: skip
    talk = await case.give("dialogue", TELLER, "referral", "/v1/dialogues", said)
    content = anmalan(number, name, list(case.asked))
    content["fragestallning"] = {"text": case.text(), "category": "sociala"}
    content["onskat_individ"] = {"text": case.text(), "category": "sociala"}
    body = {"dialogue_id": talk["id"], "team": TEAM, **content}
    case.id = (await case.give("draft", TELLER, "referral", "/v1/referrals", body))["id"]
    case.client.recorder.books[case.id] = _book(case)
    await _sign(case)
    await case.on_referral("review", "secrecy-review", REVIEW)
    await case.on_referral("submit", "submit", {})


async def received(case: Case) -> None:
    """Wait until the team has the anmälan in its akt."""

    async def there() -> bool:
        return bool(await case.client.read(KOORDINATOR, "coordinator", f"/v1/akter/{case.id}"))

    await case.until(there, "anmalan")


async def taken_up(case: Case) -> None:
    """The team takes the anmälan up; wait until the sender knows, and has shared it with those asked."""
    await case.on_akt("take_up", "take-up", {"next_step": "Du och parterna kallas till ett möte."})

    async def shared() -> bool:
        seen = await case.client.read(TELLER, "referral", f"/v1/referrals/{case.id}")
        return seen["status"] == "upptagen"

    await case.until(shared, "besked")


async def declined(case: Case) -> None:
    """The team does not take it up."""
    await case.on_akt("decline", "decline", {"reason_code": "N05"})


async def completed(case: Case) -> None:
    """The koordinator asks for more, and the sender answers when the question has come."""
    asked = {"text": case.text(), "fields": ["medicinskt_underlag"]}
    await case.on_akt("request_supplement", "supplement-requests", asked)
    answer = {
        "answer": {"text": case.text(), "category": "halsa"}, "changes": {}, "secrecy_review": REVIEW,
    }  # fmt: skip

    async def open_() -> bool:
        seen = await case.client.read(TELLER, "referral", f"/v1/referrals/{case.id}")
        return seen["status"] == "kompletteras"

    await case.until(open_, "komplettering")
    await case.on_referral("answer_supplement", "supplement-answers", answer)


async def corrected(case: Case) -> None:
    """The sender corrects the person's words."""
    text = case.text()
    number = case.texts
    body = {"changes": {"onskat_individ": {"text": text, "category": "sociala"}}, "secrecy_review": REVIEW}
    await case.on_referral("correct", "corrections", body)
    case.client.recorder.corrections.setdefault(case.id, []).append(number)


async def corrected_in_vain(case: Case) -> None:
    """The sender tries to correct a case whose samtycke has ended: refused by the consent service, later by itself."""
    try:
        await corrected(case)
    except NotDone as refused:
        if refused.code not in _WITHOUT_SAMTYCKE:
            raise


async def withdrawn(case: Case) -> None:
    """The sender takes the anmälan back."""
    await case.on_referral("withdraw", "withdrawals", {"reason": "behov_lost"})


async def retracted(case: Case) -> None:
    """The anmälan was sent in error: all of it is taken back."""
    await case.on_referral("retract", "retractions", {"reason": "fel_person", "attested": True})


async def revoke(case: Case, recipient: str = "", category: str = "") -> None:
    """The person withdraws: all, a party, or a category for a party; the exit is asked before and after."""
    scope = {"kind": "all"} if not recipient else {"kind": "party", "party": recipient}
    if category:
        scope = {"kind": "category", "party": recipient, "category": category}
    asks = [recipient] if recipient else [unit for unit in case.asked if unit in DESK]
    aliases = await _aliases(case, asks)
    for unit, alias in aliases.items():
        await case.exit.probe(case.id, unit, alias, category, after=False)
    mine = Withdrawn(case.id, recipient, category, time.time())
    case.client.recorder.withdrawn.append(mine)
    body: Json = {
        "case_id": case.id, "scope": scope, "said_on": case.today().isoformat(), "channel": "telefon",
    }  # fmt: skip
    try:
        answer = await case.give("revoke", TELLER, "consent", "/v1/revocations", body)
    except NotDone as refused:
        if refused.status and refused.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            case.client.recorder.withdrawn.remove(mine)
        raise
    await _enforced(case, answer)
    case.client.recorder.enforced(mine, time.time(), case.calendar.now().timestamp())
    for unit, alias in aliases.items():
        await case.exit.probe(case.id, unit, alias, category, after=True)


async def _enforced(case: Case, answer: Json) -> None:
    path = f"/v1/revocations/{answer['id']}"

    async def over() -> bool:
        return (await case.client.read(TELLER, "consent", path))["state"] == "enforced"

    if answer["state"] != "enforced":
        await case.until(over, "verkstallighet")


async def _aliases(case: Case, units: list[str]) -> dict[str, str]:
    """Return what the units call the case. Half of the cases wait until each has something; the others race with it."""
    found: dict[str, str] = {}
    for unit in units:

        async def known(unit: str = unit) -> bool:
            told = await case.client.read(DESK[unit], "consent", "/v1/aliases", case_id=case.id)
            found[unit] = told["alias"]
            return True

        with suppress(NotDone):
            await (case.until(known, "alias") if case.number % 2 else known())
    return found


async def _sign(case: Case) -> None:
    name, number = case.person
    text = await case.client.read(TELLER, "consent", "/v1/texts/current", locale="sv")
    paper = ("samtycke.pdf", signed_paper(number, name, case.today().isoformat()), "application/pdf")
    form = {"data": {"case_id": case.id}, "files": {"file": paper}}
    scan = await case.give("scan", TELLER, "consent", "/v1/scans", {}, form=form)
    today = case.today()
    excluded = [
        {"source": source, "recipient": recipient, "category": category}
        for recipient, category in case.without.items()
        for source in (SENDER, TEAM)
    ]
    body: Json = {
        "case_id": case.id, "text_id": text["id"], "text_hash": text["hash"], "locale": "sv",
        "method": "paper", "signed_on": today.isoformat(), "scan_id": scan["scan_id"],
        "valid_from": today.isoformat(), "valid_to": (today + timedelta(days=HELD_DAYS)).isoformat(),
        "grants": grants(SENDER, TEAM, list(case.asked), CATEGORIES), "exclusions": excluded,
        "exclusion_note": "", "statistics": False, "contact_by_message": False, "read_aloud": True,
        "interpreter": False,
    }  # fmt: skip
    await case.give("sign", TELLER, "consent", "/v1/signings", body)


def _book(case: Case) -> Book:
    every = frozenset(CATEGORIES)
    allowed = {SENDER: every, TEAM: every}
    for party in case.asked:
        allowed[party] = every - {case.without.get(party, "")}
    return Book(case.id, case.number, SENDER, TEAM, case.asked, allowed)
