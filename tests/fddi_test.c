/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "fddi.pb-c.h"

#define ADDRESSES "020000000102 100400000304 "

static void
the_priority_is_cut_from_the_frame_control(void)
{
    Types__FDDI *fddi = decoded("57" ADDRESSES);

    CU_ASSERT_EQUAL(fddi->framecontrol, 0x50);
    CU_ASSERT_EQUAL(fddi->priority, 7);
}

static void
the_destination_comes_first(void)
{
    Types__FDDI *fddi = decoded("50" ADDRESSES);

    CU_ASSERT_STRING_EQUAL(fddi->dstmac, "02:00:00:00:01:02");
    CU_ASSERT_STRING_EQUAL(fddi->srcmac, "10:04:00:00:03:04");
}

static void
addresses_may_have_their_low_bit_first(void)
{
    Types__FDDI *fddi;

    with_option("bitswap", 1);
    fddi = decoded("50" ADDRESSES);
    CU_ASSERT_STRING_EQUAL(fddi->dstmac, "40:00:00:00:80:40");
    CU_ASSERT_STRING_EQUAL(fddi->srcmac, "08:20:00:00:c0:20");
}

static void
llc_follows_asynchronous_frames(void)
{
    decoded("51" ADDRESSES "aaaa03");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
llc_follows_synchronous_frames_too(void)
{
    decoded("d0" ADDRESSES "aaaa03");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
}

static void
nothing_follows_frames_of_the_ring_itself(void)
{
    static const char *const control[] = { "00", "41", "4f", "c0", "e0", "80", "b0" };
    char hex[] = "00" ADDRESSES "aaaa03";

    for (size_t i = 0; i < sizeof control / sizeof *control; i++) {
        hex[0] = control[i][0];
        hex[1] = control[i][1];
        decoded(hex);
        CU_ASSERT_EQUAL(next_space(), NC_NONE);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_priority_is_cut_from_the_frame_control),
        SENTENCE(the_destination_comes_first),
        SENTENCE(addresses_may_have_their_low_bit_first),
        SENTENCE(llc_follows_asynchronous_frames),
        SENTENCE(llc_follows_synchronous_frames_too),
        SENTENCE(nothing_follows_frames_of_the_ring_itself),
        SENTENCES_END
    };

    return plugin_sentences("fddi", "50" ADDRESSES, own);
}
