/* SPDX-License-Identifier: Apache-2.0 */
/* Packets are sealed here as RFC 9001 section 5 and RFC 9369 say; those of their appendices A.2
 * begin as they do there. */
#include "harness_plugin.h"
#include "harness_stream.h"

#include "quic.pb-c.h"

#include <netcap/crypto.h>
#include <nettle/gcm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { V1 = 1, V2 = 0x6b3343cf, ROOM = 4096 };

#define ID "8394c8f03e515708"
#define RFC_HELLO                                                                                  \
    "010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c0000041301130201" \
    "0000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d00170018001000070005" \
    "04616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f" \
    "1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c00" \
    "024001003900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8" \
    "f03e51570806048000ffff"
#define RETRY "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba"

struct bytes {
    uint8_t at[ROOM];
    size_t n;
};

static void
put(struct bytes *to, uint64_t number, size_t size)
{
    while (size--)
        to->at[to->n++] = (uint8_t)(number >> 8 * size);
}

static void
put_hex(struct bytes *to, const char *hex)
{
    to->n += from_hex(hex, to->at + to->n, ROOM - to->n);
}

static void
add_crypto(struct bytes *to, size_t at, const uint8_t *bytes, size_t size)
{
    put(to, 6, 1);
    put(to, 0x4000 | at, 2);
    put(to, 0x4000 | size, 2);
    memcpy(to->at + to->n, bytes, size);
    to->n += size;
}

/* A part of the hello that RFC 9001 has, as a frame. */
static void
add_part(struct bytes *to, size_t from, size_t upto)
{
    uint8_t hello[512];

    CU_ASSERT_FATAL(from_hex(RFC_HELLO, hello, sizeof hello) == 241 && upto <= 241);
    add_crypto(to, from, hello + from, upto - from);
}

static void
put_id(struct bytes *to, const char *hex)
{
    size_t at = to->n++;

    put_hex(to, hex);
    to->at[at] = (uint8_t)(to->n - at - 1);
}

/* What is made of a key's id and the version. */
static void
make_keys(uint32_t version, const char *id, uint8_t *key, uint8_t *iv, uint8_t *protection)
{
    struct bytes salt = { .n = 0 }, name = { .n = 0 };
    uint8_t initial[NC_SHA256_SIZE], client[NC_SHA256_SIZE];

    put_hex(&salt, version == V1 ? "38762cf7f55934b34d179ae6a4c80cadccbb7f0a"
                                 : "0dede3def700a6db819381be6e269dcbf9bd2ed9");
    put_hex(&name, id);
    nc_hkdf_extract(initial, (ProtobufCBinaryData){ salt.n, salt.at },
                    (ProtobufCBinaryData){ name.n, name.at });
    nc_hkdf_expand_label(client, sizeof client, initial, "client in");
    nc_hkdf_expand_label(key, 16, client, version == V1 ? "quic key" : "quicv2 key");
    nc_hkdf_expand_label(iv, 12, client, version == V1 ? "quic iv" : "quicv2 iv");
    nc_hkdf_expand_label(protection, 16, client, version == V1 ? "quic hp" : "quicv2 hp");
}

/* Number 2, in four bytes. */
static void
seal(struct bytes *to, size_t begin, uint32_t version, const char *id, const struct bytes *frames)
{
    uint8_t key[16], iv[12], protection[16], mask[16], *number;
    struct gcm_aes128_ctx gcm;

    make_keys(version, id, key, iv, protection);
    put(to, 0x4000 | (4 + frames->n + 16), 2);
    number = to->at + to->n;
    put(to, 2, 4);
    iv[11] ^= 2;
    gcm_aes128_set_key(&gcm, key);
    gcm_aes128_set_iv(&gcm, 12, iv);
    gcm_aes128_update(&gcm, to->n - begin, to->at + begin);
    gcm_aes128_encrypt(&gcm, frames->n, to->at + to->n, frames->at);
    to->n += frames->n;
    gcm_aes128_digest(&gcm, 16, to->at + to->n);
    to->n += 16;
    nc_aes128_block(mask, protection, number + 4);
    to->at[begin] ^= mask[0] & 15;
    for (int i = 0; i < 4; i++)
        number[i] ^= mask[1 + i];
}

/* An Initial packet behind what is there, sealed with the key of an id. */
static void
add_initial(struct bytes *to, uint32_t version, const char *dcid, const char *key_id,
            const char *token, const struct bytes *frames)
{
    size_t begin = to->n;

    put(to, version == V1 ? 0xc3 : 0xd3, 1);
    put(to, version, 4);
    put_id(to, dcid);
    put_id(to, "");
    put_id(to, token);
    seal(to, begin, version, key_id, frames);
}

static void
say_bytes(int side, const struct bytes *what)
{
    says(side, what->at, what->n);
}

static void
begin(void)
{
    new_talk();
    talk()->transport_kind = NC_ENDPOINT_UDP;
    talk()->port[1] = 443;
}

/* The client's first packet with these parts of the hello, as long as it must be. */
static void
say_parts(const char *dcid, const char *key_id, size_t from, size_t upto)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    add_part(&frames, from, upto);
    memset(frames.at + frames.n, 0, 1162 - frames.n);
    frames.n = 1162;
    add_initial(&packet, V1, dcid, key_id, "", &frames);
    say_bytes(NC_CLIENT, &packet);
}

static Types__QUIC *
record_of(size_t n)
{
    return written(n);
}

static void
is_that_of_the_rfc(const Types__QUIC *one, uint32_t version)
{
    CU_ASSERT_STRING_EQUAL(one->kind, "Initial");
    CU_ASSERT_EQUAL(one->version, version);
    CU_ASSERT(holds(one->dcid, ID) && one->scid.len == 0);
    CU_ASSERT_STRING_EQUAL(one->sni, "example.com");
    CU_ASSERT_EQUAL_FATAL(one->n_alpns, 1);
    CU_ASSERT_STRING_EQUAL(one->alpns[0], "alpn");
    CU_ASSERT_EQUAL(one->hellosize, 241);
    CU_ASSERT(one->numciphersuites == 2 && one->ciphersuites[1] == 0x1302);
    CU_ASSERT(one->n_extensions == 11 && one->n_supportedgroups == 3 && one->n_signaturealgs == 7);
    CU_ASSERT_STRING_EQUAL(one->ja3, "41bc9ae914d6cb3bd0bd0a5453ab7d7f");
    CU_ASSERT_STRING_EQUAL(one->ja4, "q13d0211an_62ed6f6ca7ad_4d634acda6c0");
}

/* Both appendices have the same hello, padded to 1162 bytes. */
static void
sample(uint32_t version, const char *begins)
{
    struct bytes frames = { .n = 1162 }, packet = { .n = 0 };
    struct bytes hello = { .n = 0 };

    memset(frames.at, 0, frames.n);
    put_hex(&hello, "060040f1" RFC_HELLO);
    memcpy(frames.at, hello.at, hello.n);
    add_initial(&packet, version, ID, ID, "", &frames);
    CU_ASSERT_EQUAL(packet.n, 1200);
    CU_ASSERT(holds((ProtobufCBinaryData){ 32, packet.at }, begins));
    begin();
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    is_that_of_the_rfc(record_of(0), version);
    CU_ASSERT_EQUAL(record_of(0)->numdatagrams, 1);
}

static void
the_packet_of_rfc9001_is_read(void)
{
    sample(V1, "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11");
}

static void
the_packet_of_rfc9369_is_read(void)
{
    sample(V2, "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485");
}

static void
addresses_are_those_of_who_sent_it(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(record_of(0)->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(record_of(0)->dstip, "10.0.0.2");
    CU_ASSERT(record_of(0)->srcport == 40000 && record_of(0)->dstport == 443);
    CU_ASSERT_EQUAL(record_of(0)->packetnumber, 1);
    CU_ASSERT_EQUAL(strlen(record_of(0)->connectionid), 16);
}

static void
frames_may_be_in_any_order(void)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    put(&frames, 1, 1);                  /* PING */
    add_part(&frames, 200, 241);
    put_hex(&frames, "02 05 00 01 00 00 01"); /* ACK */
    add_part(&frames, 0, 100);
    put_hex(&frames, "0000");
    add_part(&frames, 90, 210);
    add_initial(&packet, V1, ID, ID, "", &frames);
    begin();
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    is_that_of_the_rfc(record_of(0), V1);
}

static void
a_hello_may_come_in_several_datagrams(void)
{
    begin();
    say_parts(ID, ID, 150, 241);
    say_parts(ID, ID, 0, 60);
    say_parts(ID, ID, 60, 150);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    is_that_of_the_rfc(record_of(0), V1);
    CU_ASSERT_EQUAL(record_of(0)->numdatagrams, 3);
    CU_ASSERT_EQUAL(written_at(0).seconds, 3);
}

static void
a_hello_with_a_hole_is_no_record(void)
{
    begin();
    say_parts(ID, ID, 0, 60);
    say_parts(ID, ID, 61, 241);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

/* RFC 9000 section 7.2: the server has chosen an id of its own; the keys stay. */
static void
the_first_id_makes_the_keys_whatever_the_server_is_called(void)
{
    begin();
    say_parts(ID, ID, 0, 60);
    say_parts("0102030405", ID, 60, 241);
    CU_ASSERT_EQUAL(play(), 1);
}

static void
a_hello_said_again_is_one_record(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    say_parts(ID, ID, 0, 241);
    CU_ASSERT_EQUAL(play(), 1);
}

static void
packets_of_one_datagram_stand_behind_each_other(void)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    put_hex(&packet, "e3 00000001 08" ID "00 04 00000000"); /* Handshake */
    add_part(&frames, 0, 241);
    add_initial(&packet, V1, ID, ID, "aabbcc", &frames);
    put_hex(&packet, "40 0102030405");
    begin();
    says_hex(NC_CLIENT, "c3 00000001 08" ID "00 00 04 00000000");
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(record_of(0)->tokenlength, 3);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

/* RFC 9001 appendix A.4. */
static void
a_retry_is_known_by_its_seal(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    says_hex(NC_SERVER, RETRY);
    say_parts("f067a5502a4262b5", "f067a5502a4262b5", 0, 241);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_FALSE(record_of(0)->retried);
    CU_ASSERT_STRING_EQUAL(record_of(1)->kind, "Retry");
    CU_ASSERT(holds(record_of(1)->scid, "f067a5502a4262b5"));
    CU_ASSERT_EQUAL(record_of(1)->tokenlength, 5);
    CU_ASSERT_STRING_EQUAL(record_of(1)->srcip, "10.0.0.2");
    CU_ASSERT(record_of(2)->retried && record_of(2)->numdatagrams == 2);
}

static void
a_retry_without_its_seal_is_none(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    says_hex(NC_SERVER, "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496bb");
    says_hex(NC_CLIENT, RETRY);
    CU_ASSERT_EQUAL(play(), 1);
    begin();
    says_hex(NC_CLIENT, "c3 00000001 08" ID "00 00 04 00000000");
    says_hex(NC_SERVER, RETRY);
    CU_ASSERT_EQUAL(play(), 0);
}

static void
a_server_says_which_versions_it_knows(void)
{
    begin();
    says_hex(NC_CLIENT, "c3 1a2a3a4a 08" ID "00 00 04 00000000");
    says_hex(NC_SERVER, "80 00000000 00 08" ID "00000001 6b3343cf");
    say_parts(ID, ID, 0, 241);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(record_of(0)->kind, "VersionNegotiation");
    CU_ASSERT_EQUAL(record_of(0)->version, 0);
    CU_ASSERT_EQUAL_FATAL(record_of(0)->n_supportedversions, 2);
    CU_ASSERT_EQUAL(record_of(0)->supportedversions[1], V2);
    CU_ASSERT(record_of(1)->negotiated && !record_of(1)->retried);
}

static void
versions_that_are_none_are_refused(void)
{
    begin();
    says_hex(NC_CLIENT, "c3 1a2a3a4a 08" ID "00 00 04 00000000");
    says_hex(NC_SERVER, "80 00000000 00 08" ID "00000001 6b3343");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no versions to negotiate");
}

static void
what_cannot_be_opened_is_no_record(void)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    add_part(&frames, 0, 241);
    add_initial(&packet, V1, ID, ID, "", &frames);
    for (size_t i = 6; i < packet.n; i += 7) {
        struct bytes other = packet;

        other.at[i] ^= 4;
        begin();
        say_bytes(NC_CLIENT, &other);
        CU_ASSERT_EQUAL(play(), 0);
    }
    begin();
    say_parts(ID, "0011223344556677", 0, 241);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
what_begins_with_no_hello_is_refused(void)
{
    static const uint8_t other[] = { 2, 0, 0, 1, 0 };
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    add_crypto(&frames, 0, other, sizeof other);
    memset(frames.at + frames.n, 0, 40);
    frames.n += 40;
    add_initial(&packet, V1, ID, ID, "", &frames);
    begin();
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "begins with no hello");
}

static void
a_packet_longer_than_its_datagram_is_refused(void)
{
    begin();
    says_hex(NC_CLIENT, "c3 00000001 08" ID "00 00 05 00000000");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "packet longer than its datagram");
}

static void
only_long_headers_of_known_versions_are_recognised(void)
{
    CU_ASSERT_EQUAL(recognised("c3 00000001 08"), NC_YES);
    CU_ASSERT_EQUAL(recognised("d3 6b3343cf 14"), NC_YES);
    CU_ASSERT_EQUAL(recognised("c3 ff00001d 08"), NC_YES);
    CU_ASSERT_EQUAL(recognised("c3 0a1a2a3a 08"), NC_YES);
    CU_ASSERT_EQUAL(recognised("c3 00000001 15"), NC_NO);
    CU_ASSERT_EQUAL(recognised("c3 00000002 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("80 00000000 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("83 00000001 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("43 00000001 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("c3 000000"), NC_NO);
    CU_ASSERT_STRING_EQUAL(unrecognised("43 00000001 08"), nc_declined);
    CU_ASSERT_STRING_EQUAL(unrecognised("c3 000000"), nc_declined);
}

/* Frames of anything, rightly sealed: the sanitizers look on. */
static void
any_frames_are_survived(void)
{
    uint64_t random = 88172645463325252u;

    for (int i = 0; i < 2000; i++) {
        struct bytes frames = { .n = 0 }, packet = { .n = 0 };

        if (i & 1)
            add_part(&frames, 0, 241);
        for (int k = 0; k < 60; k++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if (i & 1)
                frames.at[random % frames.n] = (uint8_t)(random >> 40);
            else
                put(&frames, random & 64 ? random & 7 : random >> 40, 1);
        }
        add_initial(&packet, V1, ID, ID, "", &frames);
        begin();
        say_bytes(NC_CLIENT, &packet);
        say_bytes(NC_CLIENT, &packet);
        CU_ASSERT(play() <= 1);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_packet_of_rfc9001_is_read),
        SENTENCE(the_packet_of_rfc9369_is_read),
        SENTENCE(addresses_are_those_of_who_sent_it),
        SENTENCE(frames_may_be_in_any_order),
        SENTENCE(a_hello_may_come_in_several_datagrams),
        SENTENCE(a_hello_with_a_hole_is_no_record),
        SENTENCE(the_first_id_makes_the_keys_whatever_the_server_is_called),
        SENTENCE(a_hello_said_again_is_one_record),
        SENTENCE(packets_of_one_datagram_stand_behind_each_other),
        SENTENCE(a_retry_is_known_by_its_seal),
        SENTENCE(a_retry_without_its_seal_is_none),
        SENTENCE(a_server_says_which_versions_it_knows),
        SENTENCE(versions_that_are_none_are_refused),
        SENTENCE(what_cannot_be_opened_is_no_record),
        SENTENCE(what_begins_with_no_hello_is_refused),
        SENTENCE(a_packet_longer_than_its_datagram_is_refused),
        SENTENCE(only_long_headers_of_known_versions_are_recognised),
        SENTENCE(any_frames_are_survived),
        SENTENCES_END
    };

    load_plugin("quic");
    return sentences("quic", own);
}
