"""What Prometheus is told: which Service to read, and what to alert about."""

import itertools
import re
from collections.abc import Iterator

from alerts import promtool_fault, spec_text
from manifest_object import COMPONENT, METRICS, NAME, Object, dig, items, mapping, of_kind, title

# The job that the alerts name comes from that label; a Service's name may get a prefix.
MONITOR = {
    "jobLabel": "app.kubernetes.io/part-of",
    "selector": {"matchLabels": {NAME: "echo", COMPONENT: "metrics"}},
    "endpoints": [{"port": "metrics", "interval": "30s"}],
}
SEVERITIES = {"warning", "critical"}
ALERT = {"alert", "expr", "for", "labels", "annotations"}
RECORD = {"record", "expr"}
DURATION = re.compile(r"\d+[mh]")


def monitoring_faults(objects: list[Object]) -> Iterator[str]:
    together = {title(each) for each in objects} & {f"Service/{METRICS}", "ServiceMonitor/echo", "PrometheusRule/echo"}
    if together and len(together) != len(("Service", "ServiceMonitor", "PrometheusRule")):
        yield f"of the monitoring there is {together} alone"
    for monitor in of_kind(objects, "ServiceMonitor"):
        if dig(monitor, "spec") != MONITOR:
            yield f"{title(monitor)}: spec is {dig(monitor, 'spec')}, not {MONITOR}"
        wanted = mapping(monitor, "spec", "selector", "matchLabels").items()
        found = [
            title(each) for each in of_kind(objects, "Service") if wanted <= mapping(each, "metadata", "labels").items()
        ]
        if found != [f"Service/{METRICS}"]:
            yield f"{title(monitor)}: selects {found}"
    for rule in of_kind(objects, "PrometheusRule"):
        # promtool takes its time: it is asked when somebody wants a fault more.
        for fault in itertools.chain(group_faults(rule), promtool_faults(rule)):
            yield f"{title(rule)}: {fault}"


def group_faults(of: Object) -> Iterator[str]:
    groups = items(of, "spec", "groups")
    if [(group.get("name"), sorted(group)) for group in groups] != [("echo", ["name", "rules"])]:
        yield "has other groups than one, named echo"
    for rule in (rule for group in groups for rule in items(group, "rules")):
        name, wanted = rule.get("record", rule.get("alert")), RECORD if "record" in rule else ALERT
        if set(rule) != wanted:
            yield f"{name} has {sorted(rule)}, not {sorted(wanted)}"
        if wanted == RECORD:
            continue
        if dig(rule, "labels", "severity") not in SEVERITIES:
            yield f"{name}: severity is not of {SEVERITIES}"
        if not DURATION.fullmatch(str(rule.get("for"))):
            yield f"{name}: does not say for how long"
        for key in ("summary", "description"):
            # So that none is cut short.
            if not re.search(r"[.]( \{\{- end \}\})?$", str(dig(rule, "annotations", key))):
                yield f"{name}: {key} is no sentence"


def promtool_faults(rule: Object) -> Iterator[str]:
    if fault := promtool_fault(spec_text(rule)):
        yield f"promtool: {fault}"
