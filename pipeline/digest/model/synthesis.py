"""synthesis: topics, agreements, open questions and mood in a model's sentences.

People, changes and attachments are told in our own words, as the rules tell them.
"""

import asyncio
from functools import partial

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.assembling import Outcome, assemble
from pipeline.digest.model.dealing import dealt
from pipeline.digest.model.outline import outline
from pipeline.digest.model.parts import all_parts
from pipeline.digest.model.writing import write
from pipeline.digest.models import Synthesis
from pipeline.digest.ports import Wording
from pipeline.digest.rules.synthesis import Material
from pipeline.llm.errors import ModelError


async def compose(asker: Asker, material: Material, corpus: Corpus, wording: Wording) -> Synthesis:
    """Write the digest in as many calls side by side as are worth it, see ``dealt``.

    The rules tell what a call that failed was to tell; its reason goes to the tally. They also
    tell a topic of which the model said nothing that can be told.

    Raises:
        ModelError: Every call failed.
    """
    tokens = asker.settings.reduce_tokens
    whole = await asyncio.to_thread(outline, material, corpus, wording, tokens)
    parts = dealt(whole, asker.model.streams)
    outcome = Outcome()
    for part, answer in zip(
        parts, await all_parts([partial(write, asker, part) for part in parts]), strict=True
    ):
        if isinstance(answer, ModelError):
            outcome.failed.append((part, answer))
        else:
            outcome.written.append(answer)
    if outcome.failed and not outcome.written:
        raise outcome.failed[0][1]
    asker.tally.failures.extend(error.reason for _, error in outcome.failed)
    return await asyncio.to_thread(assemble, outcome, material, corpus, wording)
