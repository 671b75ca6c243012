#!/bin/sh
# Makes every icon set from the SVG sources beside this script.
# Needs rsvg-convert (Debian: librsvg2-bin) and ImageMagick's convert. The results are committed,
# so that a build needs neither.
set -eu
cd "$(dirname "$0")"

app_sizes="16 22 24 32 48 64 128 256 512"
# The order of these sizes is known to crates/agent/src/tray/icon.rs.
tray_sizes="16 22 24 32 48"

mkdir -p app tray
for size in $app_sizes; do
    rsvg-convert -w "$size" -h "$size" app.svg -o "app/$size.png"
done
convert app/16.png app/24.png app/32.png app/48.png app/64.png app/256.png icon.ico

# Four octets, the most significant first.
length() {
    for shift in 24 16 8 0; do
        printf "\\$(printf '%03o' $(($1 >> shift & 255)))"
    done
}

# An .icns file is a list of (type, length with these eight octets, PNG).
rm -f icon.icns entries
for entry in icp4:16 icp5:32 ic11:32 ic12:64 ic07:128 ic13:256 ic08:256 ic14:512 ic09:512; do
    png="app/${entry#*:}.png"
    {
        printf '%s' "${entry%:*}"
        length $(($(wc -c <"$png") + 8))
        cat "$png"
    } >>entries
done
{
    printf 'icns'
    length $(($(wc -c <entries) + 8))
    cat entries
} >icon.icns
rm entries

# What the agent holds: for each state the plain RGBA pixels of every size, one after the other.
for state in well attention alarm unknown; do
    : >"tray/$state.rgba"
    for size in $tray_sizes; do
        rsvg-convert -w "$size" -h "$size" "tray-$state.svg" -o "tray/$state-$size.png"
        convert "tray/$state-$size.png" -depth 8 "RGBA:-" >>"tray/$state.rgba"
    done
done
