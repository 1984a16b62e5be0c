"""The server: routes, database and projections of an office; shares only domain and wire with the desk."""
