"""Figures of /metrics: deliveries, acknowledgement times, Web API calls, queues and connections of one bot."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.services.mail.worker import LATER, MailFate

# Slack gives up after 3 s; everything of interest happens in the first few milliseconds.
ACK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)


FILL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# A channel takes one message a second, and Slack may be away for hours.
DELIVERY_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 21600.0)


# A counter that begins at 1 has not increased.
OUTCOMES = ("sent", "obsolete", "later", "unclear", "dead")
MAIL_OUTCOMES = (*MailFate, LATER)


class _Calls(Collector):
    """Reads the counts that the Web API adapter keeps."""

    def __init__(self, calls: Mapping[str, int], errors: Mapping[tuple[str, str], int]) -> None:
        self._calls = calls
        self._errors = errors

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield one sample per method, and per method and error."""
        calls = CounterMetricFamily("bot_slack_api_calls", "Web API calls", labels=("method",))
        for method, count in self._calls.items():
            calls.add_metric((method,), count)
        yield calls
        errors = CounterMetricFamily("bot_slack_api_errors", "Failed Web API calls", labels=("method", "error"))
        for labels, count in self._errors.items():
            errors.add_metric(labels, count)
        yield errors


class _Outcomes(Collector):
    """Reads the counts that the outbox keeps of what became of claimed messages."""

    def __init__(self, outcomes: Mapping[str, int]) -> None:
        self._outcomes = outcomes

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield one sample per outcome."""
        claims = CounterMetricFamily("bot_outbox_claims", "Messages claimed, by outcome", labels=("outcome",))
        for outcome, count in {**dict.fromkeys(OUTCOMES, 0), **self._outcomes}.items():
            claims.add_metric((outcome,), count)
        yield claims


class Metrics:
    """Counters of one running bot in a registry of its own, so that several bots fit in one process (tests)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.deliveries = Counter(
            "bot_deliveries", "Deliveries from Slack", ("kind", "outcome"), registry=self.registry
        )
        self.ack_seconds = Histogram(
            "bot_ack_seconds", "Receipt to acknowledgement", ("kind",), buckets=ACK_BUCKETS, registry=self.registry
        )
        self.fill_seconds = Histogram(
            "bot_fill_seconds", "Receipt to a filled view", buckets=FILL_BUCKETS, registry=self.registry
        )
        self.delivery_seconds = Histogram(
            "bot_delivery_seconds", "Due to delivered, of messages", buckets=DELIVERY_BUCKETS, registry=self.registry
        )
        self.outbox_age = Gauge("bot_outbox_age_seconds", "Since the oldest message is due", registry=self.registry)
        self.clock_ahead = Gauge(
            "bot_clock_ahead_seconds", "Our clock before another's", ("whose",), registry=self.registry
        )
        self.refused_requests = Counter(
            "bot_refused_requests", "HTTP requests refused by the guard", ("reason",), registry=self.registry
        )
        self.stale_triggers = Counter(
            "bot_stale_triggers", "Modals not opened because the trigger was too old", registry=self.registry
        )
        self.silent_failures = Counter(
            "bot_silent_failures", "People whom no answer reached in any way; must stay 0", registry=self.registry
        )
        self.background = Gauge("bot_background_tasks", "Tasks after the acknowledgement", registry=self.registry)
        self.outbox = Gauge("bot_outbox", "Outgoing messages", ("state",), registry=self.registry)
        self.background_errors = Counter(
            "bot_background_errors", "Failed tasks after the acknowledgement", registry=self.registry
        )
        self.mail_waiting = Gauge("bot_mail_waiting", "E-mails that wait for the mail server", registry=self.registry)
        self.mail_age = Gauge("bot_mail_age_seconds", "Since the oldest e-mail waits", registry=self.registry)
        self._mailed = Counter(
            "bot_mail_attempts", "E-mails handed to the mail server, by outcome", ("outcome",), registry=self.registry
        )
        for outcome in MAIL_OUTCOMES:
            self._mailed.labels(outcome)

    def mailed(self, outcome: str) -> None:
        """Count one attempt to send an e-mail."""
        self._mailed.labels(outcome).inc()

    def watch(self, name: str, what: str, read: Callable[[], float]) -> None:
        """Add a gauge that is read at each scrape."""
        Gauge(name, what, registry=self.registry).set_function(read)

    def watch_calls(self, calls: Mapping[str, int], errors: Mapping[tuple[str, str], int]) -> None:
        """Add Web API calls by method, and failures by (method, error), read at each scrape."""
        self.registry.register(_Calls(calls, errors))

    def watch_outcomes(self, outcomes: Mapping[str, int]) -> None:
        """Add claims of the outbox by what became of them, read at each scrape."""
        self.registry.register(_Outcomes(outcomes))

    def text(self) -> bytes:
        """Write everything in Prometheus text format, UTF-8."""
        return generate_latest(self.registry)
