"""From a verified record and a release answer to a plain document."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from finsam_party.documents import CONTROL_TYPES, Control, ControlType, Document, Gone, OpenSection, Refused
from finsam_party.errors import RecordInvalid
from finsam_party.record import Part, Record, open_section
from finsam_party.release import ReleasedEvent


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _DocumentHeader(_Strict):
    type: Annotated[str, Field(min_length=1, max_length=60)]
    time: AwareDatetime
    source: str
    corrects: UUID | None = None


class _Scope(_Strict):
    all: bool = False
    sources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class _ControlHeader(_Strict):
    type: ControlType
    scope: _Scope = _Scope()
    final: bool = False
    last_sequence: int | None = None
    document: UUID | None = None


def open_record(record: Record, released: ReleasedEvent) -> Document | Control | Gone | Refused:
    """Open every section that has a key; raises :class:`RecordInvalid` when a key does not fit.

    Without the header section nothing else is worth opening: the whole document is gone.
    """
    header = record.header
    place = (header.alias, header.event_id, header.epoch, header.sequence)
    if released.status == "refused" or _header_status(released) == "refused":
        return Refused(*place)
    deks = released.deks()
    if 0 not in deks:
        return Gone(*place)
    parts = {index: open_section(record, index, dek) for index, dek in sorted(deks.items())}
    top = parts.pop(0).content
    try:
        if top.get("type") in CONTROL_TYPES:
            return _control(record, top, released.case_id)
        return _document(record, top, parts, released.case_id)
    except ValidationError:
        raise RecordInvalid("header_section") from None


def _header_status(released: ReleasedEvent) -> str | None:
    return next((section.status for section in released.sections if section.index == 0), None)


def _document(record: Record, top: dict[str, Any], parts: dict[int, Part], case_id: UUID | None) -> Document:
    header, said = record.header, _DocumentHeader.model_validate(top)
    at: datetime = said.time
    return Document(
        alias=header.alias,
        event_id=header.event_id,
        epoch=header.epoch,
        sequence=header.sequence,
        type=said.type,
        at=at,
        source=said.source,
        corrects=said.corrects,
        case_id=case_id,
        sections=tuple(OpenSection(part.category, part.source, part.content) for part in parts.values()),
        gone=tuple(index for index in range(1, len(record.sections)) if index not in parts),
    )


def _control(record: Record, top: dict[str, Any], case_id: UUID | None) -> Control:
    header, said = record.header, _ControlHeader.model_validate(top)
    return Control(
        alias=header.alias,
        event_id=header.event_id,
        epoch=header.epoch,
        sequence=header.sequence,
        type=said.type,
        case_id=case_id,
        all=said.scope.all,
        sources=said.scope.sources,
        categories=said.scope.categories,
        final=said.final,
        last_sequence=said.last_sequence,
        document=said.document,
    )
