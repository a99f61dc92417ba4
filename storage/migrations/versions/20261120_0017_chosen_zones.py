"""Which time zones somebody chose, and where it was told that digests are switched off."""

from alembic import op

from storage.migrations.isolation import across_tenants

revision = "0017"
down_revision = "0016"

_BEFORE = (
    "id bigint, tenant_id bigint, telegram_id bigint, kind text, title text, username text,"
    " time_zone text, language text, readers text[], owner bigint, created_at timestamptz,"
    " migrated_from bigint"
)
_GROUP = f"{_BEFORE}, zone_chosen boolean"


def upgrade() -> None:
    # Of those that are known already nobody can tell: they count as assumed, and are asked for.
    for table in ("people", "groups"):
        op.execute(f"ALTER TABLE {table} ADD zone_chosen boolean NOT NULL DEFAULT false")
        op.execute(f"GRANT UPDATE (zone_chosen) ON {table} TO alfred_service")
    _ask_anew(_GROUP)
    op.execute(
        """
        CREATE INDEX ix_digest_orders_told_off
        ON digest_orders (tenant_id, chat_id, thread_id, created_at, id)
        WHERE reason = 'switched_off' AND told_at IS NOT NULL
        """
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_digest_orders_told_off")
    _ask_anew(_BEFORE)
    op.execute("ALTER TABLE groups DROP zone_chosen")
    op.execute("ALTER TABLE people DROP zone_chosen")


def _ask_anew(group: str) -> None:
    """As revision 0012 asks, with these columns of a group."""
    columns = ", ".join(f"g.{column.split()[0]}" for column in group.split(", "))
    seen = "public.group_people AS p JOIN public.groups AS g ON g.id = p.group_id"
    for name, argument, rows in (
        ("groups_of_chat", "chat", "public.groups AS g WHERE g.telegram_id = chat ORDER BY g.id"),
        (
            "groups_once_of_chat",
            "chat",
            "public.groups AS g WHERE g.migrated_from = chat ORDER BY g.id",
        ),
        ("groups_of_person", "person", f"{seen} WHERE p.person_id = person"),
    ):
        op.execute(f"DROP FUNCTION {name}(bigint)")
        across_tenants(name, f"{argument} bigint", group, f"SELECT {columns} FROM {rows}")
