#!/usr/bin/python3
"""measure.py COMMAND ARG… : runs it, prints one line of JSON: seconds, peak KiB (the largest process), exit status."""
import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
words = done.stderr.decode("utf-8", "replace")[-400:]
print(json.dumps({"seconds": seconds, "peak_kib": peak, "status": done.returncode, "words": words}))
