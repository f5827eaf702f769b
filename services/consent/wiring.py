"""The only place where the consent service's parts are made."""

from functools import partial
from pathlib import Path

import httpx2
from fastapi import APIRouter, FastAPI
from prometheus_client import Gauge

from services.consent import events
from services.consent.core import Core
from services.consent.erasing import ConsentHolder
from services.consent.foreign import ReferralSubjects, load_recipients, load_test_numbers
from services.consent.http import (
    case_signings,
    coverage,
    envelopes,
    expiry_notices,
    mandates,
    my,
    my_consent,
    my_receipts,
    own_documents,
    own_letters,
    previews,
    protections,
    receipts,
    rows,
    scans,
    signings,
    stops,
    texts,
    with_samtycke,
)
from services.consent.problems import PROBLEMS
from services.consent.restoring.facts_check import OwnTopic
from services.consent.restoring.gate import Gate
from services.consent.settings import ConsentSettings
from services.consent.subscribers import SUBSCRIPTIONS
from services.consent.texts import load_texts
from services.consent.wiring_exit import build_exit, build_reconciling
from services.consent.wiring_log import build_log, build_watch
from shared.auth import Verifier
from shared.blind_index import BlindIndex
from shared.clock import make_clock
from shared.db import make_engine, make_sessions
from shared.erasure.carrying_out import CarryingOut
from shared.erasure.http import erasure_routes
from shared.erasure.late import unless_erased
from shared.idempotency import CommandStore
from shared.inbox import Inbox
from shared.jwks import IssuerKeys
from shared.kafka import TopicReader, client_options
from shared.key_status import KeyGauges
from shared.key_upkeep import KeyUpkeep
from shared.keys import KeyStore
from shared.openapi import Api
from shared.operating import Operating, operating_routes
from shared.outbox import Outbox
from shared.root_file import RootFile
from shared.scans.content import ScanContent
from shared.sealing import CaseKeys
from shared.service import Service
from shared.web import make_app

ROUTERS: tuple[APIRouter, ...] = (
    texts.router,
    scans.router,
    signings.router,
    rows.router,
    coverage.router,
    protections.router,
    my.router,
    my_consent.router,
    own_letters.router,
    my_receipts.router,
    receipts.router,
    envelopes.router,
    previews.router,
    stops.router,
    expiry_notices.router,
    case_signings.router,
    mandates.router,
    own_documents.router,
    with_samtycke.router,
)

API = Api(
    "Finsamteam: samtycke",
    "Här registreras och återkallas samtycken, och härifrån lämnas uppgifter ut: en nyckel per avsnitt, prövad och loggad varje gång.",
    "Here consents are registered and withdrawn, and from here alone information is disclosed: a key per section, checked and logged each time.",
    Path(__file__).with_name("calls.json"),
)


def wire(
    settings: ConsentSettings | None = None,
    http: httpx2.AsyncClient | None = None,
    topic: OwnTopic | None = None,
) -> Service:
    """Build the service from its environment; `http` and `topic` stand for the network, where there is none."""
    settings = settings or ConsentSettings()  # pyright: ignore[reportCallIssue]
    http = http or httpx2.AsyncClient(timeout=5)
    key_engine = make_engine(settings.keys_database_url)
    root = RootFile(settings.root_key_file)
    core = make_core(settings, http, KeyStore(key_engine, root))
    exit_ = build_exit(core)
    own = topic or TopicReader(partial(client_options, settings), events.TOPIC)
    reconciling, gate_engine = build_reconciling(core, own)
    app = make_desk(core, Verifier(settings.issuer, IssuerKeys(settings.issuer, http)))
    app.state.exit = exit_
    _show_gate(core, app)
    for router in exit_.routers:
        app.include_router(router)
    log_tasks = build_log(core, app)
    watch_tasks, alarms = build_watch(core, app, exit_)
    return Service(
        settings=settings,
        app=app,
        engine=core.engine,
        outbox=core.outbox,
        inbox=Inbox(core.sessions, keep_sections=True),
        subscriptions=SUBSCRIPTIONS,
        reactions=unless_erased(exit_.reactions, core.sessions),
        everywhere={**exit_.everywhere, "gate": reconciling.keep},
        tasks={
            **exit_.tasks,
            **log_tasks,
            **watch_tasks,
            "keys": KeyUpkeep(key_engine, root, gauges=KeyGauges(app.state.registry)).run,
            "gallring": CarryingOut(core.sessions, core.keystore, holder_of(core), core.clock).keep,
        },
        alarms=alarms,
        closers=(*exit_.closers, gate_engine.dispose, http.aclose, key_engine.dispose),
    )


def _show_gate(core: Core, app: FastAPI) -> None:
    is_open = Gauge("finsam_gate_open", "Whether disclosure is open", registry=app.state.registry)
    is_open.set_function(lambda: float(core.gate.open_for is not None))


def make_core(settings: ConsentSettings, http: httpx2.AsyncClient, keystore: KeyStore) -> Core:
    """Make what the parts of the service share."""
    engine = make_engine(settings.database_url)
    return Core(
        settings=settings,
        clock=make_clock(settings.clock_file),
        engine=engine,
        sessions=make_sessions(engine),
        keystore=keystore,
        case_keys=CaseKeys(keystore),
        outbox=Outbox(settings.service, events.TOPIC),
        recipients=load_recipients(settings.recipients_file),
        person_index=BlindIndex.from_file(settings.index_key_file),
        texts=load_texts(),
        subjects=ReferralSubjects(
            http,
            settings.referral_address,
            load_test_numbers(settings.test_numbers_file),
            settings.coordinator_url,
        ),
        scan_content=ScanContent(),
        gate=Gate(),
    )


def holder_of(core: Core) -> ConsentHolder:
    """Return what this service may erase of a case, and when."""
    return ConsentHolder(core.case_keys, core.recipients)


def make_desk(core: Core, verifier: Verifier) -> FastAPI:
    """Build the HTTP side of what is registered and read here; the exit adds its own routes."""
    commands = CommandStore(core.sessions, core.settings.index_key_file.read_bytes())
    app = make_app(API, PROBLEMS, verifier=verifier, commands=commands)
    app.state.core = core
    for router in ROUTERS:
        app.include_router(router)
    operating = Operating(
        core.sessions, core.outbox, core.clock, events.EventDiscarded, may_tell=core.gate.pass_through
    )
    app.include_router(operating_routes(operating))
    app.include_router(erasure_routes(core.sessions, holder_of(core), core.clock))
    return app
