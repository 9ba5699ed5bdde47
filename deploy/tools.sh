#!/bin/sh
# usage: tools.sh LOCK FOLDER
# Installs the hashed wheels of LOCK into FOLDER: as a virtual environment where Python can make one,
# else with pip alone (Debian ships python3 without ensurepip).
set -eu

lock=$1
folder=$2
python=${PYTHON:-python3}
debian="Debian and Ubuntu: apt-get install python3-venv"

fail() {
    printf 'make tools: %s\n' "$1" >&2
    exit 1
}

# $1 is the interpreter; the rest are further options of pip.
install() {
    interpreter=$1
    shift
    "$interpreter" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --no-deps --only-binary=:all: -r "$lock" "$@" ||
        fail "the wheels of $lock could not be installed (pip says why above)"
}

command -v "$python" >/dev/null 2>&1 || fail "$python was not found. $debian. macOS: xcode-select --install."

# A half-made folder must not be taken for a finished one.
finished=no
trap '[ $finished = yes ] || rm -rf "$folder"' EXIT

rm -rf "$folder"
if "$python" -m venv "$folder" >/dev/null 2>&1; then
    install "$folder/bin/python"
elif "$python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$folder"
    install "$python" --target "$folder"
else
    fail "$python has neither venv nor pip. $debian."
fi
finished=yes
