/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "account.h"
#include "core_helper.h"
#include "dissect.h"
#include "random_message.h"

#include <stdio.h>
#include <string.h>

static struct account account;
static struct tally tally;

static struct batch *
batch_of(uint32_t n_packets)
{
    memset(&account, 0, sizeof account);
    return fresh_batch(n_packets);
}

static void
put_note(struct batch *b, uint32_t packet, uint32_t outcome, int32_t blamed, const char *reason)
{
    struct note *n = &b->notes[b->n_notes++];

    *n = (struct note){ .packet = packet,
                        .outcome = outcome,
                        .plugin = blamed,
                        .space = NC_ETHERTYPE,
                        .value = 0x88cc };
    snprintf(n->reason, sizeof n->reason, "%s", reason);
}

static uint64_t
accounted(void)
{
    uint64_t sum = 0;

    for (int i = 0; i < OUTCOMES; i++)
        sum += account.outcome[i];
    return sum;
}

static void
packets_without_a_note_are_decoded(void)
{
    account_batch(&account, batch_of(7), 7, abc_catalog());
    CU_ASSERT_EQUAL(account.packets, 7);
    CU_ASSERT_EQUAL(account.outcome[PACKET_DECODED], 7);
}

static void
an_unknown_packet_is_counted_by_its_key(void)
{
    struct batch *b = batch_of(2);

    put_note(b, 1, PACKET_UNKNOWN, -1, "");
    account_batch(&account, b, 2, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_UNKNOWN], 1);
    CU_ASSERT_EQUAL(account.outcome[PACKET_DECODED], 1);
    CU_ASSERT_STRING_EQUAL(account.unknown.lines[0].label, "ethertype 0x88cc");
}

static void
a_refused_packet_is_counted_by_plugin_and_reason(void)
{
    struct batch *b = batch_of(1);

    put_note(b, 0, PACKET_REFUSED, 1, "ends too early");
    account_batch(&account, b, 1, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 1);
    CU_ASSERT_STRING_EQUAL(account.refused.lines[0].label, "B: ends too early");
}

static void
a_quarantined_packet_is_counted_apart(void)
{
    struct batch *b = batch_of(1);

    put_note(b, 0, PACKET_QUARANTINED, 2, "crashed");
    account_batch(&account, b, 1, abc_catalog());
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
    account_batch(&account, b, 3, abc_catalog());
    CU_ASSERT_EQUAL(account.refused.lines[0].count, 3);
    CU_ASSERT_STRING_EQUAL(account.refused.lines[0].label, "netcapd: why");
}

static void
a_note_with_an_impossible_outcome_is_a_refusal(void)
{
    struct batch *b = batch_of(3);

    put_note(b, 0, PACKET_DECODED, 0, "");
    put_note(b, 1, OUTCOMES, 0, "");
    put_note(b, 2, UINT32_MAX, 0, "");
    account_batch(&account, b, 3, abc_catalog());
    CU_ASSERT_EQUAL(account.outcome[PACKET_REFUSED], 3);
}

static void
a_note_on_a_packet_outside_the_batch_reads_nothing_outside(void)
{
    struct batch *b = batch_of(4);

    put_note(b, 4, PACKET_UNKNOWN, 0, "");
    put_note(b, UINT32_MAX - 1, PACKET_UNKNOWN, 0, "");
    b->n_packets = UINT32_MAX; /* a worker can write there too */
    account.unknown_file = packet_file_open(in_folder(""), "unknown");
    account_batch(&account, b, 4, abc_catalog());
    CU_ASSERT_EQUAL(accounted(), 4);
    packet_file_close(account.unknown_file, false);
}

static void
more_notes_than_packets_do_not_upset_the_sum(void)
{
    struct batch *b = batch_of(3);

    for (int i = 0; i < 10; i++)
        put_note(b, 0, PACKET_REFUSED, 0, "again");
    b->n_notes = UINT32_MAX;
    account_batch(&account, b, 3, abc_catalog());
    CU_ASSERT_EQUAL(accounted(), 3);
    CU_ASSERT_EQUAL(account.packets, 3);
}

static void
a_reason_without_an_end_is_cut(void)
{
    struct batch *b = batch_of(1);

    put_note(b, 0, PACKET_REFUSED, 0, "");
    memset(b->notes[0].reason, 'x', REASON_MAX);
    account_batch(&account, b, 1, abc_catalog());
    CU_ASSERT_EQUAL(strlen(account.refused.lines[0].label), strlen("A: ") + REASON_MAX - 1);
}

static void
notes_of_random_bytes_do_not_upset_the_sum(void)
{
    static struct random_source source;

    for (uint64_t round = 1; round < 200; round++) {
        struct batch *b = batch_of(100);
        uint8_t *at = (uint8_t *)b->notes;

        random_source_reset(&source, round);
        for (size_t i = 0; i < 100 * sizeof b->notes[0]; i++)
            at[i] = (uint8_t)random_bits(&source);
        b->n_notes = (uint32_t)random_bits(&source);
        account_batch(&account, b, 100, abc_catalog());
        CU_ASSERT_EQUAL(accounted(), 100);
    }
}

static void
packets_set_aside_go_to_their_files(void)
{
    struct batch *b = batch_of(4);

    put_note(b, 0, PACKET_UNKNOWN, -1, "");
    put_note(b, 1, PACKET_REFUSED, 0, "");
    put_note(b, 2, PACKET_QUARANTINED, 0, "");
    account.unknown_file = packet_file_open(in_folder(""), "unknown");
    account.errors_file = packet_file_open(in_folder(""), "errors");
    account_batch(&account, b, 4, abc_catalog());
    CU_ASSERT_EQUAL(packet_file_count(account.unknown_file), 1);
    CU_ASSERT_EQUAL(packet_file_count(account.errors_file), 2);
    packet_file_close(account.unknown_file, false);
    packet_file_close(account.errors_file, false);
}

static void
add_labels(int from, int to)
{
    char label[32];

    for (int i = from; i < to; i++) {
        snprintf(label, sizeof label, "label %d", i);
        tally_add(&tally, label);
    }
}

static uint64_t
count_of(const char *label)
{
    for (size_t i = 0; i < tally.n; i++)
        if (strcmp(tally.lines[i].label, label) == 0)
            return tally.lines[i].count;
    return 0;
}

static void
labels_beyond_the_bound_are_counted_as_other(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, 2000);
    CU_ASSERT_EQUAL(tally.n, TALLY_MAX);
    CU_ASSERT_EQUAL(count_of("label 510"), 1);
    CU_ASSERT_EQUAL(count_of("other"), 2000 - (TALLY_MAX - 1));
}

static void
known_labels_are_counted_when_the_tally_is_full(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, 600);
    add_labels(100, 600);
    CU_ASSERT_EQUAL(count_of("label 99"), 1);
    CU_ASSERT_EQUAL(count_of("label 100"), 2);
    CU_ASSERT_EQUAL(count_of("other"), 2 * (600 - (TALLY_MAX - 1)));
}

static void
the_most_frequent_label_comes_first(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, 3);
    add_labels(1, 3);
    add_labels(2, 3);
    tally_sort(&tally);
    CU_ASSERT_STRING_EQUAL(tally.lines[0].label, "label 2");
    CU_ASSERT_EQUAL(tally.lines[0].count, 3);
    CU_ASSERT_STRING_EQUAL(tally.lines[2].label, "label 0");
}

static void
equally_frequent_labels_stand_by_name(void)
{
    memset(&tally, 0, sizeof tally);
    tally_add(&tally, "b");
    tally_add(&tally, "c");
    tally_add(&tally, "a");
    tally_sort(&tally);
    CU_ASSERT_STRING_EQUAL(tally.lines[0].label, "a");
    CU_ASSERT_STRING_EQUAL(tally.lines[2].label, "c");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(packets_without_a_note_are_decoded),
        SENTENCE(an_unknown_packet_is_counted_by_its_key),
        SENTENCE(a_refused_packet_is_counted_by_plugin_and_reason),
        SENTENCE(a_quarantined_packet_is_counted_apart),
        SENTENCE(a_plugin_that_does_not_exist_is_not_named),
        SENTENCE(a_note_with_an_impossible_outcome_is_a_refusal),
        SENTENCE(a_note_on_a_packet_outside_the_batch_reads_nothing_outside),
        SENTENCE(more_notes_than_packets_do_not_upset_the_sum),
        SENTENCE(a_reason_without_an_end_is_cut),
        SENTENCE(notes_of_random_bytes_do_not_upset_the_sum),
        SENTENCE(packets_set_aside_go_to_their_files),
        SENTENCE(labels_beyond_the_bound_are_counted_as_other),
        SENTENCE(known_labels_are_counted_when_the_tally_is_full),
        SENTENCE(the_most_frequent_label_comes_first),
        SENTENCE(equally_frequent_labels_stand_by_name),
        SENTENCES_END
    };
    int failed = sentences("account", own);

    remove_folder();
    return failed;
}
