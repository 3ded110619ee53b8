#!/bin/sh
# Prints version and roles of a running console: sh status.sh [ORIGIN]
exec curl --fail --silent --show-error "${1:-http://localhost:4400}/status"
