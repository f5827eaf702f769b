"""The words of a receipt about why a samtycke ended or got shorter, where neither she nor its own last day did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CauseWords:
    """`ended` and `shortened` have causes as keys, `reasons` those of a makulering; `title` is for what has ended so."""

    title: str
    ended: Mapping[str, str]
    shortened: Mapping[str, str]
    reason: str
    reasons: Mapping[str, str]
    struck_by: str


_KEEP: Final = "Det här är ditt kvitto. Spara det."
SWEDISH: Final = CauseWords(
    title="Kvitto: ditt samtycke har upphört",
    ended={
        "anmalan_atertagen": (
            "Anmälan till Finsamteam hade skickats av misstag. Den enhet som skickade den har tagit tillbaka den. Därför gäller "
            "samtycket inte längre, och tjänsten lämnar inte ut något mer med stöd av det. Det är ingen återkallelse från dig. "
            f"{_KEEP}"
        ),
        "samarbetet_avslutat": (
            "Samarbetet om dig i Finsamteam är avslutat. Ett samtycke gäller aldrig längre än det behövs. Därför har ditt samtycke "
            f"upphört samtidigt, och tjänsten lämnar inte ut något mer med stöd av det. {_KEEP}"
        ),
        "uppdraget_upphor": (
            "Uppdraget eller fullmakten för den som samtyckte för dig har upphört. Därför har också det upphört som bara vilade på "
            f"det samtycket. Tjänsten lämnar inte ut något mer med stöd av det. {_KEEP}"
        ),
        "enheten_upphor": (
            "En enhet som ditt samtycke nämner har upphört. Ett samtycke följer aldrig med till den som tar över. Därför har det som "
            "gällde enheten också upphört, och tjänsten lämnar inte ut något mer med stöd av det. Ska den nya enheten vara med "
            f"behövs ett nytt samtycke från dig. {_KEEP}"
        ),
    },
    shortened={
        "anmalan_atertagen": (
            "Anmälan till Finsamteam hade skickats av misstag. Den enhet som skickade den har tagit tillbaka den. Därför har ditt "
            f"samtycke fått en tidigare sista dag. Det är ingen återkallelse från dig. {_KEEP}"
        ),
        "samarbetet_avslutat": (
            "Samarbetet om dig i Finsamteam avslutas. Ett samtycke gäller aldrig längre än det behövs. Därför har ditt samtycke fått "
            f"en tidigare sista dag. Du behöver inte göra något. {_KEEP}"
        ),
        "uppdraget_upphor": (
            "Uppdraget eller fullmakten för den som samtyckte för dig upphör. Därför har det som bara vilar på det samtycket fått en "
            f"tidigare sista dag. {_KEEP}"
        ),
        "enheten_upphor": (
            "En enhet som ditt samtycke nämner upphör. Ett samtycke följer aldrig med till den som tar över. Därför har det som gäller "
            f"enheten fått en tidigare sista dag. Ska den nya enheten vara med behövs ett nytt samtycke från dig. {_KEEP}"
        ),
    },
    reason="Varför det makulerades",
    reasons={
        "fel_person": "samtycket var registrerat på fel person",
        "fel_skanning": "fel papper var inskannat",
        "dubblett": "samma samtycke var registrerat två gånger",
        "fel_uppgifter": "fel uppgifter var registrerade",
    },
    struck_by="Makulerades av",
)
_EASY_KEEP: Final = "Det här är ditt kvitto.\nSpara det."
_EASY_NO_MORE: Final = "Tjänsten lämnar inte ut något mer."
EASY: Final = CauseWords(
    title="Kvitto: ditt samtycke har slutat gälla",
    ended={
        "anmalan_atertagen": (
            "Anmälan till Finsamteam skickades av misstag.\nDen som skickade anmälan har tagit tillbaka den.\n"
            f"Därför gäller samtycket inte längre.\n{_EASY_NO_MORE}\nDet är inte du som har återkallat.\n\n{_EASY_KEEP}"
        ),
        "samarbetet_avslutat": (
            f"Samarbetet om dig har slutat.\nDå behövs inte samtycket längre.\nDärför gäller det inte mer.\n{_EASY_NO_MORE}\n\n"
            f"{_EASY_KEEP}"
        ),
        "uppdraget_upphor": (
            "Någon hade i uppdrag att samtycka för dig.\nDet uppdraget har slutat.\nDärför gäller det samtycket inte längre.\n"
            f"{_EASY_NO_MORE}\n\n{_EASY_KEEP}"
        ),
        "enheten_upphor": (
            "En enhet i ditt samtycke finns inte längre.\nSamtycket följer inte med till den som tar över.\n"
            f"Därför gäller den delen inte mer.\n{_EASY_NO_MORE}\nVill du att den nya enheten ska vara med?\n"
            f"Då behövs ett nytt samtycke.\n\n{_EASY_KEEP}"
        ),
    },
    shortened={
        "anmalan_atertagen": (
            "Anmälan till Finsamteam skickades av misstag.\nDen som skickade anmälan har tagit tillbaka den.\n"
            f"Därför slutar samtycket tidigare.\nDet är inte du som har återkallat.\n\n{_EASY_KEEP}"
        ),
        "samarbetet_avslutat": (
            "Samarbetet om dig slutar.\nDå behövs inte samtycket längre.\nDet har fått en tidigare sista dag.\n"
            f"Du behöver inte göra något.\n\n{_EASY_KEEP}"
        ),
        "uppdraget_upphor": (
            "Någon har i uppdrag att samtycka för dig.\nDet uppdraget slutar.\nDärför slutar det samtycket tidigare.\n\n"
            f"{_EASY_KEEP}"
        ),
        "enheten_upphor": (
            "En enhet i ditt samtycke ska sluta finnas.\nSamtycket följer inte med till den som tar över.\n"
            "Därför slutar den delen att gälla tidigare.\nVill du att den nya enheten ska vara med?\n"
            f"Då behövs ett nytt samtycke.\n\n{_EASY_KEEP}"
        ),
    },
    reason="Därför ströks det",
    reasons={
        "fel_person": "samtycket var inskrivet på fel person",
        "fel_skanning": "det var fel papper",
        "dubblett": "samma samtycke var inskrivet två gånger",
        "fel_uppgifter": "fel uppgifter var inskrivna",
    },
    struck_by="Den som strök det",
)
_ENGLISH_KEEP: Final = "This is your receipt. Keep it."
ENGLISH: Final = CauseWords(
    title="Receipt: your consent has ended",
    ended={
        "anmalan_atertagen": (
            "The referral to Finsamteam had been sent by mistake. The unit that sent it has taken it back. The consent therefore holds "
            "no longer, and the service hands out nothing more on the strength of it. This is not a withdrawal by you. "
            f"{_ENGLISH_KEEP}"
        ),
        "samarbetet_avslutat": (
            "The work together about you in Finsamteam has ended. A consent never holds longer than it is needed. Your consent has "
            f"therefore ended with it, and the service hands out nothing more on the strength of it. {_ENGLISH_KEEP}"
        ),
        "uppdraget_upphor": (
            "The mandate of the one who consented on your behalf has ended. What rested on that consent alone has therefore ended too. "
            f"The service hands out nothing more on the strength of it. {_ENGLISH_KEEP}"
        ),
        "enheten_upphor": (
            "A unit that your consent names has ceased to exist. A consent never follows to the one that takes over. What held for that "
            "unit has therefore ended too, and the service hands out nothing more on the strength of it. If the new unit is to take "
            f"part, a new consent from you is needed. {_ENGLISH_KEEP}"
        ),
    },
    shortened={
        "anmalan_atertagen": (
            "The referral to Finsamteam had been sent by mistake. The unit that sent it has taken it back. Your consent has therefore "
            f"been given an earlier last day. This is not a withdrawal by you. {_ENGLISH_KEEP}"
        ),
        "samarbetet_avslutat": (
            "The work together about you in Finsamteam is ending. A consent never holds longer than it is needed. Your consent has "
            f"therefore been given an earlier last day. You do not have to do anything. {_ENGLISH_KEEP}"
        ),
        "uppdraget_upphor": (
            "The mandate of the one who consented on your behalf is ending. What rests on that consent alone has therefore been given an "
            f"earlier last day. {_ENGLISH_KEEP}"
        ),
        "enheten_upphor": (
            "A unit that your consent names is ceasing to exist. A consent never follows to the one that takes over. What holds for that "
            "unit has therefore been given an earlier last day. If the new unit is to take part, a new consent from you is needed. "
            f"{_ENGLISH_KEEP}"
        ),
    },
    reason="Why it was annulled",
    reasons={
        "fel_person": "the consent was registered on the wrong person",
        "fel_skanning": "the wrong paper was scanned",
        "dubblett": "the same consent was registered twice",
        "fel_uppgifter": "wrong details were registered",
    },
    struck_by="Annulled by",
)
