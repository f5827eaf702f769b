"""What the koordinator writes when an anmälan has come on paper: who sent it and when, and what she asks for and settles."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, StrictBool

from services.coordinator.domain.addresses import without_address
from services.coordinator.domain.paper import Paper, PaperSender
from services.coordinator.domain.same_person import Stand
from services.coordinator.http.paper_content import ChangesForm, Code, ContentForm, FreeTextForm, Line, Words
from shared.bodies import Body, Day
from shared.personal_number import NumberRules


class SenderForm(Body):
    """Who sent it: a known unit, who signed, and the function with the address that letters go to."""

    unit: Code
    name: Line
    function: Line
    address: list[Line] = Field(min_length=1, max_length=5)
    reference: Line | None = Field(None, description="anmälarens egen beteckning, som brev till den bär")


class PaperForm(Body):
    """An anmälan on paper, as it is registered."""

    received_on: Day = Field(description="den dag då anmälan nådde myndigheten (22 § förvaltningslagen)")
    late_reason: Words | None = Field(None, description="krävs senare än arbetsdagen efter")
    sender: SenderForm
    samtycke: Literal["bifogat", "saknas", "ofullstandigt"]
    by_letter: StrictBool = Field(
        default=False, description="avsändaren får besked och begäran om komplettering även som brev"
    )
    skyddade_personuppgifter: StrictBool = Field(
        default=False,
        description="fält 8: sparas inte; ja innebär att ärendet handläggs för hand, och att ingen adress sparas",
    )
    content: ContentForm

    def paper(self, case_id: UUID, at: datetime, numbers: NumberRules) -> Paper:
        """Return it in the domain's words; of a protected person without where she lives. Raises InvalidNumber."""
        sender, content = self.sender, self.content.content(numbers)
        return Paper(
            case_id=case_id,
            sender=PaperSender(
                sender.unit, sender.name, sender.function, tuple(sender.address), sender.reference
            ),
            received_on=self.received_on,
            registered_at=at,
            enclosed=self.samtycke,
            content=without_address(content) if self.skyddade_personuppgifter else content,
            late_reason=self.late_reason,
            by_letter=self.by_letter,
        )


class ConsentWanted(Body):
    """What is missing of the samtycke; ten working days to answer unless a day is named."""

    missing: list[Code] = Field(default_factory=list, max_length=10)
    text: Words
    respond_by: Day | None = None


class Admitting(Body):
    """The koordinator's word that what the person excludes in words has been read, if there is such a note."""

    exclusion_note_acknowledged: StrictBool = False


class LetterForm(Body):
    """The sender's answer by letter to a komplettering."""

    received_on: Day = Field(description="den dag då svaret nådde myndigheten (22 § förvaltningslagen)")
    late_reason: Words | None = Field(None, description="krävs senare än arbetsdagen efter")
    answer: FreeTextForm = Field(
        description="vad avsändaren svarar, och vilket slags uppgifter svaret innehåller"
    )
    changes: ChangesForm | None = Field(None, description="fält i anmälan som svaret ändrar")
    exclusion_note_acknowledged: StrictBool = Field(
        default=False, description="personens undantag i samtycket är lästa"
    )


class Settling(Body):
    """Another akt of the same person, what the two are, and why."""

    other_case_id: UUID
    stand: Stand
    reason: Words
