"""A start sees that nothing is to be migrated, without running the migrations."""

import pytest

from deploy.infra import databases
from deploy.infra.topology import SERVICES
from shared.migrate import KEYS, upgrade
from tests.infrastructure import Infrastructure

pytestmark = pytest.mark.real


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_are_missing_until_both_databases_have_them(own: Infrastructure, service: str) -> None:
    def lacks() -> bool:
        return databases.lacks_migrations(own.system.postgres, service)

    assert lacks()
    upgrade(f"services.{service}", own.database_url(service))
    assert lacks()
    upgrade(KEYS, own.database_url(f"{service}_keys"))
    assert not lacks()
