"""The service that runs, under many people at once: what each asks, the processes it runs as, and what came of it.

`python -m eval.load` starts the service over fictional records, lets people ask, open, list and upload, checks every answer
against the one given without load, ends processes as a crash does (`--kill`), and tells times, faults, memory and losses.
"""
