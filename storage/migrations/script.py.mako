"""${message[0].upper() + message[1:]}."""

from alembic import op

revision = "${up_revision}"
down_revision = "${down_revision}"


def upgrade() -> None:
    op.execute("")


def downgrade() -> None:
    op.execute("")
