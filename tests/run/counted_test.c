/* SPDX-License-Identifier: Apache-2.0 */
#include "run/counted.h"

#include "harness.h"

#include <ctype.h>
#include <string.h>

/* How many names a count goes into, that of `minus` being none. */
static int
names_of(size_t at)
{
    int n = 0;

    for (size_t i = 0; i < counted_names; i++)
        n += counted_name[i].at == at || (counted_name[i].plus && counted_name[i].plus == at);
    return n;
}

static void
every_count_of_reassembly_has_one_name(void)
{
    for (size_t at = 0; at < sizeof(struct defrag_counts); at += sizeof(uint64_t))
        CU_ASSERT_EQUAL(names_of(offsetof(struct counted, defrag) + at), 1);
    for (size_t at = 0; at < sizeof(struct stream_counts); at += sizeof(uint64_t))
        CU_ASSERT_EQUAL(names_of(offsetof(struct counted, streams) + at), 1);
}

static void
a_name_stands_for_one_count(void)
{
    for (size_t i = 0; i < counted_names; i++) {
        for (const char *c = counted_name[i].key; *c; c++)
            CU_ASSERT(islower((unsigned char)*c) || *c == '_');
        for (size_t other = 0; other < i; other++)
            CU_ASSERT_STRING_NOT_EQUAL(counted_name[i].key, counted_name[other].key);
    }
}

static uint64_t
value_of(const struct counted *c, const char *key)
{
    for (size_t i = 0; i < counted_names; i++)
        if (strcmp(counted_name[i].key, key) == 0)
            return counted_value(c, i);
    return UINT64_MAX;
}

static void
what_both_stages_count_is_summed_and_conversations_are_no_connections(void)
{
    struct counted c = { .defrag = { .wrong = 2 },
                         .streams = { .wrong = 3, .connections = 7, .conversations = 4 } };

    CU_ASSERT_EQUAL(value_of(&c, "wrong_checksums"), 5);
    CU_ASSERT_EQUAL(value_of(&c, "connections"), 3);
    CU_ASSERT_EQUAL(value_of(&c, "conversations"), 4);
    c.streams.conversations = 9; /* as a worker may have written it */
    CU_ASSERT_EQUAL(value_of(&c, "connections"), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(every_count_of_reassembly_has_one_name),
        SENTENCE(a_name_stands_for_one_count),
        SENTENCE(what_both_stages_count_is_summed_and_conversations_are_no_connections),
        SENTENCES_END
    };

    return sentences("counted", own);
}
