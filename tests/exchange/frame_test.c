/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/frame.h"

#include "exchange/big_endian.h"
#include "exchange/transport.h"
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#define ALL (~0u)

static struct frame_reader reader;
static struct frame_writer writer;

static void
begin(void)
{
    frame_free(&reader);
    frame_writer_free(&writer);
    reader = (struct frame_reader){ 0 };
    writer = (struct frame_writer){ 0 };
}

/* What becomes of bytes that come so many at a time; how many frames are whole. */
static enum frame_result
feed(const uint8_t *bytes, size_t size, size_t at_once, unsigned kinds, size_t *whole)
{
    enum frame_result result = FRAME_MORE;
    struct frame frame;

    *whole = 0;
    while (size > 0 && result != FRAME_WRONG) {
        size_t space, now;
        uint8_t *to = frame_space(&reader, &space);

        now = space < at_once ? space : at_once;
        now = now < size ? now : size;
        memcpy(to, bytes, now);
        bytes += now;
        size -= now;
        result = frame_take(&reader, now, 0, kinds, &frame);
        if (result == FRAME_WHOLE) {
            ++*whole;
            frame_next(&reader);
        }
    }
    return result;
}

/* One of each kind that has a fixed form, and a long one. */
static void
write_some(void)
{
    memcpy(frame_put(&writer, FRAME_HELLO, FRAME_MAGIC + 3), "NETCAP\0\1abc", FRAME_MAGIC + 3);
    frame_put_offset(&writer, FRAME_ACK, 7, UINT64_C(0x0102030405060708));
    frame_put_slot(&writer, FRAME_ENDED, 9);
    frame_put(&writer, FRAME_PING, 0);
    memset(frame_put(&writer, FRAME_FILE, 4 + 1000), 'x', 4 + 1000);
}

static void
frames_are_the_same_however_they_are_cut(void)
{
    size_t whole;

    for (size_t at_once = 1; at_once < 300; at_once += at_once < 20 ? 1 : 37) {
        begin();
        write_some();
        CU_ASSERT_EQUAL(feed(writer.bytes, writer.end, at_once, ALL, &whole), FRAME_WHOLE);
        CU_ASSERT_EQUAL(whole, 5);
    }
}

static void
what_ends_at_any_byte_has_only_what_is_whole(void)
{
    static const size_t ends[] = { 16, 33, 42, 47, 1056 };

    begin();
    write_some();
    CU_ASSERT_EQUAL(writer.end, 1056);
    for (size_t cut = 1; cut < writer.end; cut++) {
        size_t whole, wanted = 0;

        while (ends[wanted] <= cut)
            wanted++;
        frame_free(&reader);
        reader = (struct frame_reader){ 0 };
        CU_ASSERT_NOT_EQUAL(feed(writer.bytes, cut, 64, ALL, &whole), FRAME_WRONG);
        CU_ASSERT_EQUAL(whole, wanted);
    }
}

static void
numbers_arrive_as_they_were_sent(void)
{
    struct frame frame;
    size_t space;

    begin();
    frame_put_offset(&writer, FRAME_ACK, 258, UINT64_C(0x0102030405060708));
    memcpy(frame_space(&reader, &space), writer.bytes, writer.end);
    CU_ASSERT_EQUAL(frame_take(&reader, writer.end, 0, ALL, &frame), FRAME_WHOLE);
    CU_ASSERT_EQUAL(frame.kind, FRAME_ACK);
    CU_ASSERT_EQUAL(get_u32(frame.bytes), 258);
    CU_ASSERT_EQUAL(get_u64(frame.bytes + 4), UINT64_C(0x0102030405060708));
}

static void
a_kind_that_cannot_come_now_is_wrong(void)
{
    size_t whole;

    begin();
    frame_put(&writer, FRAME_PING, 0);
    CU_ASSERT_EQUAL(feed(writer.bytes, writer.end, 64, FRAME_BIT(FRAME_HELLO), &whole),
                    FRAME_WRONG);
    CU_ASSERT_EQUAL(whole, 0);
}

static void
a_length_that_no_such_frame_has_takes_no_memory(void)
{
    static const struct {
        uint32_t length;
        uint8_t kind;
    } wrong[] = {
        { UINT32_MAX, FRAME_BLOCK },
        { FRAME_BLOCK_HEAD + MEMBER_MOST + 1, FRAME_BLOCK },
        { 4 + FRAME_HEADER_MOST + 1, FRAME_FILE },
        { FRAME_MAGIC + SENSOR_MOST + 1, FRAME_HELLO },
        { FRAME_MAGIC, FRAME_HELLO },
        { 1, FRAME_PING },
        { 13, FRAME_ACK },
        { 0, FRAME_NONE },
        { 0, FRAME_KINDS },
        { 0, 255 },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint8_t head[FRAME_HEAD];
        size_t whole;

        begin();
        put_u32(head, wrong[i].length);
        head[4] = wrong[i].kind;
        CU_ASSERT_EQUAL(feed(head, sizeof head, 1, ALL, &whole), FRAME_WRONG);
        CU_ASSERT(reader.size <= 128);
    }
}

static void
a_promise_of_much_takes_memory_only_as_it_comes(void)
{
    uint8_t head[FRAME_HEAD + 100] = { 0 };
    size_t whole;

    begin();
    put_u32(head, FRAME_BLOCK_HEAD + MEMBER_MOST);
    head[4] = FRAME_BLOCK;
    CU_ASSERT_EQUAL(feed(head, sizeof head, 10, ALL, &whole), FRAME_MORE);
    CU_ASSERT(reader.size <= 256);
}

static void
one_byte_a_second_is_late(void)
{
    struct frame frame;
    size_t space;

    begin();
    put_u32(frame_space(&reader, &space), 12);
    CU_ASSERT(!frame_is_late(&reader, 1000)); /* nothing was begun */
    frame_take(&reader, 1, 100, ALL, &frame);
    CU_ASSERT(!frame_is_late(&reader, 101));
    CU_ASSERT(frame_is_late(&reader, 100 + FRAME_SECONDS + 2));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(frames_are_the_same_however_they_are_cut),
        SENTENCE(what_ends_at_any_byte_has_only_what_is_whole),
        SENTENCE(numbers_arrive_as_they_were_sent),
        SENTENCE(a_kind_that_cannot_come_now_is_wrong),
        SENTENCE(a_length_that_no_such_frame_has_takes_no_memory),
        SENTENCE(a_promise_of_much_takes_memory_only_as_it_comes),
        SENTENCE(one_byte_a_second_is_late),
        SENTENCES_END,
    };

    return sentences("frame", own);
}
