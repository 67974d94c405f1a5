/* SPDX-License-Identifier: Apache-2.0 */
/* Floods, and segments of no sense, the same from run to run: they stay within limits, and leave
 * nothing behind. */
#include "streams_helper.h"

#include "random_message.h"

static struct random_source source;

static uint32_t
random_below(uint32_t n)
{
    return (uint32_t)random_number(&source, n);
}

static uint32_t
connections_there(void)
{
    size_t size;

    return region(&size)->now.connections.used;
}

static void
half_open_connections_are_ended_before_those_that_speak(void)
{
    fresh_streams();
    with_reader();
    hello();
    say(NC_CLIENT, 0, "abc");
    for (uint32_t i = 0; i < 50000; i++) {
        client_port = (uint16_t)(1 + i % 39999);
        client_address = (uint8_t)(2 + i / 39999);
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
    }
    client_port = 40000;
    client_address = 1;
    say(NC_CLIENT, 3, "def");
    CU_ASSERT_STRING_EQUAL(told(NC_CLIENT), "abcdef");
    CU_ASSERT_EQUAL(connections_there(), 100);
    CU_ASSERT_EQUAL(counts()->evicted, 50001 - 100);
}

static void
closed_connections_are_ended_before_all_others(void)
{
    fresh_streams();
    with_reader();
    hello();
    say(NC_CLIENT, 0, "abc");
    for (uint32_t i = 0; i < 20000; i++) {
        client_port = (uint16_t)(1 + i);
        hello();
        segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "one", 3);
        segment(NC_SERVER, 0, i % 2 ? NC_RST : NC_FIN | NC_ACK, "", 0);
    }
    client_port = 40000;
    say(NC_CLIENT, 3, "def");
    CU_ASSERT(judged.standing == NC_STANDING_BELONGS && judged.turn);
    CU_ASSERT_EQUAL(connections_there(), 100);
    CU_ASSERT_EQUAL(counts()->evicted, 0);
}

static void
bytes_out_of_order_stay_within_memory(void)
{
    static const uint8_t junk[1460];
    size_t size;

    fresh_streams();
    limits.memory = 512 << 10;
    limits.side = 32 << 10;
    again_with_limits();
    with_reader();
    random_source_reset(&source, 7);
    for (uint32_t i = 0; i < 20000; i++) {
        int side = (int)random_below(2);
        int64_t at = (int64_t)(random_bits(&source) & 0xffffffff);

        client_port = (uint16_t)(1 + random_below(200));
        segment(side, at, NC_ACK, junk, 1 + random_below(1460));
        CU_ASSERT_FATAL(region(&size)->now.cells.used <= limits.memory / CELL_SIZE);
    }
    CU_ASSERT(counts()->evicted > 0);
    finish();
    CU_ASSERT(region(&size)->now.cells.used == 0 && connections_there() == 0);
}

/* A connection that begins has another turn than the last one between its ends, which all that is
 * of it has, unless it had to be forgotten. */
static void
turns_are_sound(uint8_t *last)
{
    uint8_t *turn = &last[client_port * 2 + (server_port - 7000)];

    if (judged.standing == NC_STANDING_BEGINS) {
        CU_ASSERT(judged.turn && judged.turn != *turn);
        *turn = judged.turn;
    } else if (judged.standing != NC_STANDING_NONE) {
        CU_ASSERT(!judged.turn || judged.turn == *turn);
        *turn = judged.turn; /* 0: it was forgotten */
    }
}

static void
any_segment(const uint8_t *junk)
{
    int side = (int)random_below(2);
    uint8_t flags = random_below(4) ? NC_ACK : (uint8_t)random_below(64);
    uint32_t at = random_below(2000);

    segment(side, at, flags, junk, random_below(random_below(2) ? 60 : 1500));
}

static void
any_segments_leave_nothing_behind(void)
{
    static const uint8_t junk[3000] = "one\ntwo\npass 100\nkeep 5\nanswer\nhand\n";
    size_t size;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint8_t last[64] = { 0 };

        fresh_streams();
        random_source_reset(&source, seed);
        limits.memory = (random_below(4) + 1) * 16384;
        limits.side = 16 << 10;
        limits.connections = 20;
        again_with_limits();
        with_lines();
        with_picky();
        for (uint32_t i = 0; i < 3000; i++) {
            client_port = (uint16_t)(1 + random_below(30));
            server_port = (uint16_t)(7000 + random_below(2));
            twice = random_below(4) == 0;
            if (random_below(20) == 0)
                acknowledge((int)(i % 2), 3 * i % 3000);
            offered = seed % 2 ? (uint16_t)random_below(3000) : 0;
            any_segment(junk + random_below(20));
            turns_are_sound(last);
            later(random_below(100) ? 0 : random_below(1000000000) * (uint64_t)3);
            if (random_below(50) == 0)
                expire();
        }
        finish();
        CU_ASSERT(region(&size)->now.cells.used == 0 && connections_there() == 0);
    }
}

/* When the hole is given up, or filled at last. */
static void
a_long_line_behind_a_hole_is_not_read_again_for_each_segment(void)
{
    enum { BYTES = 20000 };

    for (int filled = 0; filled < 2; filled++) {
        fresh_streams();
        limits.side = 2 << 20;
        again_with_limits();
        with_lines();
        hello();
        fake_offered = 0;
        for (int64_t place = 1; place < BYTES; place++) {
            later(1000);
            say(NC_CLIENT, place, "a");
        }
        if (filled)
            say(NC_CLIENT, 0, "a");
        finish();
        CU_ASSERT(fake_offered < UINT64_C(2) * BYTES * 1000);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(half_open_connections_are_ended_before_those_that_speak),
        SENTENCE(closed_connections_are_ended_before_all_others),
        SENTENCE(bytes_out_of_order_stay_within_memory),
        SENTENCE(any_segments_leave_nothing_behind),
        SENTENCE(a_long_line_behind_a_hole_is_not_read_again_for_each_segment),
        SENTENCES_END
    };

    return sentences("streams_flood", own);
}
