"""Measurements of the program against other programs, and the synthetic corpus they run on."""
