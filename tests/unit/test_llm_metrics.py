"""The numbers that tell how models answered."""

from prometheus_client import CollectorRegistry

from pipeline.llm.metrics import ModelMetrics


def test_attempts_are_counted_by_model_and_by_how_they_ended() -> None:
    registry = CollectorRegistry()
    metrics = ModelMetrics(registry)

    metrics.ended("pro", "ok")
    metrics.ended("pro", "ok")
    metrics.ended("pro", "model_timeout")

    counted = {
        status: registry.get_sample_value(
            "gigachat_requests_total", {"model": "pro", "status": status}
        )
        for status in ("ok", "model_timeout", "refused")
    }
    assert {"ok": 2, "model_timeout": 1, "refused": None} == counted


def test_tokens_and_seconds_add_up_by_model_alone() -> None:
    registry = CollectorRegistry()
    metrics = ModelMetrics(registry)

    metrics.billed("base", 40)
    metrics.billed("base", 2)
    metrics.took("base", 1.5)

    labels = {"model": "base"}
    assert 42 == registry.get_sample_value("digest_tokens_total", labels)
    assert 1.5 == registry.get_sample_value("gigachat_request_seconds_sum", labels)


def test_a_breaker_is_read_when_the_metrics_are_read() -> None:
    registry = CollectorRegistry()
    states = {"pro": 0.0}
    ModelMetrics(registry).watch_breaker("pro", lambda: states["pro"])

    states["pro"] = 2.0

    assert 2 == registry.get_sample_value("gigachat_breaker_state", {"model": "pro"})


def test_each_registry_counts_for_itself() -> None:
    first, second = CollectorRegistry(), CollectorRegistry()
    ModelMetrics(first).billed("pro", 1)
    ModelMetrics(second).billed("pro", 10)

    counted = [
        registry.get_sample_value("digest_tokens_total", {"model": "pro"})
        for registry in (first, second)
    ]

    assert [1, 10] == counted
