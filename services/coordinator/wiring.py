"""The only place where the coordinator service's parts are made."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import UUID

import httpx2
from fastapi import FastAPI
from finsam_party import PartyClient, PartySettings, Sequences
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator import events
from services.coordinator.arrivals import (
    QUEUE,
    Arrivals,
    ArrivalShelf,
    ArrivalWorker,
    TeamSequences,
    TopicReader,
)
from services.coordinator.by_person import ConsentByPerson
from services.coordinator.commands.books import Books
from services.coordinator.consent import ConsentService
from services.coordinator.domain import Cover, Office
from services.coordinator.erasing import AktHolder
from services.coordinator.errors import ConsentUnreachable
from services.coordinator.errors.papers import ReferralUnreachable
from services.coordinator.followup import FollowupService
from services.coordinator.foreign import read_recipients
from services.coordinator.http import Desk, routes
from services.coordinator.http.paper_desk import PaperDesk
from services.coordinator.problems import PROBLEMS
from services.coordinator.queries import AktReader
from services.coordinator.queries.cover import cover_now
from services.coordinator.queries.papers import PaperReader
from services.coordinator.reactions import Around, reactions
from services.coordinator.referral import ReferralService
from services.coordinator.repository import AktRepository, ConsentRows, MeetingRepository
from services.coordinator.repository.letters import LetterRepository
from services.coordinator.repository.papers import PaperRepository
from services.coordinator.repository.plans import PlanRepository
from services.coordinator.returned import ReturnedKeys
from services.coordinator.settings import CoordinatorSettings
from services.coordinator.subscribers import SUBSCRIPTIONS
from shared.auth import Verifier
from shared.blind_index import BlindIndex
from shared.clock import make_clock
from shared.db import Sessions, make_engine, make_sessions
from shared.erasure.carrying_out import CarryingOut
from shared.erasure.http import erasure_routes
from shared.erasure.late import unless_erased
from shared.health import Beside
from shared.idempotency import CommandStore
from shared.inbox import Inbox
from shared.jwks import IssuerKeys
from shared.key_status import KeyGauges
from shared.key_upkeep import KeyUpkeep
from shared.keys import KeyStore
from shared.lag import LagMeter, Subscription
from shared.letters.blocks import Letterhead
from shared.openapi import Api
from shared.operating import InboxShelf, Operating, OutboxShelf, operating_routes
from shared.outbox import Outbox
from shared.peer import Bearer, Peer
from shared.personal_number import published_numbers
from shared.problem import Unavailable
from shared.root_file import RootFile
from shared.sealing import CaseKeys
from shared.sections import ReceivingKeys, SectionSealer
from shared.service import Service
from shared.service_tokens import ServiceTokens
from shared.web import make_app


class MakeClient(Protocol):
    """Makes a client of one recipient's topic."""

    def __call__(self, settings: PartySettings, *, sequences: Sequences) -> PartyClient:
        """Return a client that is not running yet."""
        ...


API = Api(
    "Finsamteam: koordinator",
    "Här finns teamets akter: besked, möten, gemensam plan, brev och avslut.",
    "The files of the team: decisions, meetings, the joint plan, letters and how a case ends.",
    Path(__file__).with_name("calls.json"),
)


@dataclass(frozen=True, slots=True)
class Team:
    """The parts that all work of one team shares."""

    office: Office
    sessions: Sessions
    keys: CaseKeys
    outbox: Outbox
    index: BlindIndex
    head: Letterhead

    def akter(self, session: AsyncSession) -> AktRepository:
        """Return the team's akter within one transaction."""
        return AktRepository(session, self.office.team, self.keys, self.outbox, self.index)

    def letters(self, session: AsyncSession, *, by_hand: bool = False) -> LetterRepository:
        """Return the letters to the persons of the team's akter within one transaction."""
        return LetterRepository(session, self.office.team, self.keys, self.head, by_hand=by_hand)

    def meetings(self, session: AsyncSession) -> MeetingRepository:
        """Return the team's meetings within one transaction."""
        return MeetingRepository(session, self.office, self.keys, self.outbox, self.letters(session))

    def plans(self, session: AsyncSession) -> PlanRepository:
        """Return the team's plans within one transaction."""
        return PlanRepository(session, self.office.team, self.keys, self.outbox)

    def papers(self, session: AsyncSession) -> PaperRepository:
        """Return the anmälningar on paper of the team's akter within one transaction."""
        return PaperRepository(session, self.keys, self.index)

    def books(self, session: AsyncSession, *, by_hand: bool = False) -> Books:
        """Return all that the team keeps of its cases within one transaction."""
        letters = self.letters(session, by_hand=by_hand)
        meetings = MeetingRepository(session, self.office, self.keys, self.outbox, letters)
        return Books(self.akter(session), ConsentRows(session), meetings, self.plans(session), letters)

    async def ask_cover(self, consent: ConsentService, case_id: UUID) -> Cover:
        """Ask who is covered now, and fetch what sealing needs, before a transaction opens."""
        await self.outbox.prepare()
        return await cover_now(self.sessions, consent, case_id, self.office.team)


def wire(
    settings: CoordinatorSettings | None = None,
    party: PartySettings | None = None,
    *,
    http: httpx2.AsyncClient | None = None,
    make_client: MakeClient = PartyClient,
) -> Service:
    """Build the service from its environment.

    `http` reaches the others, where they are not on the network; `make_client` makes the client of the team's topic.
    """
    settings = settings or CoordinatorSettings()  # pyright: ignore[reportCallIssue]
    party = party or PartySettings()  # pyright: ignore[reportCallIssue]
    http = http or httpx2.AsyncClient()
    engine, key_engine = make_engine(settings.database_url), make_engine(settings.keys_database_url)
    root = RootFile(settings.root_key_file)
    store = KeyStore(key_engine, root)
    team = _team(settings, party.recipient, http, make_sessions(engine), CaseKeys(store))
    tokens = _tokens(settings, http)
    reader = _reader(settings, party, team, make_client)
    topic = LagMeter(party.kafka_options, (Subscription(party.topic_name(), party.group_name()),))
    app = make_desk(settings, team, tokens, http, _verifier(settings, http))
    return Service(
        settings=settings,
        app=app,
        engine=engine,
        outbox=team.outbox,
        inbox=Inbox(team.sessions, keep_sections=False),
        subscriptions=SUBSCRIPTIONS,
        reactions=unless_erased(reactions(team.books, _around(settings, team, http, tokens)), team.sessions),
        tasks={
            "team-topic": reader.read,
            "arrivals": reader.retry,
            "keys": KeyUpkeep(key_engine, root, gauges=KeyGauges(app.state.registry)).run,
            "returned-keys": ReturnedKeys(team.sessions, team.keys).run,
            "gallring": CarryingOut(team.sessions, store, AktHolder(), make_clock(settings.clock_file)).keep,
        },
        beside=Beside(topic, QUEUE),
        closers=(topic.close, http.aclose, key_engine.dispose),
    )


def _around(settings: CoordinatorSettings, team: Team, http: httpx2.AsyncClient, tokens: Bearer) -> Around:
    consent = _consent(settings, team, http, tokens)
    followup = FollowupService(Peer(settings.followup_address, http, tokens, Unavailable))
    names = {one.id: one.name for one in read_recipients(settings.recipients_file).values()}
    return Around(partial(team.ask_cover, consent), followup.result, team.office, names)


def _consent(
    settings: CoordinatorSettings, team: Team, http: httpx2.AsyncClient, tokens: Bearer
) -> ConsentByPerson:
    peer = Peer(settings.consent_address, http, tokens, ConsentUnreachable)
    return ConsentByPerson(peer, team.sessions, team.index)


def _verifier(settings: CoordinatorSettings, http: httpx2.AsyncClient) -> Verifier:
    return Verifier(settings.issuer, IssuerKeys(settings.issuer, http))


def _tokens(settings: CoordinatorSettings, http: httpx2.AsyncClient) -> ServiceTokens:
    return ServiceTokens.from_file(
        f"{settings.issuer}/token", settings.client_id, settings.client_key_file, http
    )


def _team(
    settings: CoordinatorSettings,
    recipient: str,
    http: httpx2.AsyncClient,
    sessions: Sessions,
    keys: CaseKeys,
) -> Team:
    sealer = SectionSealer(ReceivingKeys(settings.consent_address, http))
    own = read_recipients(settings.recipients_file)[recipient]
    office = Office(own.id, f"koordinatorn i {own.name}")
    return Team(
        office=office,
        sessions=sessions,
        keys=keys,
        outbox=Outbox(settings.service, events.TOPIC, sealer=sealer, case_keys=keys),
        index=BlindIndex.from_file(settings.index_key_file),
        head=Letterhead(own.name, own.authority, office.contact, own.phone, own.address),
    )


def make_desk(
    settings: CoordinatorSettings, team: Team, tokens: Bearer, http: httpx2.AsyncClient, verifier: Verifier
) -> FastAPI:
    """Build the HTTP side of one team."""
    commands = CommandStore(team.sessions, settings.index_key_file.read_bytes())
    app = make_app(API, PROBLEMS, verifier=verifier, commands=commands)
    recipients = read_recipients(settings.recipients_file)
    desk = Desk(
        sessions=team.sessions,
        reader=AktReader(team.keys, team.office, {one.id: one.name for one in recipients.values()}),
        akter=team.akter,
        letters=team.letters,
        meetings=team.meetings,
        plans=team.plans,
        books=team.books,
        prepare=team.outbox.prepare,
        consent=_consent(settings, team, http, tokens),
        clock=make_clock(settings.clock_file),
        recipients=recipients,
        supplement_days=settings.supplement_days,
        paper=_paper_desk(settings, team, tokens, http),
    )
    app.include_router(routes(desk, settings.forwarding_address))
    shelves = (InboxShelf(), OutboxShelf(), ArrivalShelf())
    operating = Operating(team.sessions, team.outbox, desk.clock, events.EventDiscarded, shelves)
    app.include_router(operating_routes(operating))
    app.include_router(erasure_routes(team.sessions, AktHolder(), desk.clock))
    return app


def _paper_desk(
    settings: CoordinatorSettings, team: Team, tokens: Bearer, http: httpx2.AsyncClient
) -> PaperDesk:
    numbers = settings.test_numbers_file
    return PaperDesk(
        papers=team.papers,
        reader=PaperReader(team.keys),
        senders=ReferralService(Peer(settings.referral_address, http, tokens, ReferralUnreachable)),
        returned=ReturnedKeys(team.sessions, team.keys),
        head=team.head,
        reply_days=settings.reply_days,
        published=published_numbers(numbers) if numbers else None,
    )


def _reader(
    settings: CoordinatorSettings, party: PartySettings, team: Team, make_client: MakeClient
) -> TopicReader:
    arrivals = Arrivals(team.sessions, team.keys, make_clock(settings.clock_file))
    worker = ArrivalWorker(
        team.sessions,
        team.keys,
        team.books,
        team.office,
        prepare=team.outbox.prepare,
        reply_days=settings.reply_days,
    )
    sequences = TeamSequences(team.sessions)
    return TopicReader(party, lambda: make_client(party, sequences=sequences), arrivals, worker)
