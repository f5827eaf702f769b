"""What the coordinator service listens to. A subscriber stores the event; it never decides anything."""

from services.coordinator.foreign import CONSENT_TOPIC
from shared.lag import Subscription

SUBSCRIPTIONS = (Subscription(CONSENT_TOPIC, "svc-coordinator.inbox"),)
