"""Run the command line with ``python -m green_corridors``."""

from green_corridors.entry import run

run()
