#!/bin/sh
# Recomputes a handful of vectors step by step with nothing but OpenSSL 3 and a
# POSIX shell. Inputs and expected values are read from the vector files, every
# step in between is done here by hand. One line a step: ok or FAIL, the id of the
# vector, what was computed. The exit status is 0 when all steps agree.
#
#   sh vectors/replay/replay.sh
#
# SPDX-License-Identifier: CC0-1.0
set -u
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd) || exit 2
case "$(openssl version 2>/dev/null)" in
"OpenSSL "[3-9]*) ;;
*) echo "replay: OpenSSL 3 or later is needed" >&2; exit 2 ;;
esac
steps=0
failed=0

# --- octets ---------------------------------------------------------------
# hex digits on standard input to octets; octets to upper-case hex
to_octets() {
    printf '%b' "$(awk 'BEGIN { d = "0123456789ABCDEF" } {
        n = length($0)
        for (i = 1; i < n; i += 2) {
            v = (index(d, substr($0, i, 1)) - 1) * 16 + index(d, substr($0, i + 1, 1)) - 1
            printf "\\0%o%o%o", int(v / 64), int(v / 8) % 8, v % 8
        } }')"
}
to_hex() { od -An -v -tx1 | tr -d ' \n' | tr a-f A-F; }
octets() { printf '%s\n' "$1" | to_octets; }
left() { printf '%s' "$1" | cut -c "1-$(($2 * 2))"; }
# a xor b, of equal length
xor() {
    printf '%s\n%s\n' "$1" "$2" | awk 'BEGIN { d = "0123456789ABCDEF" } NR == 1 { a = $0 } NR == 2 {
        for (i = 1; i <= length(a); i++) {
            x = index(d, substr(a, i, 1)) - 1; y = index(d, substr($0, i, 1)) - 1; v = 0
            for (p = 8; p >= 1; p /= 2) {
                if ((x >= p) != (y >= p)) v += p
                if (x >= p) x -= p
                if (y >= p) y -= p
            }
            printf "%s", substr(d, v + 1, 1)
        } }'
}
zeros() { printf '%*s' "$(($1 * 2))" '' | tr ' ' 0; }

# --- primitives -----------------------------------------------------------
bits() { echo $((${#1} * 4)); }
aes() { octets "$2" | openssl enc "-aes-$(bits "$1")-ecb" -K "$1" -nopad | to_hex; }
aes_inverse() { octets "$2" | openssl enc -d "-aes-$(bits "$1")-ecb" -K "$1" -nopad | to_hex; }
aes_cbc() { octets "$3" | openssl enc "-aes-$(bits "$1")-cbc" -K "$1" -iv "$2" -nopad | to_hex; }
cmac() { octets "$2" | openssl mac -cipher "AES-$(bits "$1")-CBC" -macopt "hexkey:$1" CMAC | tr -d '\n'; }
three() { printf '%s%s%s' "$1" "$1" "$1" | cut -c "1-48"; }
tdes_key() { case ${#1} in 32) printf '%s%s' "$1" "$(left "$1" 8)" ;; *) three "$1" ;; esac; }
tdes() { octets "$2" | openssl enc -des-ede3-ecb -K "$(tdes_key "$1")" -nopad | to_hex; }
tdes_inverse() { octets "$2" | openssl enc -d -des-ede3-ecb -K "$(tdes_key "$1")" -nopad | to_hex; }
tdes_cbc() { octets "$3" | openssl enc -des-ede3-cbc -K "$(tdes_key "$1")" -iv "$2" -nopad | to_hex; }
tdes_cbc_inverse() { octets "$3" | openssl enc -d -des-ede3-cbc -K "$(tdes_key "$1")" -iv "$2" -nopad | to_hex; }
tdes_cmac() { octets "$2" | openssl mac -cipher DES-EDE3-CBC -macopt "hexkey:$(tdes_key "$1")" CMAC | tr -d '\n'; }
hmac() { octets "$3" | openssl mac -digest "$1" -macopt "hexkey:$2" HMAC | tr -d '\n'; }

# single DES is TDES with one key three times, which is what tdes_key makes of eight octets
des_cbc() { tdes_cbc "$1" "$(zeros 8)" "$2"; }
# last block of a CBC-MAC with algorithm 3: MESSAGE is padded already
mac3() {
    m_last=$(des_cbc "$(left "$1" 8)" "$2" | tail -c 16)
    tdes "$(left "$1" 8)" "$(tdes_inverse "$(printf '%s' "$1" | cut -c 17-32)" "$m_last")"
}
pad1() { p_more=$(((8 - ${#1} / 2 % 8) % 8)); printf '%s%s' "$1" "$(zeros $p_more)"; }

# --- vectors --------------------------------------------------------------
# value FILE ID SECTION NAME: a member of inputs or outputs, or an intermediate
value() {
    awk -v id="$2" -v section="$3" -v name="$4" '
        /^ *"id": / { here = ($0 ~ "\"" id "\""); found = 0; pick = 0 }
        !here { next }
        $0 ~ "\"" section "\": [[{]" { found = 1; next }
        !found { next }
        section == "intermediates" && $0 ~ "\"name\": \"" name "\"" { pick = 1; next }
        pick && /"value": / || section != "intermediates" && $0 ~ "\"" name "\": " {
            sub(/^[^:]*: */, ""); gsub(/[",]/, ""); print; exit
        }' "$here/$1"
}
# members FILE ID NAME: the members of a list, a line each
members() {
    awk -v id="$2" -v name="$3" '
        /^ *"id": / { here = ($0 ~ "\"" id "\""); inside = 0 }
        !here { next }
        $0 ~ "\"" name "\": \\[" { inside = 1; next }
        inside && /\]/ { exit }
        inside { gsub(/[ ",]/, ""); print }' "$here/$1"
}
# check ID WHAT EXPECTED COMPUTED
check() {
    steps=$((steps + 1))
    if [ -n "$3" ] && [ "$3" = "$4" ]; then
        echo "ok    $1: $2 = $4"
    else
        failed=$((failed + 1))
        echo "FAIL  $1: $2 = $4, expected ${3:-nothing found}"
    fi
}

# --- AES DUKPT ------------------------------------------------------------
# derivation data: block, usage, algorithm and length, last eight octets
data() { printf '01%s%s%s%s' "$1" "$2" "$3" "$4"; }
type_of() { case ${#1} in 32) echo 00020080 ;; 48) echo 000300C0 ;; 64) echo 00040100 ;; esac; }
# derive KEY USAGE TYPE TAIL: one or two blocks, cut to the length in TYPE
derive() {
    d_len=$((0x$(printf '%s' "$3" | cut -c 5-8) / 8))
    d_out=$(aes "$1" "$(data 01 "$2" "$3" "$4")")
    [ "$d_len" -gt 16 ] && d_out=$d_out$(aes "$1" "$(data 02 "$2" "$3" "$4")")
    left "$d_out" "$d_len"
}
# transaction INITIAL_KEY DERIVATION_ID COUNTER: from the highest bit down
transaction() {
    t_key=$1; t_sum=0; t_bit=$((1 << 31))
    while [ "$t_bit" -gt 0 ]; do
        if [ $(($3 & t_bit)) -ne 0 ]; then
            t_sum=$((t_sum | t_bit))
            t_key=$(derive "$t_key" 8000 "$(type_of "$1")" "$2$(printf %08X "$t_sum")")
        fi
        t_bit=$((t_bit >> 1))
    done
    printf '%s' "$t_key"
}

f=aes-dukpt/initial-key.json
for id in aes-dukpt-ik-128 aes-dukpt-ik-192 aes-dukpt-ik-256; do
    bdk=$(value $f $id inputs bdk)
    ikid=$(value $f $id inputs initial_key_id)
    check $id "derivation data" "$(value $f $id intermediates derivation_data_1)" "$(data 01 8001 "$(type_of "$bdk")" "$ikid")"
    check $id "initial key" "$(value $f $id outputs initial_key)" "$(derive "$bdk" 8001 "$(type_of "$bdk")" "$ikid")"
done

f=aes-dukpt/transaction-key.json
for id in aes-dukpt-txn-128-00000001 aes-dukpt-txn-128-00000003 aes-dukpt-txn-256-ffff0000; do
    ik=$(value $f $id inputs initial_key)
    ksn=$(value $f $id inputs ksn)
    counter=$(value $f $id inputs counter)
    check $id "transaction key" "$(value $f $id outputs derivation_key)" "$(transaction "$ik" "$(printf '%s' "$ksn" | cut -c 9-16)" "$counter")"
done

# working FILE ID USAGE TYPE: sets $key to the working key of a vector
working() {
    w_ik=$(value "$1" "$2" inputs initial_key)
    w_id=$(value "$1" "$2" inputs initial_key_id | cut -c 9-16)
    w_counter=$(value "$1" "$2" inputs counter)
    w_parent=$(transaction "$w_ik" "$w_id" "$w_counter")
    check "$2" "transaction key" "$(value "$1" "$2" intermediates derivation_key)" "$w_parent"
    key=$(derive "$w_parent" "$3" "$4" "$w_id$(printf %08X "$w_counter")")
}
f=aes-dukpt/working-key-aes128.json
working $f aes-dukpt-wk-ik128-pin-encryption-aes-128-1 1000 00020080
check aes-dukpt-wk-ik128-pin-encryption-aes-128-1 "PIN key" "$(value $f aes-dukpt-wk-ik128-pin-encryption-aes-128-1 outputs working_key)" "$key"
working $f aes-dukpt-wk-pin-3tdea-1 1000 000100C0
check aes-dukpt-wk-pin-3tdea-1 "PIN key, second block cut" "$(value $f aes-dukpt-wk-pin-3tdea-1 outputs working_key)" "$key"

f=aes-dukpt/pin-format-4.json
id=aes-dukpt-pin4-128-1
working $f $id 1000 00020080
check $id "PIN key" "$(value $f $id intermediates pin_key)" "$key"
pin=$(value $f $id inputs pin)
pan=$(value $f $id inputs pan)
pin_field=$(printf '4%X%s%s' ${#pin} "$pin" AAAAAAAAAAAAAA | cut -c 1-16)$(value $f $id inputs random8)
pan_field=$(printf '%d%s%s' $((${#pan} - 12)) "$pan" "$(zeros 16)" | cut -c 1-32)
check $id "PIN field" "$(value $f $id intermediates pin_field)" "$pin_field"
check $id "PAN field" "$(value $f $id intermediates pan_field)" "$pan_field"
a=$(aes "$key" "$pin_field")
check $id "block A" "$(value $f $id intermediates block_a)" "$a"
b=$(xor "$a" "$pan_field")
check $id "block B" "$(value $f $id intermediates block_b)" "$b"
check $id "enciphered PIN block" "$(value $f $id outputs encrypted_pin_block)" "$(aes "$key" "$b")"

f=aes-dukpt/mac.json
id=aes-dukpt-cmac-req-128-1
working $f $id 2000 00020080
check $id "MAC key" "$(value $f $id intermediates working_key)" "$key"
check $id "CMAC" "$(value $f $id outputs mac)" "$(cmac "$key" "$(value $f $id inputs message)")"
id=aes-dukpt-hmac-req-128-1
working $f $id 2000 00050080
check $id "HMAC-SHA-256" "$(value $f $id outputs mac)" "$(hmac SHA256 "$key" "$(value $f $id inputs message)")"

f=aes-dukpt/data.json
id=aes-dukpt-data-req-128-1
working $f $id 3000 00020080
check $id "data, CBC" "$(value $f $id outputs ciphertext)" "$(aes_cbc "$key" "$(value $f $id inputs iv)" "$(value $f $id inputs plaintext_padded)")"

f=aes-dukpt/update-key.json
id=aes-dukpt-update-128
did=$(value $f $id inputs initial_key_id | cut -c 9-16)
parent=$(transaction "$(value $f $id inputs initial_key)" "$did" $((0xFFFFFFFF)))
check $id "key at FFFFFFFF" "$(value $f $id intermediates derivation_key)" "$parent"
check $id "update key" "$(value $f $id outputs update_key)" "$(derive "$parent" 0002 00020080 "${did}FFFFFFFF")"

# --- PIN blocks -----------------------------------------------------------
f=pin-block/format-0.json
id=pinblock-f0-moov-1
pin=$(value $f $id inputs pin)
pan=$(value $f $id inputs pan)
pin_field=$(printf '0%X%sFFFFFFFFFFFFFF' ${#pin} "$pin" | cut -c 1-16)
pan_field=0000$(printf '%s' "${pan%?}" | tail -c 12)
check $id "format 0 block" "$(value $f $id outputs pin_block)" "$(xor "$pin_field" "$pan_field")"

# why a block is refused: its PIN field, brought to light
f=pin-block/format-4.json
id=pinblock-neg-f4-fill-last
key=$(value $f $id inputs key)
pan=$(value $f $id inputs pan)
pan_field=$(printf '%d%s%s' $((${#pan} - 12)) "$pan" "$(zeros 16)" | cut -c 1-32)
b=$(aes_inverse "$key" "$(value $f $id inputs enciphered_pin_block)")
check $id "PIN field with a last fill nibble F" "$(value $f $id intermediates pin_field)" "$(aes_inverse "$key" "$(xor "$b" "$pan_field")")"

# --- CMAC, HMAC, HKDF, check values, components ----------------------------
f=cmac/aes-nist.json
for id in cmac-aes128-0 cmac-aes128-2 cmac-aes192-25 cmac-aes256-31; do
    check $id "CMAC" "$(value $f $id outputs mac)" "$(cmac "$(value $f $id inputs key)" "$(value $f $id inputs message)")"
done
f=hmac/mac.json
for h in sha1 sha224 sha256 sha384 sha512; do
    id=hmac-$h-long-key
    check $id "HMAC" "$(value $f $id outputs mac)" "$(hmac "$(echo $h | tr a-z A-Z)" "$(value $f $id inputs key)" "$(value $f $id inputs message)")"
done
f=hkdf/rfc5869.json
id=hkdf-rfc5869-sha256-5
prk=$(hmac SHA256 "$(value $f $id inputs salt)" "$(value $f $id inputs ikm)")
check $id "pseudo-random key" "$(value $f $id intermediates prk)" "$prk"
info=$(value $f $id inputs info)
t1=$(hmac SHA256 "$prk" "${info}01")
t2=$(hmac SHA256 "$prk" "$t1${info}02")
check $id "output" "$(value $f $id outputs okm)" "$(left "$t1$t2" "$(value $f $id inputs length)")"
f=kcv/aes.json
for id in kcv-ik128 kcv-ik256; do
    check $id "check value, CMAC" "$(value $f $id outputs kcv)" "$(left "$(cmac "$(value $f $id inputs key)" "$(zeros 16)")" 5)"
done
id=kcv-cc-aes-ecb-zeros
check $id "check value, zero block" "$(value $f $id outputs kcv)" "$(left "$(aes "$(value $f $id inputs key)" "$(zeros 16)")" 3)"
f=components/aes.json
id=components-aes256-3
sum=$(zeros 32)
for c in $(members $f $id components); do sum=$(xor "$sum" "$c"); done
check $id "key" "$(value $f $id outputs key)" "$sum"
check $id "check value of the key" "$(value $f $id outputs key_kcv)" "$(left "$(cmac "$sum" "$(zeros 16)")" 5)"

# --- TDES DUKPT -----------------------------------------------------------
c0=C0C0C0C000000000C0C0C0C000000000
# next_key KEY EIGHT_OCTETS_OF_KSN: one step of the derivation, which cannot be undone
half() { n_x=$(tdes "$1" "$(xor "$3" "$2")"); xor "$n_x" "$2"; }
next_key() {
    n_mixed=$(xor "$1" "$c0")
    printf '%s%s' "$(half "$(left "$n_mixed" 8)" "$(printf '%s' "$n_mixed" | cut -c 17-32)" "$2")" "$(half "$(left "$1" 8)" "$(printf '%s' "$1" | cut -c 17-32)" "$2")"
}
# tdes_transaction INITIAL_KEY KSN COUNTER: from the highest of 21 bits down
tdes_transaction() {
    t_key=$1; t_sum=0; t_bit=$((1 << 20))
    t_low=$((0x$(printf '%s' "$2" | cut -c 15-20) & 0xE00000))
    while [ "$t_bit" -gt 0 ]; do
        if [ $(($3 & t_bit)) -ne 0 ]; then
            t_sum=$((t_sum | t_bit))
            t_key=$(next_key "$t_key" "$(printf '%s' "$2" | cut -c 5-14)$(printf %06X $((t_low | t_sum)))")
        fi
        t_bit=$((t_bit >> 1))
    done
    printf '%s' "$t_key"
}
f=tdes-dukpt/initial-key.json
for id in tdes-dukpt-ipek tdes-dukpt-ipek-device-bits-zero; do
    bdk=$(value $f $id inputs bdk)
    serial=$(value $f $id inputs ksn | cut -c 1-14)$(printf %02X $((0x$(value $f $id inputs ksn | cut -c 15-16) & 0xE0)))
    check $id "initial key" "$(value $f $id outputs ipek)" "$(tdes "$bdk" "$serial")$(tdes "$(xor "$bdk" $c0)" "$serial")"
done
f=tdes-dukpt/transaction-key.json
for id in tdes-dukpt-txn-000001 tdes-dukpt-txn-000013 tdes-dukpt-txn-1ff800; do
    check $id "transaction key" "$(value $f $id outputs transaction_key)" "$(tdes_transaction "$(value $f $id inputs ipek)" "$(value $f $id inputs ksn)" "$(value $f $id inputs counter)")"
done
f=tdes-dukpt/pin.json
id=tdes-dukpt-pin-000001
key=$(xor "$(value $f $id inputs transaction_key)" 00000000000000FF00000000000000FF)
check $id "PIN key" "$(value $f $id intermediates pin_key)" "$key"
check $id "enciphered PIN block" "$(value $f $id outputs encrypted_pin_block)" "$(tdes "$key" "$(value $f $id inputs clear_pin_block)")"
f=tdes-dukpt/retail-mac.json
id=tdes-dukpt-mac-request-000001
key=$(xor "$(value $f $id inputs transaction_key)" 000000000000FF00000000000000FF00)
check $id "MAC key" "$(value $f $id intermediates mac_key)" "$key"
mac=$(mac3 "$key" "$(pad1 "$(value $f $id inputs message)")")
check $id "whole MAC" "$(value $f $id intermediates whole_mac)" "$mac"
check $id "MAC as transmitted" "$(value $f $id outputs mac)" "$(left "$mac" 4)"
f=tdes-dukpt/cmac.json
id=tdes-dukpt-cmac-request-000001
check $id "CMAC" "$(value $f $id outputs mac)" "$(tdes_cmac "$key" "$(value $f $id inputs message)")"
f=tdes-dukpt/data.json
id=tdes-dukpt-data-request-000001
mask=$(xor "$(value $f $id inputs transaction_key)" 0000000000FF00000000000000FF0000)
key=$(tdes "$mask" "$(left "$mask" 8)")$(tdes "$mask" "$(printf '%s' "$mask" | cut -c 17-32)")
check $id "data key" "$(value $f $id intermediates data_key)" "$key"
check $id "data, CBC" "$(value $f $id outputs ciphertext)" "$(tdes_cbc "$key" "$(value $f $id inputs iv)" "$(value $f $id inputs plaintext_padded)")"

# --- TDES: MACs, check values, key blocks ----------------------------------
f=iso9797-mac/algorithm-3.json
id=iso9797-b-alg3-1-2
check $id "MAC, padding method 2" "$(value $f $id outputs mac)" "$(mac3 "$(value $f $id inputs key)" "$(pad1 "$(value $f $id inputs message)80")")"
f=cmac/tdes.json
for id in cmac-tdes2-0 cmac-tdes3-2; do
    check $id "CMAC" "$(value $f $id outputs mac)" "$(tdes_cmac "$(value $f $id inputs key)" "$(value $f $id inputs message)")"
done
f=kcv/tdes.json
id=kcv-tr31-1
check $id "check value, zero block" "$(value $f $id outputs kcv)" "$(left "$(tdes "$(value $f $id inputs key)" "$(zeros 8)")" 3)"
# version B: derived keys, MAC over the clear payload
f=key-block/version-b.json
id=key-block-std-3
kbpk=$(value $f $id inputs kbpk)
block=$(value $f $id inputs key_block)
kbek=$(tdes_cmac "$kbpk" 0100000000000080)$(tdes_cmac "$kbpk" 0200000000000080)
check $id "key block encryption key" "$(value $f $id intermediates kbek)" "$kbek"
kbak=$(tdes_cmac "$kbpk" 0100010000000080)$(tdes_cmac "$kbpk" 0200010000000080)
check $id "key block authentication key" "$(value $f $id intermediates kbak)" "$kbak"
mac=$(printf '%s' "$block" | tail -c 16)
payload=$(tdes_cbc_inverse "$kbek" "$mac" "$(printf '%s' "$block" | cut -c 17-64)")
check $id "payload" "$(value $f $id intermediates payload)" "$payload"
check $id "MAC" "$mac" "$(tdes_cmac "$kbak" "$(printf '%s' "$block" | cut -c 1-16 | tr -d '\n' | to_hex)$payload")"
check $id "key" "$(value $f $id outputs key)" "$(printf '%s' "$payload" | cut -c 5-36)"

echo "$steps steps, $failed failed"
[ "$failed" -eq 0 ]
