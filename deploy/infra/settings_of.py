"""What each process is told: its own databases, its own user on the broker, its own keys, and where the others are."""

from deploy.infra import databases, tls
from deploy.infra.home import REFERENCE, Home
from deploy.infra.ports import Ports
from deploy.infra.postgres import Postgres
from deploy.infra.topology import PARTY_SUBSCRIPTIONS, SERVICES, TEAM, party_topic

IDENTITY = "devidp"
HOST = "127.0.0.1"


class SettingsOf:
    """Builds the environment of each process from one home."""

    def __init__(self, home: Home, ports: Ports, postgres: Postgres) -> None:
        self._home = home
        self._ports = ports
        self._postgres = postgres

    def url(self, part: str) -> str:
        """The HTTP address of a service, or of the identity provider."""
        return f"http://{HOST}:{self._ports.of(part)}"

    def broker(self, user: str, prefix: str = "FINSAM_") -> dict[str, str]:
        """How `user` reaches the broker."""
        return {
            f"{prefix}KAFKA_SERVERS": f"{HOST}:{self._ports.of('kafka')}",
            f"{prefix}KAFKA_USER": user,
            f"{prefix}KAFKA_PASSWORD": self._home.secret(f"kafka-{user}"),
            f"{prefix}KAFKA_CA_FILE": str(tls.ca_file(self._home)),
        }

    def service(self, name: str) -> dict[str, str]:
        """The settings of the service called `name`; the coordinator also gets those of the team's client."""
        client = f"svc-{name}"
        settings = {
            "SERVICE": name,
            "DATABASE_URL": databases.url(self._postgres, self._home, name),
            "KEYS_DATABASE_URL": databases.url(self._postgres, self._home, f"{name}_keys"),
            "ISSUER": self.url(IDENTITY),
            "CLIENT_ID": client,
            "CLIENT_KEY_FILE": str(self._home.client_key_file(client)),
            "ROOT_KEY_FILE": str(self._home.key_file(f"{name}-root")),
            "INDEX_KEY_FILE": str(self._home.key_file(f"{name}-index")),
            "HTTP_HOST": HOST,
            "HTTP_PORT": str(self._ports.of(name)),
            "CLOCK_FILE": str(self._home.clock),
            "ENVIRONMENT": "development",
            "RECIPIENTS_FILE": str(REFERENCE / "recipients.json"),
            "TEST_NUMBERS_FILE": str(REFERENCE / "testnumbers.txt"),
            "LOG_FORMAT": "json",
            **{f"{service.upper()}_URL": self.url(service) for service in SERVICES},
        }
        told = {f"FINSAM_{key}": value for key, value in settings.items()} | self.broker(client)
        return told | self.party(TEAM) if name == "coordinator" else told

    def party(self, recipient: str) -> dict[str, str]:
        """The settings of a recipient's client."""
        settings = {
            "RECIPIENT": recipient,
            "CONSENT_URL": self.url("consent"),
            "COORDINATOR_URL": self.url("coordinator"),
            "FOLLOWUP_URL": self.url("followup"),
            "TOKEN_URL": f"{self.url(IDENTITY)}/token",
            "ISSUER": self.url(IDENTITY),
            "CLIENT_KEY_FILE": str(self._home.client_key_file(recipient)),
            "STATE_FILE": str(self._home.parties / f"{recipient}.json"),
            "TOPIC": party_topic(recipient),
            "GROUP": PARTY_SUBSCRIPTIONS[recipient].group,
        }
        told = {f"FINSAM_PARTY_{key}": value for key, value in settings.items()}
        return told | self.broker(f"party-{recipient}", "FINSAM_PARTY_")

    def identity(self) -> dict[str, str]:
        """The settings of the identity provider."""
        settings = {
            "ISSUER": self.url(IDENTITY),
            "HTTP_HOST": HOST,
            "HTTP_PORT": str(self._ports.of(IDENTITY)),
            "PEOPLE_FILE": str(REFERENCE / "people.json"),
            "CLIENTS_FILE": str(self._home.config / "clients.json"),
            "SIGNING_KEY_FILE": str(self._home.client_key_file("identity-signing")),
            "TEST_NUMBERS_FILE": str(REFERENCE / "testnumbers.txt"),
        }
        return {f"FINSAM_IDP_{key}": value for key, value in settings.items()}
