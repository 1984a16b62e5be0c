"""What the services need from the world, as Protocols: store, central, clock, ids, secrets, devices."""
