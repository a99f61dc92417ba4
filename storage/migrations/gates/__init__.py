"""The SQL of revision 0025: a later change is a new revision, with its own text."""
