"""Writes what pytest collects: a line of JSON for each test, and for what cannot be collected with the reason."""
import json
import sys

try:
    import pytest
except ImportError:
    sys.exit("No module named pytest")


class Listing:
    def __init__(self, out):
        self.out = out

    def say(self, test, reason):
        self.out.write(json.dumps({"test": test, "reason": reason}) + "\n")

    def pytest_collectreport(self, report):
        if report.skipped:
            self.say(report.nodeid, "it skips itself: %s" % report.longrepr[2])
        elif report.failed:
            lines = [line.strip() for line in report.longreprtext.splitlines() if line.strip()]
            self.say(report.nodeid, "it is not collected: %s" % (lines[-1].lstrip("E ") if lines else ""))

    def pytest_collection_finish(self, session):
        for item in session.items:
            self.say(item.nodeid, "")


with open(sys.argv[1], "w", encoding="utf-8") as out:
    code = pytest.main(sys.argv[2:], plugins=[Listing(out)])
sys.exit(int(code))
