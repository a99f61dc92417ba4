"""Dead letters as operators see them, those of all tenants, and what they were told of."""

from alembic import op

from storage.migrations.isolation import across_tenants, open_to_owner

revision = "0015"
down_revision = "0014"

# Not the payload: it is for the one who handles it, and may hold what was said in a chat.
_LETTER = (
    "id bigint, tenant_id bigint, tenant_name text, event text, key text, error text,"
    " attempts integer, died_at timestamptz"
)
_SELECT = (
    "SELECT l.id, l.tenant_id, t.name, l.event, l.key, l.error, l.attempts, l.died_at"
    " FROM public.dead_letters AS l JOIN public.tenants AS t ON t.id = l.tenant_id"
)


def upgrade() -> None:
    op.execute("ALTER TABLE dead_letters ADD told_at timestamptz")
    op.execute("GRANT UPDATE (told_at) ON dead_letters TO alfred_service")
    op.execute("CREATE INDEX ix_dead_letters_untold ON dead_letters (id) WHERE told_at IS NULL")
    open_to_owner("dead_letters")
    across_tenants(
        "count_dead_letters",
        "",
        "total bigint",
        "SELECT count(*) FROM public.dead_letters",
    )
    across_tenants(
        "latest_dead_letters",
        "skipped integer, most integer",
        _LETTER,
        f"{_SELECT} ORDER BY l.id DESC OFFSET skipped LIMIT least(most, 500)",
    )
    across_tenants(
        "find_dead_letter",
        "number bigint",
        _LETTER,
        f"{_SELECT} WHERE l.id = number",
    )
    across_tenants(
        "untold_dead_letters",
        "most integer",
        "id bigint, tenant_id bigint, event text, died_at timestamptz",
        "SELECT l.id, l.tenant_id, l.event, l.died_at FROM public.dead_letters AS l"
        " WHERE l.told_at IS NULL ORDER BY l.id LIMIT most",
    )
    # left_at: when the last message about the subject left, unless it certainly did not arrive;
    # doubtful: it is not known whether it did
    op.execute(
        """
        CREATE TABLE operator_notices (
            subject text PRIMARY KEY CHECK (subject <> ''),
            left_at timestamptz,
            doubtful boolean NOT NULL
        )
        """
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (left_at, doubtful) ON operator_notices TO alfred_service"
    )
    op.execute("ALTER TABLE digest_orders ADD replays integer NOT NULL DEFAULT 0")
    op.execute("GRANT UPDATE (replays) ON digest_orders TO alfred_service")


def downgrade() -> None:
    op.execute("ALTER TABLE digest_orders DROP COLUMN replays")
    op.execute("DROP TABLE operator_notices")
    op.execute("DROP FUNCTION untold_dead_letters(integer)")
    op.execute("DROP FUNCTION find_dead_letter(bigint)")
    op.execute("DROP FUNCTION latest_dead_letters(integer, integer)")
    op.execute("DROP FUNCTION count_dead_letters()")
    op.execute("DROP POLICY directory ON dead_letters")
    op.execute("DROP INDEX ix_dead_letters_untold")
    op.execute("ALTER TABLE dead_letters DROP COLUMN told_at")
