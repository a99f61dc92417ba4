"""Telethon's messages and updates, read once into `pipeline.ingest.models`."""
