import copy
import re
import unittest
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from alerts import promtool_fault, spec_text
from manifest_object import Object, items, of_kind
from rendering import render

# No part of a name, and so a threshold or a time.
NUMBER = re.compile(r"(?<![\w.])\d+(?=[mh]?\b)")
CODES = re.compile(r'(?<=code!~")[A-Z_|]+(?=")')
WORD = re.compile(r"\b(?:echo|grpc|namespace)_\w+|\bup\b")


def others(text: str) -> Iterator[str]:
    """With one number changed, one code left out, or the name of one series changed."""
    for found in NUMBER.finditer(text):
        yield f"{text[: found.start()]}{2 * int(found[0]) or 1}{text[found.end() :]}"
    for found in CODES.finditer(text):
        codes = found[0].split("|")
        yield from (text.replace(found[0], "|".join(each for each in codes if each != code)) for code in codes)
    for found in WORD.finditer(text):
        yield f"{text[: found.start()]}x{text[found.start() :]}"


class AlertsTest(unittest.TestCase):
    """They fire when they should and only then, as far as promtool can tell without a server."""

    def setUp(self) -> None:
        self.rule = of_kind(render(("monitoring",)), "PrometheusRule")[0]
        self.rules = items(self.rule["spec"]["groups"][0], "rules")

    def changed(self, number: int, key: str, value: str) -> Object:
        rule = copy.deepcopy(self.rule)
        rule["spec"]["groups"][0]["rules"][number][key] = value
        return rule

    def assert_all_fail(self, changes: list[tuple[int, str, str]]) -> None:
        with ThreadPoolExecutor(2) as pool:
            faults = pool.map(lambda change: promtool_fault(spec_text(self.changed(*change))), changes)
        self.assertEqual([change for change, fault in zip(changes, faults, strict=True) if "FAILED" not in fault], [])

    def test_they_are_as_the_cases_say(self) -> None:
        self.assertEqual(promtool_fault(spec_text(self.rule)), "")

    def test_each_has_a_case_where_it_fires_and_one_where_it_does_not(self) -> None:
        always, never = "vector(1)", "vector(1) > 1"
        self.assert_all_fail([(number, "expr", each) for number in range(len(self.rules)) for each in (always, never)])

    def test_no_threshold_time_code_or_series_can_be_changed_unseen(self) -> None:
        changes = [
            (number, key, other)
            for number, rule in enumerate(self.rules)
            for key in ("expr", "for")
            for other in others(rule.get(key, ""))
        ]
        self.assertGreater(len(changes), 3 * len(self.rules))
        self.assert_all_fail(changes)
