"""That no call is lost when pods come and go: the arithmetic of ends and beginnings."""

from collections.abc import Iterator

from command import command, settings
from manifest_object import Object, Pod, dig, items, mapping, number, of_kind, pods, title
from quantity import seconds

# A pod that ends has left the name and every node's tables after this long, in seconds.
ENDPOINT_REMOVAL = 5
# A stock gRPC client looks a name up again at most this often.
LOOK_UP_AGAIN = 30
SPREAD = {"maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"}
# From so many pods on, they are spread over zones too.
MANY = 3
MOST = 10
HOUR = 3600


def rollout_faults(objects: list[Object]) -> Iterator[str]:
    for pod in pods(objects):
        faults = serving_faults(pod) if pod.serves() else calling_faults(pod)
        yield from (f"{pod.title}: {fault}" for fault in faults)
    for budget in of_kind(objects, "PodDisruptionBudget"):
        if dig(budget, "spec", "maxUnavailable") != 1:
            yield f"{title(budget)}: maxUnavailable is not 1: one pod at a time, however many there are"
        if dig(budget, "spec", "unhealthyPodEvictionPolicy") != "AlwaysAllow":
            yield f"{title(budget)}: unhealthyPodEvictionPolicy is not AlwaysAllow: dead pods would hold up a node"


def serving_faults(pod: Pod) -> Iterator[str]:
    spec = mapping(pod.owner, "spec")
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    if spec.get("strategy") != strategy:
        yield f"strategy is {spec.get('strategy')}, not {strategy}"
    replicas = number(spec, "replicas", default=1)
    if not MANY - 1 <= replicas <= MOST:
        yield f"replicas: two at least, and no more than {MOST} for an echo"
    yield from spread_faults(pod, replicas)
    for container in pod.containers:
        said = settings(command(container), container).said
        delay, drain, age = (
            seconds(said.get(flag)) for flag in ("--drain-delay", "--drain-timeout", "--max-connection-age")
        )
        if delay is None or drain is None or age is None:
            yield "--drain-delay, --drain-timeout and --max-connection-age are not all set"
            continue
        # gRPC lets connections last a tenth longer, or shorter. From the end of one on, and
        # from the last look-up on, clients know the pods that are there by then.
        leaving = ENDPOINT_REMOVAL + max(1.1 * age, LOOK_UP_AGAIN)
        if delay <= leaving:
            yield f"a drain delay of {delay} s: clients may take {leaving:.0f} s to leave, and calls would be lost"
        grace = number(pod.spec, "terminationGracePeriodSeconds")
        if delay + drain >= grace:
            yield f"drain delay {delay} s + drain timeout {drain} s do not fit in the grace period of {grace} s"
        if grace > 2 * (delay + drain):
            yield f"a grace period of {grace} s holds up the node for more than the drain needs"
        if age < LOOK_UP_AGAIN or age > 20 * LOOK_UP_AGAIN:
            yield f"--max-connection-age {age} s: new pods would get no share for long, or connections no peace"
        ready = number(spec, "minReadySeconds")
        if not ENDPOINT_REMOVAL <= ready <= LOOK_UP_AGAIN:
            yield f"minReadySeconds {ready}: a pod that ends at once would count, or rollouts take for ever"


def spread_faults(pod: Pod, replicas: int) -> Iterator[str]:
    spreads = items(pod.spec, "topologySpreadConstraints")
    wanted = {"kubernetes.io/hostname", *(["topology.kubernetes.io/zone"] if replicas >= MANY else [])}
    keys = [str(each.get("topologyKey")) for each in spreads]
    if sorted(keys) != sorted(wanted):
        yield f"{replicas} pods are spread over {keys}, not {sorted(wanted)}"
    for spread in spreads:
        for key, value in SPREAD.items():
            if spread.get(key) != value:
                yield f"topology spread: {key} is {spread.get(key)}, not {value}"


def calling_faults(pod: Pod) -> Iterator[str]:
    spec = mapping(pod.owner, "spec")
    if pod.spec.get("restartPolicy") != "Never":
        yield "restartPolicy is not Never: a try that failed would take its log along"
    # The first tries may come before the server, and outlast its start: the waits
    # between them are 10 s and then twice as long each time.
    tries, deadline = number(spec, "backoffLimit"), number(spec, "activeDeadlineSeconds")
    if not HOUR / 60 <= deadline <= HOUR:
        yield f"activeDeadlineSeconds is {deadline}, not a minute to an hour"
    if not deadline < sum(10 * 2**each for each in range(min(tries, 20))) < 2 * HOUR:
        yield f"backoffLimit {tries}: the tries end long before or after activeDeadlineSeconds, {deadline}"
    if not deadline <= number(spec, "ttlSecondsAfterFinished") <= 24 * HOUR:
        yield "ttlSecondsAfterFinished: the log would be gone before it is read, or stay for ever"
