"""The measures of conversations, on values that were computed by hand."""

import math

import pytest

from bench.clusterings import Found, agreement, clusters_of, gather, link_scores


def test_links_are_scored_over_all_files_together() -> None:
    gold = {"a": {(1, 1), (2, 1), (3, 2), (4, 2)}, "b": {(1, 1)}}
    ours = {"a": {(1, 1), (2, 1), (3, 3), (4, 1)}}

    found = link_scores(gold, ours)

    assert Found(50.0, 40.0) == found
    assert math.isclose(400 / 9, found.f)


def test_nothing_found_is_a_score_of_nothing() -> None:
    found = link_scores({"a": {(1, 1)}}, {})

    assert 0.0 == found.precision == found.recall == found.f


def test_links_make_clusters_and_the_context_before_them_connects_only() -> None:
    links = {(10, 3), (11, 3), (12, 12), (13, 12), (14, 14)}

    clusters = clusters_of(links)

    assert {frozenset({10, 11}), frozenset({12, 13}), frozenset({14})} == set(clusters)


def test_no_links_make_no_clusters() -> None:
    assert [] == clusters_of(set())


def test_labels_gather_messages() -> None:
    clusters = gather([(1, "x"), (2, "y"), (3, "x")])

    assert [frozenset({1, 3}), frozenset({2})] == clusters


def test_the_same_conversations_agree_wholly() -> None:
    clusters = {"a": [frozenset({1, 2}), frozenset({3, 4, 5})], "b": [frozenset({1})]}

    found = agreement(clusters, clusters)

    assert math.isclose(100.0, found.variation)
    assert 100.0 == found.one_to_one == found.exact.f


def test_two_conversations_taken_for_one() -> None:
    gold = {"a": [frozenset({1, 2}), frozenset({3, 4})]}
    ours = {"a": [frozenset({1, 2, 3, 4})]}

    found = agreement(gold, ours)

    # H(gold) = 1 bit, H(ours) = 0, the joint 1: VI = 1 of log2(4) = 2.
    assert math.isclose(50.0, found.variation)
    assert 50.0 == found.one_to_one
    assert 0.0 == found.exact.f


def test_one_conversation_is_paired_with_one_only() -> None:
    gold = {"a": [frozenset({1, 2, 3}), frozenset({4, 5, 6})]}
    ours = {"a": [frozenset({1, 2}), frozenset({3, 4, 5, 6})]}

    found = agreement(gold, ours)

    assert math.isclose(500 / 6, found.one_to_one)


def test_the_pairing_is_the_best_of_all_and_not_the_greedy_one() -> None:
    # Shared by pairs: 3 2 / 2 0. Greedy takes the 3 and 0, the best takes 2 and 2.
    gold = {"a": [frozenset({1, 2, 3, 4, 5}), frozenset({6, 7})]}
    ours = {"a": [frozenset({1, 2, 3, 6, 7}), frozenset({4, 5})]}

    found = agreement(gold, ours)

    assert math.isclose(400 / 7, found.one_to_one)


def test_messages_alone_are_no_exact_conversations() -> None:
    gold = {"a": [frozenset({1}), frozenset({2, 3}), frozenset({4, 5})]}
    ours = {"a": [frozenset({1}), frozenset({2, 3}), frozenset({4}), frozenset({5})]}

    found = agreement(gold, ours)

    assert Found(100.0, 50.0) == found.exact


def test_the_same_number_in_two_files_is_two_messages() -> None:
    gold = {"a": [frozenset({1, 2})], "b": [frozenset({1, 2})]}
    ours = {"a": [frozenset({1, 2})], "b": [frozenset({1}), frozenset({2})]}

    found = agreement(gold, ours)

    assert math.isclose(75.0, found.one_to_one)
    assert Found(100.0, 50.0) == found.exact


def test_clusterings_of_other_messages_are_refused() -> None:
    with pytest.raises(ValueError, match="same messages"):
        agreement({"a": [frozenset({1})]}, {"a": [frozenset({2})]})


def test_a_message_in_two_clusters_is_refused() -> None:
    with pytest.raises(ValueError, match="two clusters"):
        agreement({"a": [frozenset({1}), frozenset({1, 2})]}, {"a": [frozenset({1, 2})]})
