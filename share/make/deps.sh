#!/bin/sh
# deps.sh PACKAGE...: install the Debian packages that are missing.
# When all are there it needs neither network nor root. No daemon that comes
# with a package is started or enabled: a policy-rc.d (invoke-rc.d(8)) refuses
# while packages are being installed and is taken away behind them, also on
# failure; services that were not there before are disabled for the next boot.
set -u

policy=${OSSBSS_POLICY:-/usr/sbin/policy-rc.d}

say() {
	echo "deps: $*" >&2
}

if ! command -v dpkg-query >/dev/null; then
	say "not a Debian system; see that you have the like of: $*"
	exit 0
fi

missing=
for p; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null) in
	installed)
		;;
	*)
		missing="$missing $p"
		;;
	esac
done
if [ -z "$missing" ]; then
	say "all $# packages are there"
	exit 0
fi
say "to be installed with apt-get:$missing"

if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		say "not root, and there is no sudo; as root run:"
		say "  apt-get install$missing"
		exit 2
	fi
	if [ ! -t 0 ]; then
		sudo -n true 2>/dev/null || {
			say "sudo wants a password; run: sudo make deps"
			exit 2
		}
	fi
	say "through sudo"
	exec sudo env OSSBSS_POLICY="$policy" "$0" "$@"
fi

# From here on as root.
saved=
services() {
	find /lib/systemd/system /etc/init.d -maxdepth 1 -printf "%f\n" \
	    2>/dev/null |
	    sed -n 's/\.service$//p; /^[a-z0-9-]*$/p' | sort -u
}
restore() {
	rm -f "$policy"
	[ -z "$saved" ] || mv -f "$saved" "$policy"
}
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [ -e "$policy" ]; then
	saved=$policy.ossbss-saved
	mv -f "$policy" "$saved"
fi
printf '#!/bin/sh\nexit 101\n' > "$policy"
chmod 755 "$policy"
before=$(services)

export DEBIAN_FRONTEND=noninteractive
apt_install() {
	# shellcheck disable=SC2086 # a list of names
	apt-get install -y -q --no-install-recommends \
	    -o Dpkg::Options::=--force-confold $missing
}
if ! apt_install; then
	say "once more, with fresh package lists"
	if ! apt-get update -q || ! apt_install; then
		say "apt-get failed"
		exit 2
	fi
fi

for s in $(services); do
	case "
$before
" in
	*"
$s
"*)
		;;
	*)
		update-rc.d "$s" disable >/dev/null 2>&1
		;;
	esac
done
say "done"
