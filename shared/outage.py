"""Which failures say that something else does not answer just now: worth trying again, and no one's mistake."""

import httpx2
from aiokafka.errors import KafkaError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.keys import KeyStoreDown
from shared.problem import Unavailable
from shared.sections import ReceivingKeyUnavailable
from shared.service_tokens import TokenUnavailable

NO_DATABASE = "databasen svarar inte; se ./finsam status"
"""What an operator's command says when the one thing that it asks is away."""

OUTAGE: tuple[type[Exception], ...] = (
    Unavailable,
    KeyStoreDown,
    ReceivingKeyUnavailable,
    TokenUnavailable,
    OperationalError,
    InterfaceError,
    PoolTimeout,
    httpx2.TransportError,
    KafkaError,
    OSError,  # connections refused or cut; TimeoutError is one too
)
