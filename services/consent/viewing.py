"""Who may read what of a case: the registering unit, a unit that stands in a row, or the person herself."""

from services.consent.queries import KnownCase
from shared.auth import Viewer
from shared.blind_index import BlindIndex


def is_person(viewer: Viewer, case: KnownCase, persons: BlindIndex) -> bool:
    """Whether the viewer is the person whose case it is, logged in in her own matter."""
    if "individ" not in viewer.roles or viewer.personal_number is None:
        return False
    return case.person_hash == persons.of(viewer.personal_number)


def is_registering_staff(viewer: Viewer, case: KnownCase) -> bool:
    """Whether the viewer is a handläggare of the unit that registered the case."""
    return "handlaggare" in viewer.roles and viewer.unit == case.registering_unit
