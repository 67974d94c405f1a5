/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "core_helper.h"

#include <stdio.h>

static struct room *r;

static void
a_room_keeps_each_thing_that_was_noted_of_a_packet_once(void)
{
    struct verdict v = { .outcome = PACKET_DECODED, .remarks = { { 3, "first" } } };
    struct verdict more = { .outcome = PACKET_REFUSED, .reason = "why", .mark = "mark",
                            .remarks = { { 3, "first" }, { 4, "first" }, { 4, "second" } } };

    r = fresh_room();
    room_begin(r, 0);
    room_note(r, 0, &v);
    room_note(r, 0, &more);
    room_note(r, 0, &more);
    CU_ASSERT_EQUAL(r->n_notes, 5);
    CU_ASSERT_EQUAL(r->notes[0].outcome, NOTE_REMARK);
    CU_ASSERT_EQUAL(r->notes[0].plugin, 3);
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "first");
    CU_ASSERT_EQUAL(r->notes[1].outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(r->notes[2].outcome, NOTE_MARK);
    CU_ASSERT_EQUAL(r->notes[3].plugin, 4);
    CU_ASSERT_STRING_EQUAL(r->notes[4].reason, "second");
}

static void
a_room_has_a_place_for_every_outcome_however_much_is_noted(void)
{
    struct verdict talk = { .outcome = PACKET_DECODED };
    struct verdict grave = { .outcome = PACKET_REFUSED, .reason = "why", .mark = "mark" };
    char text[REASON_MAX];

    r = fresh_room();
    for (uint32_t packet = 0; packet < BATCH_PACKETS; packet++) {
        room_begin(r, packet);
        for (int i = 0; i < 2 * REMARKS_MAX; i++) {
            snprintf(text, sizeof text, "note %d", i);
            talk.remarks[0] = (struct remark){ 1, text };
            room_note(r, packet, &talk);
        }
        room_note(r, packet, &grave);
    }
    CU_ASSERT_EQUAL(r->n_notes, NOTES_MAX);
    CU_ASSERT_EQUAL(r->notes[NOTES_MAX - 2].outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(r->notes[NOTES_MAX - 2].packet, BATCH_PACKETS - 1);
}

static void
a_room_keeps_the_gravest_outcome_of_a_packet_and_its_first_mark(void)
{
    struct verdict v = { .outcome = PACKET_UNKNOWN, .marker = 3, .mark = "first" };
    struct verdict worse = { .outcome = PACKET_REFUSED, .reason = "why", .mark = "second" };

    r = fresh_room();
    room_begin(r, 0);
    room_note(r, 0, &v);
    room_note(r, 0, &worse);
    room_note(r, 0, &v);
    CU_ASSERT_EQUAL(r->n_notes, 2);
    CU_ASSERT_EQUAL(r->notes[0].outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "why");
    CU_ASSERT_EQUAL(r->notes[1].outcome, NOTE_MARK);
    CU_ASSERT_STRING_EQUAL(r->notes[1].reason, "first");
    room_commit(r, 0);
    room_begin(r, 1);
    room_note(r, 1, &worse);
    CU_ASSERT_EQUAL(r->n_notes, 4);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_room_keeps_each_thing_that_was_noted_of_a_packet_once),
        SENTENCE(a_room_has_a_place_for_every_outcome_however_much_is_noted),
        SENTENCE(a_room_keeps_the_gravest_outcome_of_a_packet_and_its_first_mark),
        SENTENCES_END
    };

    return sentences("room_notes", own);
}
