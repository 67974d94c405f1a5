/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that open another flow before it is known that they do. */
#include "flows_helper.h"

static struct nc_sighting
judged(double seconds, uint16_t port, uint8_t flags, enum nc_standing standing)
{
    struct nc_sighting sighting = at(seconds, port, flags);

    sighting.segment = 1;
    sighting.standing = (uint8_t)standing;
    return sighting;
}

/* Each packet is taken back once, and comes again. */
static void
twice(struct table *t, struct nc_sighting sighting)
{
    size_t logged = t->n_log, space = t->space;

    sighting.number = ++t->packets;
    try_to_see(t, &sighting);
    undo_rollback(t->undo);
    t->n_log = logged;
    t->space = space;
    see(t, sighting);
}

static void
opens(struct table *t, double seconds, uint16_t port, uint8_t flags)
{
    twice(t, judged(seconds, port, flags, NC_STANDING_OUTSIDE));
}

static void
begins(struct table *t, double seconds, uint16_t port)
{
    twice(t, judged(seconds, port, NC_SYN, NC_STANDING_BEGINS));
}

static void
what_opens_a_flow_is_counted_in_it(void)
{
    struct table *t = with(30, 0, 10);

    twice(t, at(1, 7, 0));
    opens(t, 2, 7, NC_SYN);
    opens(t, 3, 7, NC_SYN | NC_ACK);
    opens(t, 4, 7, NC_ACK);
    begins(t, 5, 7);
    twice(t, at(6, 7, 0));
    expire(t, UINT64_MAX, 10);
    CU_ASSERT(t->log[0].last.seconds == 1 && t->log[0].bytes == 100);
    CU_ASSERT(t->log[1].first.seconds == 2 && t->log[1].bytes == 500);
    CU_ASSERT_STRING_EQUAL(log_text(t), "7.1 reused 1; 7.2 input 5");
}

static void
what_opened_none_stays_where_it_was_counted(void)
{
    struct table *t = with(30, 0, 10);

    twice(t, at(1, 7, 0));
    opens(t, 2, 7, NC_SYN);
    opens(t, 3, 7, NC_SYN | NC_ACK);
    twice(t, at(4, 7, 0));
    begins(t, 5, 7);
    opens(t, 6, 7, NC_ACK); /* there was no SYN */
    begins(t, 7, 7);
    opens(t, 8, 7, NC_RST);
    opens(t, 9, 7, NC_SYN);
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 reused 4; 7.2 reused 2; 7.3 input 3");
}

static void
of_too_many_none_is_kept(void)
{
    struct table *t = with(30, 0, 10);

    twice(t, at(1, 7, 0));
    for (int i = 0; i < 5; i++)
        opens(t, 2 + i, 7, NC_SYN);
    begins(t, 8, 7);
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 reused 6; 7.2 input 1");
}

/* Whoever they are of, and whatever ends those. */
static void
there_is_room_again_for_those_that_come_later(void)
{
    struct table *t = with(30, 0, 1000);

    for (int times = 0; times < 3; times++) {
        double clock = 1 + 100 * times;

        for (uint16_t port = 1; port <= 300; port++)
            twice(t, at(clock, port, 0));
        for (uint16_t port = 1; port <= 300; port++)
            opens(t, clock + 1, port, NC_SYN);
        if (times != 1)
            for (uint16_t port = 1; port <= 300; port++)
                begins(t, clock + 2, port);
        expire(t, (uint64_t)((clock + 60) * 1e9), 10000);
        for (size_t i = 0; i < t->n_log; i++)
            if (t->log[i].end == NC_END_REUSED)
                CU_ASSERT_EQUAL(t->log[i].packets, t->log[i].port <= 255 ? 1 : 2);
        CU_ASSERT_EQUAL(t->n_log, times == 1 ? 300 : 600);
        t->n_log = 0;
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_opens_a_flow_is_counted_in_it),
        SENTENCE(what_opened_none_stays_where_it_was_counted),
        SENTENCE(of_too_many_none_is_kept),
        SENTENCE(there_is_room_again_for_those_that_come_later),
        SENTENCES_END
    };
    int failed = sentences("openings", own);

    with_none();
    return failed;
}
