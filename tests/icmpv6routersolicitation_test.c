/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "icmpv6routersolicitation.pb-c.h"

static void
options_may_be_absent(void)
{
    Types__ICMPv6RouterSolicitation *solicitation = decoded("ffffffff");

    CU_ASSERT_EQUAL(solicitation->n_options, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
options_begin_behind_four_reserved_bytes(void)
{
    Types__ICMPv6RouterSolicitation *solicitation =
        decoded("01010000 0101 020000000001 0501 0000000005dc");

    CU_ASSERT_EQUAL_FATAL(solicitation->n_options, 2);
    CU_ASSERT_EQUAL(solicitation->options[0]->type, 1);
    CU_ASSERT(holds(solicitation->options[0]->data, "020000000001"));
    CU_ASSERT_EQUAL(solicitation->options[1]->type, 5);
    CU_ASSERT(holds(solicitation->options[1]->data, "0000000005dc"));
}

static void
an_option_beyond_the_packet_is_malformed(void)
{
    Types__ICMPv6RouterSolicitation *solicitation = decoded("00000000 0101 0200000000");

    CU_ASSERT_EQUAL(solicitation->n_options, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(options_may_be_absent),
        SENTENCE(options_begin_behind_four_reserved_bytes),
        SENTENCE(an_option_beyond_the_packet_is_malformed),
        SENTENCES_END
    };

    return plugin_sentences("icmpv6routersolicitation", "00000000", own);
}
