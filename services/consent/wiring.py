"""The only place where the consent service's parts are made."""

from pathlib import Path

import httpx2
from fastapi import APIRouter, FastAPI

from services.consent import events
from services.consent.core import Core
from services.consent.foreign import ReferralSubjects, load_recipients, load_test_numbers
from services.consent.http import (
    case_signings,
    coverage,
    expiry_notices,
    my,
    my_consent,
    own_letters,
    previews,
    protections,
    rows,
    scans,
    signings,
    stops,
    texts,
)
from services.consent.problems import PROBLEMS
from services.consent.scan_content import ScanContent
from services.consent.settings import ConsentSettings
from services.consent.subscribers import SUBSCRIPTIONS
from services.consent.texts import load_texts
from services.consent.wiring_exit import build_exit
from shared.auth import Verifier
from shared.blind_index import BlindIndex
from shared.clock import make_clock
from shared.db import make_engine, make_sessions
from shared.idempotency import CommandStore
from shared.inbox import Inbox
from shared.jwks import IssuerKeys
from shared.key_upkeep import KeyUpkeep
from shared.keys import KeyStore, RootKey
from shared.openapi import Api
from shared.operating import Operating, operating_routes
from shared.outbox import Outbox
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
    previews.router,
    stops.router,
    expiry_notices.router,
    case_signings.router,
)

API = Api(
    "Finsamteam: samtycke",
    "Här registreras och återkallas samtycken, och härifrån lämnas uppgifter ut: en nyckel per avsnitt, prövad och loggad varje gång.",
    "Here consents are registered and withdrawn, and from here alone information is disclosed: a key per section, checked and logged each time.",
    Path(__file__).with_name("calls.json"),
)


def wire(settings: ConsentSettings | None = None, http: httpx2.AsyncClient | None = None) -> Service:
    """Build the service from its environment; `http` reaches the others, where they are not on the network."""
    settings = settings or ConsentSettings()  # pyright: ignore[reportCallIssue]
    http = http or httpx2.AsyncClient(timeout=5)
    key_engine = make_engine(settings.keys_database_url)
    root = RootKey.from_file(settings.root_key_file)
    core = make_core(settings, http, KeyStore(key_engine, root))
    exit_ = build_exit(core)
    app = make_desk(core, Verifier(settings.issuer, IssuerKeys(settings.issuer, http)))
    app.state.exit = exit_
    for router in exit_.routers:
        app.include_router(router)
    return Service(
        settings=settings,
        app=app,
        engine=core.engine,
        outbox=core.outbox,
        inbox=Inbox(core.sessions, keep_sections=True),
        subscriptions=SUBSCRIPTIONS,
        reactions=exit_.reactions,
        everywhere=exit_.everywhere,
        tasks={**exit_.tasks, "keys": KeyUpkeep(key_engine, root).run},
        closers=(*exit_.closers, http.aclose, key_engine.dispose),
    )


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
            http, settings.referral_address, load_test_numbers(settings.test_numbers_file)
        ),
        scan_content=ScanContent(),
    )


def make_desk(core: Core, verifier: Verifier) -> FastAPI:
    """Build the HTTP side of what is registered and read here; the exit adds its own routes."""
    commands = CommandStore(core.sessions, core.settings.index_key_file.read_bytes())
    app = make_app(API, PROBLEMS, verifier=verifier, commands=commands)
    app.state.core = core
    for router in ROUTERS:
        app.include_router(router)
    operating = Operating(core.sessions, core.outbox, core.clock, events.EventDiscarded)
    app.include_router(operating_routes(operating))
    return app
