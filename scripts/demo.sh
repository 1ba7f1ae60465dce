#!/usr/bin/env bash
# Walks through the whole system from the outside: signs in, books, lists, changes, reads, exports,
# has a summary written, deletes. It can be run again and again, and leaves no appointment behind.
#
#   scripts/demo.sh                starts the stack with docker compose, or, where no container engine
#                                  runs, the all-in-one program, which it ends again
#   scripts/demo.sh --url URL      uses a backend that runs at URL
#   scripts/demo.sh --all-in-one   starts the all-in-one program even where there is an engine
#
# DEMO_USERNAME and DEMO_PASSWORD name the account it uses. By default that is "demo", with a random
# password that is kept for the next time. It needs bash, curl and coreutils, and Go or Docker to start
# something.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
api='' pages='' started='' step='start' mode='auto'

say()    { printf '\n\033[1m%s\033[0m\n' "$*"; }
banner() { printf '%s\n' '────────────────────────────────────────────────────────────────────────'; }
fail()   { printf 'demo: %s failed: %s\n' "$step" "$*" >&2; exit 1; }

finish() {
  local status=$?
  if [ -n "$started" ]; then
    kill "$started" 2>/dev/null || true
    wait "$started" 2>/dev/null || true
  fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

while [ $# -gt 0 ]; do
  case $1 in
    --url) [ $# -ge 2 ] || fail "--url needs an address"; api=${2%/}; shift 2 ;;
    --all-in-one) mode='all-in-one'; shift ;;
    -h | --help) head -n 14 "$0" | tail -n 13 | cut -c3-; exit 0 ;;
    *) fail "there is no option $1" ;;
  esac
done

# call METHOD PATH [curl arguments]: sets $status and $body.
call() {
  local method=$1 path=$2
  shift 2
  status=$(curl -sS -o "$work/body" -w '%{http_code}' -X "$method" "$@" "$api$path") || fail "$api$path does not answer"
  body=$(cat "$work/body")
}

# want STATUS...: fails unless the last call was answered with one of them.
want() {
  local expected
  for expected in "$@"; do [ "$status" = "$expected" ] && return 0; done
  fail "the API answered $status: $body"
}

# text NAME: prints the text of a member of $body, unescaped.
text() {
  local pattern="\"$1\":\"(([^\"\\\\]|\\\\.)*)\""
  [[ $body =~ $pattern ]] || return 1
  local raw=${BASH_REMATCH[1]}
  raw=${raw//\\\//\/}
  raw=${raw//\\\"/\"}
  printf '%b' "$raw"
}

number() {
  local pattern="\"$1\":([0-9]+)"
  [[ $body =~ $pattern ]] || return 1
  printf '%s' "${BASH_REMATCH[1]}"
}

engine() { docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1; }

start_compose() {
  say "Starting the stack with docker compose"
  (cd "$here" && docker compose up -d --build --wait) || fail "docker compose up did not succeed; see: docker compose logs"
  api=http://localhost:${BACKEND_PORT:-8000} pages=http://localhost:${FRONTEND_PORT:-8501}
}

start_all_in_one() {
  command -v go >/dev/null || fail "neither a container engine nor Go is there to start something; use --url"
  say "No container engine in use: starting the all-in-one program with a database of its own"
  (cd "$here" && go build -o "$work/appointments" ./cmd/appointments) || fail "the program does not build"
  : >"$work/out"
  BACKEND_ADDR=127.0.0.1:0 FRONTEND_ADDR=127.0.0.1:0 WORKER_ADDR=127.0.0.1:0 LOG_FORMAT=text \
    DATABASE_URL="sqlite:$work/demo.db" SESSION_KEY_PATH="$work/session.key" \
    "$work/appointments" >"$work/out" 2>"$work/log" &
  started=$!
  local i line
  for ((i = 0; i < 100; i++)); do
    while read -r line; do
      case $line in
        API*http*) api=${line#*http}; api=http${api%% *} ;;
        Pages*http*) pages=${line#*http}; pages=http${pages%% *} ;;
      esac
    done <"$work/out"
    [ -n "$api" ] && return 0
    kill -0 "$started" 2>/dev/null || fail "$(tail -n 3 "$work/log")"
    sleep 0.1
  done
  fail "the program did not say where it listens"
}

if [ -z "$api" ]; then
  if [ "$mode" = auto ] && engine; then start_compose; else start_all_in_one; fi
fi

step='reaching the API'
call GET /
want 200
say "The API answers at $api"
printf '%s\n' "$body"

step='signing in'
user=${DEMO_USERNAME:-demo}
kept=${XDG_STATE_HOME:-$HOME/.local/state}/appointment-manager/demo-password
password=${DEMO_PASSWORD:-}
if [ -z "$password" ]; then
  if [ ! -s "$kept" ]; then
    mkdir -p "$(dirname "$kept")"
    (umask 077 && head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$kept")
  fi
  password=$(cat "$kept")
fi
call POST /auth/register -H 'Content-Type: application/json' --data-binary "{\"username\":\"$user\",\"password\":\"$password\"}"
case $status in
  200) say "Registered $user" ;;
  400 | 403)
    call POST /auth/token --data-urlencode "username=$user" --data-urlencode "password=$password"
    [ "$status" = 200 ] || fail "$user cannot sign in ($body); set DEMO_USERNAME and DEMO_PASSWORD"
    say "Signed in as $user"
    ;;
  *) want 200 ;;
esac
token=$(text access_token) || fail "no token came"
printf 'Authorization: Bearer %s' "$token" >"$work/auth"
auth=(-H "@$work/auth")
json=(-H 'Content-Type: application/json')

step='creating an appointment'
day=$(date -d '+1 day' +%F 2>/dev/null || date -v+1d +%F)
for time in 12:00 12:30 07:00 07:30 18:30 19:00 19:30 20:00 20:30 21:00; do
  call POST /appointments/ "${auth[@]}" "${json[@]}" \
    --data-binary "{\"client_name\":\"Ada Demo\",\"date\":\"$day\",\"time\":\"$time\",\"notes\":\"Bring the scans\"}"
  [ "$status" = 409 ] || break
done
want 201
id=$(number id) || fail "no id came"
say "Created appointment $id on $day at $time"
printf '%s\n' "$body"

step='booking the same time twice'
call POST /appointments/ "${auth[@]}" "${json[@]}" --data-binary "{\"client_name\":\"Too Late\",\"date\":\"$day\",\"time\":\"$time:00\"}"
want 409
say "The same time again is refused"
text detail && echo

step='listing'
call GET "/appointments/?from=$day&to=$day" "${auth[@]}"
want 200
say "Appointments on $day"
printf '%s\n' "$body"

step='updating'
call PUT "/appointments/$id" "${auth[@]}" "${json[@]}" --data-binary '{"notes":"Bring the scans and the referral"}'
want 200
say "Updated the notes"

step='reading'
call GET "/appointments/$id" "${auth[@]}"
want 200
[ "$(text notes)" = "Bring the scans and the referral" ] || fail "the change is not there: $body"
printf '%s\n' "$body"

step='exporting'
call GET "/appointments/export?from=$day&to=$day" "${auth[@]}"
want 200
say "The export as CSV"
printf '%s\n' "$body" | tr -d '\r'

step='asking for a summary'
call POST /summary/ "${auth[@]}"
want 200
job=$(text job_id) || fail "no job came: $body"
say "Asked for a summary of $(number count) appointments: job $job"

step="waiting for summary $job"
for ((i = 0; i < 240; i++)); do
  call GET "/summary/jobs/$job" "${auth[@]}"
  want 200
  state=$(text state)
  case $state in
    done) break ;;
    dead) fail "it was set aside: $(text error)" ;;
  esac
  sleep 0.5
done
[ "$state" = "done" ] || fail "it is still $state after two minutes; is the worker running?"
banner
text summary || fail "it has no text: $body"
echo
banner

step='deleting'
call DELETE "/appointments/$id" "${auth[@]}"
want 204
call GET "/appointments/$id" "${auth[@]}"
want 404
say "Deleted appointment $id"

say "All done."
printf '  API    %s/docs\n' "$api"
[ -z "$pages" ] || printf '  Pages  %s   (user %s)\n' "$pages" "$user"
if [ -n "$started" ]; then
  printf '  This demonstration ends now; "make run" starts it for good.\n'
elif [ -n "$pages" ]; then
  printf '  Logs   docker compose logs -f\n'
fi
