/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "stun.pb-c.h"

#include <stdio.h>
#include <string.h>

#define ID "b7e7a701bc34d686fa87dfae"
#define HEAD(type, length) type length "2112a442" ID
#define BINDING HEAD("0001", "0000")

/* RFC 5769 section 2.1. */
#define REQUEST                                                                                    \
    HEAD("0001", "0058") "80220010 5354554e207465737420636c69656e74 00240004 6e0001ff"             \
                         "80290008 932ff9b151263b36 00060009 6576746a3a68367659202020"             \
                         "00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004 e57a3bcf"

/* Sections 2.2 and 2.3. */
#define RESPONSE                                                                                   \
    HEAD("0101", "003c") "8022000b 7465737420766563746f7220 00200008 0001a147 e112a643"            \
                         "00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96"
#define RESPONSE6                                                                                  \
    HEAD("0101", "0048") "8022000b 7465737420766563746f7220"                                       \
                         "00200014 0002a147 0113a9faa5d3f179bc25f4b5bed2b9d9"                      \
                         "00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c"

static void
a_request_of_the_specification_is_read(void)
{
    Types__STUN *stun = decoded(REQUEST);

    CU_ASSERT_EQUAL(stun->type, 1);
    CU_ASSERT(stun->class_ == 0 && stun->method == 1);
    CU_ASSERT_EQUAL(stun->length, 88);
    CU_ASSERT(holds(stun->transactionid, ID));
    CU_ASSERT_STRING_EQUAL(stun->software, "STUN test client");
    CU_ASSERT_EQUAL(stun->priority, 0x6e0001ff);
    CU_ASSERT_EQUAL(stun->icecontrolled, UINT64_C(0x932ff9b151263b36));
    CU_ASSERT_STRING_EQUAL(stun->username, "evtj:h6vY");
    CU_ASSERT(holds(stun->messageintegrity, "9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"));
    CU_ASSERT_EQUAL(stun->fingerprint, 0xe57a3bcf);
    CU_ASSERT(stun->fingerprintright);
    CU_ASSERT_EQUAL(stun->n_attributes, 6);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
responses_of_the_specification_have_addresses(void)
{
    Types__STUN *stun = decoded(RESPONSE);

    CU_ASSERT(stun->class_ == 2 && stun->method == 1);
    CU_ASSERT_STRING_EQUAL(stun->software, "test vector");
    CU_ASSERT_STRING_EQUAL(stun->xormappedip, "192.0.2.1");
    CU_ASSERT_EQUAL(stun->xormappedport, 32853);
    CU_ASSERT(stun->fingerprintright);
    stun = decoded(RESPONSE6);
    CU_ASSERT_STRING_EQUAL(stun->xormappedip, "2001:db8:1234:5678:11:2233:4455:6677");
    CU_ASSERT_EQUAL(stun->xormappedport, 32853);
    CU_ASSERT(stun->fingerprintright);
}

static void
a_wrong_fingerprint_is_told(void)
{
    Types__STUN *stun = decoded(HEAD("0001", "0008") "80280004 00000001");

    CU_ASSERT_EQUAL(stun->fingerprint, 1);
    CU_ASSERT_FALSE(stun->fingerprintright);
}

static void
class_and_method_are_taken_apart(void)
{
    static const struct {
        const char *type;
        int class, method;
    } rows[] = {
        { "0011", 1, 1 }, { "0111", 3, 1 }, { "0103", 2, 3 }, { "3eef", 0, 0xfff },
        { "0017", 1, 7 }, { "3fff", 3, 0xfff }, { "0020", 0, 0x10 }, { "0200", 0, 0x80 }
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char hex[64];
        Types__STUN *stun;

        snprintf(hex, sizeof hex, "%s0000 2112a442" ID, rows[i].type);
        stun = decoded(hex);
        CU_ASSERT_EQUAL(stun->class_, rows[i].class);
        CU_ASSERT_EQUAL(stun->method, rows[i].method);
    }
}

/* The request with these attributes. */
static Types__STUN *
with(const char *attributes)
{
    uint8_t bytes[INPUT_MAX];
    char hex[2 * INPUT_MAX];

    snprintf(hex, sizeof hex, "0003%04zx 2112a442" ID "%s",
             from_hex(attributes, bytes, sizeof bytes), attributes);
    return decoded(hex);
}

static void
addresses_are_those_of_their_attributes(void)
{
    Types__STUN *stun = with("00010008 00010050 c0000201" "80230008 00010051 c0000202"
                             "802b0008 00010052 c0000203" "802c0008 00010053 c0000204"
                             "00160008 00012146 e112a647" "00120008 00012147 e112a644");

    CU_ASSERT(strcmp(stun->mappedip, "192.0.2.1") == 0 && stun->mappedport == 80);
    CU_ASSERT(strcmp(stun->alternateip, "192.0.2.2") == 0 && stun->alternateport == 81);
    CU_ASSERT(strcmp(stun->originip, "192.0.2.3") == 0 && stun->originport == 82);
    CU_ASSERT(strcmp(stun->otherip, "192.0.2.4") == 0 && stun->otherport == 83);
    CU_ASSERT(strcmp(stun->relayedip, "192.0.2.5") == 0 && stun->relayedport == 84);
    CU_ASSERT(strcmp(stun->peerip, "192.0.2.6") == 0 && stun->peerport == 85);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
numbers_are_those_of_their_attributes(void)
{
    Types__STUN *stun = with("000c0004 40010000" "000d0004 00000258" "00190004 11000000"
                             "00250000" "802a0008 0102030405060708");

    CU_ASSERT_EQUAL(stun->channelnumber, 0x4001);
    CU_ASSERT_EQUAL(stun->lifetime, 600);
    CU_ASSERT_EQUAL(stun->requestedtransport, 17);
    CU_ASSERT(stun->usecandidate);
    CU_ASSERT_EQUAL(stun->icecontrolling, UINT64_C(0x0102030405060708));
}

static void
an_error_has_a_code_and_a_reason(void)
{
    Types__STUN *stun = with("00090005 00000426 61000000" "000a0004 00027fff"
                             "00140001 72000000 00150001 6e000000");

    CU_ASSERT_EQUAL(stun->errorcode, 438);
    CU_ASSERT_STRING_EQUAL(stun->errorreason, "a");
    CU_ASSERT_EQUAL_FATAL(stun->n_unknownattributes, 2);
    CU_ASSERT_EQUAL(stun->unknownattributes[0], 2);
    CU_ASSERT_EQUAL(stun->unknownattributes[1], 0x7fff);
    CU_ASSERT_STRING_EQUAL(stun->realm, "r");
    CU_ASSERT_STRING_EQUAL(stun->nonce, "n");
}

static void
of_data_and_digests_only_the_size_is_listed(void)
{
    Types__STUN *stun = with("00130003 61626300 001c0004 01020304 80300001 61000000");

    CU_ASSERT_EQUAL_FATAL(stun->n_attributes, 3);
    CU_ASSERT_EQUAL(stun->datasize, 3);
    CU_ASSERT(stun->attributes[0]->value.len == 0 && stun->attributes[0]->length == 3);
    CU_ASSERT(stun->attributes[1]->value.len == 0);
    CU_ASSERT(holds(stun->messageintegrity, "01020304"));
    CU_ASSERT(holds(stun->attributes[2]->value, "61"));
    CU_ASSERT_EQUAL(stun->attributes[2]->type, 0x8030);
}

static void
a_value_that_is_wrong_is_malformed_but_the_others_count(void)
{
    Types__STUN *stun = with("00010008 00030050 c0000201 00240004 00000001");

    CU_ASSERT_STRING_EQUAL(malformed(), "family of no address");
    CU_ASSERT_STRING_EQUAL(stun->mappedip, "");
    CU_ASSERT_EQUAL(stun->mappedport, 0);
    CU_ASSERT_EQUAL(stun->priority, 1);
    with("00010008 00020050 c0000201");
    CU_ASSERT_STRING_EQUAL(malformed(), "address of the wrong length");
    with("00240003 00000100");
    CU_ASSERT_STRING_EQUAL(malformed(), "attribute shorter than what it holds");
}

static void
what_is_no_message_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 2112a443" ID), "no magic cookie");
    CU_ASSERT_STRING_EQUAL(refusal(HEAD("4001", "0000")), "first bits that are not zero");
    CU_ASSERT_STRING_EQUAL(refusal(HEAD("0001", "0002") "0000"), "length of half a word");
    CU_ASSERT_STRING_EQUAL(refusal(HEAD("0001", "0004") "000000"), "shorter than its length");
    CU_ASSERT_STRING_EQUAL(refusal(HEAD("0001", "0004") "00240004"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(HEAD("0001", "0008") "00240005 00000000"), nc_truncated);
}

static void
the_cookie_and_the_length_are_what_it_is_known_by(void)
{
    CU_ASSERT_EQUAL(recognised(BINDING), NC_YES);
    CU_ASSERT_EQUAL(recognised(REQUEST), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised(HEAD("0001", "0004")), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised(BINDING "00000000"), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised(HEAD("4001", "0000")), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0000 2112a443" ID), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0000 2112a442" "0102"), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised(""), "is not for this decoder");
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised(HEAD("0001", "0004")), NC_YES);
}

/* RFC 3489 has sixteen bytes of transaction where the cookie is; RFC 8656 has data of channels. */
static void
what_has_no_cookie_is_declined(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0000 00112233" ID), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("4000 0004 61626364"), "is not for this decoder");
}

static void
streams_have_one_behind_the_other(void)
{
    new_talk();
    says_hex(NC_CLIENT, BINDING REQUEST);
    says_hex(NC_SERVER, RESPONSE);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_STRING_EQUAL(((Types__STUN *)written(1))->username, "evtj:h6vY");
    CU_ASSERT_EQUAL(((Types__STUN *)written(1))->fingerprintright, 1);
    CU_ASSERT_EQUAL(((Types__STUN *)written(2))->xormappedport, 32853);
}

static void
one_that_is_wrong_inside_is_refused_and_the_next_is_read(void)
{
    new_talk();
    says_hex(NC_CLIENT, BINDING HEAD("0001", "0004") "00240004");
    says_hex(NC_CLIENT, REQUEST);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "attribute beyond its message");
}

static void
streams_of_others_are_declined(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\0\1\0\0\x21\x12\xa4", 7), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\0\1\0\0\x21\x12\xa4\x42", 8), NC_YES);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\0\1\0\0\x21\x12\xa4\x43", 8), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\0\1\0\2", 4), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x40", 1), NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, REQUEST BINDING);
    says_hex(NC_SERVER, RESPONSE6);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_of_the_specification_is_read),
        SENTENCE(responses_of_the_specification_have_addresses),
        SENTENCE(a_wrong_fingerprint_is_told),
        SENTENCE(class_and_method_are_taken_apart),
        SENTENCE(addresses_are_those_of_their_attributes),
        SENTENCE(numbers_are_those_of_their_attributes),
        SENTENCE(an_error_has_a_code_and_a_reason),
        SENTENCE(of_data_and_digests_only_the_size_is_listed),
        SENTENCE(a_value_that_is_wrong_is_malformed_but_the_others_count),
        SENTENCE(what_is_no_message_is_refused),
        SENTENCE(the_cookie_and_the_length_are_what_it_is_known_by),
        SENTENCE(what_has_no_cookie_is_declined),
        SENTENCE(streams_have_one_behind_the_other),
        SENTENCE(one_that_is_wrong_inside_is_refused_and_the_next_is_read),
        SENTENCE(streams_of_others_are_declined),
        STREAM_SENTENCES,
        SENTENCES_END
    };

    stream_sound(sound);
    return plugin_sentences("stun", BINDING, own);
}
