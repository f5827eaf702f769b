"""Letters as the rooms of the coordinator write them, about a published test person."""

from datetime import UTC, datetime
from uuid import UUID

from services.coordinator.domain import NextStep
from services.coordinator.domain.besked_letter import besked_letter
from services.coordinator.domain.letter import (
    Addressee,
    Block,
    Bullets,
    Facts,
    Heading,
    Letter,
    Letterhead,
    LetterKind,
    Paragraph,
    Table,
    WrittenLetter,
)
from services.coordinator.domain.values import Decision

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CASE = UUID("019a0000-0000-7000-8000-000000000001")
HEAD = Letterhead(
    "Finsamteam Stockholm", "Arbetsmarknadsnämnden", "koordinatorn i Finsamteam Stockholm", "08-465 004 10"
)
HOME = Addressee("Individ Testperson", ("Provgatan 17", "118 20 Stockholm"))


def a_letter(*blocks: Block, title: str = "Ett brev", kind: LetterKind = LetterKind.AVSLUT) -> Letter:
    return Letter(CASE, kind, AT, title, blocks)


def written(letter: Letter, addressee: Addressee = HOME) -> WrittenLetter:
    return WrittenLetter(letter, "FT-2026-0001", HEAD, addressee)


def a_besked() -> Letter:
    step = NextStep(
        "Du och parterna kallas till ett möte med teamet.",
        datetime(2026, 3, 20, tzinfo=UTC).date(),
        "koordinatorn i Finsamteam Stockholm",
    )
    return besked_letter(CASE, Decision(AT, next_step=step), HEAD.contact)


def a_kallelse(
    kind: LetterKind = LetterKind.KALLELSE, title: str = "Kallelse till möte med Finsamteamet"
) -> Letter:
    return a_letter(
        Paragraph(
            "Hej! Du är välkommen till ett möte om hur du kan få rätt stöd. Mötet är ditt, och du är med hela tiden."
        ),
        Facts(
            (
                ("När", "Fredagen den 20 mars 2026 klockan 10.00–11.30"),
                ("Var", "Götgatan 11, plan 3, rummet Björken"),
                (
                    "Vilka kommer",
                    "Försäkringskassan\nJobbtorg Stockholm\nSödermalms stadsdelsnämnd, socialtjänsten",
                ),
                ("Vad vi pratar om", "Vem som gör vad, och i vilken ordning"),
            )
        ),
        Heading("Så går mötet till"),
        Bullets(
            (
                "Var och en berättar kort vad den kan hjälpa till med.",
                "Du säger vad som är viktigt för dig – du får ta med dig någon som stöd.",
                "Vi skriver en gemensam plan, om du vill det.",
            )
        ),
        Heading("Svara på kallelsen"),
        Paragraph(
            "Säg till senast den 13 mars 2026 om du kommer, om du vill ha en annan tid eller om du inte vill komma. "
            "Logga in och svara, eller ring koordinatorn. Behöver du tolk, eller något annat för att kunna delta? Säg till så ordnar vi det."
        ),
        Heading("Det är frivilligt"),
        Paragraph(
            "Du kan när som helst återkalla ditt samtycke, helt eller delvis. Då gäller det från samma stund."
        ),
        title=title,
        kind=kind,
    )


def a_plan(rows: int = 4) -> Letter:
    delmal = (
        (
            "Läkarintyget förnyas och skickas till Försäkringskassan",
            "Region Stockholm, vårdenhet Södermalm",
            "31 mars 2026",
            "Intyget har kommit in",
        ),
        (
            "Du besöker Jobbtorg och provar arbetsträning två förmiddagar i veckan",
            "Jobbtorg Stockholm",
            "30 april 2026",
            "Fyra veckor är genomförda",
        ),
        (
            "Du skriver ner vad som fungerar och vad som tar för mycket kraft",
            "Du själv",
            "15 maj 2026",
            "Anteckningarna finns till uppföljningen",
        ),
        (
            "Ansökan om aktivitetsersättning prövas",
            "Försäkringskassan",
            "30 juni 2026",
            "Beslutet har lämnats",
        ),
    )
    return a_letter(
        Paragraph(
            "Det här kom vi överens om på mötet den 20 mars 2026. Planen är gemensam: var och en svarar för sin del, och anmälande handläggare driver på."
        ),
        Heading("Ditt mål"),
        Paragraph("”Jag vill orka arbeta halvtid, och veta vad jag lever på under tiden.”"),
        Heading("Delmål"),
        Table(
            ("Delmål", "Ansvarig", "Senast", "Så ser vi att det är klart"),
            tuple(delmal[n % 4] for n in range(rows)),
        ),
        Heading("Uppföljning"),
        Facts(
            (
                ("Uppföljning", "21 september 2026"),
                ("Driver planen", "Anmälare Testperson, Södermalms stadsdelsnämnd"),
            )
        ),
        Paragraph("Händer något innan dess? Hör av dig till koordinatorn. Planen kan ändras när som helst."),
        title="Din gemensamma plan",
        kind=LetterKind.GEMENSAM_PLAN,
    )


def an_avslut() -> Letter:
    return a_letter(
        Paragraph(
            "Finsamteamets arbete i ditt ärende är avslutat den 22 mars 2027. Vi avslutar för att målet i planen är nått."
        ),
        Heading("Vad som händer nu"),
        Bullets(
            (
                "Jobbtorg Stockholm fortsätter stödet på din arbetsplats.",
                "Övriga parter har inget kvar att göra i planen.",
            )
        ),
        Heading("Ditt samtycke"),
        Paragraph(
            "Samtycket gäller bara så länge samarbetet pågår. Efter den 22 mars 2027 lämnar parterna inte längre ut uppgifter om dig till varandra med stöd av det."
        ),
        title="Finsamteamet avslutar ditt ärende",
        kind=LetterKind.AVSLUT,
    )


def of_every_kind() -> dict[LetterKind, Letter]:
    return {
        LetterKind.BESKED: a_besked(),
        LetterKind.KALLELSE: a_kallelse(),
        LetterKind.KALLELSE_ANDRAD: a_kallelse(LetterKind.KALLELSE_ANDRAD, "Mötet har fått en ny tid"),
        LetterKind.KALLELSE_INSTALLD: a_letter(
            Paragraph("Mötet den 20 mars 2026 är inställt. Du behöver inte göra något."),
            title="Mötet är inställt",
            kind=LetterKind.KALLELSE_INSTALLD,
        ),
        LetterKind.MOTE_AJOURNERAT: a_letter(
            Paragraph("Vi hann inte klart på mötet. Du får en ny kallelse."),
            title="Mötet fortsätter en annan dag",
            kind=LetterKind.MOTE_AJOURNERAT,
        ),
        LetterKind.GEMENSAM_PLAN: a_plan(),
        LetterKind.AVSLUT: an_avslut(),
    }
