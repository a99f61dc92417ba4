pytest_plugins = ["tests.fixtures.embedded", "tests.fixtures.processes"]
