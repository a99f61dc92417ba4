"""Alarms: what the monitoring reported, and what the operators were shown of it."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    # It is of the installation, like operator_notices, and of no tenant. told_version: the version
    # that its message shows; doubtful: a first message left and may have arrived.
    op.execute(
        """
        CREATE TABLE operator_alarms (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            group_key bytea NOT NULL CHECK (length(group_key) = 32),
            alerts jsonb NOT NULL CHECK (jsonb_typeof(alerts) = 'array'),
            left_out integer NOT NULL CHECK (left_out >= 0),
            opened_at timestamptz NOT NULL DEFAULT now(),
            heard_at timestamptz NOT NULL DEFAULT now(),
            closed_at timestamptz,
            acknowledged_by bigint,
            acknowledged_name text,
            acknowledged_at timestamptz,
            version integer NOT NULL DEFAULT 1,
            told_version integer NOT NULL DEFAULT 0,
            chat_id bigint,
            message_id bigint,
            doubtful boolean NOT NULL DEFAULT false,
            CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL)),
            CHECK ((acknowledged_by IS NULL) = (acknowledged_name IS NULL)),
            CHECK ((chat_id IS NULL) = (message_id IS NULL))
        )
        """
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_operator_alarms_open ON operator_alarms (group_key)"
        " WHERE closed_at IS NULL"
    )
    op.execute(
        "CREATE INDEX ix_operator_alarms_untold ON operator_alarms (id)"
        " WHERE told_version < version"
    )
    op.execute(
        """
        GRANT SELECT, INSERT, DELETE, UPDATE (
            alerts, left_out, heard_at, closed_at, acknowledged_by, acknowledged_name,
            acknowledged_at, version, told_version, chat_id, message_id, doubtful
        ) ON operator_alarms TO alfred_service
        """
    )


def downgrade() -> None:
    op.execute("DROP TABLE operator_alarms")
