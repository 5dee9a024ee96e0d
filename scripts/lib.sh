# shellcheck shell=bash
# What the scripts beside it share; sourced, never run. Finds a Python, makes a virtual environment in
# the checkout and installs voicefoot into it. Works with bash 3.2 and later, as macOS has.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv

# pip answers Ctrl-C with an exit code of its own; without this, bash would go on.
trap 'exit 130' INT

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# Whether "$1" is a Python that voicefoot runs on; keep the versions as in pyproject.toml.
fits() { [ "$("$1" -c 'import sys; print((3, 11) <= sys.version_info < (3, 14))' 2>/dev/null)" = True ]; }

# Sets `python`: $PYTHON where that is given, else python3, else one that has its version in its name.
find_python() {
  local candidate found
  if [ -n "${PYTHON-}" ]; then
    fits "$PYTHON" || die "PYTHON=$PYTHON is no Python 3.11, 3.12 or 3.13; name another one, or none."
    python=$PYTHON
    return
  fi
  for candidate in python3 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then
      python=$candidate
      return
    fi
  done
  found=$(python3 --version 2>/dev/null) || true
  die "voicefoot needs Python 3.11, 3.12 or 3.13, and found ${found:-no python3}; install one of them," \
    "or name it: PYTHON=/path/to/python3.12 $0"
}

# Runs apt-get without questions; what it prints is shown only where it fails.
apt() {
  local log
  log=$(mktemp)
  if ! DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 "$@" </dev/null >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Installs Debian packages where it may: as root, where there is apt-get.
apt_install() {
  say "Installing Debian packages: $*"
  apt -o APT::Update::Error-Mode=any update || say "apt-get update failed; trying with the lists that are there."
  apt install -y --no-install-recommends "$@"
}

# Debian keeps venv apart from python3.
need_venv() {
  "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
  local package
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if ! command -v apt-get >/dev/null; then
    die "$python can't make virtual environments (no ensurepip); install the package of your system" \
      "that has Python's venv, then run this again."
  elif ! is_root; then
    die "$python can't make virtual environments yet; install that part with" \
      "\"sudo apt-get install $package\", then run this again."
  fi
  apt_install "$package" ||
    die "$package could not be installed (see above); check the network, then run this again."
}

# Makes the virtual environment `venv`, or takes the one that is there where it works. While anything
# is under way in it, the file `incomplete` lies in it: found later, it means a start from nothing.
make_venv() {
  if [ ! -e "$venv/incomplete" ] && fits "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    return
  fi
  need_venv
  say "Making a virtual environment in $venv"
  { rm -rf "$venv" && mkdir "$venv" && touch "$venv/incomplete"; } ||
    die "$venv can't be written; make the folder writable, or use a checkout of your own."
  if ! "$python" -m venv "$venv" >"$venv/install.log" 2>&1; then
    tail -n 5 "$venv/install.log" >&2
    die "$python could not make a virtual environment (see above); mend the cause and run this again."
  fi
  echo '*' >"$venv/.gitignore"
}

# pip in the virtual environment, run from the checkout; what it says goes to a log.
pip() {
  (cd "$root" && "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@") \
    </dev/null >>"$venv/install.log" 2>&1
}

# What to do about a failed installation: the end of pip's log, and a guess that it gives ground for.
explain_failure() {
  if no_network; then
    say "The package index could not be reached; go online, or check the proxy, and run this again."
  else
    grep -E '^ *(ERROR|error):' "$venv/install.log" | tail -n 8 >&2 || true
    say "What pip said is in $venv/install.log; mend the cause and run this again."
  fi
}

no_network() {
  grep -qE 'NewConnectionError|ConnectTimeout|timed out|NameResolutionError|ProxyError|SSLError|ConnectionResetError' \
    "$venv/install.log"
}

# What an installation depends on: where the checkout lies, its pyproject.toml, and what else is named.
# The same stamp means that nothing has to be done.
stamp_of() { printf '%s\n%s\n%s\n' "$root" "$(cksum <"$root/pyproject.toml")" "$*"; }
is_installed() {
  [ ! -e "$venv/incomplete" ] && [ "$(cat "$venv/stamp-$1" 2>/dev/null)" = "$(stamp_of "$@")" ] &&
    fits "$venv/bin/python"
}
begin_install() { touch "$venv/incomplete" && : >"$venv/install.log"; }
end_install() { rm -f "$venv/incomplete"; }
set_stamp() { stamp_of "$@" >"$venv/stamp-$1"; }
