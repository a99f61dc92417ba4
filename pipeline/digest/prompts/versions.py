"""The versions of all prompts: what stored answers and comparisons are kept apart by."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.digest.answers import Stage
from pipeline.digest.prompts import emotion, evaluation, roles, segmenter, synthesis, topic
from pipeline.llm.models import Language

VERSIONS: Mapping[Stage, int] = MappingProxyType(
    {
        Stage.SEGMENTER: segmenter.VERSION,
        Stage.EMOTION: emotion.VERSION,
        Stage.ROLES: roles.VERSION,
        Stage.TOPIC: topic.VERSION,
        Stage.SYNTHESIS: synthesis.VERSION,
        Stage.EVALUATION: evaluation.VERSION,
    }
)


def prompt_version(stage: Stage, language: Language) -> str:
    """The key of the prompt that a stage asks, as ``Prompt.key`` gives it."""
    return f"{stage}-{VERSIONS[stage]}.{language}"
