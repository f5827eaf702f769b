"""JSON Schemas of the documents as a party gets them: one JSON object a line from ``finsam-party read --json``."""

from typing import Any

from contracts.build import content, content_team
from contracts.build.content import NOTICE_FIELDS
from contracts.build.events import BASE, DIALECT

Schema = dict[str, Any]

CONTENTS = content.CONTENTS | content_team.CONTENTS
DESCRIPTIONS = {
    "anmalan": "Anmälan till teamet, hela innehållet. Bara teamet får den.",
    "komplettering": "Avsändarens svar på en begärd komplettering: handläggning och varje ändrad kategori, hel.",
    "anmalan_delad": "Anmälan till tillfrågade parter som omfattas av samtycket, utan fält 24 och 25.",
    "rattelse": "Rättade kategorier, hela. `corrects` är handlingen som hade dem senast.",
    "anmalan_tillbakadragen": "Avsändaren har dragit tillbaka anmälan, och varför. Den som har haft anmälan får den.",
    "byte_av_handlaggare": "En annan handläggare håller i ärendet hos den som gjorde anmälan: identitet hel, och från vilken dag.",
    "mottagningsbekraftelse": "Teamet har tagit emot anmälan.",
    "komplettering_begard": "Koordinatorn begär komplettering av avsändaren.",
    "besked_tas_upp": "Anmälan tas upp i teamet; nästa steg.",
    "besked_tas_inte_upp": "Anmälan tas inte upp; skäl, förklaring och råd.",
    "kallelse": "Kallelse till möte i teamet: tid, plats, vad det handlar om och vilka som är kallade.",
    "kallelse_andrad": "Ett möte har fått ny tid eller plats; den tidigare tiden och skälet.",
    "kallelse_installd": "Ett möte är inställt, och varför.",
    "motesanteckning": "Vad som sades på mötet och vad det ledde till. Bara de enheter som var med får den.",
    "mote_ajournerat": "Ärendet togs inte upp på mötet, och varför. Koordinatorn kallar till en ny tid.",
    "fraga_om_behov": "Efter ett möte utan plan: frågan till den anmälande parten om behovet av samverkan kvarstår, och sista "
    "svarsdag.",
    "gemensam_plan": "Den gemensamma planen. Delmål i en smalare kategori står bara i den kategorins avsnitt.",
    "plan_andrad": "Den gemensamma planen i en ny version, hel.",
    "svar_fran_part": "En parts svar om ett delmål, en kallelse, behovet, ett stopp eller en uppföljning. Bara teamet får den.",
    "paminnelse_uppfoljning": "Påminnelse om uppföljningen till den som driver planen och de som ansvarar för delmål.",
    "uppfoljning_flyttad": "Uppföljningen planeras till en annan dag. Att personen är sjuk står bara under hälsa.",
    "uppfoljning": "Vad uppföljningen kom fram till, varje kategori i sitt avsnitt.",
    "avslut": "Teamets arbete i ärendet är avslutat: vem som fortsätter med vad, och samtyckets sista dag.",
    "stop": "Samtycket har upphört, helt eller för angivna källor och kategorier.",
    "corrected": "En handling som mottagaren har fått är rättad; fråga källan.",
    "retracted": "En handling som mottagaren har fått är återtagen av källan.",
    "erased": "Källan har gallrat ärendet.",
}
UUID_: Schema = {"type": "string", "format": "uuid"}
PLACE: Schema = {
    "alias": UUID_,
    "event_id": UUID_,
    "epoch": {"type": "integer", "minimum": 1},
    "sequence": {"type": "integer", "minimum": 1},
    "case_id": {"anyOf": [UUID_, {"type": "null"}], "description": "Bara team får ärendets id."},
}


def document_schemas() -> dict[str, Any]:
    """Return document type → schema."""
    return {kind: _schema(kind, text) for kind, text in DESCRIPTIONS.items()}


def _schema(kind: str, text: str) -> Schema:
    properties = _document(kind) if kind in CONTENTS else NOTICE_FIELDS | {"kind": {"const": "control"}}
    whole = {**PLACE, "type": {"const": kind}, **properties}
    return {
        "$schema": DIALECT,
        "$id": f"{BASE}/document/{kind}.json",
        "title": kind,
        "description": text,
        "type": "object",
        "properties": whole,
        "required": sorted(whole),
        "additionalProperties": False,
    }


def _document(kind: str) -> Schema:
    """A section that the samtycke does not cover is missing; one that could be opened once is counted in `gone`."""
    sections = [
        {
            "type": "object",
            "properties": {"category": {"const": category}, "source": {"type": "string"}, "content": content},
            "required": ["category", "source", "content"],
            "additionalProperties": False,
        }
        for category, content in CONTENTS[kind].items()
    ]
    return {
        "kind": {"const": "document"},
        "at": {"type": "string", "format": "date-time"},
        "source": {"type": "string"},
        "corrects": {"anyOf": [UUID_, {"type": "null"}]},
        "sections": {"type": "array", "items": {"oneOf": sections}},
        "gone": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    }
