"""What a report says to people, in Swedish: what the bundle shows, and what it does not show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from finsam_verify.examine import Finding, Report, SeenLeaf, Verdict
from finsam_verify.reading import REASONS

_SWEDEN: Final = ZoneInfo("Europe/Stockholm")

VERDICTS: Final = {
    Verdict.HOLDS: "Bevisbunten håller.",
    Verdict.BROKEN: "Bevisbunten håller INTE. Använd den inte som bevis förrän felet är utrett.",
    Verdict.OPEN: "Det går inte att avgöra om bevisbunten håller. Det som saknas står nedan.",
}

SENTENCES: Final = {
    "unreadable": "Filen går inte att läsa som en bevisbunt, eller något i den har ändrats ({reason}).",
    "other_origin": "En nyckel i bunten hör till en annan logg.",
    "signature": "Underskriften på bunten stämmer inte: innehållet har ändrats efter att loggen skrev under, eller någon annan har skrivit under.",
    "unpinned": "Bunten är undertecknad av ”{origin}” den {at}, men bara bunten själv säger att nyckeln är loggens. "
    "Jämför nyckelns fingeravtryck {fingerprint} med det som loggens förvaltare har publicerat, och ange det med --key.",
    "not_the_pinned_key": "Bunten är undertecknad med en annan nyckel än den du har angett. Nyckeln i bunten har fingeravtryck {fingerprint}.",
    "key_without_word": "Loggen har bytt nyckel efter den du har angett, och den äldre nyckeln intygar inte den nya. Nyckeln i bunten har fingeravtryck {fingerprint}.",
    "pinned": "Bunten är undertecknad av ”{origin}” den {at}. Underskriften leder till den nyckel du har angett (nu {fingerprint}).",
    "checkpoint_signature": "Loggens kontrollpunkt saknar giltig underskrift.",
    "checkpoint": "Loggen hade {size} poster vid sin kontrollpunkt den {at}.",
    "numbers": "Posternas nummer stämmer inte: någon post är borttagen, tillagd, dubblerad eller flyttad.",
    "root": "Posterna i bunten ger inte den rot som loggen har skrivit under för {size} poster: någon post är ändrad, flyttad, tillagd eller borttagen.",
    "whole": "Alla {size} poster finns med, i ordning, och ger exakt den rot som loggen har skrivit under.",
    "not_in_log": "{count} av posterna finns inte på sin plats i loggen (nummer {numbers}).",
    "in_log": "{count} poster ur loggen är med i bunten. Var och en ligger bevisligen på sin plats i loggen.",
    "opening": "{count} poster handlar om något annat än vad bunten säger (nummer {numbers}).",
    "opened": "Av de {shown} poster som visas är innehållet i {proved} kontrollerat mot loggen: vad de handlade om går inte att byta ut i efterhand.",
    "history": "{count} av loggens tidigare kontrollpunkter går inte ihop med den senaste: loggen har skrivits om.",
    "grown": "{count} tidigare kontrollpunkter i bunten går ihop med den senaste: mellan dem har loggen bara vuxit.",
    "kept_signature": "En kontrollpunkt som vittnet har sparat är inte undertecknad av någon nyckel i bunten.",
    "cut": "Vittnet har en underskriven kontrollpunkt med {kept} poster, den {at}. Bunten har bara {size}: slutet av loggen är borttaget, eller så är bunten äldre än vittnets kontrollpunkt.",
    "forked": "Loggen är inte den som vittnet har sett: de första {kept} posterna, som de var den {at}, har ändrats. Det finns två olika loggar.",
    "kept_not_compared": "Vittnets kontrollpunkt med {kept} poster kan inte jämföras med bunten. Be om en bunt med bevis från just den storleken.",
    "witnessed": "{count} kontrollpunkter som vittnet har sparat stämmer. De första {last} posterna är desamma som vittnet såg. De {tail} senaste posterna har vittnet inte sett.",
    "no_witness": "Inget vittnes kontrollpunkter har jämförts. Ange dem med --kept: bara de visar om loggen har skrivits om från början eller kapats av den som har loggens nyckel.",
}
"""Code of a finding → its sentence."""

LIMITS: Final = (
    "att allt som har lämnats ut finns i loggen. Den visar att det som finns där inte har ändrats.",
    "att bunten innehåller alla poster om en person eller en enhet. Det är loggens förvaltare som har valt ut dem.",
    "vad som stod i handlingarna, bara vilket avsnitt som lämnades ut, till vem, när och på vilken grund.",
    "vem som satt vid skärmen. Loggen känner enheten och funktionen.",
    "något om poster som har kommit till efter kontrollpunkten.",
)

SCOPES: Final = {
    "person": "en persons egna poster",
    "enhet": "enhetens ({unit}) egna poster",
    "logg": "hela loggen",
}

GROUNDS: Final = {
    "row": "på en rad i samtycket",
    "control": "meddelande om stopp, rättelse eller återtagande",
    "lagrum": "på annan laglig grund",
    "muntligt": "sagt på ett möte",
}

PURPOSES: Final = {
    "handlaggning": "handläggning",
    "handlaggning_for_hand": "handläggning för hand",
    "begaran_fran_individen": "personen bad om det",
    "begaran_om_allman_handling": "begäran om allmän handling",
    "rattelse_eller_gallring": "rättelse eller gallring",
    "tillsyn": "tillsyn",
    "egen_insyn": "egen insyn",
    "kvitto_till_individen": "kvitto till personen",
    "mote": "möte",
    "planering": "planering",
    "uppfoljning": "uppföljning",
    "granskning": "granskning",
}

CATEGORIES: Final = {
    "identitet": "Identitet",
    "handlaggning": "Handläggning",
    "forsorjning": "Försörjning",
    "sysselsattning": "Sysselsättning",
    "halsa": "Hälsa",
    "arbetsformaga": "Arbetsförmåga",
    "sociala": "Sociala förhållanden",
    "planer": "Planer och insatser",
    "mote": "Möte",
    "plan": "Gemensam plan",
    "planoversikt": "Planöversikt",
    "uppfoljning": "Uppföljning",
}

SOURCES: Final = {
    "consent": "samtyckestjänsten",
    "referral": "anmälningstjänsten",
    "coordinator": "teamets tjänst",
    "followup": "uppföljningstjänsten",
}
"""What a service says by itself; any other source is a unit."""


def sentence(finding: Finding) -> str:
    """Return a finding as one sentence, or a few."""
    facts = {name: _plain(value) for name, value in finding.facts.items()}
    if "reason" in facts:
        facts["reason"] = REASONS[facts["reason"]]
    return SENTENCES[finding.code].format(**facts)


def told(report: Report) -> str:
    """Return the whole report."""
    lines = [VERDICTS[report.verdict], ""]
    if report.bundle is not None:
        scope = SCOPES[report.bundle.scope].format(unit=report.bundle.unit)
        lines += [f"Bunten omfattar {scope}. Ändamål: {_named(PURPOSES, report.bundle.purpose)}.", ""]
    wrong = [sentence(each) for each in report.findings if each.verdict is Verdict.BROKEN]
    open_ = [sentence(each) for each in report.findings if each.verdict is Verdict.OPEN]
    holds = [sentence(each) for each in report.findings if each.verdict is Verdict.HOLDS]
    for title, found in (
        ("Detta stämmer inte:", wrong),
        ("Detta går inte att avgöra:", open_),
        ("Detta visar bunten:" if not wrong else "Detta stämmer för sig:", holds),
        ("Detta visar den inte:", list(LIMITS)),
    ):
        lines += [title, *(f"  - {line}" for line in found), ""] if found else []
    if report.leaves and not wrong:
        lines += ["Poster:", *(leaf_told(leaf) for leaf in report.leaves), ""]
    return "\n".join(lines)


def leaf_told(seen: SeenLeaf) -> str:
    """Return a leaf in one line."""
    leaf = seen.leaf
    ground, purpose = _named(GROUNDS, leaf.ground), _named(PURPOSES, leaf.purpose)
    line = f"  {seen.number}: {_plain(leaf.at)}, {leaf.unit} ({leaf.function}), ändamål: {purpose}, {ground}"
    if seen.about is None:
        return line
    word = "kontrollerat" if seen.proved else "enligt loggens förvaltare, inte bevisat"
    category, source = _named(CATEGORIES, seen.about["category"]), _named(SOURCES, seen.about["source"])
    return f"{line}; avsnittet {category} från {source} ({word})"


def _named(words: Mapping[str, str], code: str) -> str:
    """Say a code in words; one that came after this verifier is said as it is."""
    return words.get(code, code)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(_SWEDEN):%Y-%m-%d kl. %H.%M.%S}"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
