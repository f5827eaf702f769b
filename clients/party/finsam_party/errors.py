"""What can go wrong in a way that the caller must know. None of them carries content."""


class PartyClientError(Exception):
    """Base of all errors that stop the client. Its place in the topic is never lost by one."""


class RecordInvalid(Exception):
    """The bytes are not a record of this form, or a check of its cryptography failed.

    ``reason`` is a fixed code for operators; it never holds anything from the record.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OffsetsLost(PartyClientError):
    """No committed place, or one whose records are gone: set-up is missing, or the client was away too long.

    Never mended by jumping: ask the sender to send again, then run ``setup`` for a new group.
    """


class AlreadySetUp(PartyClientError):
    """The group already has a committed place; set-up never moves one."""


class ItemNotDone(PartyClientError):
    """The next item was asked for before ``done()``: the item at hand would be lost or skipped."""


class ReleaseForbidden(PartyClientError):
    """The release service answers 403: this client's registration lacks the scope."""


class AnswerRefused(PartyClientError):
    """The service does not take the answer. ``code`` names the reason, ``detail`` says in Swedish what to do instead."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class AnswersNotSetUp(PartyClientError):
    """FINSAM_PARTY_COORDINATOR_URL or FINSAM_PARTY_FOLLOWUP_URL is not set. Says which in Swedish, and what it is for."""


class LogForked(PartyClientError):
    """The disclosure log is not the one that this client has seen: changed, cut, or signed by somebody else.

    ``code`` says which. Keep the file of checkpoints, and tell the authority that is responsible for the log.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WitnessNotSetUp(PartyClientError):
    """Neither FINSAM_PARTY_WITNESS_FILE nor FINSAM_PARTY_STATE_FILE is set. Says so in Swedish."""


class TooManyHeld(PartyClientError):
    """Records held behind a gap have filled the memory set aside for them; the gap must be mended first."""


class Stalled(PartyClientError):
    """There are unread records, and none has arrived for a long time: restart the process."""
