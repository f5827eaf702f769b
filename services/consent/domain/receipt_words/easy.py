"""A receipt in easy-to-read Swedish (lättläst): short sentences, one thought a line."""

from dataclasses import replace
from typing import Final

from services.consent.domain.receipt_words import causes, givers, withdrawals
from services.consent.domain.receipt_words.swedish import SWEDISH

_KEEP: Final = "Det här är ditt kvitto.\nSpara det.\nÄr allt rätt behöver du inte svara."
_LAW: Final = (
    "Samtycket tar bort en del av sekretessen.\nSekretessen skyddar dig.\n"
    "Reglerna finns i offentlighets- och sekretesslagen.\nDet är 10 kap. 1 § och 12 kap. 2 §.\n"
    "Samtycket handlar bara om sekretess.\nDet är inget samtycke enligt dataskyddsförordningen.\n"
    "De reglerna handlar om hur uppgifter får användas."
)
_SAID: Final = "Du sa det"

EASY: Final = replace(
    SWEDISH,
    locale="sv-lattlast",
    titles={
        "givet": "Kvitto: ditt samtycke är inskrivet",
        "andrat": "Kvitto: ditt samtycke är ändrat",
        "forkortat": "Kvitto: ditt samtycke slutar tidigare",
        "aterkallat": "Kvitto: du har återkallat",
        "utganget": "Kvitto: ditt samtycke har slutat gälla",
        "makulerat": "Kvitto: ett samtycke är struket",
    },
    intros={
        "forkortat": causes.EASY.shortened["samarbetet_avslutat"],
        "aterkallat": (
            f"Du har återkallat.\nTjänsten lämnar inte ut något mer av det som du tog bort.\n\n{_KEEP}"
        ),
        "utganget": (
            "Den sista dagen har passerat.\nSamtycket gäller inte längre.\nTjänsten lämnar inte ut något mer.\n\n"
            "Det här är ditt kvitto.\nSpara det."
        ),
        "makulerat": (
            "Ett samtycke var fel registrerat.\nVi har strukit det.\nDet kallas att makulera.\n"
            "Det är inte du som har återkallat.\nHar du återkallat något är det fortfarande återkallat.\nTjänsten lämnar inte ut något mer.\n\nDet här är ditt kvitto.\nSpara det."
        ),
    },
    keep=f"\n\n{_KEEP}\n\n{_LAW}",
    givers=givers.EASY,
    causes=causes.EASY,
    withdrawn=withdrawals.EASY,
    said={**SWEDISH.said, "forkortat": _SAID, "aterkallat": _SAID, "utganget": _SAID, "makulerat": _SAID},
    received="Vi skrev in det",
    effective={
        "givet": "Det gäller från",
        "andrat": "Det gäller från",
        "forkortat": "Det ändrades",
        "aterkallat": "Det slutade gälla",
        "utganget": "Det slutade gälla",
        "makulerat": "Det slutade gälla",
    },
    how="Så gick det till",
    channels={
        "paper": "underskrift på papper",
        "oral": "du sa det, och någon skrev upp det",
        "inloggad": "du loggade in och gjorde det själv",
        "mote": "du sa det på ett möte",
        "telefon": "du ringde",
        "videosamtal": "du sa det i ett videosamtal",
        "brev": "du skrev ett brev",
        "epost": "du skrev e-post",
    },
    text="Vilken text det gäller",
    ended_heading="Det här gäller inte längre",
    nothing_ended="Det gällde redan inte längre.",
    nothing_left="Inget samtycke gäller längre.",
    struck_at="Vi strök det",
    struck_signed="Samtycket som vi strök är från",
    still_carried="Inget slutar gälla när vi stryker.\nDet finns ett annat samtycke också.\nDet gäller fortfarande.\nHär står vad som gäller och hur länge.",
    period="Första dag: {first}\nSista dag: {last}",
    categories={
        "identitet": "vem du är och hur du kan nås",
        "handlaggning": "att ditt ärende handläggs",
        "forsorjning": "vilka pengar du lever på",
        "sysselsattning": "vad du gör på dagarna",
        "halsa": "din hälsa",
        "arbetsformaga": "vad du kan göra i ett arbete",
        "sociala": "hur du bor och vilket stöd du har",
        "planer": "planer och hjälp som du har eller har haft",
        "mote": "det som sägs på möten",
        "plan": "den gemensamma planen",
        "planoversikt": "vilka delmål som finns i planen",
        "uppfoljning": "hur det har gått med planen",
    },
    exclusion="{recipient} får inte veta detta från {source}: {what}.",
    own_words="Något står också med egna ord.\nDet står på pappret eller i en anteckning.\nVi har inte skrivit av det här.",
    ticks_heading="Två andra kryss",
    statistics="Räknas med i statistik",
    messages="Får sms eller e-post",
    after=(
        "Det som en part redan har fått stannar hos den parten.\nDet som har slutat gälla börjar inte gälla igen av sig "
        "självt.\nDå behövs en ny underskrift."
    ),
    withdraw_heading="Så återkallar du",
    withdraw=(
        "Ring till teamet.",
        "Eller skriv till teamet.",
        "Eller säg det när ni träffas.",
        "Eller säg det till enheten som skrev in samtycket.",
        "Du kan också logga in och göra det själv.",
    ),
    meaning=(
        "Du kan återkalla när du vill.\nDu behöver inte säga varför.\nDu kan återkalla allt.\nDu kan återkalla för en part.\n"
        "Du kan återkalla ett slags uppgifter."
    ),
    wrong_heading="Är något fel?",
    wrong="Säg till så snart du kan.\nSäg det till {unit} eller till koordinatorn.\nVisa kvittot.\nDet som är fel kan strykas.\n"
    "Då får du ett nytt kvitto.",
    unit="Enheten som skrev in samtycket",
)
