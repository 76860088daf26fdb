"""A record in short, from the record alone: what lists show, what search looks through, what texts are compared by.

Nothing here knows a database: a document is described by the process that reads it, and the store (`web.store.listing`) writes it down.
"""
