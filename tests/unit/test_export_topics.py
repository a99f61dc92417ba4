from handlers.export.topics import Topics
from pipeline.ingest.models import MessageId


def test_the_topics_and_members_of_long_ago_are_forgotten() -> None:
    topics = Topics()
    for root in range(1, 10_002):
        topics.open(MessageId(root))
    for message in range(20_000, 70_001):
        topics.place(MessageId(message), MessageId(10_001))

    to_oldest_topic = topics.place(MessageId(90_000), MessageId(1))
    to_oldest_member = topics.place(MessageId(90_001), MessageId(20_000))
    to_latest_member = topics.place(MessageId(90_002), MessageId(70_000))

    assert (1, None) == to_oldest_topic
    assert (20_000, None) == to_oldest_member
    assert (70_000, 10_001) == to_latest_member
