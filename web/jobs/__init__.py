"""Durable background work: what waits to be read stands in the store, and any number of processes on any machines may take it from there.

`queue` is the state (waiting → running → done or failed) and its transactions, `work` reads what it takes, `background` does so inside the
service. Who reads a document holds a lease; a result is kept only while the lease is the holder's, so nothing is kept twice.
"""
