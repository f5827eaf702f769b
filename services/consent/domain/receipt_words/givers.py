"""The words of a receipt about who gave the samtycke, and what it can't outlast: in each language and variant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.consent.domain.givers import Giver, Manner


@dataclass(frozen=True, slots=True)
class GiverWords:
    """`first` and `anew` begin a receipt about who signed with somebody, for somebody or not yet; `who` are codes' words."""

    who: Mapping[str, str]
    first: Mapping[Manner, str]
    anew: Mapping[Manner, str]
    said: Mapping[Manner, str]
    limits: Mapping[str, str]

    def begins(self, giver: Giver, *, anew: bool) -> str:
        """Say who has given it; for who signed herself the receipt's own words say so."""
        who = self.who[giver.who] if giver.who else ""
        words = (self.anew if anew else self.first)[giver.manner]
        return words.format(who=who, Who=who[:1].upper() + who[1:])


SWEDISH: Final = GiverWords(
    who={
        "vardnadshavare": "din vårdnadshavare",
        "vardnadshavarna": "dina vårdnadshavare",
        "god_man_for_barn": "din gode man",
        "god_man": "din gode man",
        "forvaltare": "din förvaltare",
        "framtidsfullmakt": "den som du har gett en framtidsfullmakt",
        "ombud": "ditt ombud",
        "foretradare": "den som företräder dig",
    },
    first={
        Manner.SJALV: "Du har samtyckt till att myndigheter delar uppgifter om dig i Finsamteam.",
        Manner.MUNTLIGT: (
            "Du har sagt att du samtycker till att myndigheter delar uppgifter om dig i Finsamteam. Samtycket är muntligt. Du har "
            "inte skrivit under något än."
        ),
        Manner.TILLSAMMANS: "Du och {who} har samtyckt till att myndigheter delar uppgifter om dig i Finsamteam.",
        Manner.FOR_HENNE: "{Who} har samtyckt för dig till att myndigheter delar uppgifter om dig i Finsamteam.",
    },
    anew={
        Manner.SJALV: "Du har samtyckt på nytt. Här står vad som gäller nu.",
        Manner.MUNTLIGT: (
            "Du har samtyckt på nytt, muntligt. Du har inte skrivit under det samtycket än. Här står vad som gäller nu."
        ),
        Manner.TILLSAMMANS: "Du och {who} har lämnat ett nytt samtycke. Här står vad som gäller nu.",
        Manner.FOR_HENNE: "{Who} har lämnat ett nytt samtycke för dig. Här står vad som gäller nu.",
    },
    said={
        Manner.SJALV: "Du skrev under",
        Manner.MUNTLIGT: "Du sade det",
        Manner.TILLSAMMANS: "Samtycket lämnades",
        Manner.FOR_HENNE: "Samtycket lämnades",
    },
    limits={
        "underskrift": (
            "Det du har sagt behöver skrivas under senast {day}. Annars upphör det som bara vilar på vad du sade när den dagen är "
            "slut."
        ),
        "uppdrag": "Samtycket gäller längst så länge uppdraget eller fullmakten gäller, alltså till och med {day}.",
        "uppdrag_tills_vidare": (
            "Samtycket gäller längst så länge uppdraget eller fullmakten gäller. Du får ett nytt kvitto om det slutar tidigare."
        ),
        "arton_ar": "Samtycket gäller längst till och med dagen innan du fyller 18 år. Sedan bestämmer du själv.",
    },
)
_EASY_SHARE: Final = "Myndigheter får dela uppgifter om dig i Finsamteam."
_EASY_NOW: Final = "Här står vad som gäller nu."
EASY: Final = GiverWords(
    who={**SWEDISH.who, "framtidsfullmakt": "den som har din framtidsfullmakt"},
    first={
        Manner.SJALV: f"Du har samtyckt.\n{_EASY_SHARE}",
        Manner.MUNTLIGT: f"Du har sagt att du samtycker.\n{_EASY_SHARE}\nDu har inte skrivit under än.",
        Manner.TILLSAMMANS: f"Du och {{who}} har samtyckt.\n{_EASY_SHARE}",
        Manner.FOR_HENNE: f"{{Who}} har samtyckt för dig.\n{_EASY_SHARE}",
    },
    anew={
        Manner.SJALV: f"Du har samtyckt igen.\n{_EASY_NOW}",
        Manner.MUNTLIGT: f"Du har sagt igen att du samtycker.\nDu har inte skrivit under än.\n{_EASY_NOW}",
        Manner.TILLSAMMANS: f"Du och {{who}} har lämnat ett nytt samtycke.\n{_EASY_NOW}",
        Manner.FOR_HENNE: f"{{Who}} har lämnat ett nytt samtycke för dig.\n{_EASY_NOW}",
    },
    said={**SWEDISH.said, Manner.MUNTLIGT: "Du sa det"},
    limits={
        "underskrift": (
            "Du behöver skriva under det du har sagt.\nSista dagen för det är {day}.\nSkriver du inte under slutar det att gälla."
        ),
        "uppdrag": "Samtycket gäller inte längre än uppdraget.\nUppdragets sista dag är {day}.",
        "uppdrag_tills_vidare": (
            "Samtycket gäller inte längre än uppdraget.\nSlutar uppdraget tidigare får du ett nytt kvitto."
        ),
        "arton_ar": "Samtycket slutar senast när du fyller 18 år.\nSedan bestämmer du själv.",
    },
)
ENGLISH: Final = GiverWords(
    who={
        "vardnadshavare": "your guardian (vårdnadshavare)",
        "vardnadshavarna": "your guardians (vårdnadshavare)",
        "god_man_for_barn": "your god man",
        "god_man": "your god man",
        "forvaltare": "your förvaltare",
        "framtidsfullmakt": "the holder of your future power of attorney (framtidsfullmakt)",
        "ombud": "your representative (ombud)",
        "foretradare": "the one who represents you",
    },
    first={
        Manner.SJALV: "You have consented to authorities sharing information about you in Finsamteam.",
        Manner.MUNTLIGT: (
            "You have said that you consent to authorities sharing information about you in Finsamteam. The consent is oral. You "
            "have not signed anything yet."
        ),
        Manner.TILLSAMMANS: "You and {who} have consented to authorities sharing information about you in Finsamteam.",
        Manner.FOR_HENNE: (
            "Consent to authorities sharing information about you in Finsamteam has been given on your behalf, by {who}."
        ),
    },
    anew={
        Manner.SJALV: "You have consented anew. Here you see what holds now.",
        Manner.MUNTLIGT: (
            "You have consented anew, by word of mouth. You have not signed that consent yet. Here you see what holds now."
        ),
        Manner.TILLSAMMANS: "You and {who} have given a new consent. Here you see what holds now.",
        Manner.FOR_HENNE: "A new consent has been given on your behalf, by {who}. Here you see what holds now.",
    },
    said={
        Manner.SJALV: "You signed on",
        Manner.MUNTLIGT: "You said so on",
        Manner.TILLSAMMANS: "The consent was given on",
        Manner.FOR_HENNE: "The consent was given on",
    },
    limits={
        "underskrift": (
            "What you have said needs to be signed by {day} at the latest. Otherwise what rests on your word alone ends when that day "
            "is over."
        ),
        "uppdrag": "The consent holds at the longest as long as the mandate does, that is until {day}, that day included.",
        "uppdrag_tills_vidare": (
            "The consent holds at the longest as long as the mandate does. You get a new receipt if that ends earlier."
        ),
        "arton_ar": "The consent holds at the longest until the day before you are 18. From then on you decide yourself.",
    },
)
