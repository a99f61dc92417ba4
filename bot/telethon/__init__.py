"""Reading accounts: connected, kept connected, and asked for what was missed."""
