"""What the client can do, by resource."""
