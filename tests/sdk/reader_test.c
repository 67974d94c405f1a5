/* SPDX-License-Identifier: Apache-2.0 */
/* nc_read_message() on messages of our own: M, a digit that says how long the message is, the rest.
 * M0 has a length of zero, M+ one beyond all bytes, M! one that is refused. */
#include "harness.h"

#include <string.h>

enum { ROOM = 512 };

/* One side of a stream, as the core would play it. */
static struct {
    struct nc_stream is;
    struct nc_reader reader;
    uint32_t asked, sized; /* how often, in calls that counted */
    uint8_t unread[ROOM];
    size_t n_unread;
    char messages[ROOM];
    const char *refused, *malformed, *bytes_refused;
} side;

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    (void)context;
    CU_ASSERT_FATAL(bytes.len > 0);
    side.asked++;
    if (bytes.data[0] != 'M')
        return NC_NO;
    if (bytes.len < 2)
        return NC_MORE;
    return strchr("0123456789+!", bytes.data[1]) ? NC_YES : NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    uint8_t digit;

    ++*(uint32_t *)context;
    nc_skip(ahead, 1);
    digit = nc_u8(ahead);
    nc_require(ahead, digit != '!', "length that is no number");
    return digit == '+' ? SIZE_MAX : (size_t)digit - '0';
}

static const struct nc_framing framing = { begins, size };

static void
new_side(bool opened)
{
    memset(&side, 0, sizeof side);
    side.is.opened = opened;
    side.refused = side.malformed = side.bytes_refused = "";
}

/* One call; whether it moved anything. */
static bool
call(void)
{
    struct nc_cursor in = { side.unread, side.unread, side.unread + side.n_unread, NULL }, message;
    struct nc_reader before = side.reader;
    uint32_t sized = side.sized;
    uint64_t gap = side.is.gap;
    size_t n;

    message = nc_read_message(fresh(&in), &side.is, &in, &side.reader, &framing, &side.sized);
    if (nc_reason(&in) == nc_truncated) {
        side.reader = before;
        side.sized = sized;
        return false;
    }
    side.refused = why(&in);
    n = nc_tell(&in);
    if (malformed()[0])
        side.malformed = malformed();
    if (bytes_refused()[0])
        side.bytes_refused = bytes_refused();
    if (nc_ok(&message)) {
        CU_ASSERT(nc_tell(&message) == 0 && nc_left(&message) <= n);
        strncat(side.messages, (const char *)nc_rest(&message).data, nc_left(&message));
        strcat(side.messages, "|");
        nc_fail(&message, "says nothing that makes sense"); /* which the reader does not mind */
    }
    side.is.gap = 0;
    memmove(side.unread, side.unread + n, side.n_unread - n);
    side.n_unread -= n;
    return (n || gap) && nc_ok(&in);
}

/* A segment. */
static void
say(const char *text)
{
    size_t n = strlen(text);

    CU_ASSERT_FATAL(side.n_unread + n <= ROOM);
    memcpy(side.unread + side.n_unread, text, n);
    side.n_unread += n;
    while (side.n_unread && call())
        continue;
}

/* What was unread before a gap will never be whole. */
static void
lose(uint64_t bytes)
{
    side.n_unread = 0;
    side.is.gap = bytes;
}

#define READ(text) CU_ASSERT_STRING_EQUAL(side.messages, text)

static void
messages_come_one_by_one_however_they_are_cut(void)
{
    static const char text[] = "M3aM2M6bcde";

    for (size_t most = 1; most < sizeof text; most++) {
        new_side(true);
        for (size_t i = 0; i < sizeof text - 1; i += most) {
            char piece[sizeof text] = "";

            say(strncat(piece, text + i, most));
        }
        READ("M3a|M2|M6bcde|");
        CU_ASSERT_STRING_EQUAL(side.malformed, "");
    }
}

static void
half_a_message_is_not_read_and_counts_for_nothing(void)
{
    new_side(true);
    say("M4a");
    READ("");
    CU_ASSERT(side.n_unread == 3 && side.sized == 0 && !side.reader.begun);
    say("b");
    READ("M4ab|");
}

static void
a_call_without_bytes_changes_nothing(void)
{
    new_side(false);
    CU_ASSERT_FALSE(call());
    CU_ASSERT(side.asked == 0 && !side.reader.begun);
    CU_ASSERT_STRING_EQUAL(side.refused, "");
}

static void
a_stream_that_begins_with_something_else_is_declined(void)
{
    new_side(true);
    say("xM3a");
    READ("");
    CU_ASSERT_STRING_EQUAL(side.refused, nc_declined);
    CU_ASSERT_STRING_EQUAL(side.malformed, "");
}

static void
what_is_none_behind_a_message_is_refused_and_passed_over(void)
{
    new_side(true);
    say("M3axM3b");
    say("M3c");
    READ("M3a|M3c|");
    CU_ASSERT_STRING_EQUAL(side.bytes_refused, "no message where one should begin");
    CU_ASSERT_STRING_EQUAL(side.refused, "");
}

static void
a_connection_that_is_known_loses_only_what_is_no_message(void)
{
    new_side(true);
    side.is.known = true;
    say("xM3a");
    CU_ASSERT_STRING_EQUAL(side.bytes_refused, "no message where one should begin");
    say("M3b");
    READ("M3b|");
    CU_ASSERT_STRING_EQUAL(side.refused, "");
}

static void
each_segment_that_is_none_is_refused_until_a_message_is_found(void)
{
    new_side(true);
    side.is.known = true;
    for (int i = 0; i < 3; i++) {
        side.bytes_refused = "";
        say("x");
        CU_ASSERT_STRING_EQUAL(side.bytes_refused, "no message where one should begin");
    }
    say("M3a");
    lose(4);
    side.bytes_refused = "";
    say("x"); /* the end of what was lost, for all we know */
    CU_ASSERT_STRING_EQUAL(side.bytes_refused, "");
    READ("M3a|");
}

static void
half_a_message_that_turns_out_to_be_none_leaves_the_segment_behind_it(void)
{
    new_side(true);
    say("M3a");
    say("M");
    say("M3b");
    READ("M3a|M3b|");
}

static void
in_a_stream_captured_from_its_middle_the_first_message_is_searched_for(void)
{
    new_side(false);
    say("cdeM3a");
    CU_ASSERT(side.reader.lost);
    say("M3b");
    READ("M3b|");
    CU_ASSERT(!side.reader.lost);
    CU_ASSERT_STRING_EQUAL(side.malformed, "");
}

static void
behind_a_gap_a_message_is_found_where_a_segment_begins(void)
{
    new_side(true);
    say("M3aM4x");
    lose(7);
    say("yM3b");
    say("M3c");
    READ("M3a|M3c|");
    lose(1);
    say("M3d");
    READ("M3a|M3c|M3d|");
    CU_ASSERT_STRING_EQUAL(side.malformed, "");
}

static void
a_beginning_that_turns_out_to_be_none_leaves_the_segment_behind_it(void)
{
    new_side(false);
    say("M");
    CU_ASSERT_EQUAL(side.n_unread, 1);
    say("M3a");
    READ("M3a|");
}

static void
what_stood_before_a_gap_is_not_counted_behind_it(void)
{
    new_side(false);
    say("M");
    lose(1);
    say("xM3a");
    READ("");
    CU_ASSERT_EQUAL(side.n_unread, 0);
}

/* A size of zero keeps what the call left in the state; a read past the end does not. */
static void
a_message_that_waits_with_size_zero_is_not_asked_for_again(void)
{
    new_side(true);
    say("M0");
    say("a");
    say("b");
    READ("");
    CU_ASSERT(side.asked == 1 && side.sized == 3);
    lose(1);
    say("M3c");
    READ("M3c|");
    CU_ASSERT_EQUAL(side.asked, 2);
}

static void
a_size_beyond_all_bytes_waits(void)
{
    new_side(true);
    say("M+abcdef");
    say("M3a");
    READ("");
    CU_ASSERT_EQUAL(side.n_unread, 11);
    CU_ASSERT_STRING_EQUAL(side.refused, "");
}

static void
a_size_that_is_refused_refuses_the_stream_for_that_reason(void)
{
    new_side(true);
    say("M3aM!");
    READ("M3a|");
    CU_ASSERT_STRING_EQUAL(side.refused, "length that is no number");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(messages_come_one_by_one_however_they_are_cut),
        SENTENCE(half_a_message_is_not_read_and_counts_for_nothing),
        SENTENCE(a_call_without_bytes_changes_nothing),
        SENTENCE(a_stream_that_begins_with_something_else_is_declined),
        SENTENCE(what_is_none_behind_a_message_is_refused_and_passed_over),
        SENTENCE(a_connection_that_is_known_loses_only_what_is_no_message),
        SENTENCE(each_segment_that_is_none_is_refused_until_a_message_is_found),
        SENTENCE(half_a_message_that_turns_out_to_be_none_leaves_the_segment_behind_it),
        SENTENCE(in_a_stream_captured_from_its_middle_the_first_message_is_searched_for),
        SENTENCE(behind_a_gap_a_message_is_found_where_a_segment_begins),
        SENTENCE(a_beginning_that_turns_out_to_be_none_leaves_the_segment_behind_it),
        SENTENCE(what_stood_before_a_gap_is_not_counted_behind_it),
        SENTENCE(a_message_that_waits_with_size_zero_is_not_asked_for_again),
        SENTENCE(a_size_beyond_all_bytes_waits),
        SENTENCE(a_size_that_is_refused_refuses_the_stream_for_that_reason),
        SENTENCES_END
    };

    return sentences("sdk_reader", own);
}
