pytest_plugins = [
    "tests.fixtures.bot_api",
    "tests.fixtures.embedded",
    "tests.fixtures.documents",
    "tests.fixtures.gigachat",
    "tests.fixtures.live_service",
    "tests.fixtures.mtproto",
    "tests.fixtures.postgres",
    "tests.fixtures.processes",
    "tests.fixtures.replays",
    "tests.fixtures.stores",
    "tests.fixtures.service_stores",
    "tests.fixtures.old_rows",
]
