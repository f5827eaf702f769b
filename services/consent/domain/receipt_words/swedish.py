"""A receipt in ordinary Swedish: klarspråk, said to her."""

from typing import Final

from services.consent.domain import words
from services.consent.domain.receipt_words import causes, givers, withdrawals
from services.consent.domain.receipt_words.phrases import Phrases

_KEEP: Final = (
    " Det här är ditt kvitto. Spara det. Stämmer allt behöver du inte svara. Samtycket häver en del av den sekretess "
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
        "forkortat": causes.SWEDISH.shortened["samarbetet_avslutat"],
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
            "lämnar inte ut något mer med stöd av den. Det är ingen återkallelse från dig. Har du själv återkallat något är det "
            "fortfarande återkallat. Det här är ditt kvitto. Spara det."
        ),
    },
    keep=_KEEP,
    givers=givers.SWEDISH,
    causes=causes.SWEDISH,
    withdrawn=withdrawals.SWEDISH,
    reference="Ärende",
    number="Kvittots nummer",
    said={
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
    rows_heading="Det här gäller",
    ended_heading="Det här har upphört",
    left_heading="Det här gäller fortfarande",
    nothing_ended="Det som återkallelsen gäller hade redan upphört.",
    nothing_left="Inget samtycke gäller längre i ärendet.",
    struck_at="Det ströks",
    struck_signed="Samtycket som ströks lämnades",
    still_carried=(
        "Inget upphör genom makuleringen. Det som står här vilar på ett annat samtycke, och gäller så länge som det samtycket säger."
    ),
    columns=("Vem får berätta", "För vem", "Vad", "När"),
    period="Från och med {first} till och med {last}",
    moment="{day} klockan {hour}.{minute:02d}",
    categories=words.CATEGORIES,
    exclusions_heading="Det här får inte delas",
    exclusion="{recipient} får inte {what} från {source}.",
    anyone="någon",
    own_words=(
        "Med egna ord står också vad som inte får delas. Det står på pappret som skrevs under, eller i anteckningen om vad du sade, "
        "och är inte avskrivet här."
    ),
    ticks_heading="Övriga kryss",
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
        "Ring eller skriv till teamet, eller säg det när ni träffas.",
        "Eller säg det till handläggaren vid den enhet som registrerade samtycket.",
        "Du kan också logga in och göra det själv.",
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
        "Ring, skriv eller säg det till teamet eller till handläggaren vid den enhet som registrerade samtycket, eller logga in och "
        "gör det själv. Gäller det bara en part kan det sägas till den parten. Inget skäl behövs."
    ),
    rights=(
        "Få veta vilka som har fått och läst uppgifter om dig.",
        "Begära att den som har felaktiga uppgifter om dig rättar eller tar bort dem.",
        "Klaga hos Integritetsskyddsmyndigheten (IMY).",
    ),
)
