#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test against real parts. Last line: `N passed, N failed`.
set -euo pipefail
root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
self=test
. "$root/scripts/lib.sh"
cd "$root"

require_dotnet
require_sdk
install_missing initdb=postgresql crun=crun conmon=conmon tini=tini node=nodejs npm=npm go=golang-go \
  /usr/share/gocode/src/github.com/mesos/mesos-go=golang-github-mesos-mesos-go-dev ||
  die "tests run against real parts, none of which may be missing"

say "building ($configuration) ..."
dotnet build MesosOrleans.sln -c "$configuration" --nologo -v q -clp:NoSummary
touch "src/Cli/bin/$configuration/.built"

results="$root/artifacts/test-results"
rm -rf "$results"
mkdir -p "$results"
passed=0
failed=0
skipped=0

count() { # FILE NAME: an attribute of the run's counters
  grep -o '<Counters [^>]*>' "$1" | head -1 | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'
}

for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  say "$name"
  status=0
  dotnet test "$project" -c "$configuration" --no-build --nologo --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
    --blame-hang-timeout 10min --blame-hang-dump-type none </dev/null || status=$?
  trx="$results/$name.trx"
  if [ ! -s "$trx" ]; then
    say "$name left no results (exit $status)"
    failed=$((failed + 1))
    continue
  fi
  total=$(count "$trx" total)
  ok=$(count "$trx" passed)
  executed=$(count "$trx" executed)
  passed=$((passed + ok))
  failed=$((failed + executed - ok))
  skipped=$((skipped + total - executed))
  if [ "$total" -eq 0 ]; then
    say "$name ran no test"
    failed=$((failed + 1))
  elif [ "$status" -ne 0 ] && [ "$executed" -eq "$ok" ]; then
    say "$name ended with $status although no test failed"
    failed=$((failed + 1))
  fi
done

if [ "$skipped" -gt 0 ]; then
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
else
  printf '%d passed, %d failed\n' "$passed" "$failed"
fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
