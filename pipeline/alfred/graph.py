"""A turn of the conversation as a LangGraph graph; compiled by whoever runs it."""

from itertools import pairwise

from langgraph.graph import END, START, StateGraph

from pipeline.alfred.context import ButlerContext
from pipeline.alfred.stages.compose import compose
from pipeline.alfred.stages.ground import ground
from pipeline.alfred.stages.recall import recall
from pipeline.alfred.stages.remember import remember
from pipeline.alfred.stages.reply import reply
from pipeline.alfred.state import ButlerState


def build_butler_graph() -> StateGraph[ButlerState, ButlerContext, ButlerState, ButlerState]:
    """Recall, ground, compose, reply, remember; condensing is nobody's turn (``condensing``)."""
    graph = StateGraph(ButlerState, ButlerContext)
    stages = (recall, ground, compose, reply, remember)
    for stage in stages:
        graph.add_node(stage.__name__, stage)
    graph.add_edge(START, "recall")
    for before, after in pairwise(stages):
        graph.add_edge(before.__name__, after.__name__)
    graph.add_edge("remember", END)
    return graph
