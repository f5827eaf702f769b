"""What is said and agreed at the meetings, in the plans and afterwards: the texts of steps 5 to 9."""

from typing import Any

from deploy.demo.stage import AF, FK, REGION, SENDER

Json = dict[str, Any]

STAFF = {
    SENDER: ("Anmälare Testperson", "socialsekreterare"),
    AF: ("Förmedling Testperson", "arbetsförmedlare"),
    FK: ("Kassa Testperson", "personlig handläggare"),
    REGION: ("Vård Testperson", "rehabkoordinator"),
}
"""Who works with the case at each unit."""

PLATS = "Samtalsrum Eken, Provgatan 40, andra våningen"
DAGORDNING = "Vad behöver komma på plats först, och vem börjar?"
SVAR_PA_KALLELSE = "Vi kommer, och tar med det intyg som finns hos oss."
ANTECKNING = (
    "Läkarintyget räcker inte längre än till februari. Hon orkar två förmiddagar i veckan till att börja med."
)
MAL = "En vardag med arbete på de timmar som hälsan räcker till"
DELMAL = {
    "individ": (
        "Går på det första besöket hos arbetsterapeuten",
        "Besöket är gjort, och hon har en tid för det nästa",
    ),
    FK: (
        "Beskriver vilka delar av rehabiliteringen som ger ersättning",
        "En skriftlig sammanställning finns hos teamet",
    ),
    REGION: (
        "Prövar smärtlindring och trappar ut den gamla",
        "Tre mätningar är gjorda, och två visar mindre smärta",
    ),
    AF: ("Ordnar en arbetsprövning på två förmiddagar i veckan", "Arbetsprövningen har pågått i fyra veckor"),
}
"""Whose part → what is to be done, and how it is seen."""
INDIVIDENS_ORD = "Jag vill börja försiktigt och att ni ringer före lunch."
INDIVIDENS_ORD_ANDRADE = "Jag vill börja försiktigt, och att ni ringer före lunch och aldrig på fredagar."
AVBOJER = "Sammanställningen görs bättre av den som håller i arbetsprövningen."
RAPPORT = "Prövningen har gått fyra veckor på bageriet, och hon har orkat båda dagarna."
EGEN_RAPPORT = "Jag har varit där en gång och fått en ny tid."
BESLUT_OM_DELMALET = "Delmålet utgår. Hon har sin vård kvar, och vi frågar henne igen vid uppföljningen."
BESLUT_OM_HALSA = "Försäkringskassan är kvar i teamet, men vi tar inte upp hälsa när den är med."
LAGRUM = "3 kap. 17 § patientdatalagen"
DIARIUM_FK, DIARIUM_AF, DIARIUM_REGION = "FK-2026-004711", "AF-2026-118842", "VS-2026-00317"
SVAR_PA_PAMINNELSE = "Arbetsprövningen är utvärderad, och underlaget är klart veckan före mötet."
ANTECKNING_UPPFOLJNING = "Fyra förmiddagar i veckan fungerar. Sammanställningen om ersättning återstår."
ORD_VID_UPPFOLJNING = "Det går åt rätt håll, men jag behöver er ett tag till."
BEHOVET_KVARSTAR = "Arbetsprövningen behöver bli en anställning, och det klarar ingen av parterna ensam."
NYTT_MAL = "En anställning på halvtid vid bageriet eller ett liknande ställe"
NYA_DELMAL = {
    "individ": ("Söker två halvtidsjobb tillsammans med arbetsförmedlaren", "Två ansökningar är skickade"),
    AF: (
        "Prövar ett anställningsstöd tillsammans med arbetsgivaren",
        "Ett beslut om anställningsstöd är fattat",
    ),
}
NYA_ORD = "Nu vill jag ha en riktig lön."
ANTECKNING_SIST = "Anställningen på halvtid har börjat. Ingen av oss ser att teamet behövs längre."
ORD_SIST = "Jag klarar det här nu, och jag vet vem jag ringer."
AVSLUTAS = "Arbetet på halvtid har börjat, och för det som återstår finns en fast kontakt."
VAD_FORTSATTER = "Anställningsstödet följs upp en gång i halvåret"
VEM_FORTSATTER = "Arbetsförmedlingen, arbetsförmedlaren Förmedling Testperson"

SAID = (
    PLATS, DAGORDNING, SVAR_PA_KALLELSE, ANTECKNING, MAL, INDIVIDENS_ORD, INDIVIDENS_ORD_ANDRADE, AVBOJER, RAPPORT,
    EGEN_RAPPORT, BESLUT_OM_DELMALET, BESLUT_OM_HALSA, LAGRUM, DIARIUM_FK, DIARIUM_AF, DIARIUM_REGION,
    SVAR_PA_PAMINNELSE, ANTECKNING_UPPFOLJNING, ORD_VID_UPPFOLJNING, BEHOVET_KVARSTAR, NYTT_MAL, NYA_ORD,
    ANTECKNING_SIST, ORD_SIST, AVSLUTAS, VAD_FORTSATTER, VEM_FORTSATTER,
    *(name for name, _ in STAFF.values()),
    *(text for said in (*DELMAL.values(), *NYA_DELMAL.values()) for text in said),
)  # fmt: skip
"""Every free text and name above: none of them may lie anywhere in the clear."""


def responsible(whose: str) -> Json:
    """Return who answers for a delmål: the person, or a unit with its handläggare."""
    if whose == "individ":
        return {"kind": "individ"}
    name, function = STAFF[whose]
    return {"kind": "part", "unit": whose, "name": name, "function": function}


def handlaggare(unit: str) -> Json:
    """Return a unit's handläggare, as the one who drives a plan or steps in."""
    name, function = STAFF[unit]
    return {"unit": unit, "name": name, "function": function}
