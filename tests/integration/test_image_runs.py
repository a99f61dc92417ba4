"""What the Dockerfile makes, run as it says: healthy, read-only, ended by a signal."""

import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.fixtures.live_service import bot_variables, free_port
from tests.servers.container import Container, build, isolates
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(180)


def seen(folder: Path) -> Mapping[str, int]:
    """Each file with the moment of its last change."""
    return {str(path.relative_to(folder)): path.lstat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture
async def container(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Container]:
    """With the packages that the tests run on, isolated where this machine allows it."""
    (tmp_path / "image").mkdir()
    image = build(tmp_path / "image", packages=Path(sys.prefix))
    variables = {**bot_variables(bot_api), "WEB_PORT": str(free_port()), "WEB_HOST": "127.0.0.1"}
    made = Container(image, tmp_path / "data", variables, isolated=isolates())
    yield made
    await made.kill()


async def test_the_image_becomes_healthy_writes_only_its_data_and_ends_well(
    container: Container,
) -> None:
    before = seen(container.image.root / "app")
    assert not await container.healthy()

    await container.start()
    await container.until_healthy()
    ended = await container.stop()

    assert 0 == ended, container.told()
    assert "stopped: everything that was accepted is kept" in container.told()
    assert before == seen(container.image.root / "app")
    assert {"postgres", "mongo"} <= {path.name for path in container.data.iterdir()}
