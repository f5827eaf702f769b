import time

from shared.ids import uuid7


class TestUuid7:
    def test_is_a_version_7_that_tells_its_time(self) -> None:
        made = uuid7()
        assert (made.version, made.variant) == (7, "specified in RFC 4122")
        assert abs((made.int >> 80) / 1000 - time.time()) < 1

    def test_is_never_the_same_and_sorts_by_time(self) -> None:
        earlier = [uuid7() for _ in range(1000)]
        time.sleep(0.002)
        assert max(earlier) < uuid7()
        assert len(set(earlier)) == 1000
