"""One blueprint an area. A view reads the request, calls the store, and answers; queries and rules live elsewhere."""
