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


def across_tenants(name: str, arguments: str, columns: str, query: str) -> None:
    """Answer one question across tenants by a function of the owner's, and by nothing else.

    The tables that it reads need a policy of their own for the owner (``open_to_owner``).
    """
    types = ", ".join(argument.split()[1] for argument in arguments.split(", ") if argument)
    op.execute(
        f"""
        CREATE FUNCTION {name}({arguments}) RETURNS TABLE ({columns})
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS $$ {query} $$
        """
    )
    op.execute(f"REVOKE ALL ON FUNCTION {name}({types}) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {name}({types}) TO alfred_service")


def open_to_owner(table: str) -> None:
    """Let the owner's functions read the rows of all tenants; nobody can log in as the owner."""
    op.execute(f"CREATE POLICY directory ON {table} FOR SELECT TO alfred_owner USING (true)")
