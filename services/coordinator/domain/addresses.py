"""What is not shown, nor kept, of where a person with protected identity lives and can be found (OSL 21:3)."""

from collections.abc import Mapping
from typing import Any

WHERE_SHE_LIVES = frozenset({"kontakt", "stadsdel"})
"""Fields of the form that say it outright."""
LEADS_TO_HER = {
    "foretradare": frozenset({"telefon", "epost"}),
    "kontakter": frozenset({"enhet", "telefon", "epost"}),
}
"""What others' contact details say of it: whom she lives with, which unit she visits."""


def without_address(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of the form without where the person lives, is reached and is found."""
    return {
        name: [{k: v for k, v in one.items() if k not in LEADS_TO_HER[name]} for one in value]
        if name in LEADS_TO_HER
        else value
        for name, value in content.items()
        if name not in WHERE_SHE_LIVES
    }
