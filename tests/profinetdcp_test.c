/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "profinetdcp.pb-c.h"

#include <stdio.h>

/* A message of this frame, service and type with these blocks. */
static const char *
message(const char *begins, const char *blocks)
{
    static char all[512];
    uint8_t bytes[256];

    snprintf(all, sizeof all, "%s 01020304 0000 %04zx %s", begins,
             from_hex(blocks, bytes, sizeof bytes), blocks);
    return all;
}

static Types__PROFINETDCP *
answer(const char *blocks)
{
    return decoded(message("feff 05 01", blocks));
}

static void
a_request_names_a_station(void)
{
    Types__PROFINETDCP *dcp = decoded("fefe 05 00 01020304 0080 000a 0202 0005 706c632d31 00 ffff");

    CU_ASSERT(dcp->frameid == 0xfefe && dcp->serviceid == 5 && dcp->servicetype == 0);
    CU_ASSERT(dcp->xid == 0x01020304 && dcp->responsedelay == 128 && dcp->length == 10);
    CU_ASSERT_STRING_EQUAL(dcp->nameofstation, "plc-1");
    CU_ASSERT_EQUAL_FATAL(dcp->n_blocks, 1);
    CU_ASSERT(dcp->blocks[0]->option == 2 && dcp->blocks[0]->suboption == 2);
    CU_ASSERT(dcp->blocks[0]->length == 5 && dcp->blocks[0]->info == 0 && left() == 0);
}

static void
an_answer_tells_what_a_device_is(void)
{
    Types__PROFINETDCP *dcp = answer("0202 0007 0000 706c632d31 00 0203 0006 0000 002a 0101"
                                     "0204 0004 0001 02 00 0201 0004 0000 5337"
                                     "0206 0003 0000 61 00");

    CU_ASSERT_STRING_EQUAL(dcp->nameofstation, "plc-1");
    CU_ASSERT_STRING_EQUAL(dcp->vendor, "S7");
    CU_ASSERT_STRING_EQUAL(dcp->aliasname, "a");
    CU_ASSERT(dcp->vendorid == 42 && dcp->deviceid == 257 && dcp->role == 2);
    CU_ASSERT_EQUAL_FATAL(dcp->n_blocks, 5);
    CU_ASSERT(dcp->blocks[2]->info == 1);
}

static void
addresses_have_mask_and_gateway(void)
{
    Types__PROFINETDCP *dcp = answer("0102 000e 0001 c0000202 ffffff00 c0000201"
                                     "0101 0008 0000 020000000001");

    CU_ASSERT_STRING_EQUAL(dcp->ip, "192.0.2.2");
    CU_ASSERT_STRING_EQUAL(dcp->netmask, "255.255.255.0");
    CU_ASSERT_STRING_EQUAL(dcp->gateway, "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(dcp->mac, "02:00:00:00:00:01");
    CU_ASSERT_EQUAL(dcp->blocks[0]->info, 1);
}

static void
a_get_names_and_no_more(void)
{
    Types__PROFINETDCP *dcp = decoded(message("fefd 03 00", "0102 0202"));

    CU_ASSERT_EQUAL_FATAL(dcp->n_blocks, 2);
    CU_ASSERT(dcp->blocks[1]->option == 2 && dcp->blocks[1]->length == 0);
    dcp = decoded(message("fefd 03 01", "0202 0003 0000 61 00"));
    CU_ASSERT_STRING_EQUAL(dcp->nameofstation, "a");
}

static void
a_set_is_answered_with_errors(void)
{
    Types__PROFINETDCP *dcp = decoded(message("fefd 04 01", "0504 0003 0202 03 00"
                                                            "0504 0003 0102 00 00"));

    CU_ASSERT_EQUAL_FATAL(dcp->n_blocks, 2);
    CU_ASSERT(dcp->blocks[0]->error == 3 && dcp->blocks[1]->error == 0);
    dcp = decoded(message("fefd 04 00", "0503 0004 0000 0100"));
    CU_ASSERT(dcp->blocks[0]->option == 5 && dcp->blocks[0]->suboption == 3);
    CU_ASSERT_EQUAL(dcp->blocks[0]->error, 0);
}

static void
an_odd_block_at_the_end_needs_no_padding(void)
{
    Types__PROFINETDCP *dcp = decoded(message("fefe 05 00", "0202 0001 61"));

    CU_ASSERT_STRING_EQUAL(dcp->nameofstation, "a");
    dcp = decoded(message("fefe 05 00", "ffff 0000"));
    CU_ASSERT_EQUAL_FATAL(dcp->n_blocks, 1);
    CU_ASSERT(dcp->blocks[0]->option == 255 && dcp->blocks[0]->length == 0);
}

static void
other_frames_are_declined(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("8000 0102030405"), nc_declined);
    CU_ASSERT_STRING_EQUAL(refusal("fefb 05 00 01020304 0000 0000"), nc_declined);
    CU_ASSERT_STRING_EQUAL(refusal("ff00 05 00 01020304 0000 0000"), nc_declined);
    CU_ASSERT_STRING_EQUAL(refusal("fefc 06 00 01020304 0000 0000"), "");
}

static void
what_cannot_be_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("fefe 02 00 01020304 0000 0000"), "no service of DCP");
    CU_ASSERT_STRING_EQUAL(refusal("fefe 07 00 01020304 0000 0000"), "no service of DCP");
    CU_ASSERT_STRING_EQUAL(refusal("fefe 05 00 01020304 0000 0001"), "shorter than its blocks");
    CU_ASSERT_STRING_EQUAL(refusal(message("fefe 05 00", "0202 0002 61")), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(message("feff 05 01", "0202 0001 61 00")),
                           "block shorter than what it tells");
    CU_ASSERT_STRING_EQUAL(refusal(message("feff 05 01", "0102 000d 0001 c0000202 ffffff00 c00002"
                                                         "00")),
                           "block shorter than what it tells");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_names_a_station),
        SENTENCE(an_answer_tells_what_a_device_is),
        SENTENCE(addresses_have_mask_and_gateway),
        SENTENCE(a_get_names_and_no_more),
        SENTENCE(a_set_is_answered_with_errors),
        SENTENCE(an_odd_block_at_the_end_needs_no_padding),
        SENTENCE(other_frames_are_declined),
        SENTENCE(what_cannot_be_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("profinetdcp", "fefe 05 00 01020304 0000 0000", own);
}
