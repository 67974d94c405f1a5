/* SPDX-License-Identifier: Apache-2.0 */
/* The vectors of FIPS 197 appendix C.1, the fourth of the Galois/Counter Mode's specification, RFC
 * 5869 appendix A, FIPS 180-2 appendices A.1 and B.1, and RFC 9001 appendix A. */
#include "harness.h"

#include <netcap/crypto.h>
#include <string.h>

static struct nc_cursor held;

static ProtobufCBinaryData
bytes(const char *hex)
{
    static uint8_t memory[8][256];
    static int at;
    uint8_t *to = memory[at++ % 8];

    return (ProtobufCBinaryData){ from_hex(hex, to, sizeof *memory), to };
}

static bool
is(const uint8_t *is, size_t size, const char *hex)
{
    return holds((ProtobufCBinaryData){ size, (uint8_t *)(uintptr_t)is }, hex);
}

static void
a_block_is_that_of_fips197(void)
{
    uint8_t to[NC_AES128_SIZE];

    nc_aes128_block(to, bytes("000102030405060708090a0b0c0d0e0f").data,
                    bytes("00112233445566778899aabbccddeeff").data);
    CU_ASSERT(is(to, sizeof to, "69c4e0d86a7b0430d8cdb78070b4c55a"));
}

static const char sealed[] =
    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47";

static struct nc_cursor
opened(const char *key, const char *beside, ProtobufCBinaryData what)
{
    held = over("");
    return nc_aes128_gcm_open(fresh(&held), bytes(key).data,
                              bytes("cafebabefacedbaddecaf888").data, bytes(beside), what);
}

static const char key[] = "feffe9928665731c6d6a8f9467308308",
                  beside[] = "feedfacedeadbeeffeedfacedeadbeefabaddad2";

static void
what_was_sealed_is_opened(void)
{
    struct nc_cursor open = opened(key, beside, bytes(sealed));

    CU_ASSERT(nc_ok(&open));
    CU_ASSERT(holds(nc_rest(&open),
                    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
}

static void
a_bit_that_differs_anywhere_leaves_it_sealed(void)
{
    struct nc_cursor open = opened("feffe9928665731c6d6a8f9467308309", beside, bytes(sealed));

    CU_ASSERT_STRING_EQUAL(why(&open), "sealed with another key");
    open = opened(key, "feedfacedeadbeeffeedfacedeadbeefabaddad3", bytes(sealed));
    CU_ASSERT_STRING_EQUAL(why(&open), "sealed with another key");
    for (size_t i = 0; i < sizeof sealed / 2; i++) {
        ProtobufCBinaryData other = bytes(sealed);

        other.data[i] ^= (uint8_t)(1 << i % 8);
        open = opened(key, beside, other);
        CU_ASSERT_FALSE(nc_ok(&open));
        CU_ASSERT_EQUAL(nc_left(&open), 0);
    }
}

static void
what_is_shorter_than_a_tag_ends_too_early(void)
{
    struct nc_cursor open = opened(key, beside, bytes("000102030405060708090a0b0c0d0e"));

    CU_ASSERT_PTR_EQUAL(nc_reason(&open), nc_truncated);
}

static void
what_has_no_room_is_not_opened(void)
{
    static uint8_t large[NC_ALLOC_MAX + NC_AES128_SIZE + 1];
    struct nc_cursor open = opened(key, "", (ProtobufCBinaryData){ sizeof large, large });

    CU_ASSERT_FALSE(nc_ok(&open));
    CU_ASSERT_FALSE(nc_ok(&held));
}

/* RFC 9001 appendix A.4: nothing is sealed but the packet beside it is checked. */
static void
nothing_may_be_sealed_with_a_packet_beside_it(void)
{
    struct nc_cursor open;

    held = over("");
    open = nc_aes128_gcm_open(
        fresh(&held), bytes("be0c690b9f66575a1d766b54e368c84e").data,
        bytes("461599d35d632bf2239825bb").data,
        bytes("08 8394c8f03e515708 ff000000010008f067a5502a4262b5746f6b656e"),
        bytes("04a265ba2eff4d829058fb3f0f2496ba"));
    CU_ASSERT(nc_ok(&open));
    CU_ASSERT_EQUAL(nc_left(&open), 0);
}

static void
keys_are_extracted_and_expanded_as_rfc5869_does(void)
{
    const char *secret = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
    uint8_t pseudo[NC_SHA256_SIZE], made[42];

    nc_hkdf_extract(pseudo, bytes("000102030405060708090a0b0c"), bytes(secret));
    CU_ASSERT(is(pseudo, sizeof pseudo,
                 "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
    nc_hkdf_expand(made, sizeof made, pseudo, bytes("f0f1f2f3f4f5f6f7f8f9"));
    CU_ASSERT(is(made, sizeof made, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4"
                                    "c5bf34007208d5b887185865"));
    nc_hkdf_extract(pseudo, bytes(""), bytes(secret));
    CU_ASSERT(is(pseudo, sizeof pseudo,
                 "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"));
    nc_hkdf_expand(made, sizeof made, pseudo, bytes(""));
    CU_ASSERT(is(made, sizeof made, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c73"
                                    "8d2d9d201395faa4b61a96c8"));
}

static void
keys_are_expanded_by_label_as_quic_does(void)
{
    uint8_t initial[NC_SHA256_SIZE], client[NC_SHA256_SIZE], made[NC_AES128_SIZE];

    nc_hkdf_extract(initial, bytes("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"),
                    bytes("8394c8f03e515708"));
    CU_ASSERT(is(initial, sizeof initial,
                 "7db5df06e7a69e432496adedb00851923595221596ae2ae9fb8115c1e9ed0a44"));
    nc_hkdf_expand_label(client, sizeof client, initial, "client in");
    CU_ASSERT(is(client, sizeof client,
                 "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea"));
    nc_hkdf_expand_label(made, 16, client, "quic key");
    CU_ASSERT(is(made, 16, "1f369613dd76d5467730efcbe3b1a22d"));
    nc_hkdf_expand_label(made, 12, client, "quic iv");
    CU_ASSERT(is(made, 12, "fa044b2f42a3fd3b46fb255c"));
    nc_hkdf_expand_label(made, 16, client, "quic hp");
    CU_ASSERT(is(made, 16, "9f50449e04a0e810283a1e9933adedd2"));
    nc_aes128_block(made, made, bytes("d1b1c98dd7689fb8ec11d242b123dc9b").data);
    CU_ASSERT(is(made, 5, "437b9aec36"));
}

static void
a_key_or_label_that_is_too_long_is_not_made(void)
{
    static uint8_t made[256 * NC_SHA256_SIZE];
    char label[NC_LABEL_MAX + 2];

    memset(label, 'a', sizeof label);
    label[NC_LABEL_MAX + 1] = '\0';
    nc_hkdf_expand(made, sizeof made, nc_zeros, bytes(""));
    nc_hkdf_expand_label(made, sizeof made, nc_zeros, "a");
    nc_hkdf_expand_label(made, 16, nc_zeros, label);
    for (size_t i = 0; i < sizeof made; i++)
        CU_ASSERT_EQUAL_FATAL(made[i], 0);
    label[NC_LABEL_MAX] = '\0';
    nc_hkdf_expand_label(made, 255 * NC_SHA256_SIZE, nc_zeros, label);
    CU_ASSERT_FALSE(is(made + 254 * NC_SHA256_SIZE, 8, "0000000000000000"));
    CU_ASSERT(is(made + 255 * NC_SHA256_SIZE, 8, "0000000000000000"));
}

static void
digests_are_those_of_fips180(void)
{
    uint8_t to[NC_SHA256_SIZE];

    nc_sha256_bytes(to, "abc", 3);
    CU_ASSERT(is(to, NC_SHA256_SIZE,
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    nc_sha1_bytes(to, "abc", 3);
    CU_ASSERT(is(to, NC_SHA1_SIZE, "a9993e364706816aba3e25717850c26c9cd0d89d"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_block_is_that_of_fips197),
        SENTENCE(what_was_sealed_is_opened),
        SENTENCE(a_bit_that_differs_anywhere_leaves_it_sealed),
        SENTENCE(what_is_shorter_than_a_tag_ends_too_early),
        SENTENCE(what_has_no_room_is_not_opened),
        SENTENCE(nothing_may_be_sealed_with_a_packet_beside_it),
        SENTENCE(keys_are_extracted_and_expanded_as_rfc5869_does),
        SENTENCE(keys_are_expanded_by_label_as_quic_does),
        SENTENCE(a_key_or_label_that_is_too_long_is_not_made),
        SENTENCE(digests_are_those_of_fips180),
        SENTENCES_END
    };

    return sentences("crypto", own);
}
