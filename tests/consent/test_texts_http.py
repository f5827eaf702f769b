"""The samtyckestexter over HTTP: anyone may read them, and sees which can be signed today."""

import httpx2
import pytest

from services.consent.texts import load_texts
from tests.consent.api import a_draft, register
from tests.consent.conftest import Drafts

pytestmark = pytest.mark.real


async def test_the_list_says_language_variant_and_what_is_in_force(client: httpx2.AsyncClient) -> None:
    listed = {each["id"]: each for each in (await client.get("/v1/texts")).json()["texts"]}

    assert {name for name, each in listed.items() if each["in_force"]} == {"sv-2", "en-2", "sv-lattlast-2"}
    easy = listed["sv-lattlast-2"]
    assert (easy["language"], easy["variant"], easy["title"]) == (
        "sv",
        "lattlast",
        "Samtycke i Finsamteam – lättläst",
    )
    assert listed["sv-1"]["replaced_on"] == listed["sv-2"]["in_force_from"]
    assert "body" not in easy


async def test_the_easy_text_is_the_current_one_of_its_locale(client: httpx2.AsyncClient) -> None:
    text = (await client.get("/v1/texts/current", params={"locale": "sv-lattlast"})).json()

    assert text["id"] == "sv-lattlast-2"
    assert text["body"].startswith("# Samtycke i Finsamteam")


async def test_a_text_that_was_replaced_can_be_read_but_not_signed(
    client: httpx2.AsyncClient, drafts: Drafts
) -> None:
    replaced = load_texts().find("sv-1")
    assert replaced is not None
    named = {"text_id": replaced.id, "text_hash": replaced.hash, "locale": replaced.locale}

    answer = await register(client, a_draft(drafts), **named)

    assert (await client.get("/v1/texts/sv-1")).status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (422, "text_not_in_force")
    assert answer.json()["fields"][0]["field"] == "text_id"


async def test_a_locale_that_is_not_offered_is_refused(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/texts/current", params={"locale": "fi"})

    assert (answer.status_code, answer.json()["code"]) == (404, "text_unknown")
