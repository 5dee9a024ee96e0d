# shellcheck shell=bash
# Functions shared by the scripts in this folder; source it, don't run it. It finds a Python, creates a virtual
# environment in the checkout and installs voicefoot into it. Works with bash 3.2 and later, the version on macOS.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv

# Where the programs of a virtual environment are.
case $(uname -s) in
  MINGW* | MSYS* | CYGWIN*) bin=Scripts ;;
  *) bin=bin ;;
esac

# Programs are started hundreds of times here: without bytecode, each of them would compile all that it imports.
unset PYTHONDONTWRITEBYTECODE

# On Ctrl-C pip exits with a code of its own; without this trap bash would carry on.
trap 'exit 130' INT

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# Succeed if "$1" is a Python that voicefoot runs on; keep the version in step with pyproject.toml. It prints no end of a
# line: on Windows that is two characters, of which bash would keep one.
fits() { [ "$("$1" -c 'import sys; print(sys.version_info >= (3, 11), end="")' 2>/dev/null)" = True ]; }

# Set `python`: to $PYTHON if that is set, else to python3, else to one with its version in its name.
find_python() {
  local candidate found
  if [ -n "${PYTHON-}" ]; then
    fits "$PYTHON" || die "PYTHON=$PYTHON is not Python 3.11 or later; name another one, or unset PYTHON."
    python=$PYTHON
    return
  fi
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then
      python=$candidate
      return
    fi
  done
  found=$(python3 --version 2>/dev/null) || true
  die "voicefoot needs Python 3.11 or later, but found ${found:-no python3}; install one," \
    "or name it: PYTHON=/path/to/python3.12 $0"
}

# Run apt-get without prompts; show its output only if it fails.
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

# Install Debian packages. The caller checks that we are root and that there is apt-get.
apt_install() {
  say "Installing Debian packages: $*"
  apt -o APT::Update::Error-Mode=any update || say "apt-get update failed; trying with the existing package lists."
  apt install -y --no-install-recommends "$@"
}

# Make sure that `python` can create virtual environments: Debian packages venv separately from python3.
need_venv() {
  "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
  local package
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if ! command -v apt-get >/dev/null; then
    die "$python can't create virtual environments (no ensurepip); install your system's package" \
      "for Python's venv, then run this again."
  elif ! is_root; then
    die "$python can't create virtual environments yet; install what it needs with" \
      "\"sudo apt-get install $package\", then run this again."
  fi
  apt_install "$package" ||
    die "$package could not be installed (see above); check the network, then run this again."
}

# Create the virtual environment `venv`, or reuse the existing one if it works. The file `incomplete` lies in it while
# an installation is running; if it is found later, the installation was interrupted, so start from scratch.
make_venv() {
  if [ ! -e "$venv/incomplete" ] && fits "$venv/$bin/python" && "$venv/$bin/python" -m pip --version >/dev/null 2>&1; then
    return
  fi
  need_venv
  say "Creating a virtual environment in $venv"
  { rm -rf "$venv" && mkdir "$venv" && touch "$venv/incomplete"; } ||
    die "$venv can't be written; make the folder writable, or use your own checkout."
  if ! "$python" -m venv "$venv" >"$venv/install.log" 2>&1; then
    tail -n 5 "$venv/install.log" >&2
    die "$python could not create a virtual environment (see above); fix the cause and run this again."
  fi
  echo '*' >"$venv/.gitignore"
}

# Run the virtual environment's pip in the checkout; its output goes to a log.
pip() {
  (cd "$root" && "$venv/$bin/python" -m pip --disable-pip-version-check --no-input "$@") \
    </dev/null >>"$venv/install.log" 2>&1
}

# Explain a failed installation: say so if the network is the cause, else show the errors in pip's log.
explain_failure() {
  if no_network; then
    say "The package index could not be reached; go online, or check the proxy, then run this again."
  else
    grep -E '^ *(ERROR|error):' "$venv/install.log" | tail -n 8 >&2 || true
    say "See the output of pip in $venv/install.log; fix the cause and run this again."
  fi
}

no_network() {
  grep -qE 'NewConnectionError|ConnectTimeout|timed out|NameResolutionError|ProxyError|SSLError|ConnectionResetError' \
    "$venv/install.log"
}

# Print a stamp of everything that an installation depends on: the location of the checkout, its pyproject.toml, and
# the arguments. If the stamp is unchanged, nothing needs installing.
stamp_of() { printf '%s\n%s\n%s\n' "$root" "$(cksum <"$root/pyproject.toml")" "$*"; }
is_installed() {
  [ ! -e "$venv/incomplete" ] && [ "$(cat "$venv/stamp-$1" 2>/dev/null)" = "$(stamp_of "$@")" ] &&
    fits "$venv/$bin/python"
}
begin_install() { touch "$venv/incomplete" && : >"$venv/install.log"; }
end_install() { rm -f "$venv/incomplete"; }
set_stamp() { stamp_of "$@" >"$venv/stamp-$1"; }
