"""The party's client: reads its own topic, asks for release, and yields plain typed documents.

Start with :class:`PartyClient`; the README shows the loop.
"""

from finsam_party.answers import Kept, PartyAnswers
from finsam_party.consumer import PartyClient
from finsam_party.documents import Content, Control, Document, Gone, OpenSection, Refused, Unreadable
from finsam_party.errors import AnswerRefused, PartyClientError, RecordInvalid
from finsam_party.item import Item
from finsam_party.sequences import FileSequences, Sequence, Sequences
from finsam_party.settings import PartySettings

__all__ = [
    "AnswerRefused",
    "Content",
    "Control",
    "Document",
    "FileSequences",
    "Gone",
    "Item",
    "Kept",
    "OpenSection",
    "PartyAnswers",
    "PartyClient",
    "PartyClientError",
    "PartySettings",
    "RecordInvalid",
    "Refused",
    "Sequence",
    "Sequences",
    "Unreadable",
]
