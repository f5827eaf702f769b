from typing import Any

import pytest
from pydantic import ValidationError

from shared.settings import Settings

PASSWORD = "p4ssw0rd"


def environment(**changes: Any) -> dict[str, Any]:
    plain = {
        "service": "toy",
        "database_url": f"postgresql+psycopg://toy:{PASSWORD}@127.0.0.1/toy",
        "keys_database_url": f"postgresql+psycopg://toy:{PASSWORD}@127.0.0.1/toy_keys",
        "kafka_servers": "127.0.0.1:1",
        "kafka_user": "svc-toy",
        "kafka_password": PASSWORD,
        "kafka_ca_file": "ca.pem",
        "issuer": "http://127.0.0.1:2",
        "client_id": "svc-toy",
        "client_key_file": "client.pem",
        "root_key_file": "root",
        "index_key_file": "index",
        "http_port": 0,
        "recipients_file": "recipients.json",
    }
    return {**plain, **changes}


class TestSettings:
    def test_never_show_a_secret(self) -> None:
        assert PASSWORD not in repr(Settings(**environment()))
        with pytest.raises(ValidationError) as failure:
            Settings(**environment(kafka_password=None, http_port=PASSWORD))
        assert PASSWORD not in str(failure.value)

    @pytest.mark.parametrize("missing", ["database_url", "kafka_password", "root_key_file", "index_key_file"])
    def test_have_no_default_for_a_secret(self, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(f"FINSAM_{missing.upper()}", raising=False)
        told = environment()
        del told[missing]
        with pytest.raises(ValidationError):
            Settings(**told)

    @pytest.mark.parametrize("toy", [{"clock_file": "clock.json"}, {"test_numbers_file": "numbers.txt"}])
    def test_refuse_the_toys_of_development_in_production(self, toy: dict[str, str]) -> None:
        with pytest.raises(ValidationError):
            Settings(**environment(**toy))
        with pytest.raises(ValidationError):
            Settings(**environment(environment="development"))
        Settings(**environment(environment="development", **{"test_numbers_file": "numbers.txt", **toy}))
