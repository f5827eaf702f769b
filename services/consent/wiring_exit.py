"""Puts the exit together: release, sealing, withdrawal, and the tasks that finish what was begun."""

from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncEngine

from services.consent.addressing.records import Records, Signer
from services.consent.addressing.sealing import Sealing
from services.consent.addressing.taking_back import TakingBack
from services.consent.core import Core
from services.consent.ending.closing import Closing
from services.consent.ending.enforcing import Enforcer
from services.consent.ending.expiring import Expiring
from services.consent.ending.noticing import Noticing
from services.consent.ending.unit_ends import UnitEnds
from services.consent.exit.drain import Drain
from services.consent.exit.exits import Doors, Exit, Running
from services.consent.exit.flights import Flights
from services.consent.exit.instances import Presence
from services.consent.exit.release import Release
from services.consent.http import aliases, annulments, disclosures, feed, keys, release, replays, revocations
from services.consent.key_horizon import KeyHorizon
from services.consent.reactions import reactions
from services.consent.restoring.facts_check import FactsCheck, OwnTopic
from services.consent.restoring.keys_check import KeysCheck
from services.consent.restoring.reconciling import Checks, Reconciling
from services.consent.restoring.withheld_check import WithheldCheck
from shared.db import make_engine, make_sessions
from shared.idempotency import CommandStore
from shared.keyrings import ReceivingKeyring, SigningKeyring

ROUTERS: Sequence[APIRouter] = (
    release.router,
    feed.router,
    aliases.router,
    keys.router,
    disclosures.router,
    revocations.router,
    replays.router,
    annulments.router,
)

_REVOCATION_CONNECTIONS = 5
_RECONCILING_CONNECTIONS = 3


def build_exit(core: Core) -> Exit:
    """Make every part once. Withdrawal gets connections that no reader can take."""
    engine = make_engine(core.settings.database_url, pool_size=_REVOCATION_CONNECTIONS)
    sessions = make_sessions(engine)
    signing, receiving = SigningKeyring(core.keystore), ReceivingKeyring(core.keystore)
    signer = Signer(signing)
    records = Records(signer, core.outbox)
    closing, drain = Closing(core.outbox, records, core.gate), Drain(engine)
    presence, flights = Presence(core.settings.database_url), Flights(core.sessions)
    enforcer = Enforcer(sessions, core.keystore, closing, drain, core.clock, receipts=core.receipting)
    commands = CommandStore(sessions, core.settings.index_key_file.read_bytes())
    doors = Doors(enforcer, drain, commands)
    opening = Release(core.sessions, core.keystore, core.clock, presence, flights, gate=core.gate)
    noticing = Noticing(sessions, core.clock, core.settings.expiry_notice_days)
    expiring = Expiring(sessions, closing, core.clock, noticing, core.receipting)
    running = Running(
        routers=ROUTERS,
        reactions=reactions(
            Sealing(core.clock, core.keystore, receiving, records, core.gate),
            TakingBack(core.clock, records, core.gate),
            core.keystore,
            core.receipting,
        ),
        everywhere={"presence": presence.keep, "flights": flights.keep, "signer": signer.keep},
        tasks={
            "revocations": enforcer.keep,
            "expiry": expiring.keep,
            "unit-ends": UnitEnds(sessions, core.recipients, core.receipting).keep,
            "receipts": partial(core.receipting.keep, core.sessions),
            "key-horizon": KeyHorizon(core.sessions, receiving).keep,
        },
        closers=(flights.end, presence.end, engine.dispose),
    )
    return Exit(core.recipients, opening, flights, doors, receiving, signing, running)


def build_reconciling(core: Core, topic: OwnTopic) -> tuple[Reconciling, AsyncEngine]:
    """Make what opens the gate, on connections of its own, which the caller closes. Its closing asks no gate."""
    engine = make_engine(core.settings.database_url, pool_size=_RECONCILING_CONNECTIONS)
    sessions = make_sessions(engine)
    closing = Closing(core.outbox, Records(Signer(SigningKeyring(core.keystore)), core.outbox))
    checks = Checks(
        FactsCheck(sessions, core.keystore, topic),
        KeysCheck(sessions, core.keystore, closing, core.clock),
        WithheldCheck(sessions, core.keystore, core.clock),
    )
    return Reconciling(engine, core.keystore.ledger, checks, core.gate), engine
