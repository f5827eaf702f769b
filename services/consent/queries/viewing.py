"""Who may read what of a case: the registering unit, a unit that stands in a row, or the person herself."""

from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.recipients import Directory
from services.consent.errors import AliasUnknown, CaseUnknown
from services.consent.queries import KnownCase, case_of_alias, cases_of_person
from shared.auth import Forbidden, Viewer, require
from shared.blind_index import BlindIndex


def is_person(viewer: Viewer, case: KnownCase, persons: BlindIndex) -> bool:
    """Whether the viewer is the person whose case it is, logged in in her own matter."""
    if "individ" not in viewer.roles or viewer.personal_number is None:
        return False
    return case.person_hash == persons.of(viewer.personal_number)


def is_registering_staff(viewer: Viewer, case: KnownCase, directory: Directory) -> bool:
    """Whether the viewer is a handläggare of the unit that registered the case, or the koordinator of the team that did."""
    role = "koordinator" if case.registering_unit == directory.holder_of(case) else "handlaggare"
    return role in viewer.roles and viewer.unit == case.registering_unit


async def own_cases(session: AsyncSession, viewer: Viewer, persons: BlindIndex) -> list[KnownCase]:
    """Return the viewer's own cases; raises Forbidden for who is not logged in in her own matter."""
    require(viewer, role="individ")
    if viewer.personal_number is None:
        raise Forbidden
    return await cases_of_person(session, persons.of(viewer.personal_number))


def own_case(cases: list[KnownCase], case_id: UUID | None) -> list[KnownCase]:
    """Return the one of her cases that is asked for, or all. Raises CaseUnknown for one that is not hers."""
    if case_id is None:
        return cases
    found = [case for case in cases if case.id == case_id]
    if not found:
        raise CaseUnknown
    return found


async def case_named(session: AsyncSession, viewer: Viewer, alias: UUID) -> UUID:
    """Return the case that the viewer's own unit knows by this alias. Raises AliasUnknown, for another's too."""
    case_id = await case_of_alias(session, viewer.unit, alias) if viewer.unit else None
    if case_id is None:
        raise AliasUnknown
    return case_id


@contextmanager
def named_by(alias: UUID | None) -> Generator[None]:
    """A case that does not exist for the viewer is answered as it was named: an alias of it looks like any other."""
    try:
        yield
    except CaseUnknown:
        if alias is None:
            raise
        raise AliasUnknown from None
