#!/bin/bash
# python.sh 3.13               print a Python of this version; installs it where it is missing
# python.sh any                the same for any version that this project runs on (3.11 to 3.13), the newest first
# python.sh venv DIR VER REQ   make a virtual environment from a locked requirements file, then DIR/ready
set -euo pipefail

# Debian keeps what makes a virtual environment in a package of its own.
works() { "$1" -c "import sys, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$2')" 2>/dev/null; }

find_python() {
    local candidate
    if [ "$1" = any ]; then
        find_python 3.13 || find_python 3.12 || find_python 3.11
        return
    fi
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python"$1" python3; do
        if works "$candidate" "$1"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
    echo "Installing $* ..." >&2
    as_root apt-get -qq update >&2 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends \
            install "$@" >&2
}

install_python() {
    if [ "$1" = any ]; then
        if ! install_packages python3 python3-venv || ! find_python any; then
            echo "No Python from 3.11 to 3.13 is here, and Debian's could not be installed. Install one by hand." >&2
            return 1
        fi
    elif install_packages "python$1" "python$1-venv"; then
        find_python "$1"
    else
        "$0" venv .cache/uv any /dev/null >&2
        .cache/uv/bin/pip -qq install uv >&2
        .cache/uv/bin/uv python install -q "$1" >&2
        .cache/uv/bin/uv python find "$1"
    fi
}

make_venv() {
    local dir=$1 python=$2 requirements=$3
    echo "Making $dir with $("$python" --version) ..."
    "$python" -m venv --clear "$dir"
    "$dir/bin/pip" -qq --disable-pip-version-check install --require-hashes -r "$requirements"
    touch "$dir/ready"
}

python() { find_python "$1" || install_python "$1"; }

case "$1" in
venv)
    found=$(python "$3")
    make_venv "$2" "$found" "$4"
    ;;
*) python "$1" ;;
esac
