"""The besked on the anmälan as a letter to the person (FL 9, 33 by analogy)."""

from uuid import UUID

from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.domain.values import Decision
from services.coordinator.domain.words import besked
from shared.letters.blocks import Block, Heading, Paragraph


def besked_letter(case_id: UUID, decision: Decision, contact: str) -> Letter:
    """Write what was decided, why, what happens now, and what she can do."""
    said = besked(decision, contact)
    parts = (
        ("Varför", said["varfor"]),
        ("Vad som händer nu", said["nasta_steg"]),
        ("Vad du kan göra", said["vad_du_kan_gora"]),
        ("Beskedet ändrar inte dina rättigheter", said["inget_beslut"]),
        ("Har du frågor?", f"Frågor besvaras av {said['kontakt'].strip().rstrip('.')}."),
    )
    opening = Paragraph("Finsamteamet har fått en anmälan som gäller dig. Det här är beskedet på den.")
    blocks: list[Block] = [opening]
    for heading, text in parts:
        blocks += [Heading(heading), Paragraph(text)]
    return Letter(case_id, LetterKind.BESKED, decision.at, said["besked"].removesuffix("."), tuple(blocks))
