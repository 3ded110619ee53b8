#!/bin/sh
# Verifies the unpacked bundle that this script lies in, with sha256sum and openssl alone.
#
#   sh verify-offline.sh [PUBLIC_KEY.pem]
#
# PUBLIC_KEY.pem is the tenant's key from a source that you trust; without it the key in the bundle is taken, which
# finds damage, but not a bundle that somebody has made and signed anew.
# Exit code 0: sound. 2: could not be verified. 3: damaged; each path is named on standard error.

set -u
LC_ALL=C
export LC_ALL
newline='
'
damaged=0

stop() {
  printf 'verify-offline: %s\n' "$1" >&2
  exit 2
}

refuse() {
  printf '%s: %s\n' "$1" "$2" >&2
  damaged=1
}

# The SHA-256 of standard input.
digest() {
  sum=$(sha256sum)
  printf '%s' "${sum%% *}"
}

# The SHA-256 of a public key as DER: what its signatures name it by.
fingerprint() {
  openssl pkey -pubin -in "$1" -noout 2>/dev/null || return 1
  openssl pkey -pubin -in "$1" -outform DER 2>/dev/null | digest
}

# Whether standard input is signed by the key; $1 is the signature in base64.
is_signed() {
  exec 5<&0
  printf '%s' "$1" | openssl base64 -d -A 2>/dev/null | {
    exec 4<&0
    openssl dgst -sha256 -verify "$key" -signature /dev/fd/4 <&5 >/dev/null 2>&1
  }
}

first_line() {
  line=
  IFS= read -r line <"$1" || :
}

# A detached signature: $1 in base64, over the file $2.
check_detached() {
  [ -f "$1" ] && [ -f "$2" ] || return 0
  first_line "$1"
  is_signed "$line" <"$2" || refuse "$1" "is no signature of $2 by this key"
}

# A DSSE envelope: $1 holds and covers the file $2 as type $3.
check_envelope() {
  [ -f "$1" ] && [ -f "$2" ] || return 0
  first_line "$1"
  # Split at the quotes: taking a long line apart by patterns would cost the square of its length.
  IFS='"' read -r _ _ _ payload _ _ _ type _ _ _ _ _ keyid _ _ _ signature _ <"$1" || :
  expected="{\"payload\":\"$payload\",\"payloadType\":\"$3\",\"signatures\":[{\"keyid\":\"$keyid\",\"sig\":\"$signature\"}]}"
  if [ "$line" != "$expected" ]; then
    refuse "$1" "is no envelope of type $3"
    return
  fi
  if [ "$keyid" != "$key_fingerprint" ]; then
    refuse "$1" "is signed by another key: $keyid"
    return
  fi
  if [ "$(printf '%s' "$payload" | openssl base64 -d -A 2>/dev/null | digest)" != "$(digest <"$2")" ]; then
    refuse "$2" "is not what $1 covers"
    return
  fi
  case $payload in
    *==) padding=2 ;;
    *=) padding=1 ;;
    *) padding=0 ;;
  esac
  bytes=$((${#payload} / 4 * 3 - padding))
  {
    printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$bytes"
    printf '%s' "$payload" | openssl base64 -d -A 2>/dev/null
  } | is_signed "$signature" || refuse "$1" 'its signature is wrong'
}

# The files of manifest.json, which is signed, as lines of checksums.txt.
list_manifest() {
  while IFS= read -r line; do
    case $line in
      '    {"bytes":'*)
        path=${line#*'"path":"'}
        sum=${line##*'"sha256":"sha256:'}
        printf '%s  %s\n' "${sum%%'"'*}" "${path%%'","sha256":"'*}"
        ;;
    esac
  done <manifest.json
}

# The lines of checksums.txt, without that of manifest.json.
list_sums() {
  while IFS= read -r line; do
    [ "${line#*'  '}" = manifest.json ] || printf '%s\n' "$line"
  done <checksums.txt
}

check_lists() {
  while IFS= read -r line; do
    known_count=$((known_count + 1))
    [ -f "${line#*'  '}" ] || refuse "${line#*'  '}" 'is missing'
  done <checksums.txt
  [ "$(list_manifest | digest)" = "$(list_sums | digest)" ] && return
  listed=$(list_manifest)
  summed=$(list_sums)
  refuse_lines_missing_in "$summed" 'is not in checksums.txt with this digest' "$listed"
  refuse_lines_missing_in "$listed" 'is not in manifest.json with this digest' "$summed"
}

refuse_lines_missing_in() {
  while IFS= read -r line; do
    case "$newline$1$newline" in
      *"$newline$line$newline"*) ;;
      *) [ -z "$line" ] || refuse "${line#*'  '}" "$2" ;;
    esac
  done <<EOF
$3
EOF
}

check_digests() {
  results=$(sha256sum -c checksums.txt 2>/dev/null) && return
  refuse checksums.txt 'does not hold'
  while IFS= read -r result; do
    case $result in
      *': OK' | '') ;;
      *) refuse "${result%: *}" 'has other content than checksums.txt says' ;;
    esac
  done <<EOF
$results
EOF
}

# Counts the files below $1, or where $known is set names those that are not in it.
walk() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ -n "$known" ]; then
      name_stranger "${entry#./}"
    elif [ -L "$entry" ]; then
      refuse "${entry#./}" 'is a link'
    elif [ -f "$entry" ]; then
      found_count=$((found_count + 1))
    elif [ -e "$entry" ] && [ ! -d "$entry" ]; then
      refuse "${entry#./}" 'is no file'
    fi
    [ -L "$entry" ] || [ ! -d "$entry" ] || walk "$entry"
  done
}

name_stranger() {
  [ -f "$1" ] && [ ! -L "$1" ] || return 0
  case "$known" in
    *"$newline$1$newline"*) ;;
    *) refuse "$1" 'does not belong to the bundle' ;;
  esac
}

# Each known file is there, so as many files as are known means that none was added.
check_additions() {
  walk .
  [ "$found_count" -eq "$known_count" ] && return
  known=$newline$(while IFS= read -r line; do printf '%s\n' "${line#*'  '}"; done <checksums.txt)$newline
  for path in $documents; do known="$known$path$newline"; done
  walk .
}

for program in sha256sum openssl; do
  command -v "$program" >/dev/null 2>&1 || stop "$program is needed and not installed"
done
[ $# -le 1 ] || stop 'usage: sh verify-offline.sh [PUBLIC_KEY.pem]'

key=${1-}
case $key in
  '' | /*) ;;
  *) key=$PWD/$key ;;
esac
case $0 in
  */*) cd "${0%/*}" || stop "cannot enter ${0%/*}" ;;
esac

own_key=signatures/export-center.pub
trusted=1
if [ -z "$key" ]; then
  key=$own_key
  trusted=0
fi
if ! key_fingerprint=$(fingerprint "$key"); then
  [ "$trusted" -eq 0 ] || stop "$key is no public key"
  refuse "$own_key" 'is missing or no public key'
  exit 3
fi

found_count=0
known=
known_count=0
for path in manifest.json checksums.txt; do
  [ -f "$path" ] || refuse "$path" 'is missing'
done
[ "$damaged" -eq 0 ] || exit 3

check_lists
documents="checksums.txt manifest.dsse.json export.json provenance.json $own_key signatures/devportal.sig
  signatures/export.sig signatures/export.dsse.json signatures/provenance.dsse.json"
for path in $documents; do
  known_count=$((known_count + 1))
  [ -f "$path" ] || refuse "$path" 'is missing'
done
if [ -f "$own_key" ] && [ "$(fingerprint "$own_key")" != "$key_fingerprint" ]; then
  refuse "$own_key" 'is not the trusted key'
fi

check_envelope manifest.dsse.json manifest.json application/vnd.stellaops.devportal-manifest+json
check_detached signatures/devportal.sig manifest.json
check_envelope signatures/export.dsse.json export.json application/vnd.stellaops.export-manifest+json
check_detached signatures/export.sig export.json
check_envelope signatures/provenance.dsse.json provenance.json application/vnd.in-toto+json
check_digests
check_additions

[ "$damaged" -eq 0 ] || exit 3
printf 'Sound: %d files, signed by the key sha256:%s\n' "$found_count" "$key_fingerprint"
[ "$trusted" -eq 1 ] || printf 'That key came with the bundle: compare its fingerprint with one from another source.\n'
