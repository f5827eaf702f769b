"""The sheet for a letter by way of Skatteverket: what stands on which envelope. No fixtures."""

from dataclasses import replace

from shared.letters.blocks import Letterhead
from shared.letters.forwarding import envelopes

SENDER = Letterhead("Enheten", "Nämnden", "handläggaren", None, ("Provgatan 2", "118 20 Stockholm"))
FORWARDER = ("Skatteverket", "Box 2820")


def said(sender: Letterhead) -> str:
    return str(envelopes("195601132334", sender, FORWARDER))


def test_has_the_senders_address_on_the_back() -> None:
    assert "118 20 Stockholm" in said(SENDER)
    assert "Skriv avsändarens adress på baksidan." in said(SENDER)


def test_of_a_sender_whose_address_is_not_known_says_that_it_writes_its_own() -> None:
    told = said(replace(SENDER, address=()))

    assert "Skriv er egen postadress på baksidan." in told
    assert "(er postadress)" in told
    assert "Skriv avsändarens adress" not in told
