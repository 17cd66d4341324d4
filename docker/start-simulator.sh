#!/bin/sh
# Runs the GitHub simulator, or idles when GITHUB_APP_ID says that the services talk to GitHub itself: the bare
# `docker-compose up` is the same command for both.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${GITHUB_APP_ID:-}" ]; then
  echo "GITHUB_APP_ID is set: the services talk to GitHub, and the simulator has nothing to do."
  exec sleep infinity
fi
unset GITHUB_APP_ID || true
exec node --enable-source-maps services/github-sim/dist/main.js
