"""The ways that lives can take. A run of full size takes every one of them, in each shard."""

from tests.simulation.lives import REASONS

WAYS = {
    "säger nej", "vill tänka", "komplettering besvarad", "komplettering obesvarad",
    "sekretess före beslut", "hela samtycket åter före beslut", "anmälarens samtycke åter före beslut",
    *(f"tas inte upp {code}" for code in REASONS), "tas upp",
    "möte flyttat", "möte inställt", "individen uteblev", "inte anträffbar", "ajournerat",
    "vägledning", "hänvisning", "hänvisning, slut", "behov kvar efter möte", "inget behov efter möte",
    "plan", "ny plan", "delmål avböjt", "delmål pagar", "delmål klart", "delmål hinder",
    "part åter", "kategori åter", "anmälaren åter, ny drivande", "anmälaren åter, slut", "allt åter",
    "avliden", "flyttat, fortsätter", "flyttat, slut", "egen begäran", "sekretess",
    "samtycket gick ut", "samtycket förlängt", "för hand, kvar", "för hand, avslutat",
    "fråga avbojt_delmal", "fråga delmal_utan_part", "fråga drivande_saknas", "fråga part_utan_samtycke",
    "fråga part_utan_kategori", "fråga flyttat", "fråga samtycke_gar_ut",
    "uppföljning flyttad", "uppföljning försenad", "hålls öppet", "behovet kvarstår",
    "ny plan vid uppföljningen", "avslut vid uppföljning",
}  # fmt: skip
