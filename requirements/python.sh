#!/bin/bash
# python.sh any             print a Python that this project runs on (3.11 to 3.13), the newest first
# python.sh 3.13            print a Python of this version; installs it where it is missing
# python.sh venv DIR PY REQ make a virtual environment from a locked requirements file, then DIR/ready
set -euo pipefail

works() { "$1" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$2')" 2>/dev/null; }

find_python() {
    local candidate
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python"$1" python3; do
        if works "$candidate" "$1"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_python() {
    echo "Installing Python $1 ..." >&2
    if as_root apt-get update -qq >&2 && as_root apt-get install -y -qq "python$1" "python$1-venv" >&2; then
        find_python "$1"
    else
        "$0" venv .cache/uv "$("$0" any)" /dev/null >&2
        .cache/uv/bin/pip -qq install uv >&2
        .cache/uv/bin/uv python install -q "$1" >&2
        .cache/uv/bin/uv python find "$1"
    fi
}

make_venv() {
    local dir=$1 python=$2 requirements=$3
    echo "Making $dir with $("$python" --version) ..."
    if ! "$python" -m venv --clear "$dir" >/dev/null 2>&1; then
        # Debian keeps venv in a package of its own.
        as_root apt-get update -qq
        as_root apt-get install -y -qq python3-venv
        "$python" -m venv --clear "$dir"
    fi
    "$dir/bin/pip" -qq --disable-pip-version-check install --require-hashes -r "$requirements"
    touch "$dir/ready"
}

case "$1" in
any)
    for version in 3.13 3.12 3.11; do
        find_python "$version" && exit
    done
    echo "No Python from 3.11 to 3.13 is installed here. Install one, for example: apt-get install python3 python3-venv" >&2
    exit 1
    ;;
venv) make_venv "$2" "$3" "$4" ;;
*) find_python "$1" || install_python "$1" ;;
esac
