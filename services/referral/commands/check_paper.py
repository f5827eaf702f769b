"""Check what the team's koordinator registers of an anmälan on paper, before it can go on."""

from collections.abc import Mapping
from typing import Any

from services.referral.domain import Content, Rules, listed, paper_faults
from services.referral.errors import InvalidContent


def check_paper(unit: str, values: Mapping[str, Any], rules: Rules) -> None:
    """Refuse what would be refused of it when it goes on, the samtycke apart; nothing is kept.

    Raises InvalidContent, with every fault.
    """
    faults = paper_faults(Content().changed(values), unit, rules)
    if faults:
        raise InvalidContent(**listed(faults))
