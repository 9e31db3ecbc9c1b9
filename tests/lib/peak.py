#!/usr/bin/env python3
"""peak.py FILE COMMAND...: run it; its largest resident memory in KiB to FILE

Ends as the command did.
"""
import resource
import subprocess
import sys

rc = subprocess.run(sys.argv[2:], check=False).returncode
with open(sys.argv[1], "w", encoding="ascii") as out:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=out)
sys.exit(rc if rc >= 0 else 128 - rc)
