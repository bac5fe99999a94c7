"""The command line: parse, call the library, print. Nothing heavy is imported before it is needed."""

from tajsim.cli.entry import main

__all__ = ["main"]
