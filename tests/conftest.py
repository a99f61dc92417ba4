pytest_plugins = [
    "tests.fixtures.embedded",
    "tests.fixtures.postgres",
    "tests.fixtures.processes",
    "tests.fixtures.stores",
]
