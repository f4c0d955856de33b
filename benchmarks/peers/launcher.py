"""Run one command and print, as JSON, its seconds, its peak memory, how it ended and whether it was stopped.

Run as ``python -I launcher.py SECONDS OUT ERR COMMAND...``; the command is stopped after SECONDS, and what it
writes goes to the files OUT and ERR. This is a program of its own because the peak memory of a child begins
with what its parent holds: a large benchmark would lend its size to every small command.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    """Run the command of the command line."""
    # Ctrl-C reaches the benchmark as well, which says what there is to say.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    limit, out, err, *command = sys.argv[1:]
    stopped = threading.Event()
    with Path(out).open("wb") as stdout, Path(err).open("wb") as stderr:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)  # noqa: S603

        def stop() -> None:
            stopped.set()
            os.kill(child.pid, signal.SIGKILL)

        timer = threading.Timer(float(limit), stop)
        timer.start()
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    # macOS counts in bytes, Linux in units of 1,024.
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    ended = {"seconds": seconds, "peak": peak, "code": child.returncode, "stopped": stopped.is_set()}
    print(json.dumps(ended))


if __name__ == "__main__":
    main()
