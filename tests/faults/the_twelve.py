"""The twelve faults that a system of this kind can be broken by, and the test that sees each of them planted."""

TWELVE: dict[str, str] = {
    "acknowledges before it has stored": "tests/shared/test_kafka.py::test_loses_nothing_that_was_not_stored",
    "acknowledges what failed": "tests/shared/test_kafka.py::test_loses_nothing_that_was_not_stored",
    "commits the offset before the effect": "tests/shared/test_kafka.py::test_loses_nothing_that_was_not_stored",
    "remembers for a while what was allowed": (
        "tests/consent/test_races.py::test_a_memory_of_what_was_allowed_would_be_seen"
    ),
    "takes the lock in the statement that reads": (
        "tests/consent/test_races.py::test_a_planted_fault_is_seen_and_the_same_pauses_alone_are_harmless"
    ),
    "locks rows instead of the pair": (
        "tests/consent/test_races.py::test_a_storm_would_be_seen_to_hold_it_if_rows_were_locked_instead_of_pairs"
    ),
    "returns from a withdrawal before what is in flight has landed": (
        "tests/consent/test_races.py::test_a_planted_fault_is_seen_and_the_same_pauses_alone_are_harmless"
    ),
    "writes the log after the answer": (
        "tests/consent/test_races.py::test_a_key_that_reached_somebody_has_its_leaf_though_the_server_died"
    ),
    "gives a recipient one key for the case": (
        "tests/consent/test_planted.py"
        "::test_a_key_once_given_opens_no_record_that_was_still_unread_at_the_withdrawal"
    ),
    "binds a key to nothing": (
        "tests/consent/test_planted.py::test_a_wrapped_key_that_was_put_in_another_place_is_not_handed_out"
    ),
    "reads the outbox by serial number": (
        "tests/shared/test_relay.py::test_would_be_seen_to_lose_events_if_it_paged_by_serial_number"
    ),
    "lets a parked event hold nobody": (
        "tests/shared/test_inbox.py::test_holds_the_later_events_of_a_case_whose_event_is_parked"
    ),
}
"""Fault → the test that plants it."""
