"""What a receipt says, field by field: each language and variant fills every one."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.consent.domain.receipt_words.causes import CauseWords
from services.consent.domain.receipt_words.givers import GiverWords
from services.consent.domain.receipt_words.withdrawals import WithdrawnWords


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's words. The mappings have the kinds of receipt, the channels, or the data categories as keys.

    `language` is what a screen reader is told; a variant has its own `locale`. `keep` goes on where a signature's receipt has
    said who gave the samtycke. `withdrawn` is for a withdrawal that is not hers alone.
    """

    locale: str
    language: str
    titles: Mapping[str, str]
    intros: Mapping[str, str]
    keep: str
    givers: GiverWords
    causes: CauseWords
    withdrawn: WithdrawnWords
    reference: str
    number: str
    said: Mapping[str, str]
    received: str
    effective: Mapping[str, str]
    how: str
    channels: Mapping[str, str]
    taken_in_by: str
    text: str
    rows_heading: str
    ended_heading: str
    left_heading: str
    nothing_ended: str
    nothing_left: str
    struck_at: str
    struck_signed: str
    still_carried: str
    columns: tuple[str, str, str, str]
    period: str
    moment: str
    categories: Mapping[str, str]
    exclusions_heading: str
    exclusion: str
    anyone: str
    own_words: str
    ticks_heading: str
    statistics: str
    messages: str
    yes: str
    no: str
    after_heading: str
    after: str
    withdraw_heading: str
    withdraw: tuple[str, ...]
    meaning: str
    wrong_heading: str
    wrong: str
    reach_heading: str
    team: str
    unit: str
    phone: str
    contact_team: str
    contact_unit: str
    waiver: str
    purpose: str
    withdrawal_method: str
    rights: tuple[str, ...]

    def title(self, what: str, *, is_for_her: bool = False, has_cause: bool = False) -> str:
        """Say in a line what is confirmed. `is_for_her`: somebody else withdrew; `has_cause`: no last day of its own ended it."""
        if is_for_her:
            return self.withdrawn.title
        return self.causes.title if has_cause and what == "utganget" else self.titles[what]
