"""synthesis: topics, agreements and open questions in a model's sentences.

People, changes, attachments and the mood are told in our own words, as the rules tell them.
"""

import asyncio

from pipeline.digest.corpus import Corpus
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.assembling import assemble
from pipeline.digest.model.outline import outline
from pipeline.digest.model.writing import write
from pipeline.digest.ports import Wording
from pipeline.digest.rules.statements.synthesis import Material
from pipeline.digest.statements import Synthesis


async def compose(asker: Asker, material: Material, corpus: Corpus, wording: Wording) -> Synthesis:
    """Write the digest in as many calls side by side as are worth it, see ``dealt``.

    The rules tell what a call that failed was to tell; its reason goes to the tally. They also
    tell a topic of which the model said nothing that can be told.

    Raises:
        ModelError: Every call failed.
    """
    tokens = asker.settings.reduce_tokens
    whole = await asyncio.to_thread(outline, material, corpus, wording, tokens)
    outcome = await write(asker, whole)
    return await asyncio.to_thread(assemble, outcome, material, corpus, wording)
