"""All requests that the server answers, by their class."""

from tests.servers.mtproto.configuration import METHODS as CONFIGURATION
from tests.servers.mtproto.dialogs import METHODS as DIALOGS
from tests.servers.mtproto.differences import METHODS as DIFFERENCES
from tests.servers.mtproto.files import METHODS as FILES
from tests.servers.mtproto.groups import METHODS as GROUPS
from tests.servers.mtproto.joining import METHODS as JOINING
from tests.servers.mtproto.login import METHODS as LOGIN
from tests.servers.mtproto.messages import METHODS as MESSAGES
from tests.servers.mtproto.qr import METHODS as QR
from tests.servers.mtproto.rpc import Handlers
from tests.servers.mtproto.topics import METHODS as TOPICS

METHODS: Handlers = {
    **CONFIGURATION,
    **LOGIN,
    **QR,
    **DIALOGS,
    **GROUPS,
    **JOINING,
    **MESSAGES,
    **TOPICS,
    **DIFFERENCES,
    **FILES,
}
