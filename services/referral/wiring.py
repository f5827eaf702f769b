"""The only place where the referral service's parts are made."""

from pathlib import Path

import httpx2
from fastapi import FastAPI

from services.referral import events
from services.referral.by_person import ConsentByPerson
from services.referral.consent_client import ConsentClient
from services.referral.erasing import ReferralHolder
from services.referral.errors import TeamUnreachable
from services.referral.foreign import read_recipients
from services.referral.functions import read_functions
from services.referral.http import routes
from services.referral.parts import Parts
from services.referral.problems import PROBLEMS
from services.referral.reactions import reactions
from services.referral.removing import Removing
from services.referral.repository import PersonIndex
from services.referral.settings import ReferralSettings
from services.referral.subscribers import SUBSCRIPTIONS
from services.referral.team_log import CoordinatorService
from shared.auth import Verifier
from shared.blind_index import BlindIndex
from shared.clock import make_clock
from shared.db import Sessions, make_engine, make_sessions
from shared.erasure.carrying_out import CarryingOut
from shared.erasure.http import erasure_routes
from shared.erasure.late import unless_erased
from shared.idempotency import CommandStore
from shared.inbox import Inbox
from shared.jwks import IssuerKeys
from shared.key_status import KeyGauges
from shared.key_upkeep import KeyUpkeep
from shared.keys import KeyStore
from shared.openapi import Api
from shared.operating import Operating, operating_routes
from shared.outbox import Outbox
from shared.peer import Peer
from shared.personal_number import published_numbers
from shared.root_file import RootFile
from shared.sealing import CaseKeys
from shared.sections import ReceivingKeys, SectionSealer
from shared.service import Service
from shared.service_tokens import ServiceTokens
from shared.web import make_app

API = Api(
    "Finsamteam: anmälan",
    "Här dokumenteras samtalet med personen, och här skrivs, skickas, kompletteras och rättas anmälan till Finsamteamet.",
    "Here the conversation with the person is recorded, and the referral to the team is drafted, sent, supplemented and corrected.",
    Path(__file__).with_name("calls.json"),
)


def wire(settings: ReferralSettings | None = None, http: httpx2.AsyncClient | None = None) -> Service:
    """Build the service from its environment; `http` reaches the others, where they are not on the network."""
    settings = settings or ReferralSettings()  # pyright: ignore[reportCallIssue]
    http = http or httpx2.AsyncClient()
    engine, key_engine = make_engine(settings.database_url), make_engine(settings.keys_database_url)
    root = RootFile(settings.root_key_file)
    store = KeyStore(key_engine, root)
    parts = make_parts(settings, make_sessions(engine), CaseKeys(store), http)
    commands = CommandStore(parts.sessions, settings.index_key_file.read_bytes())
    app = make_http(parts, Verifier(settings.issuer, IssuerKeys(settings.issuer, http)), commands)
    return Service(
        settings=settings,
        app=app,
        engine=engine,
        outbox=parts.outbox,
        inbox=Inbox(parts.sessions, keep_sections=False),
        subscriptions=SUBSCRIPTIONS,
        reactions=unless_erased(reactions(parts.referrals, parts.outbox, parts.recipients), parts.sessions),
        tasks={
            "keys": KeyUpkeep(key_engine, root, gauges=KeyGauges(app.state.registry)).run,
            "removing": Removing(parts).keep,
            "gallring": CarryingOut(parts.sessions, store, ReferralHolder(parts), parts.clock).keep,
        },
        closers=(http.aclose, key_engine.dispose),
    )


def make_parts(
    settings: ReferralSettings, sessions: Sessions, keys: CaseKeys, http: httpx2.AsyncClient
) -> Parts:
    """Make what the parts of the service share."""
    sealer = SectionSealer(ReceivingKeys(settings.consent_address, http))
    tokens = ServiceTokens.from_file(
        f"{settings.issuer}/token", settings.client_id, settings.client_key_file, http
    )
    test_numbers = settings.test_numbers_file
    index = PersonIndex(BlindIndex.from_file(settings.index_key_file))
    return Parts(
        sessions=sessions,
        keys=keys,
        index=index,
        outbox=Outbox(settings.service, events.TOPIC, sealer=sealer, case_keys=keys),
        consent=ConsentByPerson(ConsentClient(settings.consent_address, http, tokens), sessions, index),
        team_log=CoordinatorService(Peer(settings.coordinator_address, http, tokens, TeamUnreachable)),
        clock=make_clock(settings.clock_file),
        recipients=read_recipients(settings.recipients_file),
        functions=read_functions(settings.functions_file),
        draft_days=settings.draft_days,
        published=published_numbers(test_numbers) if test_numbers else None,
    )


def make_http(parts: Parts, verifier: Verifier, commands: CommandStore) -> FastAPI:
    """Build the service's HTTP side."""
    app = make_app(API, PROBLEMS, verifier=verifier, commands=commands)
    app.state.parts = parts
    app.include_router(routes())
    operating = Operating(parts.sessions, parts.outbox, parts.clock, events.EventDiscarded)
    app.include_router(operating_routes(operating))
    app.include_router(erasure_routes(parts.sessions, ReferralHolder(parts), parts.clock))
    return app
