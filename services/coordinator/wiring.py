"""The only place where the coordinator service's parts are made."""

from dataclasses import dataclass

import httpx2
from fastapi import FastAPI
from finsam_party import PartyClient, PartySettings
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator import events
from services.coordinator.arrivals import QUEUE, Arrivals, ArrivalWorker, TeamSequences, TopicReader
from services.coordinator.consent import Bearer, ConsentService
from services.coordinator.domain import Office
from services.coordinator.foreign import read_recipients
from services.coordinator.http import Desk, routes
from services.coordinator.problems import PROBLEMS
from services.coordinator.queries import AktReader
from services.coordinator.reactions import reactions
from services.coordinator.repository import AktRepository
from services.coordinator.settings import CoordinatorSettings
from services.coordinator.subscribers import SUBSCRIPTIONS
from shared.auth import Verifier
from shared.blind_index import BlindIndex
from shared.clock import make_clock
from shared.db import Sessions, make_engine, make_sessions
from shared.health import Beside
from shared.idempotency import CommandStore
from shared.inbox import Inbox
from shared.jwks import IssuerKeys
from shared.key_upkeep import KeyUpkeep
from shared.keys import KeyStore, RootKey
from shared.lag import LagMeter, Subscription
from shared.outbox import Outbox
from shared.sealing import CaseKeys
from shared.sections import ReceivingKeys, SectionSealer
from shared.service import Service
from shared.service_tokens import ServiceTokens
from shared.web import make_app


@dataclass(frozen=True, slots=True)
class Team:
    """The parts that all work of one team shares."""

    office: Office
    sessions: Sessions
    keys: CaseKeys
    outbox: Outbox
    index: BlindIndex

    def akter(self, session: AsyncSession) -> AktRepository:
        """Return the team's akter within one transaction."""
        return AktRepository(session, self.office.team, self.keys, self.outbox, self.index)


def wire(settings: CoordinatorSettings | None = None, party: PartySettings | None = None) -> Service:
    """Build the service from its environment."""
    settings = settings or CoordinatorSettings()  # pyright: ignore[reportCallIssue]
    party = party or PartySettings()  # pyright: ignore[reportCallIssue]
    http = httpx2.AsyncClient()
    engine, key_engine = make_engine(settings.database_url), make_engine(settings.keys_database_url)
    root = RootKey.from_file(settings.root_key_file)
    keys = CaseKeys(KeyStore(key_engine, root))
    sealer = SectionSealer(ReceivingKeys(settings.consent_address, http))
    outbox = Outbox(settings.service, events.TOPIC, sealer=sealer, case_keys=keys)
    index = BlindIndex.from_file(settings.index_key_file)
    recipients = read_recipients(settings.recipients_file)
    office = Office(party.recipient, f"koordinatorn i {recipients[party.recipient].name}")
    team = Team(office, make_sessions(engine), keys, outbox, index)
    tokens = ServiceTokens.from_file(
        f"{settings.issuer}/token", settings.client_id, settings.client_key_file, http
    )
    app = make_desk(
        settings, team, tokens, http, Verifier(settings.issuer, IssuerKeys(settings.issuer, http))
    )
    reader = _reader(settings, party, team)
    topic = LagMeter(party.kafka_options, (Subscription(party.topic_name(), party.group_name()),))
    return Service(
        settings=settings,
        app=app,
        engine=engine,
        outbox=outbox,
        inbox=Inbox(team.sessions, keep_sections=False),
        subscriptions=SUBSCRIPTIONS,
        reactions=reactions(team.akter),
        tasks={"team-topic": reader.read, "arrivals": reader.retry, "keys": KeyUpkeep(key_engine, root).run},
        beside=Beside(topic, QUEUE),
        closers=(topic.close, http.aclose, key_engine.dispose),
    )


def make_desk(
    settings: CoordinatorSettings, team: Team, tokens: Bearer, http: httpx2.AsyncClient, verifier: Verifier
) -> FastAPI:
    """Build the HTTP side of one team."""
    commands = CommandStore(team.sessions, settings.index_key_file.read_bytes())
    app = make_app("Finsamteam: koordinator", PROBLEMS, verifier=verifier, commands=commands)
    desk = Desk(
        sessions=team.sessions,
        reader=AktReader(team.keys, team.office),
        akter=team.akter,
        prepare=team.outbox.prepare,
        consent=ConsentService(settings.consent_address, http, tokens),
        clock=make_clock(settings.clock_file),
        recipients=read_recipients(settings.recipients_file),
        supplement_days=settings.supplement_days,
    )
    app.include_router(routes(desk))
    return app


def _reader(settings: CoordinatorSettings, party: PartySettings, team: Team) -> TopicReader:
    arrivals = Arrivals(team.sessions, team.keys, make_clock(settings.clock_file))
    worker = ArrivalWorker(
        team.sessions,
        team.keys,
        team.akter,
        team.office,
        prepare=team.outbox.prepare,
        reply_days=settings.reply_days,
    )
    sequences = TeamSequences(team.sessions)
    return TopicReader(party, lambda: PartyClient(party, sequences=sequences), arrivals, worker)
