#!/bin/sh
# usage: step.sh [--last] NAME COMMAND...
# Runs one step of `make check` and says how long it took. After the last step nothing is printed when it succeeds: the
# closing lines of the test runner stay the last ones.
set -u

last=no
if [ "$1" = --last ]; then
    last=yes
    shift
fi
name=$1
shift

printf '== %s\n' "$name"
begun=$(date +%s)
"$@"
status=$?
seconds=$(($(date +%s) - begun))
if [ $status -ne 0 ]; then
    [ $last = yes ] || printf '== %s: FAILED after %s s\n' "$name" "$seconds"
    exit $status
fi
[ $last = yes ] || printf '== %s: %s s\n' "$name" "$seconds"
