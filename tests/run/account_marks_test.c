/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "account_helper.h"
#include "core_helper.h"

static void
a_marked_packet_is_decoded_and_counted_again_with_its_reason(void)
{
    struct batch *b = batch_of(3);

    put_note(b, 1, NOTE_MARK, 1, "wrong length");
    account_all(b, 3);
    CU_ASSERT_EQUAL(account.outcome[PACKET_DECODED], 3);
    CU_ASSERT_EQUAL(account.marked, 1);
    CU_ASSERT_STRING_EQUAL(account.marks.lines[0].label, "B: wrong length");
    CU_ASSERT_EQUAL(accounted(), 3);
}

static void
a_mark_stands_beside_the_outcome_and_counts_once_whoever_else_makes_one(void)
{
    struct batch *b = batch_of(2);

    note_of(b, 0, 0, NOTE_MARK, "first");
    note_of(b, 0, 0, PACKET_UNKNOWN, "");
    note_of(b, 1, 0, NOTE_MARK, "second");
    account_batch(&account, b, &aside, 2, 0, 2, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_UNKNOWN], 1);
    CU_ASSERT_EQUAL(account.marked, 1);
    CU_ASSERT_STRING_EQUAL(account.marks.lines[0].label, "A: first");
    CU_ASSERT_EQUAL(accounted(), 2);
}

static void
what_a_plugin_notes_is_counted_and_nothing_is_set_aside(void)
{
    struct batch *b = batch_of(3);

    note_of(b, 0, 1, NOTE_REMARK, "old version");
    note_of(b, 1, 1, NOTE_REMARK, "second");
    note_of(b, 1, 1, PACKET_REFUSED, "why");
    note_of(b, 1, 2, NOTE_REMARK, "third");
    account.errors_file = capture_writer_open(out_folder_in(""), "errors", 1 << 20);
    account_batch(&account, b, &aside, 2, 0, 3, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_DECODED], 2);
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 1);
    CU_ASSERT_EQUAL(account.remarked, 2);
    CU_ASSERT_EQUAL(account.remarks.n, 3);
    CU_ASSERT_EQUAL(account.marked, 0);
    CU_ASSERT_STRING_EQUAL(account.remarks.lines[0].label, "A: old version");
    CU_ASSERT_STRING_EQUAL(account.remarks.lines[1].label, "B: second");
    CU_ASSERT_STRING_EQUAL(account.remarks.lines[2].label, "B: third");
    CU_ASSERT_EQUAL(capture_writer_stats(account.errors_file).packets, 1);
    capture_writer_free(account.errors_file);
}

/* Dissection notes an old version, streams pass over the same segment's checksum: neither hides the
 * other, and what two stages say alike is said once. */
static void
what_one_stage_says_of_a_packet_hides_nothing_that_another_says(void)
{
    struct batch *b = batch_of(1);

    note_of(b, 0, 0, NOTE_REMARK, "old version");
    note_of(b, 0, 0, NOTE_MARK, "wrong length");
    note_of(b, 1, 0, NOTE_REMARK, "wrong checksum, passed over");
    note_of(b, 1, 0, NOTE_MARK, "no message");
    note_of(b, 3, 0, NOTE_REMARK, "old version");
    account.errors_file = capture_writer_open(out_folder_in(""), "both", 1 << 20);
    account_batch(&account, b, &aside, 4, 0, 1, abc_catalog());
    CU_ASSERT_EQUAL(account.remarked, 1);
    CU_ASSERT_EQUAL(account.remarks.n, 2);
    CU_ASSERT_STRING_EQUAL(account.remarks.lines[0].label, "A: old version");
    CU_ASSERT_EQUAL(account.remarks.lines[0].count, 1);
    CU_ASSERT_STRING_EQUAL(account.remarks.lines[1].label, "B: wrong checksum, passed over");
    CU_ASSERT_EQUAL(account.marked, 1);
    CU_ASSERT_EQUAL(account.marks.n, 2);
    CU_ASSERT_STRING_EQUAL(account.marks.lines[1].label, "B: no message");
    CU_ASSERT_EQUAL(capture_writer_stats(account.errors_file).packets, 1);
    capture_writer_free(account.errors_file);
}

static void
what_is_noted_at_the_end_of_a_stream_loses_nothing(void)
{
    struct batch *b = batch_of(0);

    b->flush = 1;
    note_of(b, 1, 7, NOTE_REMARK, "odd");
    account_batch(&account, b, &aside, 2, 0, 0, abc_catalog());
    CU_ASSERT_EQUAL(account.lost, 0);
    CU_ASSERT_EQUAL(account.quarantined.n, 0);
}

static void
accounts_balance_only_when_every_packet_read_is_in_one_class(void)
{
    struct batch *b = batch_of(5);

    put_note(b, 2, PACKET_REFUSED, 1, "why");
    account_all(b, 5);
    CU_ASSERT(account_balances(&account, 5));
    CU_ASSERT_FALSE(account_balances(&account, 6));
    account.dropped = 1;
    CU_ASSERT(account_balances(&account, 6));
    account.outcome[PACKET_UNKNOWN]++;
    CU_ASSERT_FALSE(account_balances(&account, 6));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_marked_packet_is_decoded_and_counted_again_with_its_reason),
        SENTENCE(a_mark_stands_beside_the_outcome_and_counts_once_whoever_else_makes_one),
        SENTENCE(what_a_plugin_notes_is_counted_and_nothing_is_set_aside),
        SENTENCE(what_one_stage_says_of_a_packet_hides_nothing_that_another_says),
        SENTENCE(what_is_noted_at_the_end_of_a_stream_loses_nothing),
        SENTENCE(accounts_balance_only_when_every_packet_read_is_in_one_class),
        SENTENCES_END
    };
    int failed = sentences("account_marks", own);

    remove_folder();
    return failed;
}
