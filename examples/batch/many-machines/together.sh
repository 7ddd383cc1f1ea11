#!/bin/sh
# Puts the parts together: all letters in out/all, with one manifest.
#
#   ./together.sh 50   of 50 rows in all
#
# Stops if a row is missing, doubled or failed, or if two parts have a file of one name.
set -eu
letterpdf manifest merge out/part-*/manifest.jsonl --rows "$1" -o out/manifest.jsonl
rm -rf out/all
mkdir out/all
for part in out/part-*; do
  # Links take no room; cp refuses a name that is there. What lies in .letterpdf is no letter:
  # a run that was killed has left it.
  (cd "$part" && find . -name .letterpdf -prune -o -name '*.pdf' \
    -exec cp --link --parents --target-directory=../all {} +)
done
mv out/manifest.jsonl out/all
