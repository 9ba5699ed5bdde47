#!/bin/sh
# usage: BUF=buf buf-breaking.sh [COMMIT]
# Refuses a contract that breaks callers of the contract in COMMIT, which is without one: main, as long as proto/
# differs from it; else the commit before main. Where neither is there (a shallow clone, the first commit) there is
# nothing to compare with, and it says so.
set -eu

BUF=${BUF:-.tools/bin/buf}

skip() {
    printf 'buf breaking: skipped, %s\n' "$1"
    exit 0
}

commit_of() {
    git rev-parse --quiet --verify "$1^{commit}" 2>/dev/null
}

base() {
    for branch in main origin/main; do
        main=$(commit_of "$branch") || continue
        if git diff --quiet "$main" -- proto; then
            commit_of "$main^"
        else
            printf '%s\n' "$main"
        fi
        return
    done
    return 1
}

git rev-parse --git-dir >/dev/null 2>&1 || skip "this is not a git checkout"
if [ -n "${1:-}" ]; then
    against=$(commit_of "$1") || {
        printf 'buf breaking: %s is no commit of this checkout\n' "$1" >&2
        exit 1
    }
else
    against=$(base) || skip "there is no main branch, or nothing before it, to compare with"
fi
git cat-file -e "$against:proto/buf.yaml" 2>/dev/null || skip "$(git rev-parse --short "$against") has no contracts yet"

before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
git archive "$against" proto | tar -x -C "$before"
"$BUF" breaking proto --against "$before/proto" || {
    printf 'The contracts break callers of %s: add, never change (CONTRIBUTING.md).\n' "$(git rev-parse --short "$against")" >&2
    exit 1
}
