"""Runs a trial: starts everything, loads and breaks it for the time asked, heals it, gathers, judges, stops everything."""

import asyncio
import json
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kafka.errors import KafkaError

from deploy.canaries.search import Canaries
from deploy.demo.rest import at_rest
from deploy.demo.stage import LISTENING
from deploy.demo.telling import StoryBroken
from deploy.infra.broker import BrokerUnreachable
from deploy.infra.home import default_root
from deploy.infra.system import SERVICE_PARTS, System
from deploy.infra.topology import SERVICES
from deploy.output import screen
from deploy.trial.calendar import Calendar
from deploy.trial.case import KOORDINATOR
from deploy.trial.client import Client, NotDone
from deploy.trial.evidence import verified
from deploy.trial.faults import Faults
from deploy.trial.gathering import Gathering
from deploy.trial.history import History, Rest, Searched, Told
from deploy.trial.keeper import Keeper
from deploy.trial.ledger import judge
from deploy.trial.listening import Listening
from deploy.trial.load import Load
from deploy.trial.plan import Fault, planned
from deploy.trial.recorder import Recorder
from deploy.trial.report import Result, as_json, as_text

FINISH_SECONDS: Final = 90.0
"""So long the cases that have begun may take to their end, once no new ones begin."""
REST_SECONDS: Final = 150.0
"""So long the trial waits for rest; the ledger asks for less."""
_SEEDS: Final = 1_000_000
HOME: Final = "trial"


@dataclass(slots=True)
class Trial:
    """One trial on one system."""

    system: System
    seed: int
    seconds: float
    plan: tuple[Fault, ...]
    recorder: Recorder = field(default_factory=Recorder)
    played: list[Fault] = field(default_factory=list[Fault])
    mended: list[str] = field(default_factory=list[str])
    interrupted: bool = False
    worked: float = 0.0
    slowest: float = 0.0

    async def run(self) -> History:
        """Load and break, heal, gather; the parts run already."""
        client = Client(self.system, self.recorder)
        listening = Listening(self.system, self.recorder)
        keeper = Keeper(self.system, listening)
        await keeper.do(listening.start_all)
        keeping = asyncio.create_task(keeper.run())
        try:
            load = Load(client, Calendar(self.system.home.clock), self.seed)
            await self._work(load, keeper)
            screen("läker …")
            await load.finish(FINISH_SECONDS)
            rest = await self._rest(client)
            if keeping.done():
                keeping.result()
            keeping.cancel()
            self.mended = keeper.mended
            screen("granskar …")
            return await self._gathered(client, load, rest)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            keeper.wake_all()
            await client.close()

    async def _work(self, load: Load, keeper: Keeper) -> None:
        """Load and break until the time is out or somebody interrupts; at the end all is healed."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(
                number, self._interrupt, stop, asyncio.current_task()
            )
        began, faults = time.monotonic(), Faults(keeper)
        loading = asyncio.create_task(load.run(stop))
        breaking = asyncio.create_task(faults.play(self.plan, self.seconds))
        lasting = asyncio.gather(asyncio.sleep(self.seconds), asyncio.shield(breaking))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((lasting, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()
            for task in (lasting, *([breaking] if self.interrupted else [])):
                task.cancel()
            await asyncio.gather(loading, breaking, lasting, stopped, return_exceptions=True)
            keeper.wake_all()
        for task in (loading, breaking):
            if not task.cancelled():
                task.result()  # a fault of the trial itself ends it
        self.played, self.slowest = faults.played, faults.slowest
        self.worked = time.monotonic() - began

    def _interrupt(self, stop: asyncio.Event, whole: asyncio.Task[None] | None) -> None:
        """End the load and judge what there is; asked a second time, give up at once."""
        if self.interrupted and whole is not None:
            whole.cancel()
            return
        screen("avbryter: läker och granskar det som hann göras …")
        self.interrupted = True
        stop.set()

    async def _rest(self, client: Client) -> Rest:
        """Wait until nothing waits anywhere; what does not come to rest is told in words."""
        services = {name: self.system.service_url(name) for name in SERVICES}
        left, healed = "", time.monotonic()
        end = healed + REST_SECONDS
        while time.monotonic() < end:
            try:
                admin = await asyncio.to_thread(self.system.admin)
            except (BrokerUnreachable, KafkaError) as away:
                left = f"Kafka svarar inte: {type(away).__name__}"
                continue
            try:
                nothing = lambda: None  # noqa: E731  the keeper starts again what has ended
                await at_rest(client.http, services, admin, list(LISTENING), mend=nothing, parked_before=0)
            except StoryBroken as broken:
                left = str(broken)
            except KafkaError as away:
                left = type(away).__name__
            else:
                return Rest(time.monotonic() - healed, len(services) * 3 + len(LISTENING))
            finally:
                admin.close()
        return Rest(time.monotonic() - healed, len(services) * 3 + len(LISTENING), (left,))

    async def _gathered(self, client: Client, load: Load, rest: Rest) -> History:
        gathering = Gathering(self.system)
        self.recorder.told += await _told(client)
        checked = await verified(client, gathering)
        halves = await asyncio.to_thread(gathering.halves)
        return replace(
            self.recorder.history(),
            facts=await asyncio.to_thread(gathering.facts),
            published=await gathering.published(),
            taken=await asyncio.to_thread(gathering.taken),
            sealed=await asyncio.to_thread(gathering.sealed),
            leaves=await asyncio.to_thread(gathering.leaves),
            halves=halves,
            verified=checked,
            searched=await asyncio.to_thread(_searched, self.system, (self.recorder.stem, *load.people)),
            rest=rest,
        )


async def _told(client: Client) -> list[Told]:
    """Read the corrections in each akt that still stands open."""
    closed = {one.case_id for one in client.recorder.withdrawn if not one.recipient}
    closed |= {command.case_id for command in client.recorder.commands if command.kind == "retract"}
    found: list[Told] = []
    for case_id, accepted in client.recorder.corrections.items():
        if case_id in closed:
            continue
        with suppress(NotDone):
            akt = await client.read(KOORDINATOR, "coordinator", f"/v1/akter/{case_id}")
            parts = (json.dumps(part, ensure_ascii=False) for part in (*akt["history"], akt["sections"]))
            told = [
                text for part in parts for _, text in client.recorder.planted_in(part) if text in accepted
            ]
            found.append(Told(case_id, tuple(accepted), tuple(told)))
    return found


def _searched(system: System, planted: tuple[str, ...]) -> Searched:
    canaries = Canaries(planted)
    hits = canaries.in_tree(system.home.root)
    for service in SERVICES:
        for name in (service, f"{service}_keys"):
            hits += canaries.in_database(system.postgres.dsn(name), name)
    places = tuple(dict.fromkeys(f"{hit.where} ({hit.form})" for hit in hits))
    return Searched(len(planted), canaries.files, canaries.rows, places)


def run(*, minutes: float, seed: int | None, as_object: bool, keep: bool) -> int:
    """Run a trial and tell what came of it; return the exit status: 0 only when every invariant holds.

    It has a home of its own inside `$FINSAM_HOME`; emptied before it begins, and removed at the end unless it failed or ``keep``.
    Raises HomeTaken when another trial runs there.
    """
    seed = random.SystemRandom().randrange(_SEEDS) if seed is None else seed
    root = default_root()
    home = root / HOME
    system = System(home, store=root, say=lambda part: screen(f"startar {part} …"))
    system.begin_anew()
    seconds = minutes * 60
    trial = Trial(system, seed, seconds, planned(seed, seconds))
    ok = False
    try:
        system.start(SERVICE_PARTS)
        screen(f"prövar i {minutes:g} minuter, frö {seed} …")
        history = asyncio.run(trial.run())
        ok = _tell(trial, history, home, as_object=as_object, keep=keep)
    except asyncio.CancelledError:
        screen("avbruten; inget är granskat.")
    finally:
        system.stop(remove=ok and not keep)
    return 0 if ok else 1


def _tell(trial: Trial, history: History, home: Path, *, as_object: bool, keep: bool) -> bool:
    judgements = judge(history)
    result = Result(
        trial.seed, trial.worked, trial.interrupted, history, tuple(trial.played), judgements,
        tuple(trial.recorder.notes), tuple(trial.mended), trial.slowest,
    )  # fmt: skip
    if keep or not result.ok:
        result = replace(result, kept=str(home))
        (home / "trial.log").write_text("\n".join(trial.recorder.diary) + "\n", encoding="utf-8")
    print(json.dumps(as_json(result), ensure_ascii=False, indent=2) if as_object else as_text(result))
    return result.ok
