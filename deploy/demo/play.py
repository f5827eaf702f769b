"""Plays the case from start to end, then stops everything that it started."""

import asyncio
import json
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack

import httpx2

from deploy.demo import before, correction, followup, log, makulering, meeting, paper, plan, team, withdrawal
from deploy.demo.cast import enter
from deploy.demo.parties import PartyProcess
from deploy.demo.stage import LISTENING, NAMES, Stage
from deploy.demo.telling import StoryBroken, Telling
from deploy.infra.home import REFERENCE, default_root
from deploy.infra.settings_of import IDENTITY
from deploy.infra.system import SERVICE_PARTS, System
from deploy.output import screen
from shared.clock import MovableClock

ACTS = (
    before.dialogue, before.draft, before.first_signature, before.second_signature,
    makulering.registered_in_error, makulering.receipts,
    team.sent, team.completed, team.taken_up, team.on_screen,
    meeting.called, meeting.answered, meeting.held,
    plan.made, plan.answered, plan.outage, plan.changed, plan.carried_out,
    withdrawal.of_a_party, withdrawal.acknowledged, withdrawal.of_a_category,
    correction.correction, correction.foreign_hands,
    followup.reminded, followup.called, followup.held, followup.new_plan,
    followup.reminded, followup.called, followup.held_again, followup.concluded, followup.nothing_more,
    log.table, paper.whole,
)  # fmt: skip


def run(*, as_json: bool, keep: bool) -> int:
    """Start everything, play, stop everything; return the exit status: 1 if anything differs from what is promised.

    The story has a home of its own inside `$FINSAM_HOME`, so that it can't meet the data of `up`. What it wrote is
    removed before it begins, and at the end unless ``keep``. Raises HomeTaken when another demo runs there.
    """
    root = default_root()
    home = root / "demo"
    system = System(home, store=root, say=lambda part: screen(f"starting {part} …"))
    system.begin_anew()
    telling = Telling(sys.stdout, quiet=as_json, now=MovableClock(system.home.clock).now)
    try:
        system.start(SERVICE_PARTS)
        ok = asyncio.run(_told(system, telling))
    finally:
        system.stop(remove=not keep)
    if as_json:
        print(json.dumps(telling.result(ok=ok), ensure_ascii=False, indent=2))
    elif keep:
        telling.say(f"Allt som skrevs ligger kvar i {home}.")
    return 0 if ok else 1


async def _told(system: System, telling: Telling) -> bool:
    try:
        async with AsyncExitStack() as stack:
            parties = everybody(system)
            for party in parties.values():
                stack.push_async_callback(party.stop)
            stage = await set_the_stage(system, telling, stack, parties)
            for act in ACTS:
                await act(stage)
    except StoryBroken as broken:
        screen(f"Berättelsen bröts: {broken}")
        return False
    telling.say("\nAllt blev som berättelsen lovar.")
    return True


def everybody(system: System) -> dict[str, PartyProcess]:
    """The clients of the parties that listen, none of them started."""
    return {recipient: PartyProcess(system, recipient) for recipient in LISTENING}


async def set_the_stage(
    system: System,
    telling: Telling,
    stack: AsyncExitStack,
    parties: Mapping[str, PartyProcess],
    individ: str = "individ",
) -> Stage:
    """Log everybody in and start those of the parties' clients that are down. ``individ`` says whose case it is."""
    people = json.loads((REFERENCE / "people.json").read_text(encoding="utf-8"))
    http = await stack.enter_async_context(httpx2.AsyncClient(timeout=30))
    for party in parties.values():
        if not party.running:
            await party.start()
    actors = {p["id"]: await enter(system.service_url(IDENTITY), p, NAMES, http) for p in people}
    return Stage(
        system=system, telling=telling, http=http, parties=parties, names=NAMES, people=actors, individ=actors[individ],
        number=next(p["personal_number"] for p in people if p["id"] == individ),
    )  # fmt: skip
