"""The alerts, held by promtool to what alerts_test.yaml says of them."""

import functools
import json
import os
import subprocess
import tempfile
from pathlib import Path

from manifest_object import Object

PROMTOOL = os.environ["PROMTOOL"]
TESTS = Path(__file__).with_name("alerts_test.yaml")


def spec_text(rule: Object) -> str:
    """Prometheus' own file of rules is the spec of a PrometheusRule, and JSON is YAML."""
    # Sorted, so that the same rules are judged once.
    return json.dumps(rule.get("spec"), sort_keys=True)


@functools.cache
def promtool_fault(rules: str) -> str:
    """Nothing, if all is as it should be; else promtool's words."""
    with tempfile.TemporaryDirectory() as folder:
        file, tests = Path(folder, "rules.json"), Path(folder, TESTS.name)
        file.write_text(rules)
        # It looks for the rules beside the tests.
        tests.write_text(TESTS.read_text())
        return promtool("check", "rules", "--lint-fatal", str(file)) or promtool("test", "rules", str(tests))


def promtool(*arguments: str) -> str:
    # It runs a hundred times, too short each for its memory to be worth collecting.
    env = os.environ | {"GOGC": "off"}
    done = subprocess.run([PROMTOOL, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else f"{done.returncode}: {done.stdout}{done.stderr}"
