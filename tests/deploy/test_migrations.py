"""Every service's migrations make what its tables say, and lead back."""

import pytest

from contracts.build.facts import SERVICES
from shared.migrate import check, downgrade, upgrade

pytestmark = pytest.mark.real


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_say_what_the_tables_say_and_lead_back(infra, service) -> None:
    package, url = f"services.{service}", infra.create_database(f"{service}_migrations")

    upgrade(package, url)
    check(package, url)
    downgrade(package, url)
    upgrade(package, url)
    check(package, url)
