"""The notebooks: well formed, quick to load, and their stored outputs are what they make."""
