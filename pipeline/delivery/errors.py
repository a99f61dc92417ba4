from pipeline.errors import AlfredError


class NotSentError(AlfredError):
    """A channel could not send a chunk, and certainly nothing of it went out."""


class UncertainDeliveryError(AlfredError):
    """A chunk was claimed by a process that died; sending it again could send it twice."""
