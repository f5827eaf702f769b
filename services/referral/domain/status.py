"""Where an anmälan stands, and which of that is still going on."""

from enum import StrEnum


class Status(StrEnum):
    """Where an anmälan stands, as its sender sees it."""

    UTKAST = "utkast"
    SKICKAD = "skickad"
    MOTTAGEN = "mottagen"
    KOMPLETTERAS = "kompletteras"
    UPPTAGEN = "upptagen"
    TAS_INTE_UPP = "tas_inte_upp"
    SAMTYCKE_ATERKALLAT = "samtycke_aterkallat"
    TILLBAKADRAGEN = "tillbakadragen"
    ATERTAGEN = "atertagen"
    AVSLUTAD = "avslutad"


UNDECIDED = frozenset({Status.SKICKAD, Status.MOTTAGEN, Status.KOMPLETTERAS})
GOING_ON = UNDECIDED | {Status.UPPTAGEN}
