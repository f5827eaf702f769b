"""The only place where the referral service's parts are made."""

from pathlib import Path

import httpx2
from fastapi import FastAPI

from services.referral import events
from services.referral.consent_client import ConsentClient
from services.referral.foreign import read_recipients
from services.referral.http import routes
from services.referral.numbers import published_numbers
from services.referral.parts import Parts
from services.referral.problems import PROBLEMS
from services.referral.reactions import reactions
from services.referral.repository import PersonIndex
from services.referral.settings import ReferralSettings
from services.referral.subscribers import SUBSCRIPTIONS
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
    root = RootKey.from_file(settings.root_key_file)
    keys = CaseKeys(KeyStore(key_engine, root))
    sealer = SectionSealer(ReceivingKeys(settings.consent_address, http))
    tokens = ServiceTokens.from_file(
        f"{settings.issuer}/token", settings.client_id, settings.client_key_file, http
    )
    test_numbers = settings.test_numbers_file
    parts = Parts(
        sessions=make_sessions(engine),
        keys=keys,
        index=PersonIndex(BlindIndex.from_file(settings.index_key_file)),
        outbox=Outbox(settings.service, events.TOPIC, sealer=sealer, case_keys=keys),
        consent=ConsentClient(settings.consent_address, http, tokens),
        clock=make_clock(settings.clock_file),
        recipients=read_recipients(settings.recipients_file),
        published=published_numbers(test_numbers) if test_numbers else None,
    )
    commands = CommandStore(parts.sessions, settings.index_key_file.read_bytes())
    return Service(
        settings=settings,
        app=make_http(parts, Verifier(settings.issuer, IssuerKeys(settings.issuer, http)), commands),
        engine=engine,
        outbox=parts.outbox,
        inbox=Inbox(parts.sessions, keep_sections=False),
        subscriptions=SUBSCRIPTIONS,
        reactions=reactions(parts.referrals, parts.outbox, parts.recipients),
        tasks={"keys": KeyUpkeep(key_engine, root).run},
        closers=(http.aclose, key_engine.dispose),
    )


def make_http(parts: Parts, verifier: Verifier, commands: CommandStore) -> FastAPI:
    """Build the service's HTTP side."""
    app = make_app(API, PROBLEMS, verifier=verifier, commands=commands)
    app.state.parts = parts
    app.include_router(routes())
    operating = Operating(parts.sessions, parts.outbox, parts.clock, events.EventDiscarded)
    app.include_router(operating_routes(operating))
    return app
