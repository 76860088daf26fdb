"""Care of an archive, on any database and store of originals: `backup`, `checking`; `tables` writes and reads what a database holds."""
