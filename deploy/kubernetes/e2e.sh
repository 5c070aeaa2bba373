#!/usr/bin/env bash
# Proves on a real cluster what the manifests promise: the README's four commands,
# mutual TLS and its negatives, probes, and what clients lose by a rolling restart, a
# scale-up, a drain and a bad Secret, which has to be nothing.
set -uo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." || exit

usage() {
  cat <<'END'
usage: E2E=1 deploy/kubernetes/e2e.sh

Runs against the cluster that kubectl reaches, in a namespace of its own, which it
makes (Pod Security "restricted") and deletes. Takes about eight minutes. Output is TAP.

It needs kubectl 1.24 or later, openssl, this project's programs in build/dev/bin (./dev build),
and the image localhost/tls-echo:VERSION on the nodes: ./dev image builds it, and
deploy/README.md says how it gets there. grpcurl on PATH is used where it is.

environment:
  E2E=1          without it, nothing is done (exit status 77)
  E2E_KEEP=1     leave the namespace as it is at the end, to look at
  ONE_CHANNEL    the client that counts lost calls, built for the image's system.
                 Default: build/image/one-channel, else build/dev/bin/one-channel

exit status: 0 every check passed, 1 not all, 64 usage, 77 skipped
END
}

case ${1:-} in -h | --help) usage; exit 0 ;; '') ;; *) usage >&2; exit 64 ;; esac
skip() { echo "1..0 # SKIP $1"; exit 77; }
die() { printf 'Bail out! %s\n' "$1"; exit 1; }

[ "${E2E:-}" = 1 ] || skip "E2E=1 is not set: this would make a namespace in the cluster that kubectl reaches"
command -v kubectl >/dev/null || skip "there is no kubectl on PATH"
for tool in openssl pgrep realpath; do
  command -v $tool >/dev/null || die "there is no $tool on PATH"
done
kubectl get --raw /readyz >/dev/null 2>&1 || skip "kubectl reaches no cluster: $(kubectl get --raw /readyz 2>&1 | tail -n 1)"

programs=$PWD/build/dev/bin
for program in certgen echo-client; do
  [ -x "$programs/$program" ] || die "there is no $programs/$program; run ./dev build"
done
export PATH=$programs:$PATH:$PWD/.cache/bin
one_channel=${ONE_CHANNEL:-$PWD/build/image/one-channel}
[ -n "${ONE_CHANNEL:-}" ] || [ -x "$one_channel" ] || one_channel=$programs/one-channel
[ -x "$one_channel" ] || die "there is no $one_channel; ./dev image builds it for the image, ./dev test for this machine"
image=localhost/tls-echo:$(certgen --version | awk '{print $2}')

scratch=$(mktemp -d) || die "cannot make a temporary directory"
# Of a name that nobody else has at the same time; deleted at the end only if it was made here.
namespace=tls-echo-e2e-$(tr -dc a-z0-9 </dev/urandom | head -c 8)
made=''
number=0 failed=0
forward=''

# The loop, and the kubectl that runs in it.
stop_forward() {
  local children
  [ -n "$forward" ] || return 0
  children=$(pgrep -P "$forward")
  # shellcheck disable=SC2086
  kill "$forward" $children 2>/dev/null
  forward=''
}

finish() {
  local status=$?
  stop_forward
  if [ -z "$made" ]; then :; elif [ "${E2E_KEEP:-}" = 1 ]; then
    echo "# left for you to look at: kubectl -n $namespace get all"
  else
    kubectl delete namespace "$namespace" --wait=false >/dev/null 2>&1
  fi
  rm -rf -- "$scratch"
  exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { printf '\n# %s\n' "$1"; }

# result NAME STATUS [TEXT]: one line of TAP, and why if it failed.
result() {
  number=$((number + 1))
  if [ "$2" -eq 0 ]; then
    printf 'ok %d - %s\n' "$number" "$1"
  else
    failed=$((failed + 1))
    printf 'not ok %d - %s\n' "$number" "$1"
    [ -z "${3:-}" ] || printf '#   %s\n' "${3//$'\n'/$'\n'#   }"
  fi
}

# check NAME COMMAND...: COMMAND succeeds.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then result "$name" 0; else result "$name" 1 "$* ended with $?: $output"; fi
}

# matches NAME PATTERN COMMAND...: what COMMAND prints, whatever its end, has PATTERN.
matches() {
  local name=$1 pattern=$2 output
  shift 2
  output=$("$@" 2>&1)
  if grep -Eq -- "$pattern" <<<"$output"; then result "$name" 0; else
    result "$name" 1 "nothing matches $pattern in what '$*' printed: $output"
  fi
}

# comes_to_be NAME SECONDS PATTERN COMMAND...: within that time.
comes_to_be() {
  local name=$1 pattern=$3 output=''
  local end=$((SECONDS + $2))
  shift 3
  while [ $SECONDS -lt $end ]; do
    output=$("$@" 2>&1)
    if grep -Eq -- "$pattern" <<<"$output"; then result "$name" 0; return 0; fi
    sleep 1
  done
  result "$name" 1 "in $* nothing came to match $pattern: $output"
  return 1
}

# exits NAME STATUS COMMAND...: COMMAND ends with STATUS.
exits() {
  local name=$1 expected=$2 output status
  shift 2
  output=$("$@" 2>&1)
  status=$?
  if [ $status -eq "$expected" ]; then result "$name" 0; else
    result "$name" 1 "$* ended with $status, not $expected: $output"
  fi
}

rolled_out() { check "$1" kubectl rollout status deployment/echo --timeout=300s; }
in_pod() { kubectl exec deployment/echo -c echo-server -- "$@"; }
# A server that asks for a certificate and hangs up, not one that is away.
refused='no connection to .* none was presented; .* \[CLIENT_CERTIFICATE_MISSING\]'
# A caller in the pod that shows no certificate.
anonymous() { in_pod env -u ECHO_TLS_DIR -u ECHO_CA echo-client --ca /etc/tls-echo/ca.crt "$@"; }
# Those that are to stay.
pods() {
  kubectl get pods -l app.kubernetes.io/component=server --field-selector=status.phase=Running \
    -o go-template='{{range .items}}{{if not .metadata.deletionTimestamp}}pod/{{.metadata.name}}{{"\n"}}{{end}}{{end}}'
}

# compose COMPONENT...: the base with these components becomes what runs.
compose() {
  local component from=$scratch/kustomization
  rm -rf -- "$from"
  mkdir -p -- "$from"
  {
    echo 'resources:'
    echo "  - $(realpath --relative-to="$from" deploy/kubernetes/base)"
    [ $# -eq 0 ] || echo 'components:'
    for component; do echo "  - $(realpath --relative-to="$from" "deploy/kubernetes/components/$component")"; done
  } >"$from/kustomization.yaml"
  kubectl apply -k "$from"
}

# --- A namespace, and kubectl and certgen turned to it --------------------------

kubectl config view --raw --flatten >"$scratch/kubeconfig" || die "kubectl config view failed"
export KUBECONFIG=$scratch/kubeconfig
kubectl create namespace "$namespace" >/dev/null || die "cannot make the namespace $namespace"
made=1
kubectl label namespace "$namespace" pod-security.kubernetes.io/enforce=restricted >/dev/null
kubectl config set-context --current --namespace="$namespace" >/dev/null || die "cannot turn kubectl to $namespace"
for name in "${!ECHO_@}" "${!CERTGEN_@}"; do unset "$name"; done
export CERTGEN_DIR=$scratch/pki CERTGEN_NAMESPACE=$namespace
echo "# $(kubectl version 2>/dev/null | grep -i server | tr -s ' \n' ' '), namespace $namespace, image $image"

# --- The README's four commands -------------------------------------------------

step "The four commands of deploy/README.md (the first, of the image, is for the nodes)"
mapfile -t commands < <(sed -n '/^## From nothing to a call/,/^## /s/^\$ //p' deploy/README.md | head -n 4)
[ ${#commands[@]} -eq 4 ] || die "deploy/README.md has ${#commands[@]} commands, not four"
for i in 1 2; do
  echo "# \$ ${commands[$i]}"
  check "the README's command $((i + 1)) works as it is written" bash -c "set -o pipefail; ${commands[$i]}"
done
if [ $failed -ne 0 ]; then
  kubectl get pods
  kubectl describe pods -l app.kubernetes.io/component=server | sed -n '/^Events/,$p' | tail -n 20
  die "nothing runs; is $image on every node?"
fi
echo "# \$ ${commands[3]}"
matches 'the call answers: the caller is verified' '^verified +yes$' bash -c "${commands[3]}"

matches 'every pod is ready, and none was started twice' '^true 0 true 0 ?$' \
  kubectl get pods -l app.kubernetes.io/component=server \
  -o jsonpath='{range .items[*]}{.status.containerStatuses[0].ready} {.status.containerStatuses[0].restartCount} {end}'

# --- Mutual TLS -----------------------------------------------------------------

step "Mutual TLS"
matches 'a caller without a certificate is refused' "$refused" anonymous echo hello
matches 'a caller that wants another name refuses the server' 'other\.invalid is not in peer certificate' \
  in_pod echo-client --server-name other.invalid echo hello
exits 'the probe exits 0' 0 in_pod echo-client health
matches 'the certificate has the names of the cluster' "DNS:echo\.$namespace\.svc\.cluster\.local" \
  in_pod certgen inspect /etc/tls-echo/tls.crt
matches 'the key is not for others to read' '^-?r--r-----' in_pod ls -lL /etc/tls-echo/tls.key

# From outside, through a port-forward to any free port. It ends when a server hangs up,
# which is what a refusal is, so it is started again and again, on the port it found.
kubectl port-forward service/echo :50051 >"$scratch/forward" 2>&1 &
forward=$!
comes_to_be 'a port-forward leads to the service' 30 'Forwarding from 127' cat "$scratch/forward"
port=$(sed -nE 's/.*127\.0\.0\.1:([0-9]+).*/\1/p' "$scratch/forward" | head -n 1)
kill "$forward"
while true; do kubectl port-forward service/echo "$port:50051"; sleep 0.2; done >"$scratch/forward" 2>&1 &
forward=$!
comes_to_be 'a call from outside is answered' 30 '^hello$' \
  echo-client --target "localhost:$port" --server-name echo --tls-dir "$CERTGEN_DIR/leaf" echo hello
if command -v grpcurl >/dev/null; then
  check 'grpcurl passes every check from outside' \
    env SERVER_NAME=echo REFUSAL_TIMEOUT=4 deploy/grpcurl/checks.sh "localhost:$port" "$CERTGEN_DIR/leaf" require
else
  result 'grpcurl passes every check from outside # SKIP there is no grpcurl on PATH' 0
fi
stop_forward

# --- Under load: restart, scale-up, drain ---------------------------------------

step "From here on two clients with one channel each call without a pause"
# One finds all pods by the headless Service, as echo-client does; one is as most clients
# are: it knows the other Service's address, and asks for no health.
client() { # NAME TARGET
  cat <<END
    - name: $1
      image: $image
      imagePullPolicy: IfNotPresent
      # The program comes by kubectl exec: it is not in the image.
      command: [sh, -c, 'until [ -x /program/one-channel ]; do sleep 0.2; done; exec /program/one-channel --target $2']
      env: [{name: ECHO_TLS_DIR, value: /etc/tls-echo}]
      resources: {requests: {cpu: 50m, memory: 32Mi}, limits: {cpu: "1", memory: 128Mi}}
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
      volumeMounts: [{name: tls, mountPath: /etc/tls-echo, readOnly: true}, {name: work, mountPath: /program}]
END
}
kubectl apply -f - >/dev/null <<END || die "cannot make the clients' pod"
apiVersion: v1
kind: Pod
metadata:
  name: one-channel
  labels: {app.kubernetes.io/name: one-channel, app.kubernetes.io/component: client, echo-client: "true"}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  restartPolicy: Never
  securityContext: {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
$(client headless dns:///echo-headless:50051)
$(client plain echo:50051)
  volumes:
    - {name: tls, secret: {secretName: echo-tls, defaultMode: 0440}}
    - {name: work, emptyDir: {}}
END
check "the clients' pod runs" kubectl wait --for=condition=Ready pod/one-channel --timeout=120s
kubectl exec -i one-channel -c headless -- sh -c 'cat >/program/part && chmod +x /program/part && mv /program/part /program/one-channel' \
  <"$one_channel" || die "cannot copy $one_channel into the pod"
tally() { kubectl logs one-channel -c "$1" --tail=1; }
# lost_nothing WHAT: neither client has lost a call so far.
lost_nothing() {
  matches "$1 lost no call of the client of the headless Service" '"lost":0\b' tally headless
  matches "$1 lost no call of the client of the other" '"lost":0\b' tally plain
}
# A pattern that matches when every server pod that runs has answered.
answered_by_all() {
  local pod seen
  seen=$(tally headless)
  for pod in $(pods); do grep -q "\"${pod#pod/}\":" <<<"$seen" || { echo "not yet: $pod in $seen"; return 1; }; done
  echo 'all of them'
}
comes_to_be 'calls reach every pod' 60 '^all of them$' answered_by_all

step "A rolling restart"
kubectl rollout restart deployment/echo >/dev/null
rolled_out 'a rolling restart comes to its end'
comes_to_be 'calls reach every new pod' 60 '^all of them$' answered_by_all
lost_nothing 'the rolling restart'

step "A scale-up"
check 'the deployment takes a third pod' kubectl scale deployment/echo --replicas=3
rolled_out 'the third pod is ready'
comes_to_be 'calls reach the third pod too' 90 '^all of them$' answered_by_all
lost_nothing 'the scale-up'

step "A drain, and the disruption budget"
leaving=$(pods | head -n 1)
kubectl logs -f "$leaving" >"$scratch/leaving.log" 2>&1 &
check "a pod is deleted" kubectl delete "$leaving" --timeout=150s
matches 'it drained: every call in flight was answered' '"event":"stopped".*"drained":true|"drained":true.*"event":"stopped"' cat "$scratch/leaving.log"
rolled_out 'another takes its place'
kubectl scale deployment/echo --replicas=2 >/dev/null
comes_to_be 'the scale-down leaves two pods' 120 '^2$' bash -c "kubectl get pods -l app.kubernetes.io/component=server -o name | wc -l"
comes_to_be 'the budget lets one pod go' 60 '^1$' kubectl get poddisruptionbudget echo -o jsonpath='{.status.disruptionsAllowed}'
evict() {
  kubectl create --raw "/api/v1/namespaces/$namespace/pods/${1#pod/}/eviction" -f - <<END
{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "${1#pod/}", "namespace": "$namespace"}}
END
}
mapfile -t both < <(pods)
check 'one of two pods is evicted' evict "${both[0]}"
matches 'the budget keeps the other' 'disruption budget' evict "${both[1]}"
rolled_out 'two pods are ready again'
lost_nothing 'drain, scale-down and eviction'

# --- Secrets: a bad one, then a new one -----------------------------------------

step "A bad Secret: the key of another leaf"
issued() { openssl x509 -in "$CERTGEN_DIR/leaf/tls.crt" -noout -fingerprint -sha256 | sed 's/.*=//'; }
before=$(issued)
certgen leaf other >/dev/null
# Not "create secret tls": kubectl itself would see that they do not match.
check 'such a Secret is taken by Kubernetes' bash -c "set -o pipefail
  cd '$CERTGEN_DIR'
  kubectl create secret generic echo-tls --type=kubernetes.io/tls --dry-run=client -o yaml \\
    --from-file=other/tls.key --from-file=leaf/tls.crt --from-file=leaf/ca.crt | kubectl apply -f -"
kubectl rollout restart deployment/echo >/dev/null
why() { kubectl get pods -l app.kubernetes.io/component=server -o jsonpath='{.items[*].status.containerStatuses[*].lastState.terminated.message}'; }
comes_to_be 'the pod says in our words what is wrong with its Secret' 120 'PRIVATE_KEY_MISMATCH' why
comes_to_be 'and ends with exit code 10' 60 '\b10\b' kubectl get pods -l app.kubernetes.io/component=server \
  -o jsonpath='{.items[*].status.containerStatuses[*].lastState.terminated.exitCode}'
lost_nothing 'the pods that ran before still serve: the bad Secret'

step "A new certificate"
certgen init --force --service echo --service echo-headless >/dev/null
check 'the Secret is replaced' bash -c 'set -o pipefail; certgen export leaf --name echo-tls --format k8s-secret | kubectl apply -f -'
kubectl rollout restart deployment/echo >/dev/null
rolled_out 'the deployment recovers'
new=$(issued)
matches 'the new certificate is served' "$new" in_pod echo-client --json whoami
[ "$before" != "$new" ] || result 'the certificate is another than before' 1
lost_nothing 'the bad Secret and the new one'

step "The clients end"
for container in headless plain; do kubectl exec one-channel -c $container -- sh -c 'kill -TERM 1'; done
comes_to_be 'they succeed: over all of this no call was lost' 60 '^Succeeded$' \
  kubectl get pod one-channel -o jsonpath='{.status.phase}'
echo "# $(tally headless)"
echo "# $(tally plain)"

# --- Components -----------------------------------------------------------------

step "The health port, and a Job that calls"
certgen leaf echo-client-tls --usage client >/dev/null
check "the client's Secret is made" bash -c 'set -o pipefail; certgen export echo-client-tls --format k8s-secret | kubectl apply -f -'
check 'health-port, network-policy and client-job are applied' compose health-port network-policy client-job
rolled_out "the kubelet's own grpc probes find the pods ready"
check 'the Job ends well' kubectl wait --for=condition=Complete job/echo-client --timeout=300s
matches 'and its log has the reply' '^hello$' kubectl logs job/echo-client

step "Mutual TLS off"
matches 'before, a caller without a certificate is refused' "$refused" anonymous echo hello
check 'server-tls-only is applied' compose server-tls-only
rolled_out 'its pods are ready'
matches 'a caller without a certificate is served' '^hello$' anonymous echo hello

step "And on again"
check 'the base is applied' compose
rolled_out 'its pods are ready'
matches 'a caller without a certificate is refused' "$refused" anonymous echo hello

printf '\n1..%d\n' "$number"
[ $failed -eq 0 ] || { echo "# $failed of $number checks failed"; exit 1; }
