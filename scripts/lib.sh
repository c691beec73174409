# Shared by the scripts in the root. Source it after setting `root` and `self` (the name in messages).
# shellcheck shell=bash

configuration=${MESOS_CONFIGURATION:-Release}

say() { printf '%s: %s\n' "$self" "$*" >&2; }

die() {
  say "$1"
  exit "${2:-1}"
}

# The .NET 10 SDK, wherever its usual places are.
require_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1 && [ -x "$HOME/.dotnet/dotnet" ]; then
    PATH="$HOME/.dotnet:$PATH"
  fi
  command -v dotnet >/dev/null 2>&1 ||
    die "the .NET 10 SDK is missing: no 'dotnet' in PATH (https://dotnet.microsoft.com/download)"
  if [ -z "${DOTNET_ROOT:-}" ]; then
    DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
    export DOTNET_ROOT
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

require_sdk() {
  dotnet --list-sdks 2>/dev/null | grep -q '^1[0-9]\.' ||
    die "the .NET 10 SDK is missing: 'dotnet' is here, but 'dotnet --list-sdks' names no version 10"
}

binary() { # PROJECT NAME
  printf '%s/%s/bin/%s/net10.0/%s' "$root" "$1" "$configuration" "$2"
}

# Builds the product when it was never built or a source is newer than the last build. One at a time.
build_product() {
  local stamp="$root/src/Cli/bin/$configuration/.built"
  # For callers that have built everything themselves.
  [ -z "${MESOS_SKIP_BUILD:-}" ] || return 0
  if [ -e "$stamp" ] && [ -z "$(changed_since "$stamp")" ]; then
    return 0
  fi
  require_sdk
  mkdir -p "$(dirname "$stamp")"
  (
    flock 9
    # Someone else may have built it while this one waited.
    if [ -e "$stamp" ] && [ -z "$(changed_since "$stamp")" ]; then
      exit 0
    fi
    say "building ($configuration) ..."
    started=$SECONDS
    touch "$stamp.next"
    if ! dotnet build "$root/src/MesosOrleans.slnf" -c "$configuration" --nologo -v q >"$stamp.log" 2>&1; then
      grep -E 'error' "$stamp.log" | sort -u | head -20 >&2
      die "the build failed; all of its output is in $stamp.log"
    fi
    mv "$stamp.next" "$stamp"
    say "built in $((SECONDS - started)) s"
  ) 9>"$stamp.lock"
}

changed_since() { # STAMP
  find "$root/src" "$root/examples" "$root/db" "$root/Directory.Build.props" "$root/Directory.Packages.props" \
    \( -name bin -o -name obj \) -prune -o -type f -newer "$1" -print -quit 2>/dev/null
}

# Installs Debian packages for commands that are missing. Says what it cannot install, and answers 1 then.
# Each argument is COMMAND=PACKAGE, or PATH=PACKAGE for what is no command.
install_missing() {
  local packages=() entry
  for entry in "$@"; do
    have "${entry%%=*}" || packages+=("${entry#*=}")
  done
  [ ${#packages[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    say "missing: ${packages[*]}. Only root can install them: apt-get install ${packages[*]}"
    return 1
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    say "missing: ${packages[*]}. There is no apt-get here to install them with"
    return 1
  fi
  say "installing ${packages[*]} ..."
  local log
  log=$(mktemp)
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
    tail -5 "$log" >&2
    rm -f "$log"
    say "could not install ${packages[*]}"
    return 1
  fi
  rm -f "$log"
  for entry in "$@"; do
    have "${entry%%=*}" || { say "${entry#*=} is installed, but there is still no '${entry%%=*}'"; return 1; }
  done
}

have() { # COMMAND: in PATH, or where Debian keeps PostgreSQL's; an absolute path: that it is there
  if [[ "$1" == /* ]]; then
    [ -e "$1" ]
    return
  fi
  command -v "$1" >/dev/null 2>&1 || compgen -G "/usr/lib/postgresql/*/bin/$1" >/dev/null
}
