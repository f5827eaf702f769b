"""The service's database: migrated, without drift, every column marked, and the way down."""

import pytest

from services.referral.tables import metadata
from shared.migrate import check, downgrade, upgrade

pytestmark = pytest.mark.real

SERVICE = "services.referral"


def test_migrations_make_what_the_tables_say(infra) -> None:
    url = infra.create_database("referral_drift")
    upgrade(SERVICE, url)

    check(SERVICE, url)


def test_migrations_can_be_taken_back_and_made_again(infra) -> None:
    url = infra.create_database("referral_down")
    upgrade(SERVICE, url)
    downgrade(SERVICE, url)
    upgrade(SERVICE, url)

    check(SERVICE, url)


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_says_how_it_is_protected(table) -> None:
    assert {
        c.name for c in table.columns if c.info.get("protection") not in ("open", "sealed", "hashed")
    } == set()
