pytest_plugins = [
    "tests.fixtures.embedded",
    "tests.fixtures.gigachat",
    "tests.fixtures.postgres",
    "tests.fixtures.processes",
    "tests.fixtures.replays",
    "tests.fixtures.stores",
]
