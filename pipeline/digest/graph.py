"""The nine stages of a digest as a LangGraph graph; compiled by whoever runs it.

The segmenter is a map step where a model answers: it plans which slices of talk nobody has read
yet, their packs are read side by side, and what they gave is gathered. Mood, roles and topics are
found at the same time.
"""

from langgraph.graph import END, START, StateGraph

from pipeline.digest.context import DigestContext
from pipeline.digest.stages.delivery_manager import delivery_manager
from pipeline.digest.stages.emotion import emotion
from pipeline.digest.stages.evaluation import evaluation, needs_correction
from pipeline.digest.stages.ingest_validator import ingest_validator
from pipeline.digest.stages.reading import fan_out, plan_reading, read_pack
from pipeline.digest.stages.roles import roles
from pipeline.digest.stages.segmenter import segmenter
from pipeline.digest.stages.synthesis import synthesis
from pipeline.digest.stages.thread_builder import thread_builder
from pipeline.digest.stages.topic import topic
from pipeline.digest.state import DigestState


def build_digest_graph() -> StateGraph[DigestState, DigestContext, DigestState, DigestState]:
    graph = StateGraph(DigestState, DigestContext)
    graph.add_node("ingest_validator", ingest_validator)
    graph.add_node("thread_builder", thread_builder)
    graph.add_node("plan_reading", plan_reading)
    graph.add_node("read_pack", read_pack)
    graph.add_node("segmenter", segmenter)
    graph.add_node("emotion", emotion)
    graph.add_node("roles", roles)
    graph.add_node("topic", topic)
    graph.add_node("synthesis", synthesis)
    graph.add_node("evaluation", evaluation)
    graph.add_node("delivery_manager", delivery_manager)

    graph.add_edge(START, "ingest_validator")
    graph.add_edge("ingest_validator", "thread_builder")
    graph.add_edge("thread_builder", "plan_reading")
    graph.add_conditional_edges("plan_reading", fan_out, ["read_pack", "segmenter"])
    graph.add_edge("read_pack", "segmenter")
    for stage in ("emotion", "roles", "topic"):
        graph.add_edge("segmenter", stage)
    graph.add_edge(["emotion", "roles", "topic"], "synthesis")
    graph.add_edge("synthesis", "evaluation")
    graph.add_conditional_edges("evaluation", needs_correction)
    graph.add_edge("delivery_manager", END)
    return graph
