"""What travels between a desk and central: versioned messages, encoded and decoded the same way at both ends."""
