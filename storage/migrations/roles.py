"""The roles of a database, and what they may do in it.

``alfred_owner`` owns every table and cannot log in; ``alfred_service`` is who the service connects
as, and owns nothing. ``alfred_operator`` cannot log in either: who is made a member of it may roll
features out from psql. Roles belong to the whole cluster, so they are no revision of one database:
they are made when they are missing and never dropped by a downgrade.
"""

from sqlalchemy import Connection

from storage.migrations.extension import make_extension

# Another database of the cluster may be migrated at the same moment and make the role first.
_CREATE_ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} {attributes};
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$
"""

# Whoever has CREATEROLE administers a role that it made, but may not become it without this.
_JOIN_OWNER = """
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'alfred_owner', 'SET') THEN
        GRANT alfred_owner TO CURRENT_USER WITH SET TRUE;
    END IF;
END
$$
"""

_LIMITS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"

_PREPARE = (
    _CREATE_ROLE.format(role="alfred_owner", attributes=f"NOLOGIN {_LIMITS}"),
    _CREATE_ROLE.format(role="alfred_service", attributes=f"LOGIN {_LIMITS}"),
    _CREATE_ROLE.format(role="alfred_operator", attributes=f"NOLOGIN {_LIMITS}"),
    _JOIN_OWNER,
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE, CREATE ON SCHEMA public TO alfred_owner",
    "GRANT USAGE ON SCHEMA public TO alfred_service, alfred_operator",
)


def become_owner(connection: Connection) -> None:
    """Make the roles if they are missing, and act as the owner for the rest of the session."""
    for statement in _PREPARE:
        connection.exec_driver_sql(statement)
    make_extension(connection)
    connection.exec_driver_sql("SET ROLE alfred_owner")
