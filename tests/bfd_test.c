/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "bfd.pb-c.h"

#define HEADER(first, flags, length) \
    first flags "05" length "00000001 fffffffe 000f4240 ffffffff 00000000"

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("00", "40", "18")), "version is not 1");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("20", "40", "17")), "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("20", "44", "21") "01 09 02 736563726574"),
                           "");
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("20", "44", "21") "01 09 02 7365637265"), nc_truncated);
}

static void
state_and_flags_share_a_byte(void)
{
    Types__BFD *bfd = decoded(HEADER("3f", "ab", "18"));

    CU_ASSERT_EQUAL(bfd->diagnostic, 31);
    CU_ASSERT_EQUAL(bfd->state, 2);
    CU_ASSERT(bfd->poll && !bfd->final && bfd->controlplaneindependent);
    CU_ASSERT(!bfd->authpresent && bfd->demand && bfd->multipoint);
}

static void
large_numbers_stay_positive(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "40", "18"));

    CU_ASSERT_EQUAL(bfd->yourdiscriminator, 0xfffffffe);
    CU_ASSERT_EQUAL(bfd->requiredminrxinterval, 0xffffffff);
}

static void
without_authentication_there_is_no_section(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "40", "21") "01 09 02 736563726574");

    CU_ASSERT_PTR_NULL(bfd->authheader);
}

static void
a_password_follows_its_key(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "44", "21") "01 09 02 736563726574");

    CU_ASSERT_PTR_NOT_NULL_FATAL(bfd->authheader);
    CU_ASSERT_EQUAL(bfd->authheader->authtype, 1);
    CU_ASSERT_EQUAL(bfd->authheader->keyid, 2);
    CU_ASSERT_EQUAL(bfd->authheader->sequencenumber, 0);
    CU_ASSERT(spells(bfd->authheader->data, "secret"));
}

static void
what_follows_the_section_is_none_of_it(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "44", "23") "01 09 02 736563726574 ffff");

    CU_ASSERT_PTR_NOT_NULL_FATAL(bfd->authheader);
    CU_ASSERT(spells(bfd->authheader->data, "secret"));
}

static void
a_digest_follows_its_sequence_number(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "44", "30") "02 18 07 ff 80000001"
                              "000102030405060708090a0b0c0d0e0f");

    CU_ASSERT_PTR_NOT_NULL_FATAL(bfd->authheader);
    CU_ASSERT_EQUAL(bfd->authheader->keyid, 7);
    CU_ASSERT_EQUAL(bfd->authheader->sequencenumber, 0x80000001);
    CU_ASSERT(holds(bfd->authheader->data, "000102030405060708090a0b0c0d0e0f"));
}

static void
a_section_longer_than_the_message_is_malformed(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "44", "1b") "01 04 02 7365");

    CU_ASSERT_PTR_NULL(bfd->authheader);
    CU_ASSERT_STRING_EQUAL(malformed(), "authentication of a wrong length");
}

static void
a_section_too_short_for_its_number_is_malformed(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "44", "1f") "04 07 02 00 000000");

    CU_ASSERT_PTR_NULL(bfd->authheader);
    CU_ASSERT_STRING_EQUAL(malformed(), "authentication of a wrong length");
}

static void
a_section_below_two_bytes_is_malformed(void)
{
    decoded(HEADER("20", "44", "1b") "01 01 02");
    CU_ASSERT_STRING_EQUAL(malformed(), "authentication of a wrong length");
}

static void
a_section_that_is_announced_but_absent_is_malformed(void)
{
    Types__BFD *bfd = decoded(HEADER("20", "44", "18"));

    CU_ASSERT(bfd->authpresent);
    CU_ASSERT_STRING_EQUAL(malformed(), "authentication of a wrong length");
}

static void
it_is_recognised_by_a_length_that_is_right(void)
{
    CU_ASSERT_EQUAL(recognised(HEADER("20", "40", "18")), NC_YES);
    CU_ASSERT_EQUAL(recognised(HEADER("20", "44", "1f") "01 07 01 61626364"), NC_YES);
    CU_ASSERT_EQUAL(recognised(HEADER("20", "40", "1a") "0000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised(HEADER("20", "44", "1f") "01 06 01 61626364"), NC_MORE);
}

static void
what_receivers_discard_is_not_recognised(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("00", "40", "18")), "version is not 1");
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("20", "40", "17")),
                           "length shorter than the header");
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("20", "40", "19")), "ends too early");
    CU_ASSERT_STRING_EQUAL(unrecognised("20400018 00000001 00000000 0000000000000000 00000000"),
                           "detection multiplier of 0");
    CU_ASSERT_STRING_EQUAL(unrecognised("20400518 00000000 00000000 0000000000000000 00000000"),
                           "discriminator of 0");
}

static void
echoes_and_what_comes_from_its_port_are_others(void)
{
    datagram.key.value = 3785;
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("20", "40", "18")), "is not for this decoder");
    datagram.key.value = 3784;
    datagram.by_source = true;
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("20", "40", "18")), "is not for this decoder");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(another_version_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCE(state_and_flags_share_a_byte),
        SENTENCE(large_numbers_stay_positive),
        SENTENCE(without_authentication_there_is_no_section),
        SENTENCE(a_password_follows_its_key),
        SENTENCE(what_follows_the_section_is_none_of_it),
        SENTENCE(a_digest_follows_its_sequence_number),
        SENTENCE(a_section_longer_than_the_message_is_malformed),
        SENTENCE(a_section_too_short_for_its_number_is_malformed),
        SENTENCE(a_section_below_two_bytes_is_malformed),
        SENTENCE(a_section_that_is_announced_but_absent_is_malformed),
        SENTENCE(it_is_recognised_by_a_length_that_is_right),
        SENTENCE(what_receivers_discard_is_not_recognised),
        SENTENCE(echoes_and_what_comes_from_its_port_are_others),
        SENTENCES_END
    };

    return plugin_sentences("bfd", HEADER("20", "40", "18"), own);
}
