"""Why an anmälan is not taken up: the coded reasons, each with words that can be sent as they stand.

No reason is a judgment on benefits. Source: the model's handläggarstöd, and the statute named beside the code.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded reason, with the standard explanation and advice that the koordinator may replace."""

    code: str
    label: str
    explanation: str
    advice: str
    to_person: str
    final: bool = True
    needs_date: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Decline:
    """What the koordinator decided when an anmälan is not taken up: reason, own words, and a day to return to."""

    reason: Reason
    explanation: str
    advice: str
    on: date | None = None


_ALL = (
    Reason(
        "N01",
        "Samtycke saknas",
        "Det finns inget giltigt samtycke. Det är inte undertecknat, det har gått ut eller det har återkallats.",
        "Fortsätt den ordinarie handläggningen. Vill personen delta kan en ny anmälan skickas när ett samtycke är "
        "undertecknat.",
        "Det är frivilligt att samtycka. Vill du delta i teamet kan du skriva under ett nytt samtycke hos din "
        "handläggare. Annars fortsätter den vanliga handläggningen hos varje myndighet.",
    ),
    Reason(
        "N02",
        "Samtycket räcker inte",
        "Samtycket omfattar inte en part eller en uppgift som behövs för att teamet ska kunna arbeta med frågan.",
        "Gå igenom med personen vilka parter och uppgifter som behövs. Vill personen skriva under ett nytt samtycke som "
        "omfattar dem kan en ny anmälan skickas. Fortsätt annars den ordinarie handläggningen.",
        "Du bestämmer själv om du vill skriva under ett samtycke som omfattar fler parter eller uppgifter. Prata med din "
        "handläggare.",
    ),
    Reason(
        "N03",
        "Anmälan är inte fullständig",
        "Anmälan saknar uppgifter som behövs för bedömningen.",
        "Begär komplettering i stället. Det här är inget slutligt skäl.",
        "Din handläggare får besked om vad som behöver kompletteras.",
        final=False,
    ),
    Reason(
        "N04",
        "Personen vill inte delta",
        "Det är frivilligt att delta i teamet, och svaret är nej.",
        "Fortsätt den ordinarie handläggningen. En ny anmälan kan göras om personen själv ändrar sig.",
        "Ändrar du dig kan du säga till din handläggare. Då kan en ny anmälan göras.",
    ),
    Reason(
        "N05",
        "En part räcker",
        "Frågan kan lösas i direkt kontakt mellan anmälaren och en part. Hela teamet behövs inte.",
        "Boka ett trepartsmöte med personen och den part som frågan gäller. Samtycke behövs också för det mötet.",
        "Din handläggare kan boka ett möte med dig och den part som frågan gäller.",
    ),
    Reason(
        "N06",
        "Samordnad individuell plan (SIP) är rätt form",
        "Behovet gäller insatser från både socialtjänsten och hälso- och sjukvården. Då är en samordnad individuell "
        "plan rätt form (10 kap. 8 § socialtjänstlagen, 2025:400, och 16 kap. 4 § hälso- och sjukvårdslagen, 2017:30).",
        "Kalla till ett SIP-möte om personen samtycker till det. Försäkringskassan och Arbetsförmedlingen kan bjudas in vid "
        "behov.",
        "Du kan själv be socialtjänsten eller vården om en samordnad individuell plan.",
    ),
    Reason(
        "N07",
        "Ansökan görs direkt hos Försäkringskassan",
        "Behovet gäller samordning av rehabilitering, och den söker man direkt hos Försäkringskassan.",
        "Erbjud personen hjälp att fylla i blankett 7434, Samordning av rehabiliteringsinsatser.",
        "Du kan ansöka om samordning av rehabiliteringsinsatser hos Försäkringskassan med blankett 7434. Din handläggare "
        "kan hjälpa dig.",
    ),
    Reason(
        "N08",
        "Inget behov av samordnad rehabilitering",
        "En part har bedömt att det inte finns behov av samordnad rehabilitering just nu. Teamet gör ingen egen "
        "bedömning av arbetsförmågan.",
        "Fortsätt den ordinarie handläggningen. Gör en ny anmälan om förutsättningarna ändras.",
        "Fråga den part som har gjort bedömningen om du undrar över den. Ändras något kan en ny anmälan göras.",
    ),
    Reason(
        "N09",
        "Vård och behandling går före just nu",
        "Vård eller behandling behöver komma först. En ny anmälan kan göras längre fram.",
        "Följ upp läget vid den angivna tidpunkten. Finns behovet kvar, och vill personen det, kan en ny anmälan göras då.",
        "Prata med din handläggare vid den angivna tidpunkten, eller tidigare om läget ändras, om du vill att en ny anmälan "
        "görs.",
        needs_date=True,
    ),
    Reason(
        "N10",
        "Samordning pågår redan",
        "Det finns redan en plan eller en samordning som omfattar frågan.",
        "Ta upp frågan med den som håller i den pågående planen.",
        "Prata med den som håller i din plan om vad du behöver hjälp med.",
    ),
    Reason(
        "N11",
        "Hör inte till det här teamet",
        "Anmälan hör inte till teamets målgrupp eller område.",
        "Ta reda på vilket team eller vilken verksamhet som är rätt. En anmälan dit kräver ett nytt samtycke.",
        "Din handläggare kan hjälpa dig att hitta rätt verksamhet.",
    ),
    Reason(
        "N12",
        "Ett ärende pågår redan",
        "Det finns redan ett pågående ärende i teamet som gäller samma fråga.",
        "Kontakta koordinatorn om uppgifterna ska läggas till i det pågående ärendet.",
        "Ditt pågående ärende fortsätter som vanligt. Du behöver inte göra något.",
    ),
    Reason(
        "N13",
        "Ärendet handläggs för hand",
        "Anmälan läggs inte ner. Den flyttas till en särskild, manuell handläggning utanför systemet.",
        "Skicka inga fler uppgifter i systemet. Koordinatorn tar kontakt på ett säkert sätt.",
        "Anmälan ligger kvar och handläggs för hand. Koordinatorn ser till att du får veta hur det går till.",
        moved=True,
    ),
    Reason(
        "N14",
        "Teamet saknar tid just nu",
        "Teamet har inte tid att ta upp fler ärenden just nu. Det beräknas ha tid vid den angivna tidpunkten.",
        "Fortsätt den ordinarie handläggningen. Finns behovet kvar vid den angivna tidpunkten kan en ny anmälan göras då.",
        "Vill du det kan din handläggare göra en ny anmälan vid den angivna tidpunkten. Säg till om något ändras innan dess.",
        needs_date=True,
    ),
    Reason(
        "N15",
        "Skälet lämnas inte ut",
        "Skälet omfattas av sekretess och kan inte lämnas till den anmälande parten. Personen får veta skälet i sitt besked.",
        "Prata med personen om hur ni går vidare. Fortsätt den ordinarie handläggningen.",
        "Du har redan ett ärende i teamet som gäller samma fråga. Det fortsätter som vanligt. Du bestämmer själv om du vill "
        "berätta det för den som gjorde den här anmälan.",
    ),
)
"""N15: that the person has a case with the team through another unit is that unit's and hers to tell (OSL 8:1)."""

REASONS = {reason.code: reason for reason in _ALL}
