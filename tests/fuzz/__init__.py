"""Every loader and checker given what it was not made for: it succeeds, or says no in the library's words."""
