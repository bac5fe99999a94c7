"""Public series over the network: fetched when asked, kept with their digest, and read again without it."""
