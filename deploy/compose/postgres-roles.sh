#!/bin/sh
# Run once by the image of PostgreSQL, as its superuser, on the empty database: who may log in.
#
# alfred_admin owns the database and migrates it; `migrate` then makes the roles that cannot log
# in, and all tables. alfred_service is who Alfred works as. Their passwords are those of the URLs.
# pgvector is no trusted extension, so that the superuser makes it here.
set -eu

password() { sed -n 's|^[a-z]*://[^:/]*:\([^@]*\)@.*|\1|p' "${SECRETS:-/run/secrets}/$1"; }

# By the environment, for arguments are seen by whoever lists processes.
ADMIN_PASSWORD=$(password migrations_database_url)
SERVICE_PASSWORD=$(password database_url)
export ADMIN_PASSWORD SERVICE_PASSWORD

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv admin_password ADMIN_PASSWORD
\getenv service_password SERVICE_PASSWORD
\getenv database POSTGRES_DB

CREATE ROLE alfred_admin LOGIN CREATEROLE PASSWORD :'admin_password';
CREATE ROLE alfred_service LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
    PASSWORD :'service_password';
ALTER DATABASE :"database" OWNER TO alfred_admin;

CREATE SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
CREATE EXTENSION vector SCHEMA extensions;
SQL
