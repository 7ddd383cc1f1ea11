#!/bin/sh
# One batch in parts with GNU parallel, in a folder with letter.toml and people.csv:
#
#   ./parallel.sh            in 4 parts, as many at once as there are processors
#   PARTS=16 ./parallel.sh   in 16 parts
#
# Run it again after a failure: what is made stays.
set -eu
parts=${PARTS:-4}
seq "$parts" | parallel --quote --halt never \
  letterpdf batch letter.toml --data people.csv \
  --out 'out/part-{}/{{ ref }}.pdf' --shard "{}/$parts" --jobs 1 --resume
