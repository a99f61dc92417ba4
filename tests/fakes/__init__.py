"""Ports in memory, held to the same contract suite as the Postgres adapters (tests/contract).

What is not there for the tenant is a LookupError, as it is there.
"""
