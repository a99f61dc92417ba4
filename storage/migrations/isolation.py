"""Tenant isolation as the revisions apply it.

Revisions that have run were made with these statements: a different policy is a new function,
used by new revisions, and never a change to this one.
"""

from alembic import op

_CURRENT = "nullif(current_setting('app.current_tenant', true), '')::bigint"


def isolate(table: str, column: str = "tenant_id") -> None:
    """Show and accept only the current tenant's rows, from the table's owner as well.

    With no tenant set the comparison is with NULL: nothing is seen and nothing can be written.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY current_tenant ON {table}"
        f" USING ({column} = {_CURRENT}) WITH CHECK ({column} = {_CURRENT})"
    )
