/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ike.pb-c.h"

#include <stdio.h>
#include <string.h>

#define SPIS "0102030405060708 0000000000000000"
#define EMPTY SPIS "00 20 25 08 00000000 0000001c"

static void
the_header_is_read(void)
{
    Types__IKE *ike = decoded("0102030405060708 1112131415161718 00 21 25 28 000000fe 0000001c");

    CU_ASSERT(holds(ike->initiatorspi, "0102030405060708"));
    CU_ASSERT(holds(ike->responderspi, "1112131415161718"));
    CU_ASSERT(ike->majorversion == 2 && ike->minorversion == 1);
    CU_ASSERT_EQUAL(ike->exchangetype, 37);
    CU_ASSERT_EQUAL(ike->flags, 0x28);
    CU_ASSERT_EQUAL(ike->messageid, 254);
    CU_ASSERT_EQUAL(ike->length, 28);
    CU_ASSERT_EQUAL(ike->n_payloadtypes, 0);
    CU_ASSERT_FALSE(ike->encrypted);
}

/* A message of that version and exchange, its first payload of that type. */
static const char *
message(int version, int exchange, int first, const char *payloads)
{
    static char hex[2 * INPUT_MAX];
    uint8_t bytes[INPUT_MAX];

    snprintf(hex, sizeof hex, SPIS "%02x %02x %02x 00 00000000 %08zx %s", (unsigned)first,
             (unsigned)version << 4, (unsigned)exchange,
             28 + from_hex(payloads, bytes, sizeof bytes), payloads);
    return hex;
}

static void
proposals_of_version_2_have_types_of_transforms(void)
{
    Types__IKE *ike = decoded(message(2, 34, 33, "00 00 0028 0200 0024 01 01 08 02 a1a2a3a4a5a6a7a8"
                                                 "0300 000c 01 00 000c 800e 0100"
                                                 "0000 0008 04 00 000e"));

    CU_ASSERT_EQUAL_FATAL(ike->n_proposals, 1);
    CU_ASSERT_EQUAL(ike->proposals[0]->number, 1);
    CU_ASSERT_EQUAL(ike->proposals[0]->protocolid, 1);
    CU_ASSERT(holds(ike->proposals[0]->spi, "a1a2a3a4a5a6a7a8"));
    CU_ASSERT_EQUAL_FATAL(ike->proposals[0]->n_transforms, 2);
    CU_ASSERT_EQUAL(ike->proposals[0]->transforms[0]->type, 1);
    CU_ASSERT_EQUAL(ike->proposals[0]->transforms[0]->id, 12);
    CU_ASSERT_EQUAL(ike->proposals[0]->transforms[0]->keylength, 256);
    CU_ASSERT_EQUAL(ike->proposals[0]->transforms[1]->type, 4);
    CU_ASSERT_EQUAL(ike->proposals[0]->transforms[1]->id, 14);
    CU_ASSERT_EQUAL(ike->n_payloadtypes, 1);
    CU_ASSERT_EQUAL(ike->payloadtypes[0], 33);
}

static void
proposals_of_version_1_have_attributes(void)
{
    Types__IKE *ike = decoded(
        message(1, 2, 1, "00 00 0038 00000001 00000001 00 00 002c 01 01 00 01"
                         "00 00 0024 02 01 0000 8001 0007 8002 0004 8003 0001 8004 0002"
                         "800b 0001 000c 0004 00015180"));
    const Types__IKETransform *transform;

    CU_ASSERT_EQUAL_FATAL(ike->n_proposals, 1);
    CU_ASSERT_EQUAL_FATAL(ike->proposals[0]->n_transforms, 1);
    transform = ike->proposals[0]->transforms[0];
    CU_ASSERT(transform->number == 2 && transform->id == 1 && transform->type == 0);
    CU_ASSERT_EQUAL(transform->encryption, 7);
    CU_ASSERT_EQUAL(transform->hash, 4);
    CU_ASSERT_EQUAL(transform->authentication, 1);
    CU_ASSERT_EQUAL(transform->group, 2);
    CU_ASSERT_EQUAL(transform->lifetype, 1);
    CU_ASSERT_EQUAL(transform->lifeduration, 86400);
}

static void
attributes_of_the_second_phase_are_others(void)
{
    Types__IKE *ike = decoded(
        message(1, 32, 1, "00 00 0038 00000001 00000001 00 00 002c 01 03 04 01 a1a2a3a4"
                          "00 00 0020 01 0c 0000 8001 0002 8002 1000 8003 000e 8004 0001"
                          "8005 0005 8006 0080"));
    const Types__IKETransform *transform;

    CU_ASSERT_EQUAL_FATAL(ike->n_proposals, 1);
    CU_ASSERT(holds(ike->proposals[0]->spi, "a1a2a3a4"));
    transform = ike->proposals[0]->transforms[0];
    CU_ASSERT_EQUAL(transform->lifetype, 2);
    CU_ASSERT_EQUAL(transform->lifeduration, 4096);
    CU_ASSERT_EQUAL(transform->group, 14);
    CU_ASSERT_EQUAL(transform->mode, 1);
    CU_ASSERT_EQUAL(transform->authentication, 5);
    CU_ASSERT_EQUAL(transform->keylength, 128);
}

static void
payloads_follow_each_other(void)
{
    Types__IKE *ike = decoded(message(2, 34, 34, "28 00 000c 000e 0000 61626364" "29 00 0006 6162"
                                                 "29 00 0008 00 00 4004" "2b 00 0009 0100 4005 61"
                                                 "2b 00 0006 aabb" "00 00 0004"));
    static const int types[] = { 34, 40, 41, 41, 43, 43 };

    CU_ASSERT_EQUAL_FATAL(ike->n_payloadtypes, 6);
    for (int i = 0; i < 6; i++)
        CU_ASSERT_EQUAL(ike->payloadtypes[i], types[i]);
    CU_ASSERT_EQUAL(ike->keygroup, 14);
    CU_ASSERT_EQUAL(ike->keysize, 4);
    CU_ASSERT_EQUAL(ike->noncesize, 2);
    CU_ASSERT_EQUAL_FATAL(ike->n_notifytypes, 2);
    CU_ASSERT(ike->notifytypes[0] == 0x4004 && ike->notifytypes[1] == 0x4005);
    CU_ASSERT_EQUAL_FATAL(ike->n_vendorids, 2);
    CU_ASSERT(holds(ike->vendorids[0], "aabb"));
}

static void
version_1_has_numbers_of_its_own(void)
{
    Types__IKE *ike = decoded(message(1, 4, 4, "0a 00 0008 61626364" "05 00 0006 6162"
                                               "0b 00 000b 02 11 01f4 612e62"
                                               "0d 00 000c 00000001 01 00 6002" "00 00 0005 aa"));

    CU_ASSERT_EQUAL(ike->keysize, 4);
    CU_ASSERT_EQUAL(ike->keygroup, 0);
    CU_ASSERT_EQUAL(ike->noncesize, 2);
    CU_ASSERT_EQUAL(ike->idtype, 2);
    CU_ASSERT_STRING_EQUAL(ike->identity, "a.b");
    CU_ASSERT_EQUAL_FATAL(ike->n_notifytypes, 1);
    CU_ASSERT_EQUAL(ike->notifytypes[0], 0x6002);
    CU_ASSERT(ike->n_vendorids == 1 && holds(ike->vendorids[0], "aa"));
}

static void
an_identity_may_be_an_address(void)
{
    Types__IKE *ike = decoded(message(1, 4, 5, "00 00 000c 01 00 0000 c0000201"));

    CU_ASSERT_STRING_EQUAL(ike->identity, "192.0.2.1");
    ike = decoded(message(1, 4, 5, "00 00 0018 05 00 0000 20010db8000000000000000000000001"));
    CU_ASSERT_STRING_EQUAL(ike->identity, "2001:db8::1");
    ike = decoded(message(1, 4, 5, "00 00 0010 04 00 0000 c0000200 ffffff00"));
    CU_ASSERT(ike->idtype == 4 && !*ike->identity);
    CU_ASSERT_STRING_EQUAL(refusal(message(1, 4, 5, "00 00 000b 01 00 0000 c00002")),
                           nc_truncated);
}

static void
an_encrypted_payload_is_the_last(void)
{
    Types__IKE *ike = decoded(message(2, 35, 46, "23 00 0008 ffffffff"));

    CU_ASSERT(ike->encrypted);
    CU_ASSERT_EQUAL_FATAL(ike->n_payloadtypes, 1);
    CU_ASSERT_EQUAL(ike->payloadtypes[0], 46);
    ike = decoded(message(2, 35, 53, "23 00 000c 0001 0002 ffffffff"));
    CU_ASSERT(ike->encrypted && ike->n_payloadtypes == 1);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
version_1_encrypts_all_behind_the_header(void)
{
    Types__IKE *ike = decoded(SPIS "05 10 02 01 00000000 00000024 ffffffffffffffff");

    CU_ASSERT(ike->encrypted);
    CU_ASSERT_EQUAL_FATAL(ike->n_payloadtypes, 1);
    CU_ASSERT_EQUAL(ike->payloadtypes[0], 5);
    CU_ASSERT_EQUAL(ike->idtype, 0);
}

static void
payloads_that_do_not_fit_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(message(2, 34, 40, "00 00 0003")),
                           "payload shorter than its header");
    CU_ASSERT_STRING_EQUAL(refusal(message(2, 34, 40, "00 00 0005")), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(message(2, 34, 40, "28 00 0004")), "payload that is missing");
    CU_ASSERT_STRING_EQUAL(refusal(message(2, 34, 40, "")), "payload that is missing");
    CU_ASSERT_STRING_EQUAL(refusal(message(2, 34, 33, "00 00 0008 0000 0003")),
                           "payload shorter than its header");
    CU_ASSERT_STRING_EQUAL(refusal(message(2, 34, 33, "00 00 000c 0000 0008 01 01 00 01")),
                           nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(message(1, 2, 1, "00 00 0008 00000001")), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(message(2, 34, 33, "00 00 0018 0000 0014 01 01 00 01"
                                                      "0000 000c 01 00 000c 000e 0100")),
                           nc_truncated);
}

static void
what_is_no_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(SPIS "00 30 25 08 00000000 0000001c"),
                           "neither version 1 nor 2");
    CU_ASSERT_STRING_EQUAL(refusal(SPIS "00 20 21 08 00000000 0000001c"),
                           "exchange of another version");
    CU_ASSERT_STRING_EQUAL(refusal(SPIS "00 10 22 00 00000000 0000001c"),
                           "exchange of another version");
    CU_ASSERT_STRING_EQUAL(refusal(SPIS "00 20 25 08 00000000 0000001b"),
                           "length that is not the message's");
    CU_ASSERT_STRING_EQUAL(refusal(SPIS "00 20 25 08 00000000 0000001d"),
                           "length that is not the message's");
    CU_ASSERT_STRING_EQUAL(refusal(SPIS "00 20 25 08 00000000 ffffffff"),
                           "length that is not the message's");
}

static void
a_header_whose_length_is_right_is_recognised(void)
{
    CU_ASSERT_EQUAL(recognised(EMPTY), NC_YES);
    CU_ASSERT_EQUAL(recognised(message(1, 2, 1, "00 00 0004")), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised(EMPTY "00"), "is not for this decoder");
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised(SPIS "00 20 25 08 00000000 000000ff"), NC_YES);
}

static void
other_protocols_are_declined(void)
{
    static const char *const others[] = {
        "", "ff", "0000000000000000 0000000000000000 00 20 25 08 00000000 0000001c",
        SPIS "00 30 25 08 00000000 0000001c", SPIS "00 20 02 08 00000000 0000001c",
        SPIS "00 20 2d 08 00000000 0000001c", "12348180000100010000000003777777",
        "00010000 2112a442 000102030405060708090a0b"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_STRING_EQUAL(unrecognised(others[i]), "is not for this decoder");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_header_is_read),
        SENTENCE(proposals_of_version_2_have_types_of_transforms),
        SENTENCE(proposals_of_version_1_have_attributes),
        SENTENCE(attributes_of_the_second_phase_are_others),
        SENTENCE(payloads_follow_each_other),
        SENTENCE(version_1_has_numbers_of_its_own),
        SENTENCE(an_identity_may_be_an_address),
        SENTENCE(an_encrypted_payload_is_the_last),
        SENTENCE(version_1_encrypts_all_behind_the_header),
        SENTENCE(payloads_that_do_not_fit_are_refused),
        SENTENCE(what_is_no_header_is_refused),
        SENTENCE(a_header_whose_length_is_right_is_recognised),
        SENTENCE(other_protocols_are_declined),
        SENTENCES_END
    };

    return plugin_sentences("ike", EMPTY, own);
}
