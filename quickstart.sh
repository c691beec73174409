#!/usr/bin/env bash
# Starts a cluster on this machine (one silo with embedded storage, one agent node) and runs the example on it.
set -euo pipefail
root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
self=quickstart
. "$root/scripts/lib.sh"

usage() {
  cat <<'TEXT'
usage: ./quickstart.sh [--once] [--port N]
  Starts one silo and one agent node on loopback, runs the word count on them and stays up until Ctrl-C.
  --once    stop after the example; exit 0 only when every task of it finished
  --port N  port of the silo's HTTP API (5050); the agent node takes the next one
  State is kept in $MESOS_WORK_DIR (.data in this directory): the next start goes on with it.
TEXT
}

once=0
port=5050
while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=1 ;;
    --port)
      [ $# -ge 2 ] || die "--port needs a number" 2
      port=$2
      shift
      ;;
    --port=*) port=${1#*=} ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) die "unknown flag '$1' (--help explains)" 2 ;;
  esac
  shift
done
[[ "$port" =~ ^[0-9]{1,5}$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 64000 ] ||
  die "--port must be a number from 1 to 64000, not '$port'" 2

agent_port=$((port + 1))
link_port=$((port + 1000))
if [ "$port" -eq 5050 ]; then
  silo_port=11111
  gateway_port=30000
else
  silo_port=$((port + 2))
  gateway_port=$((port + 3))
fi

work_dir=$(readlink -m "${MESOS_WORK_DIR:-$root/.data}")
unset MESOS_WORK_DIR
silo_pid=''
agent_pid=''

# --- what the cluster answers, without asking for curl to be installed -----------------------------------------------

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

get() ( # PATH: the body, when the answer is 200
  exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&3
  read -r -t 5 _ code _ <&3 || exit 1
  [ "$code" = 200 ] || exit 1
  timeout 5 cat <&3
) 2>/dev/null

silo_ready() { get /health >/dev/null; }
agent_ready() { get /slaves | tr -d ' ' | grep -q '"active":true'; }

wait_for() { # WHAT SECONDS FUNCTION: fails at once when a process has ended
  local deadline=$((SECONDS + $2))
  until "$3"; do
    alive "$silo_pid" || failed "the silo" "$work_dir/silo.log"
    alive "$agent_pid" || failed "the agent node" "$work_dir/agent.log"
    [ $SECONDS -lt $deadline ] || die "$1 did not happen within $2 s; see $work_dir/silo.log and $work_dir/agent.log"
    sleep 0.1
  done
}

alive() { kill -0 "$1" 2>/dev/null; }

failed() { # WHO LOG
  local line
  line=$(grep -v '^[[:space:]]*$' "$2" 2>/dev/null | tail -1 || true)
  die "$1 ended: ${line:-its log $2 is empty}"
}

# --- the end ---------------------------------------------------------------------------------------------------------

stop() { # PID
  [ -n "$1" ] && alive "$1" || return 0
  kill -TERM "$1" 2>/dev/null || return 0
  local deadline=$((SECONDS + 10))
  while alive "$1"; do
    if [ $SECONDS -ge $deadline ]; then
      kill -KILL "$1" 2>/dev/null || true
      break
    fi
    sleep 0.05
  done
  wait "$1" 2>/dev/null || true
}

# Containers outlive their agent node on purpose; here nothing is to be left behind.
kill_tasks() {
  local cli tasks deadline=$((SECONDS + 10))
  cli=$(binary src/Cli MesosOrleans.Cli)
  running_tasks() { "$cli" task list --master "127.0.0.1:$port" 2>/dev/null | awk 'NR > 1 && NF { print $1 }'; }
  get /tasks | grep -qE 'TASK_(STAGING|STARTING|RUNNING|KILLING)' || return 0
  tasks=$(running_tasks)
  [ -n "$tasks" ] || return 0
  say "killing $(wc -l <<<"$tasks") task(s) ..."
  while read -r task; do
    "$cli" task kill "$task" --master "127.0.0.1:$port" >/dev/null 2>&1 || true
  done <<<"$tasks"
  while [ -n "$(running_tasks)" ] && [ $SECONDS -lt $deadline ]; do
    sleep 0.2
  done
}

cleanup() {
  trap '' INT TERM HUP
  if [ -n "$silo_pid" ] && alive "$silo_pid"; then
    kill_tasks || true
  fi
  stop "$agent_pid"
  stop "$silo_pid"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- the start -------------------------------------------------------------------------------------------------------

require_dotnet
launcher=()
if [ "$(uname -s)" != Linux ] || [ "$(id -u)" -ne 0 ] || ! install_missing crun=crun conmon=conmon tini=tini; then
  say "going on without containers: tasks run as plain processes (the POSIX launcher)"
  launcher=(--launcher=posix)
fi
build_product

for each in "$port" "$agent_port" "$link_port" "$silo_port" "$gateway_port"; do
  ! listens "$each" || die "port $each is in use: is another cluster running here? (--port N takes others)"
done
mkdir -p "$work_dir" 2>/dev/null && [ -w "$work_dir" ] || die "cannot write to $work_dir"

# In sessions of their own: a Ctrl-C is for this script, which stops them in order.
setsid "$(binary src/Silo MesosOrleans.Silo)" --ip=127.0.0.1 --port="$port" --link_port="$link_port" \
  --silo_port="$silo_port" --gateway_port="$gateway_port" --work_dir="$work_dir/silo" \
  >"$work_dir/silo.log" 2>&1 </dev/null &
silo_pid=$!
setsid "$(binary src/AgentNode MesosOrleans.AgentNode)" --master="127.0.0.1:$port" --ip=127.0.0.1 --port="$agent_port" \
  --registration_backoff_factor=100ms \
  --work_dir="$work_dir/agent" --runtime_dir="$work_dir/run" ${launcher[@]+"${launcher[@]}"} >"$work_dir/agent.log" 2>&1 </dev/null &
agent_pid=$!

wait_for "the silo's start" 60 silo_ready
wait_for "the agent's registration" 30 agent_ready
printf 'A cluster is up: http://127.0.0.1:%s (Orleans clients: 127.0.0.1:%s), its state in %s\n\n' "$port" "$gateway_port" "$work_dir"

# In the background and waited for, so that a signal is seen at once.
"$(binary examples/WordCount MesosOrleans.WordCount)" --cluster "127.0.0.1:$gateway_port" </dev/null &
example=0
wait $! || example=$?

if [ $once -eq 1 ]; then
  exit $example
fi
[ $example -eq 0 ] || say "the example failed"
cat <<TEXT

The cluster stays up at http://127.0.0.1:$port until Ctrl-C. In another terminal:
  ./mesos task run --command 'echo hello from \$(hostname)'
  ./mesos task list --all
  ./mesos agent list
TEXT
wait -n "$silo_pid" "$agent_pid" || true
alive "$silo_pid" || failed "the silo" "$work_dir/silo.log"
alive "$agent_pid" || failed "the agent node" "$work_dir/agent.log"
