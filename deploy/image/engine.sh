# The container engine of this machine, for the scripts that source this.
# shellcheck shell=bash
# shellcheck disable=SC2034

# find_engine ENGINE...: the first that answers, into $engine, and into $run_options what
# `run` needs here. A client without an engine is common, so its being there says nothing.
find_engine() {
  local candidate files processes
  for candidate; do
    if command -v "$candidate" >/dev/null && "$candidate" info >/dev/null 2>&1; then
      engine=$candidate run_options=()
      if [ "$engine" = podman ]; then
        # By itself it asks for more files and processes than a machine without
        # CAP_SYS_RESOURCE may give.
        files=$(at_most 1048576 "$(ulimit -Hn)") processes=$(at_most 32768 "$(ulimit -Hu)")
        run_options=(--ulimit "nofile=$files:$files" --ulimit "nproc=$processes:$processes")
      fi
      return 0
    fi
  done
  return 1
}

# at_most MOST LIMIT: the lesser of the two.
at_most() { if [ "$2" = unlimited ] || [ "$2" -gt "$1" ]; then echo "$1"; else echo "$2"; fi; }
