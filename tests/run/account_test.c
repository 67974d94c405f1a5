/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "account_helper.h"
#include "core_helper.h"
#include "dissect/dissect.h"
#include "random_message.h"

#include <stdio.h>
#include <string.h>

static void
packets_without_a_note_are_decoded(void)
{
    account_all(batch_of(7), 7);
    CU_ASSERT_EQUAL(account.packets, 7);
    CU_ASSERT_EQUAL(account.outcome[PACKET_DECODED], 7);
}

static void
an_unknown_packet_is_counted_by_its_key(void)
{
    struct batch *b = batch_of(2);

    put_note(b, 1, PACKET_UNKNOWN, -1, "");
    account_all(b, 2);
    CU_ASSERT_EQUAL(account.outcome[PACKET_UNKNOWN], 1);
    CU_ASSERT_EQUAL(account.outcome[PACKET_DECODED], 1);
    CU_ASSERT_STRING_EQUAL(account.unknown.lines[0].label, "ethertype 0x88cc");
}

static void
a_refused_packet_is_counted_by_plugin_and_reason(void)
{
    struct batch *b = batch_of(1);

    put_note(b, 0, PACKET_REFUSED, 1, "ends too early");
    account_all(b, 1);
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 1);
    CU_ASSERT_STRING_EQUAL(account.refused.lines[0].label, "B: ends too early");
}

static void
a_refusal_without_a_reason_says_so(void)
{
    struct batch *b = batch_of(1);

    put_note(b, 0, PACKET_REFUSED, 1, "");
    account_all(b, 1);
    CU_ASSERT_STRING_EQUAL(account.refused.lines[0].label, "B: no reason given");
}

static void
a_quarantined_packet_is_counted_apart(void)
{
    struct batch *b = batch_of(1);

    put_note(b, 0, PACKET_QUARANTINED, 2, "crashed");
    account_all(b, 1);
    CU_ASSERT_EQUAL(account.outcome[PACKET_QUARANTINED], 1);
    CU_ASSERT_EQUAL(account.refused.n, 0);
    CU_ASSERT_STRING_EQUAL(account.quarantined.lines[0].label, "C: crashed");
}

static void
a_plugin_that_does_not_exist_is_not_named(void)
{
    struct batch *b = batch_of(3);

    put_note(b, 0, PACKET_REFUSED, -1, "why");
    put_note(b, 1, PACKET_REFUSED, 3, "why");
    put_note(b, 2, PACKET_REFUSED, INT32_MIN, "why");
    account_all(b, 3);
    CU_ASSERT_EQUAL(account.refused.lines[0].count, 3);
    CU_ASSERT_STRING_EQUAL(account.refused.lines[0].label, "netcapd: why");
}

static void
a_note_with_an_impossible_outcome_is_a_refusal(void)
{
    struct batch *b = batch_of(3);

    put_note(b, 0, PACKET_DECODED, 0, "");
    put_note(b, 1, NOTE_REMARK + 1, 0, "");
    put_note(b, 2, UINT32_MAX, 0, "");
    account_all(b, 3);
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 3);
}

static void
a_note_on_a_packet_outside_the_batch_reads_nothing_outside(void)
{
    struct batch *b = batch_of(4);

    put_note(b, 4, PACKET_UNKNOWN, 0, "");
    put_note(b, UINT32_MAX - 1, PACKET_UNKNOWN, 0, "");
    b->n_packets = UINT32_MAX; /* a worker can write there too */
    account.unknown_file = capture_writer_open(out_folder_in(""), "unknown", 1 << 20);
    account_all(b, 4);
    CU_ASSERT_EQUAL(accounted(), 4);
    capture_writer_free(account.unknown_file);
}

static void
more_notes_than_packets_do_not_upset_the_sum(void)
{
    struct batch *b = batch_of(3);

    for (int i = 0; i < 10; i++)
        put_note(b, 0, PACKET_REFUSED, 0, "again");
    b->rooms[0].n_notes = UINT32_MAX;
    account_all(b, 3);
    CU_ASSERT_EQUAL(accounted(), 3);
    CU_ASSERT_EQUAL(account.packets, 3);
}

static void
a_reason_without_an_end_is_cut(void)
{
    struct batch *b = batch_of(1);

    put_note(b, 0, PACKET_REFUSED, 0, "");
    memset(b->rooms[0].notes[0].reason, 'x', REASON_MAX);
    account_all(b, 1);
    CU_ASSERT_EQUAL(strlen(account.refused.lines[0].label), strlen("A: ") + REASON_MAX - 1);
}

static void
notes_of_random_bytes_do_not_upset_the_sum(void)
{
    static struct random_source source;

    for (uint64_t round = 1; round < 200; round++) {
        struct batch *b = batch_of(100);
        uint8_t *at = (uint8_t *)b->rooms[0].notes;

        random_source_reset(&source, round);
        for (size_t i = 0; i < 100 * sizeof b->rooms[0].notes[0]; i++)
            at[i] = (uint8_t)random_bits(&source);
        b->rooms[0].n_notes = (uint32_t)random_bits(&source);
        account_all(b, 100);
        CU_ASSERT_EQUAL(accounted(), 100);
    }
}

static void
packets_that_were_not_decoded_go_to_their_files(void)
{
    const struct out_folder *folder = out_folder_in("");
    struct batch *b = batch_of(4);

    put_note(b, 0, PACKET_UNKNOWN, -1, "");
    put_note(b, 1, PACKET_REFUSED, 0, "");
    put_note(b, 2, PACKET_QUARANTINED, 0, "");
    account.unknown_file = capture_writer_open(folder, "unknown", 1 << 20);
    account.errors_file = capture_writer_open(folder, "errors", 1 << 20);
    account_all(b, 4);
    CU_ASSERT_EQUAL(capture_writer_stats(account.unknown_file).packets, 1);
    CU_ASSERT_EQUAL(capture_writer_stats(account.errors_file).packets, 2);
    capture_writer_free(account.unknown_file);
    capture_writer_free(account.errors_file);
}

static void
a_packet_that_two_stages_noted_counts_once(void)
{
    struct batch *b = batch_of(5);

    note_of(b, 0, 2, PACKET_REFUSED, "first");
    note_of(b, 2, 2, PACKET_REFUSED, "second");
    account_batch(&account, b, &aside, 3, 0, 5, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 1);
    CU_ASSERT_EQUAL(accounted(), 5);
    CU_ASSERT_EQUAL(account.refused.n, 1);
    CU_ASSERT_STRING_EQUAL(account.refused.lines[0].label, "A: first");
}

static void
the_gravest_note_of_a_packet_wins_whichever_stage_made_it(void)
{
    for (uint32_t grave = 0; grave < 3; grave++) {
        struct batch *b = batch_of(2);

        for (uint32_t stage = 0; stage < 3; stage++)
            note_of(b, stage, 1,
                    stage == grave ? PACKET_QUARANTINED
                    : stage        ? PACKET_REFUSED
                                   : PACKET_UNKNOWN,
                    "x");
        account_batch(&account, b, &aside, 3, 0, 2, abc_catalog());
        CU_ASSERT_EQUAL(account.outcome[PACKET_QUARANTINED], 1);
        CU_ASSERT_EQUAL(account.outcome[PACKET_DECODED], 1);
        CU_ASSERT_EQUAL(account.quarantined.lines[0].label[0], 'A' + (char)grave);
    }
}

static void
notes_of_packets_that_are_not_taken_over_yet_wait(void)
{
    struct batch *b = batch_of(6);

    note_of(b, 0, 1, PACKET_REFUSED, "early");
    note_of(b, 0, 4, PACKET_REFUSED, "late");
    note_of(b, 1, 3, PACKET_REFUSED, "late");
    account_batch(&account, b, &aside, 2, 0, 3, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 1);
    CU_ASSERT_EQUAL(account.packets, 3);
    account_batch(&account, b, &aside, 2, 3, 6, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 3);
    CU_ASSERT_EQUAL(account.packets, 6);
    CU_ASSERT_EQUAL(accounted(), 6);
}

static void
notes_of_a_room_that_begins_anew_are_read_from_its_beginning(void)
{
    struct batch *b = batch_of(6);

    note_of(b, 0, 0, PACKET_REFUSED, "before");
    note_of(b, 1, 1, PACKET_REFUSED, "before");
    account_batch(&account, b, &aside, 2, 0, 3, abc_catalog());
    room_clear(&b->rooms[0]);
    account_reopen(&account, 0);
    note_of(b, 0, 4, PACKET_REFUSED, "after");
    note_of(b, 1, 5, PACKET_REFUSED, "after");
    account_batch(&account, b, &aside, 2, 3, 6, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 4);
    CU_ASSERT_EQUAL(accounted(), 6);
}

/* Notes in order, of packets at random, taken over in steps at random. */
static void
every_packet_is_in_one_class_however_it_is_taken_over(void)
{
    static struct random_source source;

    for (uint64_t round = 1; round < 300; round++) {
        struct batch *b = batch_of(50);
        uint8_t grave[50] = { 0 };
        uint64_t expected[OUTCOMES] = { 0 };

        random_source_reset(&source, round);
        for (uint32_t i = 0; i < 150; i++)
            if (random_number(&source, 3) == 0) {
                uint32_t outcome = 1 + (uint32_t)random_number(&source, OUTCOMES - 1);

                note_of(b, i % 3, i / 3, outcome, "");
                grave[i / 3] = outcome > grave[i / 3] ? (uint8_t)outcome : grave[i / 3];
            }
        for (uint32_t i = 0; i < 50; i++)
            expected[grave[i]]++;
        for (uint32_t from = 0, upto; from < 50; from = upto) {
            upto = from + 1 + (uint32_t)random_number(&source, 50 - from);
            account_batch(&account, b, &aside, 3, from, upto, abc_catalog());
        }
        CU_ASSERT_EQUAL(memcmp(account.outcome, expected, sizeof expected), 0);
    }
}

static void
what_is_lost_in_a_flush_is_no_packet(void)
{
    struct batch *b = batch_of(0);

    b->flush = 1;
    note_of(b, 1, 7, PACKET_QUARANTINED, "crashed");
    account_batch(&account, b, &aside, 2, 0, 0, abc_catalog());
    CU_ASSERT_EQUAL(account.lost, 1);
    CU_ASSERT_EQUAL(accounted() + account.packets, 0);
    CU_ASSERT_STRING_EQUAL(account.quarantined.lines[0].label,
                           "B: crashed, at the end of a flow or stream");
}

static void
a_flow_that_is_lost_is_counted_by_its_plugin(void)
{
    batch_of(0);
    account_lost(&account, 2, "crashed", abc_catalog());
    account_lost(&account, 3, "crashed", abc_catalog());
    CU_ASSERT_EQUAL(account.lost, 2);
    CU_ASSERT_EQUAL(accounted(), 0);
    CU_ASSERT_STRING_EQUAL(account.quarantined.lines[0].label,
                           "C: crashed, at the end of a flow or stream");
    CU_ASSERT_STRING_EQUAL(account.quarantined.lines[1].label,
                           "netcapd: crashed, at the end of a flow or stream");
}

/* In no order, of packets that do not exist, of all stages. */
static void
random_notes_of_several_stages_do_not_upset_the_sum(void)
{
    static struct random_source source;

    for (uint64_t round = 1; round < 300; round++) {
        struct batch *b = batch_of(100);

        random_source_reset(&source, round);
        for (uint32_t i = 0; i < 300; i++)
            note_of(b, i % 3, (uint32_t)random_number(&source, 110),
                    (uint32_t)random_number(&source, NOTE_REMARK + 2), "");
        b->rooms[1].notes[random_number(&source, 100)].packet = UINT32_MAX;
        for (int stage = 0; stage < 3; stage++)
            if (random_number(&source, 2))
                b->rooms[stage].n_notes = (uint32_t)random_bits(&source);
        account_batch(&account, b, &aside, 3, 0, 40, abc_catalog());
        account_batch(&account, b, &aside, 3, 40, 100, abc_catalog());
        CU_ASSERT_EQUAL(accounted(), 100);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(packets_without_a_note_are_decoded),
        SENTENCE(an_unknown_packet_is_counted_by_its_key),
        SENTENCE(a_refused_packet_is_counted_by_plugin_and_reason),
        SENTENCE(a_refusal_without_a_reason_says_so),
        SENTENCE(a_quarantined_packet_is_counted_apart),
        SENTENCE(a_plugin_that_does_not_exist_is_not_named),
        SENTENCE(a_note_with_an_impossible_outcome_is_a_refusal),
        SENTENCE(a_note_on_a_packet_outside_the_batch_reads_nothing_outside),
        SENTENCE(more_notes_than_packets_do_not_upset_the_sum),
        SENTENCE(a_reason_without_an_end_is_cut),
        SENTENCE(notes_of_random_bytes_do_not_upset_the_sum),
        SENTENCE(packets_that_were_not_decoded_go_to_their_files),
        SENTENCE(a_packet_that_two_stages_noted_counts_once),
        SENTENCE(the_gravest_note_of_a_packet_wins_whichever_stage_made_it),
        SENTENCE(notes_of_packets_that_are_not_taken_over_yet_wait),
        SENTENCE(notes_of_a_room_that_begins_anew_are_read_from_its_beginning),
        SENTENCE(every_packet_is_in_one_class_however_it_is_taken_over),
        SENTENCE(what_is_lost_in_a_flush_is_no_packet),
        SENTENCE(a_flow_that_is_lost_is_counted_by_its_plugin),
        SENTENCE(random_notes_of_several_stages_do_not_upset_the_sum),
        SENTENCES_END
    };
    int failed = sentences("account", own);

    remove_folder();
    return failed;
}
