"""The words of a receipt about a withdrawal that somebody made for the person, or with her; her own has the receipt's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.consent.domain.givers import Giver, Manner


@dataclass(frozen=True, slots=True)
class WithdrawnWords:
    """`first` begins the receipt, `rest` goes on; `channels` have no *you* in them: it was somebody else who wrote or called."""

    title: str
    first: Mapping[Manner, str]
    rest: str
    said: str
    channels: Mapping[str, str]

    def begins(self, giver: Giver, who: str) -> str:
        """Say who has withdrawn, and what that means."""
        return self.first[giver.manner].format(who=who, Who=who[:1].upper() + who[1:]) + self.rest


SWEDISH: Final = WithdrawnWords(
    title="Kvitto: en återkallelse för dig är registrerad",
    first={
        Manner.TILLSAMMANS: "Du och {who} har återkallat samtycket.",
        Manner.FOR_HENNE: "{Who} har återkallat samtycket för dig.",
    },
    rest=(
        " Tjänsten lämnar inte ut något mer av det som återkallelsen gäller. Det här är ditt kvitto. Spara det. Stämmer allt "
        "behöver du inte göra något."
    ),
    said="Återkallelsen lämnades",
    channels={
        "mote": "vid ett möte",
        "telefon": "per telefon",
        "videosamtal": "i ett videosamtal",
        "brev": "i ett brev",
        "epost": "med e-post",
    },
)
EASY: Final = WithdrawnWords(
    title="Kvitto: ett samtycke är återkallat för dig",
    first={
        Manner.TILLSAMMANS: "Du och {who} har återkallat.",
        Manner.FOR_HENNE: "{Who} har återkallat för dig.",
    },
    rest=(
        "\nTjänsten lämnar inte ut något mer av det som togs bort.\n\nDet här är ditt kvitto.\nSpara det.\n"
        "Är allt rätt behöver du inte svara."
    ),
    said="Det sades",
    channels={
        "mote": "på ett möte",
        "telefon": "på telefon",
        "videosamtal": "i ett videosamtal",
        "brev": "i ett brev",
        "epost": "med e-post",
    },
)
ENGLISH: Final = WithdrawnWords(
    title="Receipt: a withdrawal on your behalf is registered",
    first={
        Manner.TILLSAMMANS: "You and {who} have withdrawn the consent.",
        Manner.FOR_HENNE: "The consent has been withdrawn on your behalf, by {who}.",
    },
    rest=(
        " The service hands out nothing more of what the withdrawal concerns. This is your receipt. Keep it. If everything is "
        "right you do not have to do anything."
    ),
    said="The withdrawal was made on",
    channels={
        "mote": "at a meeting",
        "telefon": "by telephone",
        "videosamtal": "in a video call",
        "brev": "in a letter",
        "epost": "by e-mail",
    },
)
