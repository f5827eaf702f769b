"""How a letter is sent to somebody whose address is not to be known: two envelopes, and somebody between them.

This is told to whoever sends it, on a sheet that is never sent itself.
"""

from collections.abc import Sequence
from typing import Final

from shared.letters.blocks import Block, Bullets, Facts, Heading, Letterhead, Paragraph

TITLE: Final = "Så skickas brevet genom Skatteverkets postförmedling"
_FIRST: Final = (
    "Det här bladet är till dig som skickar brevet, och ska inte läggas i kuvertet. Förstör det när brevet har gått. Kan brevet "
    "lämnas till personen vid ett besök är det säkrare."
)
_WRITE_BACK: Final = "Skriv avsändarens adress på baksidan."
_WRITE_OWN: Final = "Skriv er egen postadress på baksidan. Tjänsten känner inte till den. Utan den kan brevet inte komma tillbaka till er."
_OWN_ADDRESS: Final = "(er postadress)"
_INNER: Final = (
    "Lägg brevet i ett kuvert utan fönster och klistra igen det.",
    "Skriv personnumret på framsidan, och inget annat: varken namn eller adress.",
)
_OUTER: Final = (
    "Lägg det igenklistrade kuvertet i ett annat kuvert.",
    "Skriv postförmedlingens adress på det, och frankera det.",
)
_AFTER: Final = (
    "Notera dagen och att brevet gick genom postförmedlingen. Skatteverket kan bara spåra brev som skickas rekommenderat; då går ett "
    "brev i varje ytterkuvert. Stämmer adressen? Den som driver tjänsten kontrollerar den hos Skatteverket."
)


def envelopes(number: str, sender: Letterhead, forwarder: Sequence[str]) -> list[Block]:
    """Write what stands on each envelope. `number` is the person's twelve digits, `forwarder` the lines of an address.

    A sender without a postal address in the reference data is told to write its own.
    """
    back = "\n".join((sender.name, sender.authority, *(sender.address or (_OWN_ADDRESS,))))
    return [
        Paragraph(_FIRST),
        Heading("Innerkuvertet"),
        Bullets((*_INNER, _WRITE_BACK if sender.address else _WRITE_OWN)),
        Facts((("Framsida", f"{number[:8]}-{number[8:]}"), ("Baksida", back))),
        Heading("Ytterkuvertet"),
        Bullets(_OUTER),
        Facts((("Adress", "\n".join(forwarder)),)),
        Heading("Sedan"),
        Paragraph(_AFTER),
    ]
