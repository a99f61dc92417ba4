"""Write an empty revision: ``python -m storage.migrations.new "add subscriptions"``."""

import sys

from storage.migrations.run import config, expected_revision


def main(message: str) -> None:
    from alembic import command

    command.revision(config(), message, rev_id=f"{int(expected_revision()) + 1:04}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        raise SystemExit('usage: python -m storage.migrations.new "what it does"')
    main(sys.argv[1])
