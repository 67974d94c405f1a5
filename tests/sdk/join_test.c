/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <string.h>

static uint8_t bytes[NC_ALLOC_MAX];

static ProtobufCBinaryData
piece(size_t from, size_t size)
{
    for (size_t i = from; i < from + size; i++)
        bytes[i] = (uint8_t)(i * 7);
    return (ProtobufCBinaryData){ size, size ? bytes + from : NULL };
}

static void
pieces_are_joined_in_their_order(void)
{
    const ProtobufCBinaryData pieces[] = { piece(0, 3), piece(3, 0), piece(3, 1), piece(4, 96) };
    struct nc_cursor in = over("");
    struct nc_cursor joined = nc_join(fresh(&in), pieces, 4);

    CU_ASSERT_EQUAL_FATAL(nc_left(&joined), 100);
    CU_ASSERT_EQUAL(nc_tell(&joined), 0);
    CU_ASSERT_EQUAL(memcmp(nc_rest(&joined).data, bytes, 100), 0);
    CU_ASSERT_PTR_NOT_EQUAL(nc_rest(&joined).data, bytes);
}

static void
a_single_piece_is_not_copied(void)
{
    const ProtobufCBinaryData one = piece(0, NC_ALLOC_MAX);
    struct nc_cursor in = over("");
    struct nc_cursor joined = nc_join(fresh(&in), &one, 1);

    CU_ASSERT_PTR_EQUAL(nc_rest(&joined).data, bytes);
    CU_ASSERT_EQUAL(nc_left(&joined), NC_ALLOC_MAX);
}

static void
of_nothing_nothing_can_be_read(void)
{
    const ProtobufCBinaryData nothing = piece(0, 0);
    struct nc_cursor in = over("");
    struct nc_cursor joined = nc_join(fresh(&in), &nothing, 1);

    CU_ASSERT(nc_ok(&joined) && nc_left(&joined) == 0);
    joined = nc_join(fresh(&in), NULL, 0);
    CU_ASSERT(nc_ok(&joined) && nc_left(&joined) == 0);
    nc_u8(&joined);
    CU_ASSERT_PTR_EQUAL(nc_reason(&joined), nc_truncated);
}

static void
more_than_an_allocation_holds_fails_the_packet(void)
{
    const ProtobufCBinaryData pieces[] = { piece(0, NC_ALLOC_MAX), piece(0, 1) };
    struct nc_cursor in = over("");
    struct nc_cursor joined = nc_join(fresh(&in), pieces, 2);

    CU_ASSERT_STRING_EQUAL(why(&in), "needs more memory than one packet may have");
    CU_ASSERT_STRING_EQUAL(why(&joined), why(&in));
    CU_ASSERT_EQUAL(nc_left(&joined), 0);
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(pieces_are_joined_in_their_order),
                                           SENTENCE(a_single_piece_is_not_copied),
                                           SENTENCE(of_nothing_nothing_can_be_read),
                                           SENTENCE(more_than_an_allocation_holds_fails_the_packet),
                                           SENTENCES_END };

    return sentences("sdk_join", own);
}
