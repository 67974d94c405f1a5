/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "usb.pb-c.h"

/* Up to the flags: id, a submitted control transfer to endpoint 0 of device 5, bus 1. */
#define START "efcdab8967452301 53 02 00 05 0100 "
#define TIMES "7856341200000000 40420f00 8dffffff 40000000 "
#define NONE_LEFT "00000000 "
#define TWO_LEFT "02000000 "
#define SETUP "8006000100004000 "
#define MORE "08000000 09000000 00020000 02000000 "

static void
a_short_header_has_forty_eight_bytes(void)
{
    Types__USB *usb = decoded(START "2d 00" TIMES TWO_LEFT SETUP "aabb");

    CU_ASSERT_EQUAL(usb->id, 0x0123456789abcdef);
    CU_ASSERT_EQUAL(usb->status, -115);
    CU_ASSERT_EQUAL(usb->urbdatalength, 2);
    CU_ASSERT_EQUAL(usb->urbinterval, 0);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_long_header_has_sixteen_more(void)
{
    Types__USB *usb = decoded(START "2d 00" TIMES TWO_LEFT SETUP MORE "aabb");

    CU_ASSERT_EQUAL(usb->urbinterval, 8);
    CU_ASSERT_EQUAL(usb->urbstartframe, 9);
    CU_ASSERT_EQUAL(usb->urbcopyoftransferflags, 0x200);
    CU_ASSERT_EQUAL(usb->isonumdesc, 2);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_flag_of_zero_means_there_is(void)
{
    Types__USB *usb = decoded(START "00 3c" TIMES NONE_LEFT SETUP);

    CU_ASSERT(usb->setup && !usb->data);
    usb = decoded(START "2d 00" TIMES NONE_LEFT SETUP);
    CU_ASSERT(!usb->setup && usb->data);
}

static void
the_direction_is_the_highest_bit_of_the_endpoint(void)
{
    Types__USB *usb = decoded("efcdab8967452301 43 01 83 05 0100 2d 00" TIMES NONE_LEFT SETUP);

    CU_ASSERT_EQUAL(usb->direction, 1);
    CU_ASSERT_EQUAL(usb->endpointnumber, 3);
    usb = decoded("efcdab8967452301 43 01 03 05 0100 2d 00" TIMES NONE_LEFT SETUP);
    CU_ASSERT_EQUAL(usb->direction, 2);
    CU_ASSERT_EQUAL(usb->endpointnumber, 3);
}

static void
a_request_leaves_its_setup_bytes_to_the_next_layer(void)
{
    decoded(START "00 3c" TIMES NONE_LEFT SETUP MORE);
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 0x102);
    CU_ASSERT_EQUAL(left(), 24);
}

static void
the_transfer_type_says_what_the_data_are(void)
{
    decoded("efcdab8967452301 43 01 81 05 0100 2d 00" TIMES TWO_LEFT SETUP "aabb");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 1);
}

static void
a_short_header_counts_isochronous_descriptors(void)
{
    Types__USB *usb = decoded("efcdab8967452301 43 00 81 05 0100 2d 00" TIMES NONE_LEFT
                              "01000000 07000000");

    CU_ASSERT_EQUAL(usb->isonumdesc, 7);
}

static void
the_payload_is_written_on_demand(void)
{
    Types__USB *usb = decoded(START "2d 00" TIMES TWO_LEFT SETUP "aabb");

    CU_ASSERT_EQUAL(usb->payload.len, 0);
    with_option("payload", 1);
    usb = decoded(START "00 00" TIMES TWO_LEFT SETUP MORE "aabb");
    CU_ASSERT(holds(usb->payload, "aabb"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_short_header_has_forty_eight_bytes),
        SENTENCE(a_long_header_has_sixteen_more),
        SENTENCE(a_flag_of_zero_means_there_is),
        SENTENCE(the_direction_is_the_highest_bit_of_the_endpoint),
        SENTENCE(a_request_leaves_its_setup_bytes_to_the_next_layer),
        SENTENCE(the_transfer_type_says_what_the_data_are),
        SENTENCE(a_short_header_counts_isochronous_descriptors),
        SENTENCE(the_payload_is_written_on_demand),
        SENTENCES_END
    };

    return plugin_sentences("usb", START "2d 3c" TIMES NONE_LEFT SETUP, own);
}
