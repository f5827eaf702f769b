"""Why a case is read. The purpose goes into the read log, and the person sees it there."""

from enum import StrEnum

HANDLING = "handlaggning"
"""The daily work with a case that is in the lists."""
OWN_INSIGHT = "egen_insyn"
"""The person reads about herself."""


class Purpose(StrEnum):
    """Why a case that has left the lists is opened: stated by who opens it."""

    HANDLAGGNING_FOR_HAND = "handlaggning_for_hand"
    BEGARAN_FRAN_INDIVIDEN = "begaran_fran_individen"
    BEGARAN_OM_ALLMAN_HANDLING = "begaran_om_allman_handling"
    RATTELSE_ELLER_GALLRING = "rattelse_eller_gallring"
    TILLSYN = "tillsyn"
