"""A small model made of our rules: what the stand-in servers say to a digest's prompts.

    async with gigachat_server(answerer=answer) as server:
        ...

It sees what a real model sees, the rendered prompt, and nothing else: it knows a prompt by its
first line, reads the data between the marks by the grammar that each prompts module documents,
and answers in the form that the prompt asks for. The models in ``misbehaving`` do not behave.
"""

from tests.servers.answers.answering import answer

__all__ = ["answer"]
