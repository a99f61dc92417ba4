"""The reader of queries that other tests rely on."""

import pytest

from tests.fixtures.promql import metrics_in


@pytest.mark.parametrize(
    ("query", "metrics"),
    [
        ("up", {"up"}),
        ('sum by (le, a) (rate(b_bucket{c=~"d|e"}[$__interval])) * 60', {"b_bucket"}),
        ("time() - max(a > 0)", {"a"}),
        ("count(a == 0) or vector(0)", {"a"}),
        ("a:b:c_5m / scalar(sum(d)) > 0.25", {"a:b:c_5m", "d"}),
        ('min(a{class="P0"}) == 0 or absent(up{job="alfred"})', {"a", "up"}),
    ],
)
def test_a_query_asks_for_these_metrics(query: str, metrics: set[str]) -> None:
    assert metrics == metrics_in(query)
