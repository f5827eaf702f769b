"""What stands on a letter of the team: its own words, with the number of the akt."""

from services.coordinator.domain.letter import KINDS, TO_SENDER, WrittenLetter
from shared.days import local_day
from shared.letters.sheet import Sheet, lay_out, plain


def sheet_of(written: WrittenLetter, *, by_hand: bool = False) -> Sheet:
    """Lay out a letter. `by_hand` leaves the address out: identities get protected after letters are written, too."""
    letter = written.letter
    return lay_out(
        plain(letter.title).strip() or KINDS[letter.kind],
        letter.blocks,
        day=local_day(letter.at),
        head=written.head,
        to=written.addressee,
        references=(("Aktnummer", written.number),),
        by_hand=by_hand and letter.kind not in TO_SENDER,
    )
