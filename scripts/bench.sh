#!/usr/bin/env bash
# Measures what a user of this machine would feel: start-up and idle memory of each program, and the
# times of everyday requests; then the CPU time of each request beside a bare handler's in the same run.
# Figures of one machine at one moment: compare ratios, not milliseconds.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

go build -trimpath -ldflags '-s -w' -o "$work/" ./cmd/...
for f in "$work"/*; do printf "  %-14s %5d kB on disk\n" "${f##*/}" "$(($(stat -c %s "$f") / 1024))"; done

now() { date +%s%N; }

# launch NAME URL [VAR=value ...]: starts a program, waits until URL answers, prints the time and memory.
launch() {
  local name=$1 url=$2 began
  shift 2
  began=$(now)
  env "$@" LOG_LEVEL=error "$work/$name" >"$work/$name.log" 2>&1 &
  pids+=($!)
  until curl -sf -o /dev/null "$url"; do
    kill -0 "${pids[-1]}" 2>/dev/null || { cat "$work/$name.log"; exit 1; }
  done
  printf '  %-14s %4d ms from start to first answer\n' "$name" $((($(now) - began) / 1000000))
}

memory() { awk -v name="$1" '/VmRSS/ {printf "  %-14s %5.1f MB idle\n", name, $2 / 1024}' "/proc/$2/status"; }

cd "$work"
echo 'Start-up:'
launch appointments http://127.0.0.1:27000/healthz BACKEND_ADDR=127.0.0.1:27000 FRONTEND_ADDR=127.0.0.1:27501 WORKER_ADDR=127.0.0.1:27002
launch backend http://127.0.0.1:27100/healthz BACKEND_ADDR=127.0.0.1:27100 DATABASE_URL=sqlite:other/a.db REDIS_URL=redis://127.0.0.1:1
launch worker http://127.0.0.1:27102/healthz WORKER_ADDR=127.0.0.1:27102 REDIS_URL=redis://127.0.0.1:1
launch frontend http://127.0.0.1:27103/healthz FRONTEND_ADDR=127.0.0.1:27103 API_BASE_URL=http://127.0.0.1:27100
sleep 3
echo 'Memory:'
i=0
for name in appointments backend worker frontend; do memory "$name" "${pids[i]}"; i=$((i + 1)); done

api=http://127.0.0.1:27000
token=$(curl -s $api/auth/register -H 'Content-Type: application/json' -d '{"username":"bench","password":"correct horse battery"}' | cut -d'"' -f4)
auth="Authorization: Bearer $token"

# each NAME TIMES COMMAND...: prints the median of what a command prints, in milliseconds.
each() {
  local name=$1 times=$2 n
  shift 2
  for ((n = 0; n < times; n++)); do "$@" "$n"; echo; done | sort -n | awk -v name="$name" '{v[NR] = $1 * 1000} END {printf "  %-34s %8.2f ms median, %8.2f ms worst\n", name, v[int((NR + 1) / 2)], v[NR]}'
}
timed() { curl -s -o /dev/null -w '%{time_total}' "$@"; }
sign_in() { timed $api/auth/token -d 'username=bench&password=correct horse battery'; }
create() { timed $api/appointments/ -H "$auth" -H 'Content-Type: application/json' -d "{\"client_name\":\"Client $1\",\"date\":\"$(date -d "2031-01-01 +$1 day" +%F)\",\"time\":\"10:00\"}"; }
get_one() { timed $api/appointments/1 -H "$auth"; }
list_page() { timed "$api/appointments/?limit=100" -H "$auth"; }
list_all() { timed "$api/appointments/" -H "$auth"; }
summary() { timed -X POST $api/summary/ -H "$auth"; }
job() {
  local began id
  began=$(now)
  id=$(curl -s -X POST $api/summary/ -H "$auth" | cut -d'"' -f10)
  until curl -s "$api/summary/jobs/$id" -H "$auth" | grep -q '"state":"done"'; do :; done
  awk -v ns=$(($(now) - began)) 'BEGIN {printf "%f", ns / 1e9}'
}

echo 'Requests by curl, one after the other:'
each 'sign in (bcrypt, cost 12)' 5 sign_in
each 'create, on disk when answered' 300 create
each 'read one' 100 get_one
each 'list a page of 100' 50 list_page
each 'list all 300' 50 list_all
each 'ask for a summary' 50 summary
each 'summary, asked to done' 20 job
echo "Commits and reads, CPU time of each (hello is a bare handler):"
cd - >/dev/null
go test -run '^$' -bench . -benchtime 1s ./internal/store ./internal/api ./internal/queue | grep -E '^Benchmark' | sed -E 's/^Benchmark/  /'
