/* SPDX-License-Identifier: Apache-2.0 */
/* What a packet costs a table of flows, counted: bytes that it puts into the journal, which are
 * copied twice when they are changed, and pages that are touched.  Tables are larger than caches,
 * so it is this that takes the time. */
#include "flows_helper.h"

#include "flows/flowtable.h"

enum { SAVE = sizeof(struct undo_trailer), FLOWS = 1000 };

/* What a packet changes of its flow, but for the state: that of these tests is two words. */
enum { OF_FLOW = offsetof(struct flow_entry, state) - offsetof(struct flow_entry, name) + 16 };

/* Bytes in the journal at the end of this packet. */
static uint32_t
journal_of(struct table *t, struct nc_sighting sighting)
{
    uint32_t used;

    try_to_see(t, &sighting);
    used = atomic_load(&t->undo->used);
    undo_forget(t->undo);
    return used;
}

static void
a_packet_of_the_flow_seen_last_saves_its_flow_and_the_counts(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 1, 0));
    CU_ASSERT(journal_of(t, at(2, 1, 0)) <= sizeof(struct flows_now) + OF_FLOW + 2 * SAVE);
}

static void
a_packet_of_another_flow_saves_four_links_besides(void)
{
    struct table *t = with(30, 0, 10);

    for (uint16_t i = 1; i <= 3; i++)
        see(t, at(i, i, 0));
    CU_ASSERT(journal_of(t, at(4, 2, 0)) <=
              sizeof(struct flows_now) + OF_FLOW + 2 * SAVE + 4 * (8 + SAVE));
}

static void
a_flow_that_begins_saves_links_and_nothing_of_itself(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 1, 0));
    CU_ASSERT(journal_of(t, at(2, 2, 0)) <= sizeof(struct flows_now) + SAVE + 3 * (8 + SAVE));
}

/* Those of a flow that is new are looked for in bits alone, until an id of its set has ended. */
static void
flows_that_end_once_take_no_line_of_part_numbers(void)
{
    struct table *t = with(30, 0, 2 * FLOWS);

    for (uint16_t i = 1; i <= FLOWS; i++)
        see(t, at(i * 1e-3, i, 0));
    for (int i = 0; i < FLOWS; i++)
        see(t, at(100 + i, FLOWS + 1, 0));
    CU_ASSERT_EQUAL(flows_counts(t->flows)->ended[NC_END_IDLE], FLOWS);
    CU_ASSERT(flow_parts(t->flows)->used < FLOWS / 50);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_packet_of_the_flow_seen_last_saves_its_flow_and_the_counts),
        SENTENCE(a_packet_of_another_flow_saves_four_links_besides),
        SENTENCE(a_flow_that_begins_saves_links_and_nothing_of_itself),
        SENTENCE(flows_that_end_once_take_no_line_of_part_numbers),
        SENTENCES_END
    };
    int status = sentences("flows work", own);

    with_none();
    return status;
}
