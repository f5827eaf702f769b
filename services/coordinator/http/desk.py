"""What the routes work with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from services.coordinator.by_person import ConsentByPerson
from services.coordinator.domain import Office
from services.coordinator.foreign import Recipient
from services.coordinator.http.paper_desk import PaperDesk
from services.coordinator.queries import AktReader
from services.coordinator.queries.meeting_reader import MeetingReader
from services.coordinator.reactions import MakeAkter, MakeBooks
from services.coordinator.repository.letters import MakeLetters
from services.coordinator.repository.meetings import MakeMeetings
from services.coordinator.repository.plans import MakePlans
from shared.clock import Clock
from shared.db import Sessions


@dataclass(frozen=True, slots=True)
class Desk:
    """One team's desk: its akter, the clock, the consent service, and the way out."""

    sessions: Sessions
    reader: AktReader
    akter: MakeAkter
    letters: MakeLetters
    meetings: MakeMeetings
    plans: MakePlans
    books: MakeBooks
    prepare: Callable[[], Awaitable[None]]
    """Fetches what sealing needs, before a transaction opens."""
    consent: ConsentByPerson
    clock: Clock
    recipients: Mapping[str, Recipient]
    supplement_days: int
    paper: PaperDesk

    @property
    def office(self) -> Office:
        """The team, and the function that people turn to."""
        return self.reader.office

    @property
    def meeting_reader(self) -> MeetingReader:
        """What reads meetings, with the names of the units."""
        return MeetingReader(self.reader.keys, self.office, self.name_of, self.clock)

    @property
    def names(self) -> Mapping[str, str]:
        """What people call the recipients."""
        return {recipient.id: recipient.name for recipient in self.recipients.values()}

    def name_of(self, recipient: str) -> str:
        """Return what people call a recipient."""
        known = self.recipients.get(recipient)
        return known.name if known else recipient
