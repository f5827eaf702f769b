"""A receipt in ordinary Swedish: klarspråk, said to her."""

from typing import Final

from services.consent.domain import words
from services.consent.domain.receipt_words.phrases import Phrases

_KEEP: Final = (
    "Det här är ditt kvitto. Spara det. Stämmer allt behöver du inte göra något. Ditt samtycke häver en del av den sekretess "
    "som skyddar dig (10 kap. 1 § och 12 kap. 2 § offentlighets- och sekretesslagen). Det är inte ett samtycke enligt "
    "dataskyddsförordningen."
)
_SAID: Final = "Du sade det"
_STARTS: Final = "Det gäller från"
_ENDED: Final = "Det upphörde"

SWEDISH: Final = Phrases(
    locale="sv",
    language="sv",
    titles={
        "givet": "Kvitto: ditt samtycke är registrerat",
        "andrat": "Kvitto: ditt samtycke har ändrats",
        "forkortat": "Kvitto: ditt samtycke har fått en tidigare sista dag",
        "aterkallat": "Kvitto: din återkallelse är registrerad",
        "utganget": "Kvitto: tiden för ditt samtycke har gått ut",
        "makulerat": "Kvitto: ett samtycke som var felaktigt registrerat är makulerat",
    },
    intros={
        "givet": f"Du har samtyckt till att myndigheter delar uppgifter om dig i Finsamteam. {_KEEP}",
        "andrat": f"Du har samtyckt på nytt. Här står vad som gäller nu. {_KEEP}",
        "forkortat": (
            "Samarbetet om dig i Finsamteam avslutas. Ett samtycke gäller aldrig längre än vad det behövs till. Därför har "
            "ditt samtycke fått en tidigare sista dag. Du behöver inte göra något. Det här är ditt kvitto. Spara det."
        ),
        "aterkallat": (
            "Du har återkallat samtycke. Tjänsten lämnar inte ut något mer av det som återkallelsen gäller. Det här är ditt "
            "kvitto. Spara det. Stämmer allt behöver du inte göra något."
        ),
        "utganget": (
            "Den sista dagen för ditt samtycke har passerat. Tjänsten lämnar inte ut något mer av det som det gällde. Det "
            "här är ditt kvitto. Spara det."
        ),
        "makulerat": (
            "Ett samtycke var felaktigt registrerat och är makulerat. Det betyder att registreringen är struken. Tjänsten "
            "lämnar inte ut något mer med stöd av den. Du har inte återkallat något. Det här är ditt kvitto. Spara det."
        ),
    },
    reference="Ärende",
    number="Kvittots nummer",
    said={
        "givet": "Du skrev under",
        "andrat": "Du skrev under",
        "forkortat": _SAID,
        "aterkallat": _SAID,
        "utganget": _SAID,
        "makulerat": _SAID,
    },
    received="Det registrerades",
    effective={
        "givet": _STARTS,
        "andrat": _STARTS,
        "forkortat": "Det ändrades",
        "aterkallat": _ENDED,
        "utganget": _ENDED,
        "makulerat": _ENDED,
    },
    how="Så gjordes det",
    channels={
        "paper": "underskrift på papper",
        "oral": "muntligt, med en anteckning om vad som sades",
        "inloggad": "du var inloggad och gjorde det själv",
        "mote": "vid ett möte",
        "telefon": "per telefon",
        "videosamtal": "i ett videosamtal",
        "brev": "i ett brev",
        "epost": "med e-post",
    },
    taken_in_by="Togs emot av",
    text="Samtyckestextens version",
    checksum="Textens kontrollsumma (SHA-256)",
    rows_heading="Det här gäller",
    ended_heading="Det här har upphört",
    left_heading="Det här gäller fortfarande",
    nothing_ended="Det som återkallelsen gäller hade redan upphört.",
    nothing_left="Inget samtycke gäller längre i ärendet.",
    struck_at="Det ströks",
    struck_signed="Samtycket som ströks lämnades",
    still_carried=(
        "Inget har upphört. Det som står här vilar på ett annat samtycke som du har lämnat, och gäller så länge som det samtycket "
        "säger."
    ),
    columns=("Vem får berätta", "För vem", "Vad", "När"),
    period="Från och med {first} till och med {last}",
    moment="{day} klockan {hour}.{minute:02d}",
    categories=words.CATEGORIES,
    exclusions_heading="Det här får inte delas",
    exclusion="{recipient} får inte {what} från {source}.",
    anyone="någon",
    own_words=(
        "Du har också skrivit med egna ord vad som inte får delas. Det står på pappret som du skrev under och är inte avskrivet "
        "här."
    ),
    ticks_heading="Dina egna kryss",
    statistics="Räknas med i uppföljning och statistik",
    messages="Sms eller e-post om att ett meddelande väntar",
    yes="ja",
    no="nej",
    after_heading="Det här händer nu",
    after=(
        "Det som redan har lämnats ut stannar hos den som har fått det, enligt dess egna regler. Det som har upphört börjar inte "
        "gälla igen av sig självt. Vill du att det ska gälla igen behövs en ny underskrift."
    ),
    withdraw_heading="Så återkallar du",
    withdraw=(
        "Logga in och gör det själv under Mina samtycken.",
        "Ring eller skriv till teamet eller till den enhet som registrerade samtycket.",
        "Eller säg det när ni träffas.",
        "Gäller det bara en part kan du också säga till den parten.",
    ),
    meaning=(
        "Du kan återkalla när du vill, och du behöver inte säga varför. Du kan återkalla allt, för en part eller för ett slags "
        "uppgifter. Innan du återkallar kan du få veta vad det betyder i just ditt ärende."
    ),
    wrong_heading="Om något är fel",
    wrong=(
        "Stämmer något inte? Säg till {unit} eller till koordinatorn så snart du kan, och visa kvittot. Det som är felaktigt "
        "registrerat kan makuleras. Då stryks registreringen, och du får ett nytt kvitto."
    ),
    reach_heading="Så når du oss",
    team="Teamet",
    unit="Enheten som registrerade samtycket",
    phone="Telefon",
    contact_team="koordinatorn i {name}",
    contact_unit="handläggaren vid {name}",
    waiver=(
        "Sekretesseftergift enligt 10 kap. 1 § och 12 kap. 2 § offentlighets- och sekretesslagen (2009:400). Det är inte ett "
        "samtycke enligt dataskyddsförordningen."
    ),
    purpose="Bedöma anmälan till Finsamteam, göra den gemensamma planen och följa upp den.",
    withdrawal_method=(
        "Logga in och återkalla, eller ring, skriv eller säg det till teamet eller till den enhet som registrerade samtycket. "
        "Gäller det bara en part kan det sägas till den parten. Inget skäl behövs."
    ),
)
