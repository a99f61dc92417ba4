"""deploy/Dockerfile without a container engine: its steps are done, and what comes out is run.

What an engine adds is a base of its own; here it is this machine's, with its Python and libraries.
"""

from tests.servers.container.building import Image, build
from tests.servers.container.running import Container, isolates

__all__ = ["Container", "Image", "build", "isolates"]
