"""The guard's limits to the byte and to the second, and what it must not choke on."""

import pytest

from bot.local_slack.transport.http import sign
from bot.transport.guard import MOST_BYTES, MOST_SECONDS_OFF, Refusal, check_signature, check_size, is_ssl_check

NOW = 1_772_000_000


@pytest.mark.parametrize("declared", [None, "", "0", str(MOST_BYTES), "-1", "²", "1e9", "x"])
def test_what_declares_no_size_too_large_is_read(declared: str | None) -> None:
    check_size(declared)


@pytest.mark.parametrize("declared", [str(MOST_BYTES + 1), "9" * 5000])
def test_what_declares_more_is_not_read(declared: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_size(declared)
    assert refused.value.status == 413


@pytest.mark.parametrize(("off", "fresh"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_signed_within_five_minutes(off: int, fresh: bool) -> None:
    stamp, body = str(NOW + off), b"text=" + b"x" * 1000
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign("secret", stamp, body)}
    assert MOST_SECONDS_OFF == 300
    if fresh:
        check_signature(b"secret", headers, body, NOW)
    for wrong in (body, body[:-1] + b"y")[int(fresh) :]:
        with pytest.raises(Refusal) as refused:
            check_signature(b"secret", headers, wrong, NOW)
        assert (refused.value.status, refused.value.reason) == (401, "wrong_signature" if fresh else "stale")


@pytest.mark.parametrize(
    ("body", "probe"),
    [
        (b"ssl_check=1", True),
        (b"ssl_check=1&token=x", True),
        (b"token=x&ssl_check=1", True),
        (b"text=ssl_check=1", False),
        (b"ssl_check=10", False),
        (b"ssl_check=1&token=" + b"x" * 1024, False),
    ],
)
def test_only_slacks_own_probe_needs_no_signature(body: bytes, probe: bool) -> None:
    assert is_ssl_check(body) is probe
