"""Refusals of the exit: withdrawal, aliases, feed, release."""

from services.consent.errors.fields import FieldRefusal
from services.consent.errors.papers import CategoryUnknown
from shared.problem import Refusal, Unavailable


class OnlyOwnRows(Refusal):
    """A party may take in a withdrawal of what concerns itself; the rest goes to the registering unit or koordinator."""

    code = "only_own_rows"


class UnitNotValid(Refusal):
    """The unit does not exist on this day: it can neither sign nor open anything; what it opened before is its own."""

    code = "unit_not_valid"


class PartyMissing(FieldRefusal):
    """A withdrawal for a party names the party."""

    code = "party_missing"
    field = "scope.party"
    message = "Ange vilken part återkallelsen gäller."


class CategoryMissing(FieldRefusal):
    """A withdrawal of a category names the category."""

    code = "category_missing"
    field = "scope.category"
    message = "Ange vilken uppgiftskategori återkallelsen gäller."


class ScopeCategoryUnknown(CategoryUnknown):
    """Not one of the data categories."""

    def __init__(self) -> None:
        super().__init__("scope.category")


class ScopeTooMuch(FieldRefusal):
    """The scope names a party or category that its kind has no place for."""

    code = "scope_contradicts"
    field = "scope.kind"
    message = (
        "Omfattningen motsäger sig själv. Ta bort part eller kategori, eller ändra vad återkallelsen gäller."
    )


class SaidTooLongAgo(Refusal):
    """The day lies so far back that the year must be mistyped."""

    code = "said_too_long_ago"


class ChannelOfHerOwn(Refusal):
    """The person is logged in, and withdraws herself: no other channel is hers here."""

    code = "channel_of_her_own"


class ChannelNotHers(Refusal):
    """Only the person herself withdraws logged in; staff say how she told them."""

    code = "channel_not_hers"


class SaidByOfHerOwn(FieldRefusal):
    """The person is logged in, and withdraws herself: it is nobody else's word."""

    code = "said_by_of_her_own"
    field = "said_by"
    message = "Du är inloggad och återkallar själv. Ange person, eller utelämna fältet."


class NobodyBehind(FieldRefusal):
    """Nobody of that kind has signed for her or with her, or no longer speaks for her on that day."""

    code = "nobody_behind"
    field = "said_by"
    message = "Ingen sådan företrädare stod bakom samtycket den dagen."


class SaidInFuture(FieldRefusal):
    """The day has not come yet."""

    code = "said_in_future"
    field = "said_on"
    message = "Dagen då personen sa det ligger i framtiden."


class RecipientNotThere(Refusal):
    """No recipient has this id."""

    code = "recipient_not_there"


class RevocationUnknown(Refusal):
    """No such withdrawal for this viewer."""

    code = "revocation_unknown"


class AliasUnknown(Refusal):
    """No alias for this viewer: the case is unknown, or the unit has never received anything of it."""

    code = "alias_unknown"


class CaseOrAlias(FieldRefusal):
    """A withdrawal names its case in one way: by its id, or by the alias of the viewer's own unit."""

    code = "case_or_alias"
    field = "case_id"
    message = "Ange antingen case_id eller alias, inte båda."


class CursorMalformed(FieldRefusal):
    """The place in the feed is not one that the feed has given."""

    code = "cursor_malformed"
    field = "after"
    message = "Ange det värde för next som flödet gav senast, eller utelämna fältet."


class NotPresent(Unavailable):
    """This process does not hold its lock just now, so it releases nothing."""

    code = "not_present"


class NotReconciled(Unavailable):
    """After a start, a restore or a failover: row states are not yet known to agree with the topic and the keys."""

    code = "not_reconciled"


class NothingInScope(Refusal):
    """No row of the case, active or ended, is meant: a misspelt party must not look like a withdrawal."""

    code = "nothing_in_scope"


class TooManySections(Refusal):
    """The answer would pass 64 KiB."""

    code = "too_many_sections"
