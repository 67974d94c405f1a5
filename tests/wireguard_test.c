/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "wireguard.pb-c.h"

#include <stdio.h>
#include <string.h>

#define TAG "000102030405060708090a0b0c0d0e0f"
#define KEY "101112131415161718191a1b1c1d1e1f" TAG
#define STATIC KEY "202122232425262728292a2b2c2d2e2f"
#define TIME "303132333435363738393a3b" TAG
#define ZEROS "00000000000000000000000000000000"
#define INITIATION "01000000 fe000080" KEY STATIC TIME TAG ZEROS
#define RESPONSE "02000000 01000000 fe000080" KEY TAG TAG ZEROS
#define NONCE "404142434445464748494a4b4c4d4e4f5051525354555657"
#define COOKIE "03000000 fe000080" NONCE KEY
#define KEEPALIVE "04000000 01000000 feffffffffffff7f" TAG

static void
an_initiation_has_index_keys_time_and_macs(void)
{
    Types__WireGuard *to = decoded(INITIATION);

    CU_ASSERT_EQUAL(to->type, 1);
    CU_ASSERT_EQUAL(to->senderindex, 0x800000fe);
    CU_ASSERT_EQUAL(to->receiverindex, 0);
    CU_ASSERT(holds(to->ephemeral, KEY));
    CU_ASSERT(holds(to->encryptedstatic, STATIC));
    CU_ASSERT(holds(to->encryptedtimestamp, TIME));
    CU_ASSERT(holds(to->mac1, TAG));
    CU_ASSERT(holds(to->mac2, ZEROS));
    CU_ASSERT_EQUAL(left(), 0);
}

static void
a_response_has_both_indexes(void)
{
    Types__WireGuard *to = decoded(RESPONSE);

    CU_ASSERT_EQUAL(to->type, 2);
    CU_ASSERT_EQUAL(to->senderindex, 1);
    CU_ASSERT_EQUAL(to->receiverindex, 0x800000fe);
    CU_ASSERT(holds(to->ephemeral, KEY));
    CU_ASSERT(holds(to->encryptedempty, TAG));
    CU_ASSERT(holds(to->mac1, TAG) && holds(to->mac2, ZEROS));
}

static void
a_cookie_has_a_nonce(void)
{
    Types__WireGuard *to = decoded(COOKIE);

    CU_ASSERT_EQUAL(to->type, 3);
    CU_ASSERT_EQUAL(to->receiverindex, 0x800000fe);
    CU_ASSERT(holds(to->nonce, NONCE));
    CU_ASSERT(holds(to->encryptedcookie, KEY));
}

static void
data_have_a_counter_and_a_size(void)
{
    Types__WireGuard *to = decoded("04000000 01000000 0100000000000080" KEY);

    CU_ASSERT_EQUAL(to->type, 4);
    CU_ASSERT_EQUAL(to->receiverindex, 1);
    CU_ASSERT_EQUAL(to->counter, UINT64_C(0x8000000000000001));
    CU_ASSERT_EQUAL(to->datasize, 32);
    CU_ASSERT_FALSE(to->keepalive);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
data_of_nothing_keep_the_way_open(void)
{
    Types__WireGuard *to = decoded(KEEPALIVE);

    CU_ASSERT_EQUAL(to->datasize, 16);
    CU_ASSERT(to->keepalive);
    CU_ASSERT_EQUAL(to->counter, UINT64_C(0x7ffffffffffffffe));
}

static void
types_that_do_not_exist_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00000000" KEY), "type that does not exist");
    CU_ASSERT_STRING_EQUAL(refusal("05000000" KEY), "type that does not exist");
}

static void
messages_that_are_cut_are_refused(void)
{
    static const char *const messages[] = { INITIATION, RESPONSE, COOKIE, KEEPALIVE };
    char hex[2 * INPUT_MAX];

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        snprintf(hex, sizeof hex, "%s", messages[i]);
        hex[strlen(hex) - 2] = '\0';
        CU_ASSERT_STRING_EQUAL(refusal(hex), nc_truncated);
        CU_ASSERT_STRING_EQUAL(unrecognised(hex), "is not for this decoder");
    }
}

static void
messages_are_recognised_by_type_and_size(void)
{
    CU_ASSERT_EQUAL(recognised(INITIATION), NC_YES);
    CU_ASSERT_EQUAL(recognised(RESPONSE), NC_YES);
    CU_ASSERT_EQUAL(recognised(COOKIE), NC_YES);
    CU_ASSERT_EQUAL(recognised(KEEPALIVE), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised(INITIATION "00"), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised(RESPONSE "00"), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised(COOKIE "00"), "is not for this decoder");
}

static void
data_without_padding_are_possible(void)
{
    CU_ASSERT_EQUAL(recognised(KEEPALIVE "00"), NC_MORE);
}

static void
what_the_capture_has_cut_is_known_by_its_type(void)
{
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("01000000 fe000080"), NC_YES);
    CU_ASSERT_EQUAL(recognised("02000000"), NC_YES);
    CU_ASSERT_EQUAL(recognised(KEEPALIVE), NC_MORE);
}

static void
other_protocols_are_declined(void)
{
    static const char *const others[] = {
        "", "01", "04000000", "04000001 01000000 0100000000000080" KEY,
        "01000100" KEY, "12348180000100010000000003777777",
        "00010000 2112a442 000102030405060708090a0b", "47455420 2f20485454502f312e310d0a0d0a"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_STRING_EQUAL(unrecognised(others[i]), "is not for this decoder");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_initiation_has_index_keys_time_and_macs),
        SENTENCE(a_response_has_both_indexes),
        SENTENCE(a_cookie_has_a_nonce),
        SENTENCE(data_have_a_counter_and_a_size),
        SENTENCE(data_of_nothing_keep_the_way_open),
        SENTENCE(types_that_do_not_exist_are_refused),
        SENTENCE(messages_that_are_cut_are_refused),
        SENTENCE(messages_are_recognised_by_type_and_size),
        SENTENCE(data_without_padding_are_possible),
        SENTENCE(what_the_capture_has_cut_is_known_by_its_type),
        SENTENCE(other_protocols_are_declined),
        SENTENCES_END
    };

    return plugin_sentences("wireguard", KEEPALIVE, own);
}
