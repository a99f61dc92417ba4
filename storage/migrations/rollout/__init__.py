"""The SQL of revision 0024: a later change is a new revision, with its own text."""
