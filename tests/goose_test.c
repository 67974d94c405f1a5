/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "goose.pb-c.h"

#include <stdio.h>
#include <string.h>

#define FIRST "8001 67 8102 07d0 8201 64 8301 69 8408 65536d8080000001 "
#define THEN "8501 03 8601 04 8701 ff 8801 05 8901 ff 8a01 02 ab06 8301 01 8301 00 "

/* A message of these members behind the header. */
static const char *
message(const char *members)
{
    static char all[1024];
    uint8_t bytes[400];
    size_t size = from_hex(members, bytes, sizeof bytes);

    snprintf(all, sizeof all, "3fff %04zx 8000 0001 61 81 %02zx %s", size + 11, size, members);
    return all;
}

/* The message without its nth member, or with another in its place. */
static const char *
with(size_t nth, const char *other)
{
    static const char *const members[] = {
        "8001 67", "8102 07d0", "8201 64", "8301 69", "8408 65536d8080000001", "8501 03", "8601 04",
        "8701 ff", "8801 05", "8901 ff", "8a01 02", "ab06 8301 01 8301 00",
    };
    static char all[400];

    *all = '\0';
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        strcat(all, i == nth ? other : members[i]);
    return message(all);
}

static void
members_have_tags_in_order(void)
{
    Types__GOOSE *goose = decoded(message(FIRST THEN));

    CU_ASSERT_STRING_EQUAL(goose->gocbref, "g");
    CU_ASSERT_STRING_EQUAL(goose->datset, "d");
    CU_ASSERT_STRING_EQUAL(goose->goid, "i");
    CU_ASSERT(goose->timeallowedtolive == 2000 && goose->stnum == 3 && goose->sqnum == 4);
    CU_ASSERT(goose->simulation && goose->confrev == 5 && goose->ndscom);
    CU_ASSERT(goose->numdatsetentries == 2 && goose->datacount == 2 && left() == 0);
    CU_ASSERT(goose->appid == 0x3fff && goose->simulated && goose->reserved2 == 1);
}

static void
the_time_has_a_fraction_of_24_bits(void)
{
    Types__GOOSE *goose = decoded(message(FIRST THEN));

    CU_ASSERT_STRING_EQUAL(goose->t, "1699966336.500000000");
    CU_ASSERT_EQUAL(goose->timequality, 1);
    goose = decoded(with(4, "8408 00000000ffffffff"));
    CU_ASSERT_STRING_EQUAL(goose->t, "0.999999940");
    CU_ASSERT_EQUAL(goose->timequality, 255);
}

static void
some_members_may_be_left_out(void)
{
    static const size_t optional[] = { 3, 7, 9 };

    for (size_t i = 0; i < 12; i++) {
        bool may = i == optional[0] || i == optional[1] || i == optional[2];

        CU_ASSERT_STRING_EQUAL(refusal(with(i, "")),
                               may ? "" : "message without one of its members");
    }
}

static void
what_is_not_known_is_passed_over(void)
{
    CU_ASSERT_EQUAL(((Types__GOOSE *)decoded(with(3, "8c01ff 9f2001 ff 0201 07")))->stnum, 3);
    CU_ASSERT_STRING_EQUAL(refusal(with(0, "a001 67")), "message without one of its members");
}

static void
numbers_have_up_to_32_bits(void)
{
    CU_ASSERT_EQUAL(((Types__GOOSE *)decoded(with(5, "8505 00ffffffff")))->stnum, UINT32_MAX);
    CU_ASSERT_EQUAL(((Types__GOOSE *)decoded(with(5, "8504 ffffffff")))->stnum, UINT32_MAX);
    CU_ASSERT_STRING_EQUAL(refusal(with(5, "8505 0100000000")), "number of more than 32 bits");
    CU_ASSERT_STRING_EQUAL(refusal(with(5, "8506 000000000001")),
                           "number of no bytes or more than five");
    CU_ASSERT_STRING_EQUAL(refusal(with(5, "8500")), "number of no bytes or more than five");
}

static void
sizes_of_members_are_checked(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(with(7, "8702 0001")), "flag of other than a byte");
    CU_ASSERT_STRING_EQUAL(refusal(with(4, "8407 00000000000000")),
                           "time of other than eight bytes");
    CU_ASSERT_STRING_EQUAL(refusal(with(11, "ab20 8301 01")), "member beyond the message");
    CU_ASSERT_STRING_NOT_EQUAL(refusal(with(11, "ab03 8305 01")), "");
}

static void
a_length_counts_the_header(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0007 0000 0000 61 00"), "length below that of the header");
    CU_ASSERT_STRING_EQUAL(refusal("0001 000b 0000 0000 61 00"), "shorter than its length");
    CU_ASSERT_STRING_EQUAL(refusal("0001 000a 0000 0000 61 00"),
                           "message without one of its members");
    CU_ASSERT_STRING_NOT_EQUAL(refusal("0001 000a 0000 0000 62 00"), "");
}

static void
management_is_declined(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 000a 0000 0000 60 00"), nc_declined);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(members_have_tags_in_order),
        SENTENCE(the_time_has_a_fraction_of_24_bits),
        SENTENCE(some_members_may_be_left_out),
        SENTENCE(what_is_not_known_is_passed_over),
        SENTENCE(numbers_have_up_to_32_bits),
        SENTENCE(sizes_of_members_are_checked),
        SENTENCE(a_length_counts_the_header),
        SENTENCE(management_is_declined),
        SENTENCES_END
    };

    return plugin_sentences("goose", "3fff 003b 0000 0000 61 31" FIRST THEN, own);
}
