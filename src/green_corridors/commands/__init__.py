"""The commands, one module each; the folder is the list. A module offers its click command as ``command``."""
