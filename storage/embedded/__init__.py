"""A PostgreSQL and a Mongo server of our own, for when no others are configured."""

from storage.embedded.cluster import PostgresOptions, PostgresServer
from storage.embedded.mongo import embedded_mongo
from storage.embedded.postgres import embedded_postgres
from storage.embedded.reset import reset

__all__ = ["PostgresOptions", "PostgresServer", "embedded_mongo", "embedded_postgres", "reset"]
