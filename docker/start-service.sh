#!/bin/sh
# Starts one program of the pair in a container, with the two things that compose cannot do itself: take the
# simulator's app when no GITHUB_APP_ID is given, and make the secrets that nobody gave. Both programs share the
# volume at .local, so they agree on the secrets.
set -eu
cd "$(dirname "$0")/.."

# Compose passes a variable that is not set as an empty one.
for name in REDIS_URL APP_SECRET ADMIN_TOKEN GITHUB_API_URL GITHUB_APP_ID GITHUB_APP_PRIVATE_KEY \
  GITHUB_WEBHOOK_SECRET GITHUB_CLIENT_ID GITHUB_CLIENT_SECRET LOG_LEVEL SYNC_CONCURRENCY SCHEDULER_INTERVAL_MS \
  SYNC_MIN_INTERVAL_MS SYNC_MAX_INTERVAL_MS GITHUB_WRITE_INTERVAL_MS GITHUB_WRITES_PER_MINUTE GITHUB_WRITES_PER_HOUR \
  API_REQUESTS_PER_SECOND PUSH_ALLOWED_HOSTS TANDEM_KEEP_PAYLOADS_DAYS; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || unset "$name"
done

# Prints the secret kept in .local/$1; the first to link it wins, so two programs that start at once agree.
kept_secret() {
  if [ ! -s ".local/$1" ]; then
    fresh=$(mktemp .local/secret.XXXXXX)
    node -p 'crypto.randomBytes(32).toString("base64url")' >"$fresh"
    ln "$fresh" ".local/$1" 2>/dev/null || true
    rm -f "$fresh"
  fi
  cat ".local/$1"
}

if [ -z "${APP_SECRET:-}" ]; then
  APP_SECRET=$(kept_secret app-secret)
  export APP_SECRET
fi
if [ -z "${ADMIN_TOKEN:-}" ]; then
  ADMIN_TOKEN=$(kept_secret admin-token)
  export ADMIN_TOKEN
fi

if [ -z "${GITHUB_APP_ID:-}" ]; then
  simulator_env="${GITHUB_SIM_DIR:-/var/lib/github-sim}/app.env"
  if [ ! -r "$simulator_env" ]; then
    echo "GITHUB_APP_ID is not set and the simulator wrote no $simulator_env: set the GITHUB_* variables, or start github-sim." >&2
    exit 1
  fi
  unset GITHUB_APP_PRIVATE_KEY # it would win over the simulator's key file
  # Read, not sourced: a value is never run.
  while IFS= read -r line; do
    case "$line" in
      [A-Z]*=*) export "$line" ;;
    esac
  done <"$simulator_env"
fi

exec node --enable-source-maps "$@"
