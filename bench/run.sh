#!/usr/bin/env bash
# run.sh NAME: measures one benchmark. Each figure is one line of JSON on standard output; all else goes to standard error.
# run.sh list: names them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ $# -lt 1 ]]; then
  echo "usage: $0 NAME, or: $0 list" >&2
  exit 2
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "building" >&2
dotnet build "$here/Bench/Bench.csproj" --configuration Release --verbosity quiet --nologo >&2
exec dotnet "$here/Bench/bin/Release/net10.0/MesosOrleans.Bench.dll" "$@"
