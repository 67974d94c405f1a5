/* SPDX-License-Identifier: Apache-2.0 */
/* Streams cut at random, shuffled, doubled and holed, the same from run to run: what plugins are
 * told is the stream, or says exactly what is missing. */
#include "streams_helper.h"

#include "random_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_MAX = 60000, CUTS = 4000, ROUNDS = 60 };

struct cut {
    int side;
    uint32_t at, size;
};

static struct random_source source;
static uint8_t bytes[2][STREAM_MAX], back[STREAM_MAX], covered[2][STREAM_MAX];
static struct cut cuts[CUTS];
static uint32_t n_cuts, length[2];

static uint32_t
random_below(uint32_t n)
{
    return (uint32_t)random_number(&source, n);
}

static void
add_cut(int side, uint32_t at, uint32_t size)
{
    CU_ASSERT_FATAL(n_cuts < CUTS);
    cuts[n_cuts++] = (struct cut){ side, at, size };
    memset(covered[side] + at, 1, size);
}

static void
make_streams(uint64_t seed)
{
    random_source_reset(&source, seed);
    n_cuts = 0;
    memset(covered, 0, sizeof covered);
    for (int side = 0; side < 2; side++) {
        length[side] = 1 + random_below(STREAM_MAX);
        for (uint32_t i = 0; i < length[side]; i++)
            bytes[side][i] = (uint8_t)random_below(256);
        initial[side] = (uint32_t)random_bits(&source);
        if (seed % 2)
            initial[side] = 0u - random_below(length[side]);
    }
}

/* Both sides take turns; of a hundred cuts some are lost, some come again, some with more. */
static void
cut_streams(uint32_t lost, uint32_t doubled)
{
    uint32_t at[2] = { 0, 0 };

    while (at[0] < length[0] || at[1] < length[1]) {
        int side = at[0] == length[0] || (at[1] < length[1] && random_below(2));
        uint32_t size = 1 + random_below(random_below(3) ? 1460 : 20);
        uint32_t left = length[side] - at[side];

        if (size > left)
            size = left;
        if (random_below(100) >= lost)
            add_cut(side, at[side], size);
        while (random_below(100) < doubled) {
            uint32_t most = at[side] < 3000 ? at[side] : 3000;
            uint32_t from = at[side] - (most ? random_below(most) : 0);

            add_cut(side, from, 1 + random_below(at[side] + size - from));
        }
        at[side] += size;
    }
}

static void
shuffle(uint32_t window)
{
    for (uint32_t i = 0; i + 1 < n_cuts; i++) {
        uint32_t other = i + random_below(n_cuts - i < window ? n_cuts - i : window);
        struct cut cut = cuts[i];

        cuts[i] = cuts[other];
        cuts[other] = cut;
    }
}

/* again: in a hundred, packets that are taken back and done again. */
static void
play(uint32_t again, bool acknowledged)
{
    uint32_t said[2] = { 0, 0 };

    hello();
    for (uint32_t i = 0; i < n_cuts; i++) {
        const struct cut *p = &cuts[i];

        twice = random_number(&source, 100) < again;
        segment(p->side, p->at, NC_ACK, bytes[p->side] + p->at, p->size);
        if (acknowledged && p->at + p->size > said[p->side]) {
            said[p->side] = p->at + p->size;
            acknowledge(!p->side, said[p->side]);
        }
    }
    twice = false;
}

static bool
told_exactly(int side)
{
    uint64_t lost, holes = 0, end = length[side];
    uint32_t gaps, runs = 0;
    uint64_t n = told_bytes(side, back, STREAM_MAX, &lost, &gaps);

    while (end && !covered[side][end - 1])
        end--;
    for (uint32_t i = 0; i < end; i++) {
        holes += !covered[side][i];
        runs += !covered[side][i] && (i == 0 || covered[side][i - 1]);
        if (!covered[side][i])
            back[i] = bytes[side][i];
    }
    return n == end && lost == holes && gaps == runs && memcmp(back, bytes[side], end) == 0;
}

static void
begin_round(uint64_t seed)
{
    fresh_streams();
    limits.side = 4 * STREAM_MAX;
    again_with_limits();
    with_reader();
    make_streams(seed);
}

static void
disorder_and_doubles_change_nothing(void)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        begin_round(seed);
        limits.overlap = seed % 3 ? OVERLAP_FIRST : OVERLAP_LAST;
        again_with_limits();
        cut_streams(0, 20);
        shuffle(1 + random_below(12));
        play(0, true);
        CU_ASSERT(told_exactly(0) && told_exactly(1));
        CU_ASSERT_EQUAL(counts()->gaps, 0);
    }
}

/* What nobody waits for, from either side: it is passed over, with all that it says. */
static void
forge(const uint32_t *said)
{
    static const uint8_t flags[] = { NC_RST, NC_RST | NC_ACK, NC_SYN, NC_SYN | NC_ACK, NC_ACK,
                                     NC_FIN | NC_ACK, NC_PSH };
    int side = (int)random_below(2);
    uint8_t which = flags[random_below(sizeof flags)];
    int64_t beyond = said[side] + (1 << 17) + (int64_t)random_below(1 << 29);

    if (which == NC_SYN || which == (NC_SYN | NC_ACK))
        beyond = random_below(2) ? beyond : -(int64_t)random_below(1 << 29) - 2;
    segment(side, beyond, which, "forged", random_below(2) ? 6 : 0);
    IS(OUTSIDE);
    acknowledged(side, said[!side] + (1 << 17) + (int64_t)random_below(1 << 29));
    segment(side, said[side], NC_ACK, "", 0);
    IS(OUTSIDE);
    acknowledged(side, said[!side]);
}

static void
what_is_forged_changes_nothing(void)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        uint32_t said[2] = { 0, 0 };

        begin_round(seed);
        offered = UINT16_MAX;
        cut_streams(0, 20);
        shuffle(1 + random_below(12));
        hello();
        for (uint32_t i = 0; i < n_cuts; i++) {
            const struct cut *p = &cuts[i];

            twice = random_below(4) == 0;
            segment(p->side, p->at, NC_ACK, bytes[p->side] + p->at, p->size);
            CU_ASSERT(judged.standing == NC_STANDING_BELONGS ||
                      judged.standing == NC_STANDING_REPEATS);
            if (p->at + p->size > said[p->side])
                said[p->side] = p->at + p->size;
            acknowledge(!p->side, said[p->side]);
            if (random_below(5) == 0)
                forge(said);
        }
        twice = false;
        CU_ASSERT(told_exactly(0) && told_exactly(1));
        CU_ASSERT(counts()->gaps == 0 && counts()->connections == 1);
    }
}

static void
what_is_lost_is_told_exactly_at_the_end(void)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        begin_round(seed);
        cut_streams(10, 5);
        shuffle(1 + random_below(12));
        play(0, false);
        finish();
        CU_ASSERT(told_exactly(0) && told_exactly(1));
    }
}

static void
what_is_lost_is_told_exactly_when_it_was_acknowledged(void)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        begin_round(seed);
        limits.gap_wait = 0;
        again_with_limits();
        cut_streams(10, 0);
        play(0, true);
        CU_ASSERT(told_exactly(0) && told_exactly(1));
    }
}

static uint8_t *
copy_of_region(size_t *size)
{
    struct streams *s = region(size);

    return memcpy(malloc(*size), s, *size);
}

static void
packets_taken_back_and_done_again_leave_the_same(void)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        uint8_t *before = NULL;

        for (uint32_t again = 0; again <= 30; again += 30) {
            size_t size;

            begin_round(seed);
            with_lines(); /* which keeps a state, but finds no end of a line for long */
            /* So little that cells are used at once again. */
            limits.memory = seed % 3 ? 8 << 10 : 1 << 20;
            limits.side = 32 << 10;
            limits.gap_wait = 0;
            again_with_limits();
            plugin_named("reader")->is.probe = NULL;
            cut_streams(10, 10);
            shuffle(6);
            play(again, true);
            finish();
            if (again) {
                uint8_t *after = copy_of_region(&size);

                CU_ASSERT_EQUAL(memcmp(before, after, size), 0);
                free(after);
            } else
                before = copy_of_region(&size);
        }
        free(before);
    }
}

static void
what_crashes_a_plugin_is_lost_to_it_and_nothing_else(void)
{
    static const char crash[] = "crash\n";

    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint32_t lost = 0;
        char want[8192] = "";
        size_t n = 0;

        fresh_streams();
        with_lines();
        random_source_reset(&source, seed);
        hello();
        for (int64_t at = 0; at < 6 * 500; at += 6) {
            bool bad = random_below(10) == 0;

            say(NC_CLIENT, at, bad ? crash : "hello\n");
            if (bad)
                lost++;
            else {
                n += lost ? (size_t)snprintf(want + n, sizeof want - n, "[%u]", 6 * lost) : 0;
                n += (size_t)snprintf(want + n, sizeof want - n, "hello|");
                lost = 0;
            }
        }
        CU_ASSERT_STRING_EQUAL(told(NC_CLIENT), want);
        CU_ASSERT_NOT_EQUAL(crashes, 0);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(disorder_and_doubles_change_nothing),
        SENTENCE(what_is_forged_changes_nothing),
        SENTENCE(what_is_lost_is_told_exactly_at_the_end),
        SENTENCE(what_is_lost_is_told_exactly_when_it_was_acknowledged),
        SENTENCE(packets_taken_back_and_done_again_leave_the_same),
        SENTENCE(what_crashes_a_plugin_is_lost_to_it_and_nothing_else),
        SENTENCES_END
    };

    return sentences("streams_torture", own);
}
