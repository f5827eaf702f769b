"""The only place where the followup service's parts are made."""

from dataclasses import dataclass
from pathlib import Path

import httpx2
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup import events
from services.followup.consent import ConsentService
from services.followup.erasing import FollowUpHolder
from services.followup.errors import ConsentUnreachable
from services.followup.foreign import read_recipients
from services.followup.http import Desk, routes
from services.followup.problems import PROBLEMS
from services.followup.queries import FollowUpReader
from services.followup.reactions import reactions
from services.followup.reminding import LOG_FIELDS, Reminding
from services.followup.repository import FollowUpRepository
from services.followup.settings import FollowupSettings
from services.followup.subscribers import SUBSCRIPTIONS
from shared.auth import Verifier
from shared.clock import Clock, make_clock
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
from shared.peer import Bearer, Peer
from shared.root_file import RootFile
from shared.sealing import CaseKeys
from shared.sections import ReceivingKeys, SectionSealer
from shared.service import Service
from shared.service_tokens import ServiceTokens
from shared.web import make_app

API = Api(
    "Finsamteam: uppföljning",
    "Här finns sexmånadersuppföljningen: påminnelser, resultat och indikatorer.",
    "The follow-up after six months: reminders, results and indicators.",
    Path(__file__).with_name("calls.json"),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that all work of this service shares."""

    sessions: Sessions
    keys: CaseKeys
    outbox: Outbox
    consent: ConsentService
    clock: Clock

    def follow_ups(self, session: AsyncSession) -> FollowUpRepository:
        """Return the follow-ups within one transaction."""
        return FollowUpRepository(session, self.keys, self.outbox)


def wire(settings: FollowupSettings | None = None, http: httpx2.AsyncClient | None = None) -> Service:
    """Build the service from its environment; `http` reaches the others, where they are not on the network."""
    settings = settings or FollowupSettings()  # pyright: ignore[reportCallIssue]
    http = http or httpx2.AsyncClient()
    engine, key_engine = make_engine(settings.database_url), make_engine(settings.keys_database_url)
    root = RootFile(settings.root_key_file)
    store = KeyStore(key_engine, root)
    keys = CaseKeys(store)
    sealer = SectionSealer(ReceivingKeys(settings.consent_address, http))
    outbox = Outbox(settings.service, events.TOPIC, sealer=sealer, case_keys=keys)
    tokens = ServiceTokens.from_file(
        f"{settings.issuer}/token", settings.client_id, settings.client_key_file, http
    )
    consent = make_consent(settings, http, tokens)
    parts = Parts(make_sessions(engine), keys, outbox, consent, make_clock(settings.clock_file))
    reminding = make_reminding(settings, parts)
    app = make_desk(settings, parts, Verifier(settings.issuer, IssuerKeys(settings.issuer, http)))
    return Service(
        settings=settings,
        app=app,
        engine=engine,
        outbox=outbox,
        inbox=Inbox(parts.sessions, keep_sections=False),
        subscriptions=SUBSCRIPTIONS,
        reactions=unless_erased(reactions(parts.follow_ups), parts.sessions),
        tasks={
            "reminding": reminding.keep,
            "keys": KeyUpkeep(key_engine, root, gauges=KeyGauges(app.state.registry)).run,
            "gallring": CarryingOut(
                parts.sessions, store, FollowUpHolder(parts.follow_ups), parts.clock
            ).keep,
        },
        closers=(http.aclose, key_engine.dispose),
        log_fields=LOG_FIELDS,
    )


def make_consent(settings: FollowupSettings, http: httpx2.AsyncClient, tokens: Bearer) -> ConsentService:
    """Build the way to the consent service."""
    return ConsentService(Peer(settings.consent_address, http, tokens, ConsentUnreachable))


def make_reminding(settings: FollowupSettings, parts: Parts) -> Reminding:
    """Build the clock of the follow-ups."""
    return Reminding(
        parts.sessions,
        parts.follow_ups,
        parts.consent,
        parts.clock,
        recipients=read_recipients(settings.recipients_file),
        prepare=parts.outbox.prepare,
    )


def make_desk(settings: FollowupSettings, parts: Parts, verifier: Verifier) -> FastAPI:
    """Build the HTTP side."""
    commands = CommandStore(parts.sessions, settings.index_key_file.read_bytes())
    app = make_app(API, PROBLEMS, verifier=verifier, commands=commands)
    desk = Desk(
        sessions=parts.sessions,
        reader=FollowUpReader(parts.keys, parts.clock),
        follow_ups=parts.follow_ups,
        prepare=parts.outbox.prepare,
        consent=parts.consent,
        clock=parts.clock,
        recipients=read_recipients(settings.recipients_file),
    )
    app.include_router(routes(desk))
    operating = Operating(parts.sessions, parts.outbox, parts.clock, events.EventDiscarded)
    app.include_router(operating_routes(operating))
    app.include_router(erasure_routes(parts.sessions, FollowUpHolder(parts.follow_ups), parts.clock))
    return app
