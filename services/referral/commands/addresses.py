"""Fields of a draft that say where a person is: not kept of one who is handled by hand."""

from collections.abc import Collection

from services.referral.domain import Content, Fault, listed
from services.referral.errors import AddressNotKept

_ADDRESS = ("kontakt", "stadsdel", "foretradare", "kontakter")
"""Fields that say where she is, or may: of others' contact details only what leads to her."""
_EMPTY_IT = (
    "I den här anmälan sparas ingen adress, inget telefonnummer och ingen stadsdel, och inga kontaktuppgifter till andra "
    "som visar var personen finns. Lämna dem tomma."
)


def addresses_given(content: Content, given: Collection[str]) -> list[str]:
    """Return those of the given fields that say where she is."""
    hidden = content.without_address()
    return [name for name in _ADDRESS if name in given and getattr(content, name) != getattr(hidden, name)]


def address_not_kept(fields: Collection[str]) -> AddressNotKept:
    """Return the refusal that names the fields."""
    return AddressNotKept(**listed(Fault(name, "address_not_kept", _EMPTY_IT) for name in fields))
