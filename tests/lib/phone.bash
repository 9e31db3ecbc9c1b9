# phone.bash: whether a page fits a telephone, asked of a browser

# fits_phone FILE: without scrolling sideways at 360 units; skips the test
# where there is no browser
fits_phone() {
	command -v chromium >/dev/null || skip 'no chromium'
	cp "$1" "$TMP/phone.html"
	cat >"$TMP/frame.html" <<-'END'
	<iframe id="f" src="phone.html" width="360" height="800"
	style="border:0"></iframe><pre id="out"></pre><script>
	f.onload = function () {
		var d = f.contentDocument.documentElement;
		out.textContent = d.scrollWidth <= d.clientWidth ?
		    "fits the phone" : "is " + d.scrollWidth + " wide";
	};
	</script>
	END
	chromium --headless --no-sandbox --disable-gpu \
	    --allow-file-access-from-files --user-data-dir="$TMP/browser" \
	    --dump-dom "file://$TMP/frame.html" 2>/dev/null |
	    grep -o '<pre id="out">[^<]*' | cut -d '>' -f 2 >"$TMP/phone"
	cat "$TMP/phone"
	[ "$(<"$TMP/phone")" = 'fits the phone' ]
}
